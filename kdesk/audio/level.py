"""How loud a piece of sound is."""

import numpy as np

QUIETEST = -60.0
"""dB below full scale that count as nothing; a quiet room is near -60, speech near -25."""


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
