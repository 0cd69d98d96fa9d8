"""The window's end of the recorder, with processes that say what a test has them say, and when."""

from collections.abc import Callable
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import ClassVar

import pytest

from kdesk.domain.ids import MemoId
from kdesk.domain.note import Note, NoteKind
from kdesk.domain.problem import Problem, Trouble
from kdesk.domain.sign import Sign
from kdesk.jobs import recorder
from kdesk.jobs.protocol import (
    Begin,
    Continue,
    Failed,
    Hold,
    Level,
    Mark,
    Marked,
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
from kdesk.store import small_files
from kdesk.store.capture_files import NOTE
from tests.jobs.ears import Ears, Place, until

NOW = datetime(2026, 11, 19, 15, 2, tzinfo=UTC)
FULL = Problem(Trouble.DISK_FULL, "The disk is full.")


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
        self.silent = False
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
def place(tmp_path: Path) -> Place:
    return Place(tmp_path)


@pytest.fixture
def held(ears: Ears, place: Place) -> Recorder:
    return Recorder(
        ears,
        captures=place.captures,
        fallback=place.fallback,
        recipient=place.recipient,
        device=None,
    )


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


def spoiled_while_it_records(held: Recorder, ears: Ears, made: list[Told]) -> MemoId:
    """The memo of a process that is given up and may still be saving; another one is looked for."""
    held.start(NOW)
    made[0].starts()
    made[0].says(Level(0.5, 2.0))
    made[0].says(Spoiled())
    ears.sign(Sign.LOOKING)
    return ears.wait(Started).id


@pytest.mark.parametrize("how", [Recorder.stop, Recorder.close])
def test_saved_is_said_once_the_process_that_was_given_up_has_saved(
    held: Recorder, ears: Ears, made: list[Told], how: Callable[[Recorder], None]
) -> None:
    begun = spoiled_while_it_records(held, ears, made)
    how(held)
    assert held.recording
    assert ears.all(Saved) == []
    made[0].says(Saved(begun, 2.0))
    made[0].says(Failed(Problem(Trouble.NO_MICROPHONE, "It hangs.")))  # nobody asks any more
    assert ears.all(Saved) == [Saved(begun, 2.0)]
    assert ears.all(Failed) == []
    assert not held.recording


def test_one_that_was_given_up_and_is_killed_leaves_what_it_had_kept(
    held: Recorder, ears: Ears, made: list[Told]
) -> None:
    begun = spoiled_while_it_records(held, ears, made)
    held.stop()
    made[0].dies()
    assert ears.all(Saved) == [Saved(begun, 2.0)]
    assert not held.recording


def test_saved_is_never_said_when_one_that_was_given_up_could_not_save(
    held: Recorder, ears: Ears, made: list[Told]
) -> None:
    begun = spoiled_while_it_records(held, ears, made)
    held.stop()
    made[0].says(Failed(FULL))
    assert ears.all(Failed) == [Failed(FULL)]
    assert ears.all(Saved) == []
    made[0].says(Saved(begun, 2.0))
    assert ears.all(Saved) == [Saved(begun, 2.0)]  # there was room at last


def test_the_end_of_a_recording_that_went_on_afresh_waits_for_its_beginning_too(
    held: Recorder, ears: Ears, made: list[Told]
) -> None:
    begun = spoiled_while_it_records(held, ears, made)
    until(lambda: len(made) == 2 and any(isinstance(order, Begin) for order in made[1].orders))
    made[1].starts()
    ears.sign(Sign.AFRESH)
    held.stop()
    (begin,) = [order for order in made[1].orders if isinstance(order, Begin)]
    made[1].says(Saved(begin.id, 3.0))
    assert ears.all(Saved) == []
    made[0].says(Saved(begun, 2.0))
    assert ears.all(Saved) == [Saved(begin.id, 3.0)]
    assert not held.recording


def test_what_is_not_saved_soon_after_stop_is_said_and_left_to_its_process(
    held: Recorder, ears: Ears, made: list[Told], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(recorder, "SAVES_WITHIN", 0.05)
    held.start(NOW)
    made[0].starts()
    held.stop()
    assert ears.wait(Failed).problem.trouble is Trouble.CANNOT_WRITE
    assert made[0].let_go_of
    assert not held.recording
    begun = ears.wait(Started).id
    made[0].says(Noticed(Sign.ELSEWHERE))
    made[0].says(Saved(begun, 1.0))
    assert [ears.all(Noticed), ears.all(Saved)] == [[Noticed(Sign.ELSEWHERE)], [Saved(begun, 1.0)]]


def test_a_late_saved_does_not_disturb_what_is_said_next(
    held: Recorder, ears: Ears, made: list[Told], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(recorder, "SAVES_WITHIN", 0.05)
    held.start(NOW)
    made[0].starts()
    held.stop()
    ears.wait(Failed)
    held.start(NOW)
    made[1].starts()
    made[0].says(Saved(ears.wait(Started).id, 1.0))
    assert ears.all(Saved) == []
    assert held.recording
    made[1].dies()
    held.close()


def test_marks_that_a_dying_process_did_not_note_are_noted_by_the_window(
    held: Recorder, ears: Ears, made: list[Told], place: Place
) -> None:
    held.start(NOW)
    made[0].starts()
    for second in (1.0, 2.0, 3.0):
        made[0].says(Level(0.5, second))
        held.mark()
    assert made[0].orders.count(Mark()) == 3
    made[0].says(Marked(1))
    made[0].says(Marked(3))
    made[0].dies()
    ears.sign(Sign.LOOKING)
    assert place.notes(ears.wait(Started).id) == (Note(NoteKind.MARK, 2.0),)
    held.close()


def test_a_mark_that_was_noted_and_not_answered_is_one_mark(
    held: Recorder, ears: Ears, made: list[Told], place: Place
) -> None:
    held.start(NOW)
    made[0].starts()
    made[0].says(Level(0.5, 2.0))
    held.mark()
    begun = ears.wait(Started).id
    noted = Note(NoteKind.MARK, 2.06)
    small_files.keep(
        f"{begun}.0001{NOTE}", asdict(noted), place.recipient, place.captures, place.fallback
    )
    made[0].dies()
    ears.sign(Sign.LOOKING)
    assert place.notes(begun) == (noted,)
    held.close()
