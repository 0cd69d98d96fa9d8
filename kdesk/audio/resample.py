"""From any rate and number of channels to another rate, mono, as a stream.

With numpy, not PyAV's resampler: this runs in the recorder, whose memory stays small and into
which no decoder belongs.
"""

from math import gcd

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

CROSSINGS = 16
"""Zero crossings of the windowed sinc on each side; with SHAPE about 90 dB of stop band."""
SHAPE = 9.0
"""Beta of the Kaiser window (J. O. Smith, "Digital Audio Resampling")."""
PASSED = 0.94
"""The part of the narrower band that passes; the rest is the filter's slope."""


class Resampler:
    """Takes s16 blocks of whole frames; gives s16 mono blocks at `to` frames a second.

    Sound that is mono and at the right rate already passes untouched, sample for sample.
    """

    def __init__(self, rate: int, channels: int, to: int = 48_000) -> None:
        self._channels = channels
        shared = gcd(rate, to)
        self._up, self._down = to // shared, rate // shared
        self._table = _table(self._up, self._down)
        self._half = self._table.shape[1] // 2
        self._kept: NDArray[np.float32] = np.zeros(self._half - 1, np.float32)
        self._first = 1 - self._half  # where in the input kept[0] stands
        self._taken = 0
        self._made = 0

    def feed(self, pcm: bytes) -> bytes:
        """What can be said so far."""
        if self._channels == 1 and self._up == self._down:
            return pcm
        samples = np.frombuffer(pcm, "<i2").reshape(-1, self._channels)
        mono = samples.mean(axis=1, dtype=np.float32)
        if self._up == self._down:
            return _s16(mono)
        self._taken += len(mono)
        return self._convert(mono, None)

    def finish(self) -> bytes:
        """The last samples, for which silence follows."""
        if self._up == self._down:
            return b""
        wanted = -(-self._taken * self._up // self._down)
        return self._convert(np.zeros(self._half, np.float32), wanted)

    def _convert(self, more: NDArray[np.float32], until: int | None) -> bytes:
        self._kept = np.concatenate((self._kept, more))
        # Sample n stands at n · down / up of the input and needs `half` samples after that place.
        reach = self._first + len(self._kept) - self._half
        end = max(self._made, -(-reach * self._up // self._down))
        end = end if until is None else min(end, until)
        if end <= self._made:
            return b""
        places = np.arange(self._made, end) * self._down
        base, phase = places // self._up, places % self._up
        windows = sliding_window_view(self._kept, 2 * self._half)
        made = np.einsum(
            "nk,nk->n", windows[base - self._half + 1 - self._first], self._table[phase]
        )
        self._made = end
        unneeded = self._made * self._down // self._up - self._half + 1 - self._first
        if unneeded > 0:
            self._kept = self._kept[unneeded:]
            self._first += unneeded
        return _s16(made)


def _table(up: int, down: int) -> NDArray[np.float32]:
    """For each of `up` phases the weights of the input samples around it; each row adds up to 1."""
    scale = min(1.0, up / down)
    half = int(np.ceil(CROSSINGS / scale))
    distance = np.arange(up)[:, None] / up - (np.arange(2 * half)[None, :] - half + 1)
    inside = np.clip(1.0 - (distance / half) ** 2, 0.0, None)
    window = np.i0(SHAPE * np.sqrt(inside)) / np.i0(SHAPE)
    weights = np.sinc(distance * scale * PASSED) * window
    table: NDArray[np.float32] = (weights / weights.sum(axis=1, keepdims=True)).astype(np.float32)
    return table


def _s16(samples: NDArray[np.float32]) -> bytes:
    return np.clip(np.rint(samples), -32768, 32767).astype("<i2").tobytes()
