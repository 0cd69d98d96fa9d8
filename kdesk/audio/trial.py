"""Trying a microphone: a few seconds of it, what can be said of them, and the same out loud."""

from collections.abc import Callable
from queue import Empty, SimpleQueue

import numpy as np

from kdesk.audio.level import DEAD, Noticing, loudness
from kdesk.audio.microphone import Microphone
from kdesk.audio.resample import Resampler
from kdesk.audio.speaker import Speaker
from kdesk.domain.problem import Problem, Trouble
from kdesk.domain.sign import Sign
from kdesk.domain.verdict import Verdict

SECONDS = 3.0
RATE = 48_000
STALLED_AFTER = 2.0
"""Seconds without a block, as for a recording."""
PLENTY = 0.25
"""A loudness (of 0 to 1, so −45 dB) that speech into a good microphone passes easily."""
BLOCK = RATE // 50 * 2
"""Bytes that are judged at a time: 20 ms, as while recording."""
PLAYED = 3 * BLOCK
"""Bytes that are played for one level."""

Told = Callable[[float, float], None]
"""Hears how loud it is, from 0 to 1, and at which second."""


class Trial:
    """Its microphone is open from the start. Problem NO_MICROPHONE when none can be opened.

    What was heard is held in memory and nowhere else.
    """

    def __init__(self, device: str | None) -> None:
        self._blocks: SimpleQueue[bytes | None] = SimpleQueue()
        self._microphone = Microphone(
            device, heard=self._blocks.put, lost=lambda: self._blocks.put(None)
        )
        self.device = self._microphone.name
        self._pcm = b""

    def listen(self, told: Told) -> Verdict:
        """Hear three seconds and close the microphone; Problem when it stops before."""
        resampler = Resampler(self._microphone.rate, self._microphone.channels, RATE)
        heard, wanted = bytearray(), round(SECONDS * RATE) * 2
        try:
            while len(heard) < wanted:
                block = self._next()
                heard += resampler.feed(block)
                told(loudness(block), len(heard) / 2 / RATE)
        finally:
            self._microphone.close()
        self._pcm = bytes(heard[:wanted])
        return judged(self._pcm)

    def play(self, speaker: str | None, told: Told) -> None:
        """Let it be heard, once; Problem NO_SPEAKER when that can't be."""
        pcm, self._pcm = self._pcm, b""
        out = Speaker(speaker, RATE, 1)
        for start in range(0, len(pcm), PLAYED):
            block = pcm[start : start + PLAYED]
            out.write(block)
            told(loudness(block), start / 2 / RATE)
        out.drain()

    def _next(self) -> bytes:
        try:
            block = self._blocks.get(timeout=STALLED_AFTER)
        except Empty:
            block = None
        if block is None:
            raise Problem(
                Trouble.NO_MICROPHONE,
                "The microphone stopped sending sound. Plug it in again or choose another, "
                "then test again.",
            )
        return block


def judged(pcm: bytes) -> Verdict:
    """What can be said of s16 mono 48 kHz."""
    if np.abs(np.frombuffer(pcm, "<i2").astype(np.int32)).max(initial=0) <= DEAD:
        return Verdict.NOTHING
    noticing = Noticing()
    blocks = [pcm[start : start + BLOCK] for start in range(0, len(pcm), BLOCK)]
    found = [noticing.hear(block, n * BLOCK / 2 / RATE) for n, block in enumerate(blocks)]
    if any(Sign.LOUD in one.signs for one in found):
        return Verdict.LOUD
    return Verdict.CLEAR if max(map(loudness, blocks)) >= PLENTY else Verdict.QUIET
