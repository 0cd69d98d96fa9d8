"""What a memo shows once sentences of another version are chosen for it."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import groupby
from operator import itemgetter

from kdesk.domain.alignment import paragraphs
from kdesk.domain.comparison import Comparison
from kdesk.domain.transcript import Utterance, Word


@dataclass(frozen=True, slots=True)
class Shown:
    """What a memo shows: a version put together by hand or the newest, and the person's own."""

    chosen: tuple[Utterance, ...] | None
    """Sentences of several machine's versions; None: the newest version is what was heard."""
    corrected: str | None
    """The person's text; None: what was heard is shown."""
    read_at: datetime | None = None
    """When somebody said that they have read it through."""


def together(found: Comparison, taken: Collection[int]) -> tuple[tuple[Utterance, ...], str]:
    """What was heard and the text, with the other side of the passages of these numbers."""
    text: list[str] = []
    heard: list[tuple[int, Utterance, Word]] = []
    seam = 0
    switched = broken = False
    for number, passage in enumerate(found.passages):
        side = passage.other if number in taken else passage.mine
        if switched != (side.heard != passage.mine.heard):
            switched, seam = not switched, seam + 1
        heard += [(seam, utterance, word) for utterance, word in side.heard]
        if not side.text:
            broken = broken or (bool(passage.mine.text) and "\n" in passage.before)
            continue
        if text:
            text.append("\n" if broken and "\n" not in passage.before else passage.before or " ")
        text.append(side.text)
        broken = False
    return _utterances(heard), f"{found.head}{''.join(text)}{found.tail}"


def choice(
    found: Comparison, taken: Collection[int], before: Shown, newest: Sequence[Utterance]
) -> Shown:
    """What a memo shows with the other side of these passages taken.

    Nothing is chosen any more once it says what the newest version says, nor corrected once it
    says what was heard.
    """
    heard, text = together(found, taken)
    same = _said(heard) == _said(newest)
    plain = before.corrected is None or text == paragraphs(newest if same else heard)
    return Shown(None if same else heard, None if plain else text, before.read_at)


def _said(utterances: Sequence[Utterance]) -> list[Word]:
    return [word for utterance in utterances for word in utterance.words]


def _utterances(heard: Iterable[tuple[int, Utterance, Word]]) -> tuple[Utterance, ...]:
    """The words as utterances again: whole ones as they were, of the others the part there is.

    At a seam, where one version goes over into another, the silence is measured anew.
    """
    found: list[Utterance] = []
    before = 0
    for (seam, utterance), group in groupby(heard, key=itemgetter(0, 1)):
        part = _part(utterance, tuple(word for *_, word in group))
        if seam != before:
            silent = part.start - found[-1].end if found else part.start
            part = replace(part, pause=max(0.0, silent))
        found.append(part)
        before = seam
    return tuple(found)


def _part(utterance: Utterance, words: tuple[Word, ...]) -> Utterance:
    if words == utterance.words:
        return utterance
    begun, ended = words[0] is utterance.words[0], words[-1] is utterance.words[-1]
    return replace(
        utterance,
        start=utterance.start if begun else words[0].start,
        end=utterance.end if ended else words[-1].end,
        words=words,
        pause=utterance.pause if begun else 0.0,
    )
