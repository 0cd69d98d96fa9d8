"""The window's end of the player: gives orders to its process and hears how it goes."""

import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from queue import SimpleQueue

from kdesk.domain.problem import Problem, Trouble
from kdesk.jobs.protocol import (
    Continue,
    Ended,
    Failed,
    Hold,
    Load,
    Pace,
    PlayerEvent,
    PlayerOrder,
    Position,
    Repeat,
    Seek,
    as_line,
    messages,
)
from kdesk.jobs.runner import start_child, start_thread

ENDS_WITHIN = 3.0
"""Seconds `close` waits for the process."""


class Player:
    """Plays one sound at a time; `listener` is called on a thread that reads the answers.

    The process begins with the first `play`. However it ends, the next `play` begins a new one,
    at the second where the sound was.
    """

    def __init__(
        self, listener: Callable[[PlayerEvent], None], *, device: str | None = None
    ) -> None:
        self._listener = listener
        self._device = device
        self._lock = threading.RLock()
        self._flac = b""
        self._number = 0
        self._at = 0.0
        self._speed = 1.0
        self._repeated = Repeat(0.0, 0.0)
        self._loaded = False
        self._child: subprocess.Popen[bytes] | None = None
        self._orders: SimpleQueue[bytes | None] = SimpleQueue()
        self._reader: threading.Thread | None = None

    def choose(self, device: str | None) -> None:
        """Use this speaker from the next `load` on; None is the computer's usual one."""
        self._device = device

    def load(self, flac: bytes) -> None:
        """Put this sound in the place of the one before: silent, at its beginning, as spoken."""
        with self._lock:
            self.pause()
            self._flac = flac
            self._number += 1
            self._at = 0.0
            self._speed, self._repeated = 1.0, Repeat(0.0, 0.0)
            self._loaded = False

    def play(self) -> None:
        """Begin or go on; Positions follow, then Ended, or Failed. Nothing without a sound."""
        with self._lock:
            if not self._flac:
                return
            alive = self._alive()
            if alive:
                if not self._loaded:
                    self._tell(Load(self._number, len(self._flac), self._device), self._flac)
                    self._tell(Seek(self._at))
                    self._tell(Pace(self._speed))
                    self._tell(self._repeated)
                    self._loaded = True
                self._tell(Continue())
        if not alive:
            self._listener(Failed(_not_started()))

    def pause(self) -> None:
        """Be quiet; `play` goes on from there."""
        with self._lock:
            if self._loaded:
                self._tell(Hold())

    def seek(self, seconds: float) -> None:
        """Go to this second, playing or not; a Position follows once there is a process."""
        with self._lock:
            self._at = max(0.0, seconds)
            if self._loaded:
                self._tell(Seek(self._at))

    def pace(self, speed: float) -> None:
        """So many times as fast, the pitch kept."""
        with self._lock:
            self._speed = speed
            if self._loaded:
                self._tell(Pace(speed))

    def repeat(self, start: float, end: float) -> None:
        """Have this stretch sound again and again; none with an end that isn't later."""
        with self._lock:
            self._repeated = Repeat(start, end)
            if self._loaded:
                self._tell(self._repeated)

    def close(self) -> None:
        """Be quiet and end the process."""
        with self._lock:
            reader = self._reader
            child = self._child
            self._let_go()
        if reader is not None and reader is not threading.current_thread():
            reader.join(ENDS_WITHIN)
            if reader.is_alive() and child is not None:
                child.kill()  # it keeps nothing that could be lost
                reader.join(ENDS_WITHIN)

    def _alive(self) -> bool:
        if self._child is not None and self._child.poll() is None:
            return True
        self._let_go()
        try:
            child = start_child("play")
        except OSError:
            return False
        orders: SimpleQueue[bytes | None] = SimpleQueue()
        self._child, self._orders = child, orders
        # On a thread: a memo of an hour is more than a pipe holds, and the window mustn't wait.
        start_thread("player-orders", lambda: _send(child, orders))
        self._reader = start_thread("player", lambda: self._read(child))
        return True

    def _tell(self, order: PlayerOrder, more: bytes = b"") -> None:
        self._orders.put(as_line(order) + more)

    def _let_go(self) -> None:
        if self._child is not None:
            self._orders.put(None)
        self._child = None
        self._loaded = False

    def _read(self, child: subprocess.Popen[bytes]) -> None:
        if child.stdout is not None:
            with child.stdout as answers:
                for answer in messages(answers):
                    self._hear(child, answer)
        code = child.wait()
        with self._lock:
            unexpected = self._child is child
            if unexpected:
                self._let_go()
        if unexpected:
            self._listener(Failed(_died(code)))

    def _hear(self, child: subprocess.Popen[bytes], event: object) -> None:
        with self._lock:
            if self._child is not child:
                return
            if isinstance(event, Position | Ended):
                if event.number != self._number:
                    return  # of the sound before
                self._at = event.seconds if isinstance(event, Position) else 0.0
            else:
                # Whatever ails the sound system, a new process meets it afresh.
                self._let_go()
        self._listener(event)  # type: ignore[arg-type]


def _send(child: subprocess.Popen[bytes], orders: SimpleQueue[bytes | None]) -> None:
    if child.stdin is None:
        return
    # When it has died, writing fails: the reading thread hears of that too, and says so.
    with suppress(OSError):
        while (line := orders.get()) is not None:
            child.stdin.write(line)
            child.stdin.flush()
    with suppress(OSError):
        child.stdin.close()


def _not_started() -> Problem:
    return Problem(
        Trouble.NO_SPEAKER,
        "The player could not be started. Close other programs or start kdesk again, "
        "then press Play.",
    )


def _died(code: int) -> Problem:
    if sys.platform != "win32" and code == -signal.SIGABRT:
        return Problem(
            Trouble.NO_SOUND_LIBRARY,
            "The sound system of this computer refused to start. Check that other programs can "
            "play sound, then press Play again.",
        )
    return Problem(Trouble.NO_SPEAKER, "The player ended unexpectedly. Press Play to go on.")
