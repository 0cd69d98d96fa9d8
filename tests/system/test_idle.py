"""When it is time to lock by itself; the clocks are moved by hand."""

from dataclasses import dataclass

import pytest

from kdesk.system.idle import IdleWatch


@dataclass
class Clocks:
    waking: float = 1000.0
    asleep: float = 0.0

    def work(self, seconds: float) -> None:
        self.waking += seconds

    def sleep(self, seconds: float) -> None:
        self.asleep += seconds


@pytest.fixture
def clocks() -> Clocks:
    return Clocks()


@pytest.fixture
def watch(clocks: Clocks) -> IdleWatch:
    return IdleWatch(lambda: clocks.waking, lambda: clocks.waking + clocks.asleep)


def test_it_is_due_after_the_chosen_minutes(watch: IdleWatch, clocks: Clocks) -> None:
    clocks.work(599)
    assert not watch.due(10)
    clocks.work(1)
    assert watch.due(10)


def test_a_touch_begins_anew(watch: IdleWatch, clocks: Clocks) -> None:
    clocks.work(500)
    watch.touch()
    clocks.work(500)
    assert not watch.due(10)


def test_after_a_sleep_it_is_due_at_once(watch: IdleWatch, clocks: Clocks) -> None:
    clocks.sleep(60)
    assert watch.due(10)
    watch.touch()
    assert not watch.due(10)


def test_never_means_never(watch: IdleWatch, clocks: Clocks) -> None:
    clocks.work(1e6)
    clocks.sleep(1e6)
    assert not watch.due(0)


def test_the_computer_s_own_clocks_do_not_make_it_due() -> None:
    assert not IdleWatch().due(1)
