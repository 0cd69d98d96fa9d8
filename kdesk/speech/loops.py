"""Repetition loops: what a Whisper writes when it has lost the sound."""

from collections.abc import Sequence

from kdesk.domain.transcript import Word
from kdesk.speech.settings import LOOP_REPEATS


def without_loops(words: Sequence[Word]) -> tuple[Word, ...]:
    """The words with every phrase that comes LOOP_REPEATS times in a row kept once.

    The shortest phrase that repeats counts; commas, full stops and capitals make no difference.
    """
    plain = [word.text.strip(" ,.;:!?…").casefold() for word in words]
    kept: list[Word] = []
    at = 0
    while at < len(words):
        length, times = _loop(plain, at)
        kept.extend(words[at : at + length])
        at += length * times
    return tuple(kept)


def _loop(plain: Sequence[str], at: int) -> tuple[int, int]:
    """Words in the phrase that begins here and how often it comes; (1, 1) when it is no loop."""
    for length in range(1, (len(plain) - at) // LOOP_REPEATS + 1):
        phrase = plain[at : at + length]
        times = 1
        while plain[at + times * length : at + (times + 1) * length] == phrase:
            times += 1
        if times >= LOOP_REPEATS:
            return length, times
    return 1, 1
