"""From any rate and number of channels to 48 kHz mono."""

import numpy as np
import pytest

from kdesk.audio.resample import Resampler
from tests.audio.sounds import noise, tone


def resampled(pcm: bytes, rate: int, channels: int, block: int, to: int = 48_000) -> bytes:
    resampler = Resampler(rate, channels, to)
    step = block * 2 * channels
    parts = [resampler.feed(pcm[at : at + step]) for at in range(0, len(pcm), step)]
    return b"".join((*parts, resampler.finish()))


def test_mono_at_the_right_rate_passes_untouched() -> None:
    sound = noise(0.5)
    assert resampled(sound, 48_000, 1, 960) == sound


def test_stereo_becomes_the_mean_of_both_sides() -> None:
    sides = np.array([[1000, 3000], [-5, -7], [32767, 32767]], "<i2").tobytes()
    assert np.frombuffer(resampled(sides, 48_000, 2, 1), "<i2").tolist() == [2000, -6, 32767]


@pytest.mark.parametrize("rate", [8_000, 16_000, 22_050, 44_100, 96_000, 192_000])
@pytest.mark.parametrize("channels", [1, 2])
def test_a_tone_keeps_its_pitch_loudness_length_and_place(rate: int, channels: int) -> None:
    made = np.frombuffer(resampled(tone(1.0, 1000, rate, channels), rate, channels, 441), "<i2")
    assert len(made) == 48_000
    wanted = np.frombuffer(tone(1.0, 1000), "<i2").astype(int)
    middle = slice(2_000, -2_000)
    # 0.2 % of its height: rounding twice to 16 bits and the ripple of the filter's pass band.
    assert np.abs(made[middle] - wanted[middle]).max() < 33


def test_what_is_too_high_for_the_new_rate_is_not_folded_back() -> None:
    made = np.frombuffer(resampled(tone(0.5, 30_000, 96_000), 96_000, 1, 960), "<i2")
    assert np.abs(made[1_000:-1_000].astype(int)).max() < 16  # 60 dB below what went in


@pytest.mark.parametrize("block", [1, 7, 480, 4410, 100_000])
def test_the_size_of_the_blocks_changes_nothing(block: int) -> None:
    sound = tone(0.2, 700, 44_100)
    assert resampled(sound, 44_100, 1, block) == resampled(sound, 44_100, 1, 882)


def test_nothing_in_gives_nothing_out() -> None:
    assert Resampler(44_100, 1).finish() == b""
    assert Resampler(48_000, 1).finish() == b""
