from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest

from kdesk.domain.problem import Problem, Trouble
from kdesk.speech.speed import CPU, GPU, Speed
from kdesk.speech.timing import tried
from tests.speech.sounds import SMALL, sample

TEN_SECONDS = bytes(2 * 16_000 * 10)


class Bench:
    """A computer on which hearing ten seconds takes as long as it is told, and no real time."""

    def __init__(self, takes: dict[tuple[str, int], float]) -> None:
        self.takes, self.now, self.heard = takes, 0.0, 0

    def clock(self) -> float:
        return self.now

    def load(self, folder: Path, device: str, threads: int) -> Any:
        if (device, threads) not in self.takes:
            raise Problem(Trouble.BAD_MODEL, "It can't be loaded there.")

        def listen(*_: object) -> tuple[()]:
            self.now += self.takes[device, threads]
            self.heard += 1
            return ()

        return SimpleNamespace(listen=listen)

    def tried(self, cores: int, cards: int = 0) -> tuple[Speed, ...]:
        return tuple(self.begun(cores, cards))

    def begun(self, cores: int, cards: int = 0) -> Iterator[Speed]:
        return tried(
            Path(), TEN_SECONDS, load=cast(Any, self.load), clock=self.clock, cores=cores,
            cards=cards,
        )  # fmt: skip


def test_more_threads_are_tried_as_long_as_they_pay() -> None:
    bench = Bench({(CPU, 1): 2.0, (CPU, 2): 1.0, (CPU, 3): 0.8, (CPU, 4): 0.79, (CPU, 6): 0.1})
    assert bench.tried(8) == (
        Speed(CPU, 1, 5.0),
        Speed(CPU, 2, 10.0),
        Speed(CPU, 3, 12.5),
        Speed(CPU, 4, 12.66),
    )


def test_no_more_threads_are_tried_than_there_are_cores() -> None:
    bench = Bench({(CPU, 1): 2.0, (CPU, 2): 1.0, (CPU, 3): 0.1})
    assert [speed.threads for speed in bench.tried(2)] == [1, 2]


def test_a_graphics_card_is_tried_where_there_is_one_and_may_fail() -> None:
    bench = Bench({(CPU, 1): 2.0, (GPU, 1): 0.1})
    assert bench.tried(1, cards=1)[-1] == Speed(GPU, 1, 100.0)
    assert bench.tried(1)[-1] == Speed(CPU, 1, 5.0)
    without = Bench({(CPU, 1): 2.0})
    assert without.tried(1, cards=1) == (Speed(CPU, 1, 5.0),)


def test_each_way_is_told_before_the_next_is_begun_and_the_graphics_card_is_the_last() -> None:
    """It may take the process with it."""
    bench = Bench({(CPU, 1): 60.0, (CPU, 2): 30.0, (GPU, 1): 0.1})
    begun = bench.begun(2, cards=1)
    for threads in (1, 2):
        assert next(begun).threads == threads
        assert bench.heard == threads
    assert next(begun).device == GPU


def test_a_trial_lasts_about_two_seconds_unless_the_model_is_slow() -> None:
    quick = Bench({(CPU, 1): 0.1})
    quick.tried(1)
    assert 2.0 <= quick.now <= 2.5
    slow = Bench({(CPU, 1): 60.0})
    slow.tried(1)
    assert slow.heard == 1


def test_a_model_that_cannot_be_loaded_is_told() -> None:
    with pytest.raises(Problem) as told:
        Bench({}).tried(1)
    assert told.value.trouble is Trouble.BAD_MODEL


def test_the_small_model_is_faster_than_speech() -> None:
    speeds = list(tried(SMALL, sample(), cores=1, cards=0))
    assert [(speed.device, speed.threads) for speed in speeds] == [(CPU, 1)]
    assert speeds[0].times > 1
