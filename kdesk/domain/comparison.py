"""Two versions of a memo's words, sentence beside sentence, and what is chosen out of them."""

import re
from bisect import bisect_right
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import accumulate, chain, groupby, pairwise, takewhile
from math import inf
from operator import itemgetter

from kdesk.domain.alignment import LONG_PAUSE, paragraphs
from kdesk.domain.difference import steps
from kdesk.domain.pairing import Row, Spoken, paired, spoken
from kdesk.domain.transcript import Utterance, Word

Heard = tuple[tuple[Utterance, Word], ...]
"""What a machine heard, each word with the utterance it is from."""


@dataclass(frozen=True, slots=True)
class Shown:
    """What a memo shows: a version put together by hand or the newest, and the person's own."""

    chosen: tuple[Utterance, ...] | None
    """Sentences of several machine's versions; None: the newest version is what was heard."""
    corrected: str | None
    """The person's text; None: what was heard is shown."""
    read_at: datetime | None = None
    """When somebody said that they have read it through."""


@dataclass(frozen=True, slots=True)
class Side:
    """One version of a passage: its text, and the machine's words it stands on."""

    text: str = ""
    heard: Heard = ()

    @property
    def models(self) -> tuple[str, ...]:
        """The names of the models that heard it, each once."""
        return tuple(dict.fromkeys(utterance.model for utterance, _ in self.heard))


@dataclass(frozen=True, slots=True)
class Passage:
    """The same seconds in both versions: as a rule a sentence; one side of it may be empty."""

    start: float
    end: float
    before: str
    """The space or the new line between it and what it follows."""
    mine: Side
    other: Side

    @property
    def same(self) -> bool:
        """Whether both say the same, to the letter."""
        return self.mine.text.split() == self.other.text.split()


@dataclass(frozen=True, slots=True)
class Comparison:
    """All passages in the order of time; `head` and `tail` are spaces around the whole text."""

    passages: tuple[Passage, ...]
    head: str = ""
    tail: str = ""

    @property
    def differing(self) -> int:
        """In how many passages the versions differ."""
        return sum(not passage.same for passage in self.passages)


def compare(mine: Sequence[Utterance], text: str, other: Sequence[Utterance]) -> Comparison:
    """The shown `text` with the utterances it stands on, beside another machine's version."""
    theirs = paragraphs(other)
    ours, others = spoken(mine, text), spoken(other, theirs)
    rows = paired(ours, others)
    heard = tuple((utterance, word) for _, utterance, word in _counted(mine))
    settled = _settled(heard, _dealt(mine, ours), ours, others, rows)
    offered = _dealt(other, others)
    passages: list[Passage] = []
    place = 0
    for number, (own, their) in enumerate(rows):
        around = [*ours[own.start : own.stop], *others[their.start : their.stop]]
        start, end = min(s.start for s in around), max(s.finish for s in around)
        before = _apart(start - passages[-1].end) if passages else " "
        if own and place:
            before = text[place : ours[own.start].begin]
        elif own and not passages:
            before = ""
        passages.append(
            Passage(
                *(start, end, before),
                Side(_slice(text, ours, own), settled[number]),
                Side(_slice(theirs, others, their), _several(offered, their)),
            )
        )
        place = ours[own.stop - 1].end if own else place
    head = text[: ours[0].begin] if ours else ""
    return Comparison(tuple(passages), head, text[place:] if ours else text)


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


def named(utterances: Sequence[Utterance], model: str) -> tuple[Utterance, ...]:
    """The utterances with the name of who heard them; older journals kept it once for all."""
    return tuple(u if u.model else replace(u, model=model) for u in utterances)


def differing(mine: str, other: str) -> tuple[list[tuple[int, int]], list[tuple[int, int]]]:
    """The stretches of characters in which two texts differ, word by word, for each of both."""
    ours, others = _words(mine), _words(other)
    left: list[tuple[int, int]] = []
    right: list[tuple[int, int]] = []
    for tag, i1, i2, j1, j2 in steps([word for word, _ in ours], [word for word, _ in others]):
        if tag != "equal":
            left += _stretch(ours[i1:i2])
            right += _stretch(others[j1:j2])
    return left, right


def _stretch(words: Sequence[tuple[str, int]]) -> list[tuple[int, int]]:
    return [(words[0][1], words[-1][1] + len(words[-1][0]))] if words else []


def _said(utterances: Sequence[Utterance]) -> list[Word]:
    return [word for utterance in utterances for word in utterance.words]


def _slice(text: str, cut: Sequence[Spoken], some: range) -> str:
    return text[cut[some.start].begin : cut[some.stop - 1].end] if some else ""


def _apart(pause: float) -> str:
    return "\n" if pause >= LONG_PAUSE else " "


def _words(text: str) -> list[tuple[str, int]]:
    """The words of a text and where each begins."""
    return [(found.group(), found.start()) for found in re.finditer(r"\S+", text)]


def _dealt(utterances: Sequence[Utterance], cut: Sequence[Spoken]) -> list[Heard]:
    """The machine's words, each given to the sentence that stands for it."""
    dealt: list[list[tuple[Utterance, Word]]] = [[] for _ in cut]
    ends = list(accumulate(sentence.told for sentence in cut))
    for place, utterance, word in _counted(utterances):
        if cut:
            dealt[min(bisect_right(ends, place), len(cut) - 1)].append((utterance, word))
    return [tuple(words) for words in dealt]


def _counted(utterances: Sequence[Utterance]) -> Iterator[tuple[int, Utterance, Word]]:
    """Each word with the number of the piece of text, cut at spaces, that it begins in."""
    before = 0
    for utterance in utterances:
        said = ""
        for word in utterance.words:
            said += word.text
            pieces = len(word.text.split())
            yield before + max(0, len(said.split()) - max(1, pieces)), utterance, word
        before += len(said.split())


def _several(dealt: Sequence[Heard], some: range) -> Heard:
    return tuple(chain.from_iterable(dealt[some.start : some.stop]))


def _settled(
    heard: Heard,
    dealt: Sequence[Heard],
    ours: Sequence[Spoken],
    others: Sequence[Spoken],
    rows: Sequence[Row],
) -> list[Heard]:
    """What was heard in each row's seconds, also where the person has no words of their own.

    Words that somebody deleted hang on to the sentence before them, at the very start to the one
    after; where the other version has a sentence of those seconds, they belong into its row.
    """
    settled: list[Heard] = [_several(dealt, own) for own, _ in rows]
    filled = [number for number, (own, _) in enumerate(rows) if own]
    first = filled[0] if filled else len(rows)
    starts = [others[their.start].start if their else 0.0 for _, their in rows]
    if first:
        loose = heard
        if filled:
            since = ours[0].start
            loose = tuple(takewhile(lambda one: one[1].end <= since, settled[first]))
            settled[first] = settled[first][len(loose) :]
        _spread(loose, settled, [-inf, *starts[1:first]], 0)
    for number, until in pairwise([*filled, len(rows)]):
        finish = ours[rows[number][0].stop - 1].finish
        kept = len(settled[number])
        while kept and settled[number][kept - 1][1].start >= finish:
            kept -= 1
        loose, settled[number] = settled[number][kept:], settled[number][:kept]
        _spread(loose, settled, [-inf, *starts[number + 1 : until]], number)
    return settled


def _spread(loose: Heard, rows: list[Heard], starts: Sequence[float], first: int) -> None:
    """Add each word to the last of the rows from `first` on that has begun by its middle."""
    latest = 0
    for one in loose:
        middle = (one[1].start + one[1].end) / 2
        latest = max(latest, bisect_right(starts, middle) - 1)
        rows[first + latest] += (one,)


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
