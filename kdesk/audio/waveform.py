"""The shape of a sound, for the line one sees under it."""

from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

VALUES = 400
"""As many as a memo keeps."""
STEP = 480
"""Samples that are looked at together: 10 ms at 48 kHz."""


class Peaks:
    """Takes s16 mono blocks; an hour of them takes 0.7 MB."""

    def __init__(self) -> None:
        self._steps: list[NDArray[np.uint16]] = []
        self._rest: NDArray[np.int16] = np.zeros(0, np.int16)

    def add(self, pcm: bytes) -> None:
        """Look at the next samples."""
        samples = np.concatenate((self._rest, np.frombuffer(pcm, "<i2")))
        whole = len(samples) // STEP * STEP
        self._rest = samples[whole:]
        if whole:
            self._steps.append(_loudest(samples[:whole].reshape(-1, STEP)))

    def finish(self) -> bytes:
        """400 values, evenly spread: the square root of the peak, so that soft speech shows."""
        if len(self._rest):
            self._steps.append(_loudest(self._rest.reshape(1, -1)))
            self._rest = self._rest[:0]
        if not self._steps:
            return bytes(VALUES)
        steps = np.concatenate(self._steps)
        edges = np.arange(VALUES + 1) * len(steps) // VALUES
        loudest = [steps[a : max(b, a + 1)].max() for a, b in pairwise(edges)]
        roots = np.sqrt(np.array(loudest, np.float64) / 32768.0)
        return bytes(np.rint(roots * 255).astype(np.uint8))


def peaks(pcm: bytes) -> bytes:
    """The 400 values of a whole sound."""
    shape = Peaks()
    shape.add(pcm)
    return shape.finish()


def _loudest(rows: NDArray[np.int16]) -> NDArray[np.uint16]:
    found: NDArray[np.uint16] = np.abs(rows.astype(np.int32)).max(axis=1).astype(np.uint16)
    return found
