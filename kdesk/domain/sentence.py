"""A sentence of a shown text, and the seconds it sounds."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from kdesk.domain.alignment import LONG_PAUSE, PlacedWord

STOPS = ".!?…。！？"
CLOSERS = "\"'”’»)]"
"""What may stand after the stop."""
BEFORE, AFTER = 0.15, 0.3
"""Seconds around the words: machines tell beginnings late and ends early. Never into a neighbour
that is farther away than this."""
BREATH = 0.5
"""Seconds of silence that end a sentence where no stop ever does."""
LONG = 30
"""Words after which no stop is expected any more."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """Its first and last word, counted from 0, and the seconds in which it is heard."""

    first: int
    last: int
    start: float
    finish: float


def sentence_at(words: Sequence[PlacedWord], text: str, number: int) -> Sentence:
    """The sentence that holds this word of `text`.

    It goes from stop to stop, and never over a line break or a long pause. A speaker without
    stops has breaths.
    """
    first, last = _stretch(words, text, number, LONG_PAUSE)
    if last - first >= LONG:
        first, last = _stretch(words, text, number, BREATH)
    start, finish = words[first].start, words[last].finish
    earliest = words[first - 1].finish if first else 0.0
    latest = words[last + 1].start if last + 1 < len(words) else finish + AFTER
    return Sentence(
        first,
        last,
        min(start, max(earliest, start - BEFORE)),
        max(finish, min(latest, finish + AFTER)),
    )


def _stretch(
    words: Sequence[PlacedWord], text: str, number: int, silence: float
) -> tuple[int, int]:
    first = last = number
    while first and not _ends(words, text, first - 1, silence):
        first -= 1
    while last + 1 < len(words) and not _ends(words, text, last, silence):
        last += 1
    return first, last


def _ends(words: Sequence[PlacedWord], text: str, number: int, silence: float) -> bool:
    """Whether a sentence ends with this word, which is not the last."""
    word, after = words[number], words[number + 1]
    said = text[word.begin : word.end].rstrip(CLOSERS)
    return (
        (said[-1:] in STOPS and bool(said))
        or "\n" in text[word.end : after.begin]
        or after.pause >= silence
    )


def cut(words: Sequence[PlacedWord], text: str) -> list[range]:
    """The numbers of the words of each sentence, all of them in order."""
    found: list[range] = []
    for whole in _cut(words, text, range(len(words)), LONG_PAUSE):
        found += _cut(words, text, whole, BREATH) if len(whole) > LONG else [whole]
    return found


def _cut(words: Sequence[PlacedWord], text: str, numbers: range, silence: float) -> list[range]:
    last = numbers.stop - 1
    ends = [n + 1 for n in numbers if n == last or _ends(words, text, n, silence)]
    return [range(*pair) for pair in pairwise([numbers.start, *ends])]
