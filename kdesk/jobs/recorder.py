"""The window's end of the recorder: gives orders to its process and hears how it goes."""

import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from kdesk.domain.ids import Kind, MemoId
from kdesk.domain.problem import Problem, Trouble
from kdesk.jobs.protocol import (
    Begin,
    Continue,
    Failed,
    Hold,
    Mark,
    Prepare,
    RecorderEvent,
    RecorderOrder,
    Saved,
    Stop,
    as_line,
    from_line,
)
from kdesk.jobs.runner import start_child, start_thread
from kdesk.store.ids import new_id

ENDS_WITHIN = 10.0
"""Seconds `close` waits for a recording to be saved; the process then goes on without us."""


class Recorder:
    """Keeps a recorder process ready; `listener` is called on a thread that reads its answers.

    However the process ends, the listener hears of it when there was a recording, and the next
    `warm` or `start` begins a new one.
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
        self._child: subprocess.Popen[bytes] | None = None
        self._reader: threading.Thread | None = None
        self._id: MemoId | None = None

    @property
    def recording(self) -> bool:
        """From `start` until it is saved or has failed."""
        return self._id is not None

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
            if self._id is not None:
                return None
            begun = self._id = MemoId(new_id(Kind.MEMO, now))
            alive = self._alive()
            if alive:
                self._tell(Begin(begun, now, after))
            else:
                self._id = None
        if not alive:
            self._listener(Failed(_not_started()))
        return begun

    def pause(self) -> None:
        """Keep nothing until `go_on`; Paused follows."""
        self._order(Hold())

    def go_on(self) -> None:
        """Keep the sound again; Resumed follows."""
        self._order(Continue())

    def mark(self) -> None:
        """Note this moment in the recording."""
        self._order(Mark())

    def stop(self) -> None:
        """End the recording; Saved follows once it is on disk."""
        self._order(Stop())

    def close(self) -> None:
        """End the process; a recording that goes on is saved first."""
        with self._lock:
            reader = self._reader
            self._let_go()
        if reader is not None and reader is not threading.current_thread():
            reader.join(ENDS_WITHIN)

    def _order(self, order: RecorderOrder) -> None:
        with self._lock:
            if self._id is not None:
                self._tell(order)

    def _alive(self) -> bool:
        if self._child is not None and self._child.poll() is None:
            return True
        self._let_go()
        try:
            child = start_child("record")
        except OSError:
            return False
        self._child = child
        self._reader = start_thread("recorder", lambda: self._read(child))
        self._tell(self._prepare)
        return True

    def _tell(self, order: RecorderOrder) -> None:
        child = self._child
        if child is None or child.stdin is None:
            return
        # When it has just died, writing fails: the reading thread hears of that too, and says so.
        with suppress(OSError):
            child.stdin.write(as_line(order))
            child.stdin.flush()

    def _let_go(self) -> None:
        child, self._child = self._child, None
        if child is not None and child.stdin is not None:
            with suppress(OSError):  # an order was still on its way to a process that has died
                child.stdin.close()

    def _read(self, child: subprocess.Popen[bytes]) -> None:
        if child.stdout is not None:
            with child.stdout as answers:
                for line in answers:
                    self._hear(child, from_line(line))
        code = child.wait()
        with self._lock:
            if self._child is not None and self._child is not child:
                return  # another one has taken over, and with it what is being recorded
            self._let_go()
            cut_off, self._id = self._id is not None, None
        if cut_off:
            self._listener(Failed(_died(code)))

    def _hear(self, child: subprocess.Popen[bytes], event: object) -> None:
        with self._lock:
            if isinstance(event, Saved | Failed):
                self._id = None
            if isinstance(event, Failed) and self._child is child:
                # Whatever ails the sound system, a new process meets it afresh.
                self._let_go()
        self._listener(event)  # type: ignore[arg-type]


def _not_started() -> Problem:
    return Problem(
        Trouble.NO_SOUND_LIBRARY,
        "The recorder could not be started. Close other programs or start kdesk again, "
        "then press Record.",
    )


def _died(code: int) -> Problem:
    if sys.platform != "win32" and code == -signal.SIGABRT:
        return Problem(
            Trouble.NO_SOUND_LIBRARY,
            "The sound system of this computer refused to start. Check that other programs can "
            "record, then press Record again.",
        )
    return Problem(
        Trouble.NO_MICROPHONE,
        "The recorder ended unexpectedly. What was said until a second before is kept; "
        "press Record to go on.",
    )
