"""The window's end of the recorder, with processes that say what a test has them say, and when."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import ClassVar

import pytest

from kdesk.domain.problem import Problem, Trouble
from kdesk.domain.sign import Sign
from kdesk.jobs import recorder
from kdesk.jobs.protocol import (
    Begin,
    Continue,
    Failed,
    Hold,
    Message,
    Noticed,
    Paused,
    RecorderOrder,
    Resumed,
    Saved,
    Spoiled,
    Started,
)
from kdesk.jobs.recorder import Recorder
from tests.jobs.ears import Ears, until

NOW = datetime(2026, 11, 19, 15, 2, tzinfo=UTC)


class Told:
    """Stands where a process is; `says` and `dies` are what it does."""

    made: ClassVar[list["Told"]] = []

    def __init__(
        self,
        heard: Callable[["Told", Message], None],
        ended: Callable[["Told", Problem], None],
    ) -> None:
        self._heard, self._ended = heard, ended
        self.orders: list[RecorderOrder] = []
        self.alive = True
        self.let_go_of = False
        Told.made.append(self)

    def tell(self, order: RecorderOrder) -> None:
        self.orders.append(order)

    def let_go(self) -> None:
        self.let_go_of = True

    def wait(self, within: float) -> None: ...

    def says(self, message: Message) -> None:
        self._heard(self, message)

    def starts(self) -> None:
        begin = [order for order in self.orders if isinstance(order, Begin)][-1]
        self.says(Started(begin.id, begin.at))

    def dies(self) -> None:
        self.alive = False
        self._ended(self, Problem(Trouble.NO_MICROPHONE, "It has died."))


@pytest.fixture(autouse=True)
def made(monkeypatch: pytest.MonkeyPatch) -> list[Told]:
    monkeypatch.setattr(recorder, "RecorderProcess", Told)
    monkeypatch.setattr(recorder, "PAUSES", (0.05, 0.05))
    Told.made = []
    return Told.made


@pytest.fixture
def ears() -> Ears:
    return Ears()


@pytest.fixture
def held(ears: Ears) -> Recorder:
    nowhere = Path("nowhere")
    return Recorder(ears, captures=nowhere, fallback=nowhere, recipient="", device=None)


def test_a_process_that_starts_after_it_was_given_up_is_not_taken_for_the_next(
    held: Recorder, ears: Ears, made: list[Told], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(recorder, "ANSWERS_WITHIN", 0.05)
    monkeypatch.setattr(recorder, "PAUSES", (0.5, 0.5))
    held.start(NOW)
    made[0].starts()
    made[0].dies()
    until(lambda: len(made) == 2 and made[1].let_go_of)
    late = made[1]
    late.starts()
    late.says(Saved(ears.wait(Started).id, 0.1))
    assert held.recording
    assert ears.all(Saved) == []
    assert ears.all(Noticed) == [Noticed(Sign.LOOKING)]
    monkeypatch.setattr(recorder, "ANSWERS_WITHIN", 10.0)
    until(lambda: any(isinstance(order, Begin) for order in made[-1].orders) and len(made) > 2)
    made[-1].starts()
    ears.sign(Sign.AFRESH)
    held.close()


def test_what_was_pressed_last_holds_in_the_process_that_goes_on(
    held: Recorder, ears: Ears, made: list[Told]
) -> None:
    held.start(NOW)
    made[0].starts()
    held.pause()  # it dies before it could answer
    made[0].dies()
    ears.wait(Paused)
    until(lambda: len(made) == 2 and len(made[1].orders) == 3)
    assert isinstance(made[1].orders[-1], Hold)
    made[1].starts()
    held.go_on()
    assert isinstance(made[1].orders[-1], Continue)
    made[1].dies()
    ears.wait(Resumed)
    until(lambda: len(made) == 3 and len(made[2].orders) == 2)
    assert isinstance(made[2].orders[-1], Begin)
    held.close()


def test_a_process_that_is_spoiled_after_saving_is_not_used_again(
    held: Recorder, ears: Ears, made: list[Told]
) -> None:
    held.start(NOW)
    made[0].starts()
    held.stop()
    made[0].says(Saved(ears.wait(Started).id, 1.0))
    made[0].says(Spoiled())
    assert made[0].let_go_of
    held.start(NOW)
    assert len(made) == 2
    assert ears.all(Failed) == []
    held.close()


def test_one_that_says_so_only_after_the_next_press_is_replaced_unseen(
    held: Recorder, ears: Ears, made: list[Told]
) -> None:
    held.start(NOW)
    made[0].starts()
    held.stop()
    made[0].says(Saved(ears.wait(Started).id, 1.0))
    held.start(NOW)
    made[0].says(Spoiled())
    made[1].starts()
    ears.wait(Started, count=2)
    assert ears.all(Failed) == []
    held.close()
