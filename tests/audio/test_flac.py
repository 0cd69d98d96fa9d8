"""FLAC in memory."""

import numpy as np
import pytest

from kdesk.audio.flac import FlacReader, decode, encode
from kdesk.domain.problem import Problem, Trouble
from tests.audio.sounds import noise, tone


@pytest.mark.parametrize("seconds", [1 / 48_000, 0.7, 12.3])
def test_what_goes_in_comes_out_to_the_last_sample(seconds: float) -> None:
    sound = noise(seconds, loud=32_000)
    blocks = [sound[at : at + 4410] for at in range(0, len(sound), 4410)]
    assert decode(encode(blocks)) == sound


def test_one_silent_sample_stands_for_none() -> None:
    assert decode(encode([])) == decode(encode([b""])) == bytes(2)


def test_it_is_read_at_another_rate_too() -> None:
    made = np.frombuffer(decode(encode([tone(1.0)]), 16_000), "<i2").astype(int)
    wanted = np.frombuffer(tone(1.0, rate=16_000), "<i2").astype(int)
    assert len(made) == 16_000
    assert np.abs(made - wanted)[500:-500].max() < 33


def test_reading_can_begin_at_any_frame() -> None:
    sound = noise(3.0)
    reader = FlacReader(encode([sound]))
    assert (reader.seconds, reader.rate, reader.channels) == (3.0, 48_000, 1)
    for frame in (100_000, 5, 143_990):
        reader.seek(frame)
        assert reader.read(10) == sound[2 * frame : 2 * frame + 20]
    assert reader.read(10) == b""
    reader.seek(10**9)
    assert reader.read(10) == b""


@pytest.mark.parametrize("data", [b"", b"fLaC", b"no sound at all" * 100])
def test_what_is_no_flac_is_a_problem(data: bytes) -> None:
    with pytest.raises(Problem) as refused:
        decode(data)
    assert refused.value.trouble is Trouble.DAMAGED
