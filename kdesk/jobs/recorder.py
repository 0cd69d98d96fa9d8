"""The window's end of the recorder: gives orders to its process and hears how it goes.

A process that dies or hangs is replaced by another, which goes on in a memo of its own.
"""

import threading
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from kdesk.domain.ids import MemoId
from kdesk.domain.problem import Problem
from kdesk.domain.sign import Sign
from kdesk.jobs.protocol import (
    Continue,
    Failed,
    Hold,
    Level,
    Mark,
    Message,
    Noticed,
    Paused,
    Prepare,
    RecorderEvent,
    RecorderOrder,
    Resumed,
    Saved,
    Spoiled,
    Started,
    Stop,
)
from kdesk.jobs.recorder_process import RecorderProcess, hangs, not_started
from kdesk.jobs.runner import start_thread
from kdesk.jobs.sitting import Sitting

ENDS_WITHIN = 10.0
"""Seconds `close` waits for a recording to be saved; the process then goes on without us."""
ANSWERS_WITHIN = 10.0
"""Seconds that a process begun in the middle of a recording may take to its first sound."""
PAUSES = (0.5, 2.0)
"""The shortest and the longest pause, in seconds, between two such processes."""


class Recorder:
    """Keeps a recorder process ready; `listener` is called on a thread that reads its answers.

    However the process ends, what is being said goes on in a new one, and when none can be had for
    half a minute the listener hears of it; the next `warm` or `start` begins a new one.
    """

    def __init__(
        self,
        listener: Callable[[RecorderEvent], None],
        *,
        captures: Path,
        fallback: Path,
        recipient: str,
        device: str | None,
    ) -> None:
        self._listener = listener
        self._prepare = Prepare(str(captures), str(fallback), recipient, device)
        self._lock = threading.RLock()
        self._changed = threading.Condition(self._lock)
        self._child: RecorderProcess | None = None
        self._sitting: Sitting | None = None

    @property
    def recording(self) -> bool:
        """From `start` until it is saved or has failed."""
        return self._sitting is not None

    def warm(self) -> None:
        """Have the process ready, so that `start` opens the microphone at once; it stays closed."""
        with self._lock:
            self._alive()

    def choose(self, device: str | None) -> None:
        """Use this microphone from the next recording on; None is the computer's usual one."""
        with self._lock:
            self._prepare = Prepare(
                self._prepare.captures, self._prepare.fallback, self._prepare.recipient, device
            )
            if self._child is not None:
                self._tell(self._prepare)

    def start(self, now: datetime, after: MemoId | None = None) -> MemoId | None:
        """Open the microphone; Started or Failed follows. None while a recording goes on.

        `after` is the memo of the same sitting that this one goes on from.
        """
        with self._lock:
            if self._sitting is not None:
                return None
            sitting = self._sitting = Sitting(now, after)
            before = self._child
            begun = self._begin(sitting)
            sitting.warm = begun and self._child is before
            if not begun:
                self._sitting = None
        if not begun:
            self._listener(Failed(not_started()))
        return sitting.id

    def pause(self) -> None:
        """Keep nothing until `go_on`; Paused follows."""
        self._hold(True)

    def go_on(self) -> None:
        """Keep the sound again; Resumed follows."""
        self._hold(False)

    def mark(self) -> None:
        """Note this moment in the recording."""
        with self._lock:
            if self._sitting is None:
                return
            if self._sitting.looks_until is None:
                self._tell(Mark())
            else:
                self._sitting.marks += 1

    def stop(self) -> None:
        """End the recording; Saved follows once it is on disk."""
        with self._lock:
            sitting = self._sitting
            if sitting is None:
                return
            sitting.stopping = True
            if sitting.looks_until is None:
                self._tell(Stop())
                return
            self._end()
        self._pass_on(*sitting.saved())

    def close(self) -> None:
        """End the process; a recording that goes on is saved first."""
        with self._lock:
            child, sitting = self._child, self._sitting
            looks = sitting is not None and sitting.looks_until is not None
            if sitting is not None:
                sitting.stopping = True
            if looks:
                self._end()
            self._let_go()
        if sitting is not None and looks:
            self._pass_on(*sitting.saved())
        if child is not None:
            child.wait(ENDS_WITHIN)

    def _hold(self, held: bool) -> None:
        with self._lock:
            sitting = self._sitting
            if sitting is None:
                return
            sitting.wanted = held
            self._tell(Hold() if held else Continue())
            answers = () if sitting.looks_until is None else sitting.answers()
        self._pass_on(*answers)

    def _begin(self, sitting: Sitting) -> bool:
        if not self._alive():
            return False
        sitting.child = self._child
        self._tell(sitting.next())
        if sitting.wanted:
            self._tell(Hold())
        return True

    def _end(self) -> None:
        """The sitting is over, and what was begun to go on with it is let go."""
        self._sitting = None
        self._let_go()
        self._changed.notify_all()

    def _alive(self) -> bool:
        if self._child is not None and self._child.alive:
            return True
        self._let_go()
        try:
            self._child = RecorderProcess(self._heard, self._ended)
        except OSError:
            return False
        self._tell(self._prepare)
        return True

    def _tell(self, order: RecorderOrder) -> None:
        if self._child is not None:
            self._child.tell(order)

    def _let_go(self) -> None:
        child, self._child = self._child, None
        if child is not None:
            child.let_go()

    def _heard(self, child: RecorderProcess, message: Message) -> None:
        with self._lock:
            events = self._hear(child, message)
        self._pass_on(*events)

    def _ended(self, child: RecorderProcess, problem: Problem) -> None:
        with self._lock:
            events = self._lose(child, problem)
        self._pass_on(*events)

    def _pass_on(self, *events: RecorderEvent) -> None:
        for event in events:
            self._listener(event)

    def _hear(self, child: RecorderProcess, event: Message) -> tuple[RecorderEvent, ...]:
        """What the window is to hear of this."""
        sitting = self._sitting
        if isinstance(event, Failed):
            return self._fail(child, event)
        if sitting is None or sitting.child is not child:
            # Of a process that was given up or has saved; one that is spoiled begins nothing more.
            return self._lose(child, hangs()) if isinstance(event, Spoiled) else ()
        if isinstance(event, Spoiled):
            # With Stop pressed it saves and says so itself.
            return () if sitting.stopping else self._lose(child, hangs())
        if isinstance(event, Started):
            return self._started(sitting, event)
        return () if sitting.looks_until is not None else self._follow(sitting, event)

    def _follow(self, sitting: Sitting, event: Message) -> tuple[RecorderEvent, ...]:
        if isinstance(event, Level):
            return (sitting.level(event),)
        if isinstance(event, Paused | Resumed):
            sitting.held = isinstance(event, Paused)
        if isinstance(event, Saved):
            self._sitting = None
        return (event,)  # type: ignore[return-value]

    def _started(self, sitting: Sitting, event: Started) -> tuple[RecorderEvent, ...]:
        afresh = sitting.looks_until is not None
        sitting.begun()
        while sitting.marks:
            sitting.marks -= 1
            self._tell(Mark())
        self._changed.notify_all()
        return (Noticed(Sign.AFRESH),) if afresh else (event,)

    def _fail(self, child: RecorderProcess, event: Failed) -> tuple[RecorderEvent, ...]:
        sitting = self._sitting
        ours = sitting is not None and sitting.child is child
        if not ours and self._child is not child:
            return ()
        if self._child is child:
            # Whatever ails the sound system, a new process meets it afresh.
            self._let_go()
        if sitting is not None and ours:
            if sitting.looks_until is not None:
                return self._miss(sitting, event.problem)
            self._sitting = None
        return (event,)

    def _lose(self, child: RecorderProcess, problem: Problem) -> tuple[RecorderEvent, ...]:
        """A process is of no use any more; go on in another unless the recording was to end."""
        if self._child is child:
            self._let_go()
        sitting = self._sitting
        if sitting is None or sitting.child is not child:
            return ()
        if sitting.looks_until is not None:
            return self._miss(sitting, problem)
        if not sitting.stopping and sitting.kept is not None:
            sitting.look()
            start_thread("afresh", lambda: self._look(sitting))
            return sitting.answers()
        if not sitting.stopping and sitting.warm:
            sitting.warm = False
            if self._begin(sitting):
                return ()
        self._sitting = None
        return (*sitting.saved(), Failed(problem))

    def _miss(self, sitting: Sitting, problem: Problem) -> tuple[RecorderEvent, ...]:
        sitting.child, sitting.problem = None, problem
        self._changed.notify_all()
        return ()

    def _look(self, sitting: Sitting) -> None:
        """Try one process after the other until one records, it is stopped, or time is up."""
        self._listener(Noticed(Sign.LOOKING))
        pause = 0.0
        with self._changed:
            while sitting.looks():
                if self._changed.wait_for(lambda: self._sitting is not sitting, pause):
                    return
                pause = min(PAUSES[1], max(PAUSES[0], 2 * pause))
                if self._begin(sitting):
                    self._changed.wait_for(
                        lambda: (
                            self._sitting is not sitting
                            or sitting.looks_until is None
                            or sitting.child is None
                        ),
                        min(ANSWERS_WITHIN, sitting.time_left()),
                    )
                if self._sitting is not sitting or sitting.looks_until is None:
                    return
                sitting.child = None  # what it may still say is of no recording that goes on
                self._let_go()
            self._sitting = None
        self._pass_on(*sitting.saved(), Failed(sitting.problem or not_started()))
