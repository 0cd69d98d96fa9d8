"""Words of a shown text with the seconds they sound, counted as Qt counts characters."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import replace
from itertools import accumulate

from kdesk.domain.alignment import LONG_PAUSE, PlacedWord, place, word_at, word_under
from kdesk.domain.sentence import Sentence, sentence_at
from kdesk.domain.transcript import Utterance


class SpokenWords:
    """What a machine heard, laid under a text; characters are UTF-16 units, an emoji is two."""

    def __init__(self, utterances: Sequence[Utterance] = (), text: str = "") -> None:
        self._text = text
        self._placed = place(utterances, text)
        self._words = _in_units(self._placed, text)
        self._pauses = [word for word in self._words if word.pause >= LONG_PAUSE and word.begin]

    def at(self, seconds: float) -> PlacedWord | None:
        """The word that sounds then, or sounded last; None before the first."""
        return word_at(self._words, seconds)

    def under(self, character: int) -> PlacedWord | None:
        """The word that holds this place of the text; None between words."""
        return word_under(self._words, character)

    def sentence(self, seconds: float) -> Sentence | None:
        """The sentence that sounds then, or the first one; None where there are no words."""
        if not self._words:
            return None
        number = bisect_right(self._words, seconds, key=lambda word: word.start) - 1
        return sentence_at(self._placed, self._text, max(0, number))

    def of(self, sentence: Sentence) -> Sequence[PlacedWord]:
        """The words of a sentence."""
        return self._words[sentence.first : sentence.last + 1]

    def within(self, begin: int, end: int) -> Sequence[PlacedWord]:
        """The words that stand, if only in part, between these places of the text."""
        first = bisect_right(self._words, begin, key=lambda word: word.end)
        return self._words[first : bisect_left(self._words, end, key=_begin)]

    def doubtful(self, below: float) -> list[tuple[int, int]]:
        """Where the words stand that the machine gave less than this probability."""
        return [(word.begin, word.end) for word in self._words if word.doubtful(below)]

    def pauses(self, first: int, last: int) -> list[PlacedWord]:
        """The words from one place to another that follow a long pause."""
        start = bisect_left(self._pauses, first, key=_begin)
        return self._pauses[start : bisect_right(self._pauses, last, key=_begin)]


def _begin(word: PlacedWord) -> int:
    return word.begin


def _in_units(words: tuple[PlacedWord, ...], text: str) -> tuple[PlacedWord, ...]:
    """The same words counted as Qt counts: in UTF-16 units, where an emoji is two."""
    if text.isascii() or max(text, default="") <= "\uffff":
        return words
    before = [0, *accumulate(1 + (letter > "\uffff") for letter in text)]
    return tuple(replace(word, begin=before[word.begin], end=before[word.end]) for word in words)
