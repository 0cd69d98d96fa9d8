"""What windows and sound processes say to each other."""

import os
import threading
from dataclasses import fields
from datetime import UTC, datetime

import pytest

from kdesk.domain.ids import MemoId
from kdesk.domain.problem import Problem, Trouble
from kdesk.domain.sign import Sign
from kdesk.domain.verdict import Verdict
from kdesk.jobs.outbox import Outbox
from kdesk.jobs.protocol import (
    LINES,
    Beat,
    Begin,
    Continue,
    Device,
    Encoded,
    Ended,
    Failed,
    Hold,
    Level,
    Load,
    Mark,
    Marked,
    Message,
    Noticed,
    Pace,
    Paused,
    Position,
    Prepare,
    Repeat,
    Resumed,
    Saved,
    Seek,
    Sound,
    Spoiled,
    Started,
    Stop,
    Tried,
    Try,
    as_line,
    from_line,
    messages,
)

AT = datetime(2026, 11, 19, 15, 2, 1, 250_000, UTC)
MEMO = MemoId("memo-01J")
MESSAGES: list[Message] = [
    Prepare("/a folder", "/another", "age1", None),
    Begin(MEMO, AT),
    Hold(),
    Continue(),
    Mark(),
    Stop(),
    Beat(),
    Started(MEMO, AT, "a microphone\nof two lines"),
    Level(0.25, 1.5),
    Sound(48_000, bytes(range(256))),
    Paused(),
    Resumed(),
    Marked(1),
    Spoiled(),
    Saved(MEMO, 12.5),
    Load(3, 100, "Lautsprecher für Größe"),
    Pace(1.25),
    Repeat(1.5, 3.25),
    Seek(2.0),
    Position(1.0, 3),
    Ended(3),
    Noticed(Sign.PART, "Ohr"),
    Encoded(10, 5, "ab", "00ff"),
    Device("default", True, False),
    Try("Ohr", None),
    Tried(Verdict.QUIET, "Ohr"),
]


@pytest.mark.parametrize("message", MESSAGES, ids=lambda message: type(message).__name__)
def test_a_message_is_one_line_and_comes_back_as_it_was(message: Message) -> None:
    line = as_line(message)
    assert line.count(b"\n") == 1
    assert line.endswith(b"\n")
    assert repr(from_line(line)) == repr(message)  # a Sign that came as a mere word is equal to it


def test_a_problem_travels_with_its_sentence() -> None:
    came = from_line(as_line(Failed(Problem(Trouble.DISK_FULL, "The disk is full."))))
    assert isinstance(came, Failed)
    assert (came.problem.trouble, str(came.problem)) == (Trouble.DISK_FULL, "The disk is full.")


def test_every_message_is_tried_here() -> None:
    tried = {type(message) for message in MESSAGES} | {Failed}
    assert tried == set(LINES.kinds)
    assert all(fields(kind) is not None for kind in tried)


@pytest.mark.parametrize(
    "line",
    [
        *(b"", b"\n", b"[]", b"3", b"{}", b"\xff", b'{"is": "Nothing"}', b'{"is": "Seek"}'),
        b'{"is": "Sign", "value": "part"}',  # a message may hold one, but it is none
        b'{"is": "Noticed", "sign": {"is": "Sign", "value": "far away"}}',
    ],
)
def test_anything_else_is_refused(line: bytes) -> None:
    with pytest.raises(ValueError):
        from_line(line)


def test_a_line_cut_off_or_printed_by_somebody_else_is_left_out() -> None:
    lines = [as_line(Paused()), b"ALSA lib: no card\n", as_line(Resumed()), as_line(Stop())[:-3]]
    assert list(messages(lines)) == [Paused(), Resumed()]


def test_a_reader_that_sleeps_holds_up_nothing_and_misses_only_levels() -> None:
    reading, writing = os.pipe()
    with os.fdopen(writing, "wb") as pipe, os.fdopen(reading, "rb") as reader:
        outbox = Outbox(pipe)
        for _ in range(10_000):  # more than a pipe holds
            outbox.add(Paused())
        for second in range(10_000):
            outbox.add(Level(0.5, second))
        outbox.add(Saved(MEMO, 1.0))
        assert not outbox.flush(0.05)
        heard: list[Message] = []
        ended = threading.Event()

        def read() -> None:
            while not ended.is_set():
                heard.append(from_line(reader.readline()))
                if isinstance(heard[-1], Saved):
                    ended.set()

        thread = threading.Thread(target=read)
        thread.start()
        assert ended.wait(10)
        assert outbox.flush(5)
        thread.join()
    assert heard.count(Paused()) == 10_000
    assert len(heard) == 10_001
    assert heard[-1] == Saved(MEMO, 1.0)


def test_a_reader_that_is_gone_is_not_waited_for() -> None:
    reading, writing = os.pipe()
    os.close(reading)
    with os.fdopen(writing, "wb") as pipe:
        outbox = Outbox(pipe)
        outbox.add(Saved(MEMO, 1.0))
        assert outbox.flush(10)
