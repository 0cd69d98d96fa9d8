"""Frames of a timeline of 50,000 things, really painted; run by packaging/test bench."""

from collections.abc import Iterator
from datetime import timedelta
from statistics import quantiles
from time import thread_time

import pytest
from PySide6.QtCore import QCoreApplication, QPoint
from PySide6.QtGui import QImage
from pytest_benchmark.fixture import BenchmarkFixture

from kdesk.domain.change import Change
from kdesk.jobs.runner import Runner
from kdesk.store import items
from kdesk.ui.desk import Desk
from kdesk.ui.theme import Theme
from kdesk.ui.timeline.page import TimelinePage
from tests.bench.big_journal import fill
from tests.ui.a_desk import open_desk
from tests.ui.kept import NOW, keep_entry

THINGS = 50_000
FRAME = 0.016
"""Seconds of the window's own thread; what other programs take from the machine isn't counted."""
STALL = 0.1
"""Seconds the window may stand still once, while 50,000 rows become known."""

pytestmark = pytest.mark.full


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory, qapp: object) -> Iterator[Desk]:
    theme = Theme("light")
    theme.wear()
    with open_desk(tmp_path_factory.mktemp("bench") / "journal", theme, Runner()) as opened:
        fill(opened.vault, THINGS)
        yield opened


@pytest.fixture
def page(desk: Desk) -> Iterator[TimelinePage]:
    shown = TimelinePage(desk)
    shown.resize(1068, 820)
    shown.reload()
    shown.show()
    measured(shown)
    yield shown
    shown.deleteLater()


def measured(page: TimelinePage) -> list[float]:
    """Seconds of each turn of the event loop until every row is known and measured."""
    taken = []
    while page.view.verticalScrollBar().maximum() < THINGS * 60:
        begun = thread_time()
        QCoreApplication.processEvents()
        taken.append(thread_time() - begun)
    return taken


def frame(page: TimelinePage, canvas: QImage) -> None:
    page.view.viewport().render(canvas, QPoint(0, 0))


def test_opening_shows_the_newest_within_a_few_frames(
    benchmark: BenchmarkFixture, desk: Desk
) -> None:
    canvas = QImage(1068, 820, QImage.Format.Format_ARGB32_Premultiplied)

    def opened() -> TimelinePage:
        shown = TimelinePage(desk)
        shown.resize(1068, 820)
        shown.reload()
        shown.render(canvas, QPoint(0, 0))
        return shown

    benchmark(opened)


@pytest.mark.parametrize("step", [120, 9_000], ids=["wheel", "dragged"])
def test_every_frame_while_scrolling_is_in_time(page: TimelinePage, step: int) -> None:
    canvas = QImage(page.view.viewport().size(), QImage.Format.Format_ARGB32_Premultiplied)
    bar = page.view.verticalScrollBar()
    assert bar.maximum() > THINGS * 60, "every row has been measured"
    taken = []
    for number in range(300):
        begun = thread_time()
        bar.setValue((number + 1) * step)
        frame(page, canvas)
        taken.append(thread_time() - begun)
    slow = quantiles(taken, n=100)[94]
    print(
        f"step {step}: median {sorted(taken)[150] * 1000:.1f} ms, 95 of 100 under "
        f"{slow * 1000:.1f} ms, slowest {max(taken) * 1000:.1f} ms"
    )
    assert slow <= FRAME


def test_the_rest_of_the_rows_costs_no_long_stall(desk: Desk) -> None:
    shown = TimelinePage(desk)
    shown.resize(1068, 820)
    shown.show()
    begun = thread_time()
    shown.reload()
    taken = [thread_time() - begun, *measured(shown)]
    print(f"longest stall {max(taken) * 1000:.0f} ms, all rows after {sum(taken) * 1000:.0f} ms")
    assert max(taken) <= STALL
    shown.deleteLater()


def test_a_far_month_is_reached_at_once(benchmark: BenchmarkFixture, desk: Desk) -> None:
    shown = TimelinePage(desk)
    shown.resize(1068, 820)
    shown.reload()
    shown.show()
    while not shown.model.complete:
        QCoreApplication.processEvents()
    oldest = items.months(desk.vault)[-1]
    benchmark(shown.view.jump, oldest.year, oldest.month)
    assert shown.view.month_at_top() == (oldest.year, oldest.month)
    shown.deleteLater()


def test_a_new_thing_appears_within_a_frame_or_two(
    benchmark: BenchmarkFixture, page: TimelinePage, desk: Desk
) -> None:
    heard: list[Change] = []
    desk.notices.changed.connect(heard.extend)
    keep_entry(desk.vault, NOW + timedelta(days=1), "New")
    benchmark(page.model.show_changes, heard)
    assert page.model.index(1).data() == "New"
