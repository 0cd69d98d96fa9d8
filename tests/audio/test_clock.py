"""Noticing sound that went missing without a word."""

import time
from collections.abc import Iterable

import pytest

from kdesk.audio.clock import FrameClock, moment


def missing(moments: Iterable[float]) -> list[float]:
    clock = FrameClock(48_000)
    found = [clock.lost(moment, 960) for moment in moments]
    return [round(seconds, 2) for seconds in found if seconds]


def test_blocks_in_time_miss_nothing() -> None:
    assert missing(5 + n / 50 for n in range(1000)) == []


def test_a_late_block_with_a_rush_after_it_misses_nothing() -> None:
    assert missing(max(n / 50, 4.37) if n > 200 else n / 50 for n in range(1000)) == []


@pytest.mark.parametrize("hole", [0.4, 16.0])
def test_a_hole_is_found_once_and_measured(hole: float) -> None:
    (found,) = missing(n / 50 + (hole if n > 300 else 0) for n in range(2000))
    assert abs(found - hole) < 0.02


def test_a_sound_card_with_a_slow_clock_misses_nothing_in_an_hour() -> None:
    assert missing(n / 50 * 1.0002 for n in range(3600 * 50)) == []


def test_a_late_first_block_hides_no_hole_for_long() -> None:
    late = (max(n / 50, 0.3) + (0.3 if n > 500 else 0) for n in range(1000))
    (found,) = missing(late)
    assert abs(found - 0.3) < 0.02


def test_a_buffer_that_is_emptied_for_a_while_is_no_hole() -> None:
    assert missing(n / 50 - (0.26 if 200 < n < 300 else 0) for n in range(1000)) == []


def test_the_clock_goes_on_while_the_computer_sleeps() -> None:
    if not hasattr(time, "CLOCK_BOOTTIME"):
        pytest.skip("no such clock on this system")
    before = time.clock_gettime(time.CLOCK_BOOTTIME)
    assert before <= moment() <= time.clock_gettime(time.CLOCK_BOOTTIME)
