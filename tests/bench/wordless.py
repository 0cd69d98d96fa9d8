"""A minute of everything that is heard in a room where nobody speaks; other each time."""

from collections.abc import Callable
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

RATE = 16_000
LENGTH = 60 * RATE
Sound: TypeAlias = NDArray[np.float64]
Draw: TypeAlias = np.random.Generator


def pcm(sound: Sound) -> bytes:
    return (np.clip(sound, -1, 1) * 32767).astype("<i2").tobytes()


def silence(draw: Draw) -> Sound:
    """Nothing at all, or a microphone's own hiss, from inaudible to loud."""
    if draw.random() < 0.2:
        return np.zeros(LENGTH)
    return draw.standard_normal(LENGTH) * 10 ** draw.uniform(-4.5, -1.7)


def hum(draw: Draw) -> Sound:
    """The mains, with overtones."""
    turns = 2 * np.pi * draw.choice([50, 60]) * np.arange(LENGTH) / RATE
    tones = [
        np.sin(number * turns + draw.uniform(0, 6)) * draw.uniform(0.1, 1) / number
        for number in range(1, 8)
    ]
    humming: Sound = np.sum(tones, axis=0) * draw.uniform(0.01, 0.2) + _hiss(draw)
    return humming


def breath(draw: Draw) -> Sound:
    """Rushes of air that come and go."""
    sound, at = _hiss(draw), 0
    while at < LENGTH:
        length = int(draw.uniform(1.2, 2.2) * RATE)
        rush = _band(draw.standard_normal(length), draw.uniform(150, 400), draw.uniform(1500, 5000))
        swell = np.sin(np.pi * np.arange(length) / length) ** 2
        _add(sound, at, rush * swell * draw.uniform(0.01, 0.08))
        at += length + int(draw.uniform(0.3, 1.5) * RATE)
    return sound


def music(draw: Draw) -> Sound:
    """Chords: struck, bowed with a vibrato, or of a reed's many overtones."""
    sound, at, kind = np.zeros(LENGTH), 0, draw.integers(3)
    while at < LENGTH:
        length = int(draw.choice([0.25, 0.5, 1, 2, 4]) * RATE)
        seconds = np.arange(length) / RATE
        steps = draw.choice([0, 2, 4, 5, 7, 9, 11, 12, 14, 16], draw.integers(1, 5), replace=False)
        chord = np.zeros(length)
        for pitch in 220 * 2 ** (steps / 12):
            shakes = 1 + 0.003 * np.sin(2 * np.pi * 5 * seconds) * (kind == 1)
            turns = 2 * np.pi * np.cumsum(pitch * shakes) / RATE
            for number in range(1, 7):
                chord += np.sin(number * turns) / number ** (1.0 if kind == 2 else 1.6)
        fades = np.exp(-seconds * draw.uniform(0.5, 4))
        ends = np.minimum(1, seconds[::-1] / 0.1) if kind == 1 else fades
        _add(sound, at, chord * np.minimum(1, seconds / 0.02) * ends * 0.03)
        at += int(length * draw.uniform(0.5, 1))
    return sound * draw.uniform(0.3, 2)


def clicks(draw: Draw) -> Sound:
    """Keys, a lighter, a door, lips: short and sometimes very loud."""
    sound = _hiss(draw)
    for at in draw.integers(0, LENGTH, 180):
        seconds = np.arange(int(draw.uniform(0.002, 0.06) * RATE)) / RATE
        rings = np.sin(2 * np.pi * draw.uniform(300, 4000) * seconds)
        click = (draw.standard_normal(len(seconds)) / 2 + rings) * draw.uniform(0.05, 0.8)
        _add(sound, at, click * np.exp(-seconds * draw.uniform(60, 400)))
    return sound


KINDS: tuple[Callable[[Draw], Sound], ...] = (silence, hum, breath, music, clicks)


def _hiss(draw: Draw) -> Sound:
    return draw.standard_normal(LENGTH) * 0.0005


def _band(noise: Sound, low: float, high: float) -> Sound:
    """The noise between two frequencies, as loud as 1."""
    spectrum = np.fft.rfft(noise)
    hertz = np.fft.rfftfreq(len(noise), 1 / RATE)
    spectrum[(hertz < low) | (hertz > high)] = 0
    found: Sound = np.fft.irfft(spectrum, len(noise))
    found /= np.sqrt((found**2).mean())
    return found


def _add(sound: Sound, at: int, more: Sound) -> None:
    fits = more[: len(sound) - at]
    sound[at : at + len(fits)] += fits
