"""How loud a piece of sound is, and what is to be noticed about that."""

from typing import NamedTuple

import numpy as np

from kdesk.domain.note import Note, NoteKind
from kdesk.domain.sign import Sign

QUIETEST = -60.0
"""dB below full scale that count as nothing; a quiet room is near -60, speech near -25."""
DEAD = 2
"""Samples up to this (of 32767) are no sound: a muted microphone's own error is one or two."""
SILENT_AFTER = 5.0
"""Seconds of it."""
FULL = 32_766
CUT_OFF = 3
"""Samples at full scale in a block of 20 ms that make it one of cut-off peaks."""
LOUD_BLOCKS = 3
"""Such blocks close together that are a loud voice; a knock on the table is one or two."""
LOUD_ENDS_AFTER = 2.0
"""Seconds without one."""


def loudness(pcm: bytes) -> float:
    """From 0 to 1, even steps in decibels; exactly 0 when every sample is zero.

    `pcm` is s16, any number of channels.
    """
    samples = np.frombuffer(pcm, "<i2").astype(np.float32)
    if not samples.any():
        return 0.0
    power = float(np.mean(np.square(samples))) / 32768.0**2
    decibels = 10.0 * float(np.log10(power))
    return min(1.0, max(0.001, 1.0 - decibels / QUIETEST))


def is_dead(pcm: bytes) -> bool:
    """Whether none of it is a sound, as from a muted microphone; a quiet room still is one.

    `pcm` is s16, any number of channels.
    """
    samples = np.frombuffer(pcm, "<i2")
    return max(int(samples.max(initial=0)), -int(samples.min(initial=0))) <= DEAD


class Found(NamedTuple):
    """What is to be told, and what is to be kept beside the sound."""

    signs: tuple[Sign, ...] = ()
    note: Note | None = None


NOTHING = Found()


class Noticing:
    """Follows the blocks of one microphone: none of them a sound, or some of them cut off."""

    def __init__(self) -> None:
        self._silent_since: float | None = None
        self._silent = False
        self._loud_since = 0.0
        self._loud_until = 0.0
        self._loud_blocks = 0

    def hear(self, pcm: bytes, second: float) -> Found:
        """Take in a block that begins at this second."""
        samples = np.frombuffer(pcm, "<i2")
        high, low = int(samples.max(initial=0)), int(samples.min(initial=0))
        cut_off = 0
        if high >= FULL or low <= -FULL:
            cut_off = int(np.count_nonzero((samples >= FULL) | (samples <= -FULL)))
        loud = self._follow_loud(cut_off >= CUT_OFF, second)
        if max(high, -low) > DEAD:
            self._silent_since = None
            if self._silent:
                self._silent = False
                return Found((*loud.signs, Sign.HEARD), loud.note)
            return loud
        if self._silent_since is None:
            self._silent_since = second
        elif not self._silent and second - self._silent_since >= SILENT_AFTER:
            self._silent = True
            return Found((*loud.signs, Sign.SILENT), loud.note)
        return loud

    def end(self) -> Note | None:
        """What is to be kept of a loud stretch that nothing follows."""
        blocks, self._loud_blocks = self._loud_blocks, 0
        if blocks < LOUD_BLOCKS:
            return None
        return Note(NoteKind.LOUD, self._loud_since, self._loud_until - self._loud_since)

    def _follow_loud(self, loud: bool, second: float) -> Found:
        ended = None
        if self._loud_blocks and second - self._loud_until > LOUD_ENDS_AFTER:
            ended = self.end()
        if not loud:
            return Found((), ended) if ended else NOTHING
        if not self._loud_blocks:
            self._loud_since = second
        self._loud_blocks += 1
        self._loud_until = second
        return Found((Sign.LOUD,) if self._loud_blocks == LOUD_BLOCKS else (), ended)
