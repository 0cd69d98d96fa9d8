"""Sounds for tests of speech: the sample memo, silence, noise, and the sentences between."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import soundfile

SAMPLE = Path(__file__).parents[2] / "resources" / "sample"
SMALL = SAMPLE / "speech-model"
SAID = (SAMPLE / "memo.txt").read_text(encoding="utf-8")
RATE = 16_000


def sample() -> bytes:
    """The sample memo as s16 at 16 kHz: every third frame of 48 kHz, smoothed."""
    sound, rate = soundfile.read(SAMPLE / "memo.flac", dtype="float64")
    assert rate == 3 * RATE
    spectrum = np.fft.rfft(sound)[: len(sound) // 6 + 1]
    small = np.fft.irfft(spectrum, len(sound) // 3) / 3
    return bytes((np.clip(small, -1, 1) * 32767).astype("<i2").tobytes())


def silence(seconds: float) -> bytes:
    return bytes(2 * int(seconds * RATE))


def noise(seconds: float, loudness: float = 0.02) -> bytes:
    drawn = np.random.default_rng(3).standard_normal(int(seconds * RATE)) * loudness
    return bytes((np.clip(drawn, -1, 1) * 32767).astype("<i2").tobytes())


def blocks(pcm: bytes, seconds: float = 1.0) -> Iterator[bytes]:
    step = 2 * int(seconds * RATE)
    return (pcm[at : at + step] for at in range(0, len(pcm), step))
