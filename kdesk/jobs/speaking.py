"""What the window knows of one press of Record until its end, across the processes that record."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, TypeAlias

from kdesk.audio.clock import moment
from kdesk.domain.ids import Kind, MemoId
from kdesk.domain.problem import Problem, Trouble
from kdesk.jobs.protocol import Begin, Failed, Level, Paused, RecorderEvent, Resumed, Saved
from kdesk.store.ids import new_id

if TYPE_CHECKING:
    from kdesk.jobs.recorder_process import RecorderProcess

LOOKS_FOR = 30.0
"""Seconds in which new processes are tried once one could not go on."""


Hear: TypeAlias = Callable[[RecorderEvent], None]


@dataclass
class Speaking:
    """One memo, or more of them when a process had to be replaced.

    Its times are counted from the press: a clock that somebody sets meanwhile is not asked.
    """

    at: datetime
    after: MemoId | None
    """The memo that the next one goes on from."""
    hear: Hear | None = None
    """Who hears the sound while it is kept."""
    id: MemoId | None = None
    """The memo that is being begun or recorded."""
    child: "RecorderProcess | None" = None
    """The process that does it."""
    left: "RecorderProcess | None" = None
    """One before it, given up, that has not said yet whether what it heard is on the disk."""
    unkept: Problem | None = None
    """What such a one said when it isn't."""
    again: bool = True
    """Another process may be tried when the first one ends without a sound."""
    kept: MemoId | None = None
    """The last memo that holds sound."""
    earlier: float = 0.0
    """Seconds in the memos before it."""
    seconds: float = 0.0
    """Seconds in it."""
    stopping: bool = False
    held: bool = False
    """What the window was told last."""
    wanted: bool = False
    """What it asked for last: to hold or not; a process may die before it answers."""
    marks: int = 0
    """Pressed while no process could note them."""
    marked: int = 0
    """Told to the process that records."""
    unanswered: dict[int, float] = field(default_factory=dict)
    """Those of them, with their second, that are not known to be on the disk."""
    looks_until: float | None = None
    """On the monotonic clock; as long as no process records."""
    problem: Problem | None = None
    """What the last process met that could not begin."""
    _pressed: float = field(default_factory=moment)

    def next(self) -> Begin:
        """The order that begins its first memo, or the one that goes on from the last."""
        at = self.at
        if self.id is not None:
            at += timedelta(seconds=moment() - self._pressed)
        self.id = MemoId(new_id(Kind.MEMO, at))
        self.marked = 0
        return Begin(self.id, at, self.after, live=self.hear is not None)

    def begun(self) -> None:
        """There is sound, in the memo begun last."""
        self.earlier += self.seconds
        self.seconds = 0.0
        self.kept = self.after = self.id
        self.looks_until = None

    def level(self, level: Level) -> Level:
        """The same, in the seconds of the whole speaking."""
        self.seconds = level.seconds
        return Level(level.loudness, round(self.earlier + level.seconds, 2))

    def mark(self) -> None:
        """The process is told to note this moment."""
        self.marked += 1
        self.unanswered[self.marked] = self.seconds

    @property
    def silent(self) -> bool:
        """Whether a process that has still to save does not even say that it lives."""
        return any(child is not None and child.silent for child in (self.child, self.left))

    def look(self) -> None:
        """Its process is lost: from now on another one is looked for."""
        if self.child is not None and self.child.alive:
            self.left = self.child
        self.child = None
        self.looks_until = time.monotonic() + LOOKS_FOR

    def time_left(self) -> float:
        """Seconds in which one may still be looked for."""
        return 0.0 if self.looks_until is None else max(0.0, self.looks_until - time.monotonic())

    def looks(self) -> bool:
        """Whether there is still time to, and somebody who wants it."""
        return not self.stopping and self.time_left() > 0.0

    def answers(self) -> tuple[RecorderEvent, ...]:
        """What is told instead of a process that can't answer; the next one holds it to that."""
        if self.held is self.wanted:
            return ()
        self.held = self.wanted
        return (Paused() if self.held else Resumed(),)

    def saved(self) -> tuple[RecorderEvent, ...]:
        """What is told of what was kept when no process has more to say of it."""
        if self.left is not None or self.unkept is not None:
            return (Failed(self.unkept or _still_saving()),)
        return () if self.kept is None else (Saved(self.kept, self.seconds),)


def _still_saving() -> Problem:
    return Problem(
        Trouble.CANNOT_WRITE,
        "The disk takes long to answer. What you said last is held in memory until it does; "
        "leave the computer on.",
    )
