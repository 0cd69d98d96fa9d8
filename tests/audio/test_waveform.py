"""The shape of a sound in 400 values."""

import numpy as np
import pytest

from kdesk.audio.waveform import Peaks, peaks
from tests.audio.sounds import noise


@pytest.mark.parametrize("seconds", [0.0, 0.001, 0.3, 4.0, 61.3])
def test_there_are_always_400_values(seconds: float) -> None:
    assert len(peaks(noise(seconds))) == 400


def test_silence_is_flat_and_full_scale_is_full() -> None:
    assert peaks(bytes(200_000)) == bytes(400)
    loudest = np.full(100_000, -32768, "<i2").tobytes()
    assert peaks(loudest) == b"\xff" * 400


def test_loud_places_stand_where_they_are() -> None:
    sound = np.zeros(400 * 960, "<i2")
    sound[100 * 960 : 101 * 960] = 8192
    shape = peaks(sound.tobytes())
    assert shape[100] == round((8192 / 32768) ** 0.5 * 255)
    assert set(shape[:100] + shape[101:]) == {0}


def test_the_size_of_the_blocks_changes_nothing() -> None:
    sound = noise(2.5)
    shape = Peaks()
    for at in range(0, len(sound), 1002):
        shape.add(sound[at : at + 1002])
    assert shape.finish() == peaks(sound)
