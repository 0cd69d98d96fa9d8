"""How loud it is."""

from kdesk.audio.level import loudness
from tests.audio.sounds import noise, tone


def test_only_a_dead_line_is_exactly_nothing() -> None:
    assert loudness(bytes(1920)) == 0.0
    assert 0.0 < loudness(b"\x01\x00" + bytes(1918)) < 0.01


def test_louder_is_more_and_full_scale_is_all() -> None:
    steps = [loudness(noise(0.02, loud=loud)) for loud in (30, 300, 3000, 30_000)]
    assert steps == sorted(steps)
    assert abs((steps[3] - steps[2]) - (steps[2] - steps[1])) < 0.02  # even steps in decibels
    assert loudness(b"\x00\x80" * 960) == 1.0
    assert 0.8 < loudness(tone(0.1)) < 0.9
