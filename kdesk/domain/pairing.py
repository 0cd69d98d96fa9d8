"""Which sentences of two versions belong side by side: those that sound at the same time.

Told by time and not by letters, because another model may have heard another language.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from kdesk.domain.alignment import place
from kdesk.domain.sentence import cut
from kdesk.domain.transcript import Utterance

SHARED = 0.5
"""Two sentences belong together when they share this much of the shorter one."""
NEAR = 1.0
"""Seconds: a sentence of one version alone and one of the other are the same so close together."""

Row = tuple[range, range]
"""Numbers of the sentences of the one version and of the other; either may be empty."""


@dataclass(frozen=True, slots=True)
class Spoken:
    """A sentence: characters of its text from `begin` to before `end`, and when they sound."""

    begin: int
    end: int
    start: float
    finish: float
    told: int
    """How many of the machine's words, cut at spaces, it stands for."""

    def overlap(self, other: "Spoken") -> float:
        """Seconds in which both sound; less than none when they are apart."""
        return min(self.finish, other.finish) - max(self.start, other.start)


def spoken(utterances: Sequence[Utterance], text: str) -> list[Spoken]:
    """The sentences of a text that stands on what was heard; they never overlap in time.

    A text without any machine's word to tell the time is one sentence, at the memo's start.
    """
    words = place(utterances, text)
    if not words:
        inner = text.strip()
        begin = text.index(inner)
        return [Spoken(begin, begin + len(inner), 0.0, 0.0, 0)] if inner else []
    parts = [words[numbers.start : numbers.stop] for numbers in cut(words, text)]
    found = [
        Spoken(
            *(part[0].begin, part[-1].end),
            *(part[0].start, max(word.finish for word in part)),
            told=sum(len(word.heard.split()) for word in part),
        )
        for part in parts
    ]
    apart = [replace(one, finish=min(one.finish, after.start)) for one, after in pairwise(found)]
    return [*apart, found[-1]]


def paired(ours: Sequence[Spoken], others: Sequence[Spoken]) -> list[Row]:
    """Every sentence of both versions once, in order."""
    links = _links(ours, others)
    reach, back = dict[int, int](), dict[int, int]()
    for i, j in links:
        reach[i], back[j] = max(j, reach.get(i, j)), max(i, back.get(j, i))
    rows: list[Row] = []
    i = j = 0
    while i < len(ours) or j < len(others):
        if i in reach and j in back:
            own, their = _grown(i, j, reach, back)
        elif j == len(others) or (
            i < len(ours) and i not in reach and (j in back or ours[i].start <= others[j].start)
        ):
            own, their = range(i, i + 1), range(j, j)
        else:
            own, their = range(i, i), range(j, j + 1)
        rows.append((own, their))
        i, j = own.stop, their.stop
    return _joined(rows, ours, others)


def _links(ours: Sequence[Spoken], others: Sequence[Spoken]) -> list[tuple[int, int]]:
    """The pairs that sound together, in order; they never cross, as no version overlaps itself."""
    found: list[tuple[int, int]] = []
    i = j = 0
    while i < len(ours) and j < len(others):
        own, their = ours[i], others[j]
        shorter = min(own.finish - own.start, their.finish - their.start)
        if shorter > 0 and own.overlap(their) >= SHARED * shorter:
            found.append((i, j))
        if own.finish <= their.finish:
            i += 1
        else:
            j += 1
    return found


def _grown(i: int, j: int, reach: dict[int, int], back: dict[int, int]) -> Row:
    """The row that begins with this pair: with all that hangs together, whole stretches."""
    last, their = i, j
    while True:
        until = max(reach.get(n, their) for n in range(i, last + 1))
        until = max(until, their)
        since = max(back.get(n, last) for n in range(j, until + 1))
        if max(since, last) == last and until == their:
            return range(i, last + 1), range(j, their + 1)
        last, their = max(since, last), until


def _joined(rows: Sequence[Row], ours: Sequence[Spoken], others: Sequence[Spoken]) -> list[Row]:
    """The rows, with one of ours alone and one of theirs alone made one where they are near."""
    joined: list[Row] = []
    for own, their in rows:
        if joined:
            own_before, their_before = joined[-1]
            alone = (own, their_before) if not their else (own_before, their)
            lonely = bool(own) != bool(their) and bool(own_before) != bool(their_before)
            if lonely and all(alone) and _near(ours[alone[0][-1]], others[alone[1][-1]]):
                joined[-1] = (
                    range(own_before.start, own.stop),
                    range(their_before.start, their.stop),
                )
                continue
        joined.append((own, their))
    return joined


def _near(own: Spoken, their: Spoken) -> bool:
    return own.overlap(their) > -NEAR
