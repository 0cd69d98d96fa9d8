"""One recording, with a microphone of numbers that drives the real queue, thread and sink."""

import threading
from collections.abc import Callable, Collection, Iterator
from typing import Any, ClassVar

import pytest

from kdesk.audio import part, recorder, search
from kdesk.audio.recorder import Take
from kdesk.audio.watch import Watch
from kdesk.domain.note import Note
from kdesk.domain.problem import Problem, Trouble
from kdesk.domain.sign import Sign
from tests.jobs.ears import until


class Numbers:
    """Stands where the microphone is; `say` gives the next blocks, each of one number.

    `there` are the names of those that can be opened, in their order, when one is looked for.
    """

    made: ClassVar[list["Numbers"]] = []
    there: ClassVar[list[str]] = []
    lets_go = True
    hangs = threading.Event()
    gives_sound = True
    dead: ClassVar[set[str]] = set()

    def __init__(
        self,
        _name: str | None,
        heard: Callable[[bytes], None],
        lost: Callable[[], None],
        shapes: object,
        *,
        afresh: bool = False,
        without: Collection[str] = (),
    ) -> None:
        self.heard, self.lost = heard, lost
        self.rate, self.channels, self.name = 48_000, 1, "numbers"
        self.closed = False
        self._next = 0
        if afresh:
            self.hangs.wait(10)
            left = [name for name in self.there if name not in without]
            if not left:
                raise Problem(Trouble.NO_MICROPHONE, "There is none.")
            self.name = left[0]
        Numbers.made.append(self)
        if afresh and self.gives_sound:
            heard(block(0 if self.name in self.dead else 500))

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
        self.sign = Sign.IN_PLACE
        self.notes: list[tuple[str, float, float]] = []
        self.texts: list[str] = []
        self.finished = False
        self.takes_notes = True
        self.trouble: Exception | None = None
        self.trouble_at_end: Exception | None = None
        self.may_write = threading.Event()
        self.may_write.set()

    def write(self, pcm: bytes) -> None:
        self.may_write.wait(10)
        if self.trouble is not None:
            raise self.trouble
        self.sound += pcm

    def note(self, note: Note) -> bool:
        self.may_write.wait(10)
        self.notes.append((note.kind, round(note.seconds, 3), round(note.length, 3)))
        self.texts.append(note.text)
        return self.takes_notes

    def finish(self) -> None:
        self.finished = True
        if self.trouble_at_end is not None:
            raise self.trouble_at_end


class Heard:
    """Writes down what it is told."""

    def __init__(self) -> None:
        self.said: list[str] = []
        self.sounds: list[tuple[int, bytes]] = []
        self.problem: Problem | None = None

    def started(self) -> None:
        self.said.append("started")

    def level(self, loudness: float, seconds: float) -> None: ...

    def paused(self) -> None:
        self.said.append("paused")

    def resumed(self) -> None:
        self.said.append("resumed")

    def marked(self, number: int) -> None:
        self.said.append(f"marked {number}")

    def sound(self, frame: int, pcm: bytes) -> None:
        self.sounds.append((frame, pcm))

    def noticed(self, sign: Sign, device: str = "") -> None:
        self.said.append(f"{sign} {device}".strip())

    def spoiled(self) -> None:
        self.said.append("spoiled")

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
    monkeypatch.setattr(recorder, "LOOKS_FOR", 0.6)
    monkeypatch.setattr(recorder, "HANGS_AFTER", 0.4)
    monkeypatch.setattr(recorder, "TRIES_EVERY", 0.05)
    monkeypatch.setattr(search, "LOOKS_EVERY", 0.05)
    monkeypatch.setattr(search, "GIVES_SOUND_WITHIN", 0.1)
    monkeypatch.setattr(search, "LIVENS_WITHIN", 0.1)
    monkeypatch.setattr(search, "ENDS_WITHIN", 0.1)
    Numbers.lets_go = Numbers.gives_sound = True
    Numbers.there = []
    Numbers.dead = set()
    Numbers.hangs.set()
    yield
    Numbers.hangs.set()
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
            return 0.5 if self.blocks == 54 else 0.0

    monkeypatch.setattr(part, "FrameClock", Clock)
    take, microphone, kept, heard = begun()
    microphone.say(52)
    take.mark()
    microphone.say(3)
    take.stop()
    assert take.wait(5)
    # The hole lies a second before the block that showed it.
    assert kept.notes == [("mark", 1.04, 0.0), ("gap", 0.06, 0.5)]
    assert "gap" in heard.said


@pytest.mark.parametrize("how", ["falls silent", "goes away"])
def test_another_microphone_goes_on_where_one_was_lost(how: str) -> None:
    Numbers.there = ["another"]
    take, microphone, kept, heard = begun()
    microphone.say(10)
    if how == "goes away":
        microphone.lost()
    until(lambda: "part another" in heard.said)
    assert microphone.closed
    other = Numbers.made[-1]
    assert other is not microphone
    other.say(3)
    microphone.say(5)  # of the one that was given up nothing is wanted any more
    take.stop()
    assert take.wait(5)
    assert kept.sound == b"".join(map(block, (*range(10), 500, *range(3))))
    assert heard.said == ["started", "looking", "part another", "saved 0.28"]
    ((kind, second, length),) = kept.notes
    assert (kind, second, kept.texts) == ("part", 0.2, ["another"])
    assert 0.0 <= length < 2.0
    assert kept.finished


def test_one_that_is_open_and_gives_nothing_is_passed_over() -> None:
    class Mixed(Numbers):
        def __init__(self, *given: Any, **looking: Any) -> None:
            Numbers.gives_sound = "mute" in looking.get("without", ())
            super().__init__(*given, **looking)

    Numbers.there = ["mute", "good"]
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(recorder, "Microphone", Mixed)
        take, microphone, kept, heard = begun()
        microphone.say(10)
        microphone.lost()
        until(lambda: "part good" in heard.said)
        take.stop()
        assert take.wait(5)
    assert [one.name for one in Numbers.made if one.closed] == ["numbers", "mute", "good"]
    assert kept.sound == b"".join(map(block, (*range(10), 500)))


def test_one_that_lives_is_preferred_to_a_dead_one() -> None:
    Numbers.there, Numbers.dead = ["dead", "good"], {"dead"}
    take, microphone, kept, heard = begun()
    microphone.say(10)
    microphone.lost()
    until(lambda: "part good" in heard.said)
    take.stop()
    assert take.wait(5)
    assert kept.sound == b"".join(map(block, (*range(10), 500)))


def test_where_all_are_dead_one_is_taken_all_the_same() -> None:
    Numbers.there, Numbers.dead = ["dead", "too"], {"dead", "too"}
    take, microphone, _, heard = begun()
    microphone.say(10)
    microphone.lost()
    until(lambda: "part dead" in heard.said)
    take.stop()
    assert take.wait(5)
    assert heard.said == ["started", "looking", "part dead", "saved 0.22"]


def test_that_the_next_microphone_is_silent_too_is_said_again() -> None:
    Numbers.there, Numbers.dead = ["another"], {"another"}
    take, microphone, _, heard = begun()
    for _ in range(260):
        microphone.heard(bytes(1920))
    microphone.lost()
    until(lambda: "part another" in heard.said)
    for _ in range(260):
        Numbers.made[-1].heard(bytes(1920))
    take.stop()
    assert take.wait(5)
    assert heard.said[:-1] == ["started", "silent", "looking", "part another", "silent"]


def test_when_none_comes_back_in_time_it_is_saved_and_said() -> None:
    take, microphone, kept, heard = begun()
    microphone.say(10)
    microphone.lost()
    assert take.wait(5)
    assert heard.said == ["started", "looking", "saved 0.20", "failed"]
    assert heard.problem is not None
    assert "came back" in heard.problem.sentence
    assert kept.finished


def test_stop_while_one_is_looked_for_saves_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recorder, "LOOKS_FOR", 60)
    take, microphone, _, heard = begun()
    microphone.say(10)
    microphone.lost()
    until(lambda: "looking" in heard.said)
    take.stop()
    assert take.wait(1)
    assert heard.said == ["started", "looking", "saved 0.20"]
    assert not take.spoiled


def test_one_found_at_the_moment_of_stop_is_closed_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recorder, "LOOKS_FOR", 60)
    take, microphone, kept, heard = begun()
    microphone.say(10)
    microphone.lost()
    until(lambda: "looking" in heard.said)
    kept.may_write.clear()
    take.mark()
    take.stop()
    Numbers.there = ["another"]
    until(lambda: len(Numbers.made) == 2 and take._search is not None and not take._queue.empty())
    until(lambda: take._queue.qsize() == 3)  # Stop, its first block, and itself
    kept.may_write.set()
    assert take.wait(5)
    assert heard.said == ["started", "looking", "marked 1", "saved 0.20"]
    assert all(one.closed for one in Numbers.made)


def test_one_that_opens_only_after_the_end_is_closed_again() -> None:
    Numbers.hangs.clear()
    Numbers.there = ["another"]
    take, microphone, _, heard = begun()
    microphone.say(10)
    microphone.lost()
    until(lambda: "looking" in heard.said)
    take.stop()
    assert take.wait(5)
    assert take.spoiled
    Numbers.hangs.set()
    until(lambda: len(Numbers.made) == 2 and all(one.closed for one in Numbers.made))


@pytest.mark.parametrize("when", ["closing", "opening"])
def test_a_sound_system_that_hangs_meanwhile_hands_over(when: str) -> None:
    if when == "closing":
        Numbers.lets_go = False
    else:
        Numbers.hangs.clear()
    take, microphone, kept, heard = begun()
    microphone.say(10)
    microphone.lost()
    assert take.wait(5)
    assert heard.said == ["started", "looking", "spoiled", "saved 0.20", "failed"]
    assert take.spoiled
    assert kept.finished


def test_a_pause_is_kept_while_one_is_looked_for() -> None:
    take, microphone, kept, heard = begun()
    microphone.say(10)
    take.hold()
    microphone.lost()
    until(lambda: "looking" in heard.said)
    Numbers.there = ["another"]
    until(lambda: "part another" in heard.said)
    Numbers.made[-1].say(3)
    take.go_on()
    until(lambda: "resumed" in heard.said)
    Numbers.made[-1].say(1)
    take.stop()
    assert take.wait(5)
    assert kept.sound == b"".join(map(block, (*range(10), 3)))
    assert [kind for kind, *_ in kept.notes] == ["part", "pause"]


def test_a_process_that_was_asleep_blames_no_microphone(monkeypatch: pytest.MonkeyPatch) -> None:
    woke = threading.Event()

    class Asleep(Watch):
        def waited(self, seconds: float) -> None:
            slept = 50.0 if seconds > 0.2 and not woke.is_set() else 0.0
            super().waited(seconds + slept)
            if slept:
                woke.set()

    monkeypatch.setattr(recorder, "STALLED_AFTER", 2.0)
    monkeypatch.setattr(recorder, "Watch", Asleep)
    take, microphone, _, heard = begun()
    microphone.say(10)
    assert woke.wait(5)
    microphone.say(10)
    take.stop()
    assert take.wait(5)
    assert heard.said == ["started", "saved 0.40"]


def test_a_press_while_paused_is_heard_though_nothing_is_kept() -> None:
    take, microphone, kept, heard = begun()
    take.hold()
    microphone.say(3)
    take.stop()
    assert take.wait(5)
    assert heard.said == ["paused", "started", "saved 0.00"]
    assert kept.sound == b""


def test_silence_and_cut_off_peaks_are_said_and_the_latter_kept() -> None:
    take, microphone, kept, heard = begun()
    for _ in range(260):
        microphone.heard(bytes(1920))
    microphone.heard(block(300))
    for _ in range(5):
        microphone.heard(block(32767))
    take.stop()
    assert take.wait(5)
    assert heard.said == ["started", "silent", "heard", "loud", "saved 5.32"]
    assert kept.notes == [("loud", 5.22, 0.08)]


def test_where_it_is_kept_is_said_when_that_changes() -> None:
    take, microphone, kept, heard = begun()
    microphone.say(6)
    until(lambda: "started" in heard.said)
    kept.sign = Sign.ELSEWHERE
    microphone.say(6)
    until(lambda: "elsewhere" in heard.said)
    kept.sign = Sign.IN_PLACE
    microphone.say(6)
    take.stop()
    assert take.wait(5)
    assert heard.said == ["started", "elsewhere", "in place", "saved 0.36"]


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


def test_saved_is_said_of_what_no_disk_takes_at_the_end_only_once_one_does() -> None:
    take, microphone, kept, heard = begun()
    kept.trouble_at_end = Problem(Trouble.DISK_FULL, "The disk is full.")
    microphone.say(1)
    take.stop()
    until(lambda: "failed" in heard.said and microphone.closed)
    assert not take.wait(0.2)
    assert heard.said == ["started", "failed"]
    kept.trouble_at_end = None
    assert take.wait(5)
    assert heard.said == ["started", "failed", "saved 0.02"]


def test_where_it_lies_at_last_is_said_before_saved() -> None:
    take, microphone, kept, heard = begun()
    microphone.say(1)
    until(lambda: "started" in heard.said)
    kept.sign = Sign.ELSEWHERE
    take.stop()
    assert take.wait(5)
    assert heard.said == ["started", "elsewhere", "saved 0.02"]


def test_a_mark_is_answered_once_it_is_on_a_disk() -> None:
    take, microphone, kept, heard = begun()
    microphone.say(1)
    take.mark()
    until(lambda: "marked 1" in heard.said)
    kept.takes_notes = False
    take.mark()
    until(lambda: len(kept.notes) == 2)
    kept.takes_notes = True
    take.mark()
    take.stop()
    assert take.wait(5)
    assert heard.said == ["started", "marked 1", "marked 3", "saved 0.02"]


def test_why_it_ended_is_said_before_a_microphone_that_hangs_is_closed() -> None:
    Numbers.lets_go = False
    take, microphone, kept, heard = begun()
    kept.trouble = OSError(5, "Input/output error")
    microphone.say(1)
    assert take.wait(5)
    assert heard.said == ["saved 0.00", "failed", "spoiled"]


def test_even_a_bug_costs_nothing_that_was_heard(monkeypatch: pytest.MonkeyPatch) -> None:
    bugs: list[object] = []
    monkeypatch.setattr(threading, "excepthook", lambda args: bugs.append(args.exc_type))
    take, microphone, kept, heard = begun()
    microphone.say(3)
    until(lambda: len(kept.sound) == 3 * 1920)
    kept.may_write.clear()
    kept.trouble = ZeroDivisionError()
    microphone.say(1)
    kept.may_write.set()
    assert take.wait(5)
    assert bugs == [ZeroDivisionError]
    assert kept.finished
    assert microphone.closed
    assert heard.said == ["started", "spoiled", "saved 0.06"]


def test_a_sound_system_that_does_not_let_go_is_told_apart() -> None:
    Numbers.lets_go = False
    take, microphone, _, heard = begun()
    microphone.say(1)
    take.stop()
    assert take.wait(5)
    assert take.spoiled
    assert heard.said == ["started", "saved 0.02", "spoiled"]


def test_without_a_place_to_write_the_microphone_is_closed_again() -> None:
    def refuse(_: str) -> Kept:
        raise Problem(Trouble.DISK_FULL, "The disk is full.")

    with pytest.raises(Problem):
        Take(None, refuse, Heard())
    assert Numbers.made[-1].closed
