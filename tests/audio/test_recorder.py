"""One recording, with a microphone of numbers that drives the real queue, thread and sink."""

import threading
from collections.abc import Callable, Iterator
from typing import ClassVar

import pytest

from kdesk.audio import recorder
from kdesk.audio.recorder import Take
from kdesk.domain.note import Note
from kdesk.domain.problem import Problem, Trouble


class Numbers:
    """Stands where the microphone is; `say` gives the next blocks, each of one number."""

    made: ClassVar[list["Numbers"]] = []
    lets_go = True

    def __init__(
        self,
        _name: str | None,
        heard: Callable[[bytes], None],
        lost: Callable[[], None],
        shapes: object,
    ) -> None:
        self.heard, self.lost = heard, lost
        self.rate, self.channels, self.name = 48_000, 1, "numbers"
        self.closed = False
        self._next = 0
        Numbers.made.append(self)

    def say(self, blocks: int) -> None:
        for _ in range(blocks):
            self.heard(block(self._next))
            self._next += 1

    def close(self) -> bool:
        self.closed = True
        return self.lets_go


class Kept:
    """A sink that remembers; `trouble` is raised by the next write, `slow` holds writes up."""

    def __init__(self) -> None:
        self.sound = b""
        self.notes: list[tuple[str, float, float]] = []
        self.finished = False
        self.trouble: Exception | None = None
        self.trouble_at_end: Exception | None = None
        self.may_write = threading.Event()
        self.may_write.set()

    def write(self, pcm: bytes) -> None:
        self.may_write.wait(10)
        if self.trouble is not None:
            raise self.trouble
        self.sound += pcm

    def note(self, note: Note) -> None:
        self.notes.append((note.kind, round(note.seconds, 3), round(note.length, 3)))

    def finish(self) -> None:
        self.finished = True
        if self.trouble_at_end is not None:
            raise self.trouble_at_end


class Heard:
    """Writes down what it is told."""

    def __init__(self) -> None:
        self.said: list[str] = []
        self.problem: Problem | None = None

    def started(self) -> None:
        self.said.append("started")

    def level(self, loudness: float, seconds: float) -> None: ...

    def paused(self) -> None:
        self.said.append("paused")

    def resumed(self) -> None:
        self.said.append("resumed")

    def saved(self, seconds: float) -> None:
        self.said.append(f"saved {seconds:.2f}")

    def failed(self, problem: Problem) -> None:
        self.said.append("failed")
        self.problem = problem


def block(number: int) -> bytes:
    return number.to_bytes(2, "little") * 960


@pytest.fixture(autouse=True)
def numbers(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(recorder, "Microphone", Numbers)
    monkeypatch.setattr(recorder, "STALLED_AFTER", 0.3)
    Numbers.lets_go = True
    yield
    Numbers.made.clear()


def begun() -> tuple[Take, Numbers, Kept, Heard]:
    kept, heard = Kept(), Heard()
    take = Take(None, lambda _: kept, heard)
    return take, Numbers.made[-1], kept, heard


def test_all_that_is_heard_is_kept_in_order() -> None:
    take, microphone, kept, heard = begun()
    microphone.say(200)
    take.stop()
    assert take.wait(5)
    assert kept.sound == b"".join(map(block, range(200)))
    assert heard.said == ["started", "saved 4.00"]
    assert kept.finished
    assert microphone.closed
    assert not take.spoiled


def test_the_end_of_the_last_word_is_still_heard_after_stop() -> None:
    take, microphone, kept, _ = begun()
    microphone.say(5)
    take.stop()
    microphone.say(3)
    assert take.wait(5)
    assert kept.sound == b"".join(map(block, range(8)))


def test_slow_writing_loses_nothing_and_is_no_stall() -> None:
    take, microphone, kept, heard = begun()
    kept.may_write.clear()
    microphone.say(500)
    threading.Event().wait(0.4)  # longer than a stall
    kept.may_write.set()
    take.stop()
    assert take.wait(5)
    assert kept.sound == b"".join(map(block, range(500)))
    assert "failed" not in heard.said


def test_a_pause_begins_and_ends_between_two_blocks() -> None:
    take, microphone, kept, heard = begun()
    microphone.say(3)
    take.hold()
    take.hold()
    microphone.say(4)
    take.go_on()
    take.go_on()
    microphone.say(2)
    take.stop()
    assert take.wait(5)
    assert kept.sound == b"".join(map(block, (0, 1, 2, 7, 8)))
    assert heard.said == ["started", "paused", "resumed", "saved 0.10"]
    ((kind, second, _),) = kept.notes
    assert (kind, second) == ("pause", 0.06)


def test_a_mark_and_a_hole_are_noted_at_their_second(monkeypatch: pytest.MonkeyPatch) -> None:
    class Clock:
        def __init__(self, _rate: int) -> None:
            self.blocks = 0

        def lost(self, _moment: float, _frames: int) -> float:
            self.blocks += 1
            return 0.5 if self.blocks == 4 else 0.0

    monkeypatch.setattr(recorder, "FrameClock", Clock)
    take, microphone, kept, _ = begun()
    microphone.say(2)
    take.mark()
    microphone.say(3)
    take.stop()
    assert take.wait(5)
    assert kept.notes == [("mark", 0.04, 0.0), ("gap", 0.06, 0.5)]


def test_a_microphone_that_falls_silent_ends_it_with_what_was_kept() -> None:
    take, microphone, kept, heard = begun()
    microphone.say(10)
    assert take.wait(5)
    assert heard.said == ["started", "saved 0.20", "failed"]
    assert heard.problem is not None
    assert "stopped sending" in heard.problem.sentence
    assert kept.finished


def test_a_microphone_that_goes_away_ends_it_with_what_was_kept() -> None:
    take, microphone, kept, heard = begun()
    microphone.say(10)
    microphone.lost()
    assert take.wait(5)
    assert heard.said == ["started", "saved 0.20", "failed"]
    assert heard.problem is not None
    assert "went away" in heard.problem.sentence
    assert kept.finished


def test_a_microphone_that_goes_away_after_stop_is_no_trouble() -> None:
    take, microphone, _, heard = begun()
    microphone.say(10)
    take.stop()
    microphone.lost()
    assert take.wait(5)
    assert heard.said == ["started", "saved 0.20"]


@pytest.mark.parametrize(
    ("trouble", "wanted"),
    [
        (OSError(5, "Input/output error"), Trouble.CANNOT_WRITE),
        (Problem(Trouble.DISK_FULL, "The disk is full."), Trouble.DISK_FULL),
    ],
)
def test_writing_that_fails_is_told_and_what_was_written_is_finished(
    trouble: Exception, wanted: Trouble
) -> None:
    take, microphone, kept, heard = begun()
    kept.may_write.clear()
    kept.trouble = trouble
    microphone.say(1)
    kept.may_write.set()
    assert take.wait(5)
    assert heard.said == ["saved 0.00", "failed"]
    assert heard.problem is not None
    assert heard.problem.trouble is wanted
    assert kept.finished
    assert microphone.closed


def test_saved_is_never_said_when_the_end_could_not_be_written() -> None:
    take, microphone, kept, heard = begun()
    kept.trouble_at_end = Problem(Trouble.DISK_FULL, "The disk is full.")
    microphone.say(1)
    take.stop()
    assert take.wait(5)
    assert heard.said == ["started", "failed"]


def test_even_a_bug_costs_nothing_that_was_heard(monkeypatch: pytest.MonkeyPatch) -> None:
    bugs: list[object] = []
    monkeypatch.setattr(threading, "excepthook", lambda args: bugs.append(args.exc_type))
    take, microphone, kept, heard = begun()
    microphone.say(3)
    kept.may_write.clear()
    kept.trouble = ZeroDivisionError()
    microphone.say(1)
    kept.may_write.set()
    assert take.wait(5)
    assert bugs == [ZeroDivisionError]
    assert kept.finished
    assert microphone.closed
    assert heard.said[-1].startswith("saved")


def test_a_sound_system_that_does_not_let_go_is_told_apart() -> None:
    Numbers.lets_go = False
    take, microphone, _, heard = begun()
    microphone.say(1)
    take.stop()
    assert take.wait(5)
    assert take.spoiled
    assert heard.said == ["started", "saved 0.02"]


def test_without_a_place_to_write_the_microphone_is_closed_again() -> None:
    def refuse(_: str) -> Kept:
        raise Problem(Trouble.DISK_FULL, "The disk is full.")

    with pytest.raises(Problem):
        Take(None, refuse, Heard())
    assert Numbers.made[-1].closed
