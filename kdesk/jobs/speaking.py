"""What the window knows of one press of Record until its end, across the processes that record."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TypeAlias

from kdesk.audio.clock import moment
from kdesk.domain.ids import Kind, MemoId
from kdesk.domain.problem import Problem
from kdesk.jobs.protocol import Begin, Level, Paused, RecorderEvent, Resumed, Saved
from kdesk.store.ids import new_id

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
    child: object = None
    """The process that does it."""
    warm: bool = False
    """That process was ready since long, so that what ails it may not ail a new one."""
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

    def look(self) -> None:
        """Its process is lost: from now on another one is looked for."""
        self.child = None
        self.looks_until = time.monotonic() + LOOKS_FOR

    def time_left(self) -> float:
        """Seconds in which one may still be looked for."""
        return 0.0 if self.looks_until is None else max(0.0, self.looks_until - time.monotonic())

    def looks(self) -> bool:
        """Whether there is still time to."""
        return self.time_left() > 0.0

    def answers(self) -> tuple[RecorderEvent, ...]:
        """What is told instead of a process that can't answer; the next one holds it to that."""
        if self.held is self.wanted:
            return ()
        self.held = self.wanted
        return (Paused() if self.held else Resumed(),)

    def saved(self) -> tuple[RecorderEvent, ...]:
        """What is told of what was kept when its process can't tell it any more."""
        return () if self.kept is None else (Saved(self.kept, self.seconds),)
