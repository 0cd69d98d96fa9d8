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
from kdesk.jobs.late_marks import LateMarks
from kdesk.jobs.protocol import (
    Continue,
    Failed,
    Hold,
    Level,
    Mark,
    Marked,
    Message,
    Noticed,
    Paused,
    Prepare,
    RecorderEvent,
    RecorderOrder,
    Resumed,
    Saved,
    Sound,
    Spoiled,
    Started,
    Stop,
)
from kdesk.jobs.recorder_process import WATCHES_EVERY, RecorderProcess, hangs, not_started
from kdesk.jobs.runner import start_thread
from kdesk.jobs.speaking import Hear, Speaking

ENDS_WITHIN = 10.0
"""Seconds `close` waits for a recording to be saved; the process then goes on without us."""
ANSWERS_WITHIN = 10.0
"""Seconds that a process begun in the middle of a recording may take to its first sound."""
SAVES_WITHIN = 10.0
"""Seconds from Stop after which one hears that it takes long; the process then goes on alone."""
PAUSES = (0.5, 2.0)
"""The shortest and the longest pause, in seconds, between two such processes."""


HEARD = Started | Sound | Saved | Spoiled | Failed
"""What is of interest to whoever hears the sound too."""


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
        live: Callable[[], Hear | None] = lambda: None,
    ) -> None:
        """`live` is asked at each start for who hears the sound too, on a thread that must not
        wait: of each memo Started, Sounds, and Saved, or Spoiled or Failed when that is unsure."""
        self._listener = listener
        self._live = live
        self._prepare = Prepare(str(captures), str(fallback), recipient, device)
        self._lock = threading.RLock()
        self._changed = threading.Condition(self._lock)
        self._child: RecorderProcess | None = None
        self._speaking: Speaking | None = None
        self._late = LateMarks()

    @property
    def recording(self) -> bool:
        """From `start` until it is saved or has failed."""
        return self._speaking is not None

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
        hear = self._live()
        with self._lock:
            if self._speaking is not None:
                return None
            speaking = self._speaking = Speaking(now, after, hear)
            begun = self._begin(speaking)
            if not begun:
                self._speaking = None
        if not begun:
            self._listener(Failed(not_started()))
        return speaking.id

    def pause(self) -> None:
        """Keep nothing until `go_on`; Paused follows."""
        self._hold(True)

    def go_on(self) -> None:
        """Keep the sound again; Resumed follows."""
        self._hold(False)

    def mark(self) -> None:
        """Note this moment in the recording."""
        with self._lock:
            if self._speaking is None:
                return
            if self._speaking.looks_until is None:
                self._mark(self._speaking)
            else:
                self._speaking.marks += 1

    def stop(self) -> None:
        """End the recording; Saved follows once it is on disk, or Failed when that takes long."""
        with self._lock:
            speaking = self._speaking
            if speaking is None or speaking.stopping:
                return
            events = self._end(speaking)
            if self._speaking is not None:
                start_thread("stopping", lambda: self._see_it_end(speaking))
        self._pass_on(*events)

    def close(self) -> None:
        """End the process; a recording that goes on is saved first."""
        with self._lock:
            child, speaking = self._child, self._speaking
            left = None if speaking is None else speaking.left
            events = () if speaking is None else self._end(speaking)
            self._let_go()
        self._pass_on(*events)
        for process in (child, left):
            if process is not None:
                process.wait(ENDS_WITHIN)

    def _hold(self, held: bool) -> None:
        with self._lock:
            speaking = self._speaking
            if speaking is None:
                return
            speaking.wanted = held
            self._tell(Hold() if held else Continue())
            answers = () if speaking.looks_until is None else speaking.answers()
        self._pass_on(*answers)

    def _begin(self, speaking: Speaking) -> bool:
        if not self._alive():
            return False
        speaking.child = self._child
        self._tell(speaking.next())
        if speaking.wanted:
            self._tell(Hold())
        return True

    def _end(self, speaking: Speaking) -> tuple[RecorderEvent, ...]:
        """Have it end: by its process, or at once when none records."""
        speaking.stopping = True
        if speaking.looks_until is None:
            self._tell(Stop())
            return ()
        speaking.child = None  # what was begun to go on with it is let go
        self._let_go()
        return self._conclude(speaking)

    def _conclude(self, speaking: Speaking) -> tuple[RecorderEvent, ...]:
        """It is over, unless a process that was given up has still to say that it has saved."""
        self._changed.notify_all()
        if speaking.left is not None:
            return ()
        self._speaking = None
        return speaking.saved()

    def _see_it_end(self, speaking: Speaking) -> None:
        """What doesn't come to an end is left to its process: nobody has to wait for it here."""
        within = SAVES_WITHIN
        with self._changed:
            while not self._changed.wait_for(lambda: self._speaking is not speaking, within):
                if not speaking.silent:
                    break
                within = WATCHES_EVERY  # it wakes, or is given up soon
            else:
                return
            speaking.left = speaking.child or speaking.left
            self._speaking = None
            self._let_go()
        self._pass_on(*speaking.saved())

    def _mark(self, speaking: Speaking) -> None:
        speaking.mark()
        self._tell(Mark())

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
            hear = self._hearing(child)
            events = self._hear(child, message)
        if hear is not None and isinstance(message, HEARD):
            hear(message)
        self._late.seal(self._prepare)
        self._pass_on(*events)

    def _ended(self, child: RecorderProcess, problem: Problem) -> None:
        with self._lock:
            hear = self._hearing(child)
            events = self._lose(child, problem)
        if hear is not None:
            hear(Spoiled())
        self._late.seal(self._prepare)
        self._pass_on(*events)

    def _hearing(self, child: RecorderProcess) -> Hear | None:
        """Who hears what this process records, as long as it does."""
        speaking = self._speaking
        return speaking.hear if speaking is not None and speaking.child is child else None

    def _pass_on(self, *events: RecorderEvent) -> None:
        for event in events:
            self._listener(event)

    def _hear(self, child: RecorderProcess, event: Message) -> tuple[RecorderEvent, ...]:
        """What the window is to hear of this."""
        speaking = self._speaking
        if speaking is not None and speaking.left is child and isinstance(event, Saved | Failed):
            return self._hear_out(speaking, event)
        if isinstance(event, Failed):
            return self._fail(child, event)
        if speaking is not None and speaking.child is child:
            return self._follow(speaking, child, event)
        if isinstance(event, Spoiled):  # of one that has saved; it begins nothing more
            return self._lose(child, hangs())
        # Somebody may have been told that this would take long. Of others nothing more is wanted.
        return (event,) if speaking is None and isinstance(event, Saved | Noticed) else ()

    def _follow(
        self, speaking: Speaking, child: RecorderProcess, event: Message
    ) -> tuple[RecorderEvent, ...]:
        events: tuple[RecorderEvent, ...] = ()
        match event:
            case Started():
                events = self._started(speaking, event)
            case Spoiled() if (
                not speaking.stopping
            ):  # with Stop pressed it saves and says so itself
                events = self._lose(child, hangs())
            case Marked(number):
                speaking.unanswered.pop(number, None)
            case Level() | Paused() | Resumed() | Noticed() if speaking.looks_until is not None:
                pass
            case Level():
                events = (speaking.level(event),)
            case Paused() | Resumed():
                speaking.held = isinstance(event, Paused)
                events = (event,)
            case Noticed():
                events = (event,)
            case Saved() if speaking.looks_until is None:
                speaking.kept, speaking.seconds, speaking.child = event.id, event.seconds, None
                events = self._conclude(speaking)
        return events

    def _hear_out(self, speaking: Speaking, event: Saved | Failed) -> tuple[RecorderEvent, ...]:
        """A process that was given up says whether what it heard is on the disk."""
        if isinstance(event, Failed):
            speaking.unkept = event.problem
        speaking.left = None
        over = speaking.stopping and speaking.child is None
        return self._conclude(speaking) if over else ()

    def _started(self, speaking: Speaking, event: Started) -> tuple[RecorderEvent, ...]:
        afresh = speaking.looks_until is not None
        speaking.begun()
        while speaking.marks:
            speaking.marks -= 1
            self._mark(speaking)
        self._changed.notify_all()
        return (Noticed(Sign.AFRESH),) if afresh else (event,)

    def _fail(self, child: RecorderProcess, event: Failed) -> tuple[RecorderEvent, ...]:
        speaking = self._speaking
        ours = speaking is not None and speaking.child is child
        if not ours and self._child is not child:
            return ()
        if self._child is child:
            # Whatever ails the sound system, a new process meets it afresh.
            self._let_go()
        if speaking is not None and ours:
            if speaking.looks_until is not None:
                return self._miss(speaking, event.problem)
            self._speaking = None
            self._changed.notify_all()
        return (event,)

    def _lose(self, child: RecorderProcess, problem: Problem) -> tuple[RecorderEvent, ...]:
        """A process is of no use any more; go on in another unless the recording was to end."""
        if self._child is child:
            self._let_go()
        speaking = self._speaking
        if speaking is not None and speaking.left is child and not child.alive:
            speaking.left = None  # it was killed: what it had kept by then is all there is
            over = speaking.stopping and speaking.child is None
            return self._conclude(speaking) if over else ()
        if speaking is None or speaking.child is not child:
            return ()
        if speaking.looks_until is not None:
            return self._miss(speaking, problem)
        if speaking.id is not None:
            self._late.add(speaking.id, speaking.unanswered)
            speaking.unanswered.clear()
        if not speaking.stopping and speaking.kept is not None:
            speaking.look()
            start_thread("afresh", lambda: self._look(speaking))
            return speaking.answers()
        if not speaking.stopping and speaking.again:
            speaking.again = False
            if self._begin(speaking):
                return ()
        self._speaking = None
        self._changed.notify_all()
        return (*speaking.saved(), Failed(problem))

    def _miss(self, speaking: Speaking, problem: Problem) -> tuple[RecorderEvent, ...]:
        speaking.child, speaking.problem = None, problem
        self._changed.notify_all()
        return ()

    def _look(self, speaking: Speaking) -> None:
        """Try one process after the other until one records, it is stopped, or time is up."""
        self._listener(Noticed(Sign.LOOKING))
        pause = 0.0
        with self._changed:
            while speaking.looks():
                if self._changed.wait_for(lambda: speaking.stopping, pause):
                    return
                pause = min(PAUSES[1], max(PAUSES[0], 2 * pause))
                if self._begin(speaking):
                    self._changed.wait_for(
                        lambda: (
                            speaking.stopping
                            or speaking.looks_until is None
                            or speaking.child is None
                        ),
                        min(ANSWERS_WITHIN, speaking.time_left()),
                    )
                if speaking.stopping or speaking.looks_until is None:
                    return
                speaking.child = None  # what it may still say is of no recording that goes on
                self._let_go()
            if speaking.stopping:
                return
            self._speaking = None
        self._pass_on(*speaking.saved(), Failed(speaking.problem or not_started()))
