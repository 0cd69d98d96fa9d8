"""How soon the window stands, and what it weighs, with a journal of 10,000 things.

Whole processes, from their start; run by packaging/test bench on a machine that does nothing else.
"""

import sys
from datetime import UTC, datetime
from pathlib import Path
from statistics import median

import pytest

from kdesk.jobs.opening import open_at_start
from kdesk.system.paths import usual_places
from tests.bench.big_journal import fill
from tests.process import OPEN, STANDS, window

THINGS = 10_000
RUNS = 5
WINDOW_S = 1.0
OPEN_S = 2.0
MEGABYTES = 220
NOW = datetime(2026, 11, 20, 9, 14, tzinfo=UTC)

pytestmark = [
    pytest.mark.full,
    pytest.mark.skipif(sys.platform != "linux", reason="reads /proc"),
]


@pytest.fixture
def journal(home: Path) -> None:
    places = usual_places()
    places.prepare()
    vault = open_at_start(places, NOW).vault
    assert vault is not None
    fill(vault, THINGS)
    vault.close()


def test_record_can_be_pressed_within_a_second_of_the_start(
    journal: None, capsys: pytest.CaptureFixture[str]
) -> None:
    stands, opened, spent = [], [], []
    for run in range(1, RUNS + 1):
        with window() as running:
            stands.append(running.until(STANDS, run))
            spent.append(running.spent())
            opened.append(running.until(OPEN, run))
    with capsys.disabled():
        print(
            f"\nwindow {median(stands):.2f} s ({median(spent):.2f} s of work), "
            f"journal {median(opened):.2f} s"
        )
    assert median(stands) <= WINDOW_S
    assert median(opened) <= OPEN_S


def test_an_idle_window_and_its_recorder_stay_light(
    journal: None, capsys: pytest.CaptureFixture[str]
) -> None:
    with window() as running:
        running.until(OPEN)
        weights = [running.weighs()]
        for _ in range(20):
            running.until(OPEN)
            weights.append(running.weighs())
        with capsys.disabled():
            print(f"\nidle {max(weights):.0f} MB")
        assert max(weights) <= MEGABYTES
