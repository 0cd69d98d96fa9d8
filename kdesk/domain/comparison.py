"""Two versions of a memo's words, sentence beside sentence."""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate, chain, pairwise, takewhile
from math import inf

from kdesk.domain.alignment import LONG_PAUSE, paragraphs
from kdesk.domain.pairing import Row, Spoken, paired, spoken
from kdesk.domain.transcript import Utterance, Word

Heard = tuple[tuple[Utterance, Word], ...]
"""What a machine heard, each word with the utterance it is from."""


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


def named(utterances: Sequence[Utterance], model: str) -> tuple[Utterance, ...]:
    """The utterances with the name of who heard them; older journals kept it once for all."""
    return tuple(u if u.model else replace(u, model=model) for u in utterances)


def _slice(text: str, cut: Sequence[Spoken], some: range) -> str:
    return text[cut[some.start].begin : cut[some.stop - 1].end] if some else ""


def _apart(pause: float) -> str:
    return "\n" if pause >= LONG_PAUSE else " "


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
