"""The window's end of a microphone test: begins its process, hears how it goes, ends it at once."""

import subprocess
import threading
from collections.abc import Callable
from contextlib import suppress

from kdesk.domain.problem import Problem, Trouble
from kdesk.jobs.protocol import Ended, Failed, TrialEvent, Try, as_line, messages
from kdesk.jobs.runner import start_child, start_thread


class MicrophoneTrial:
    """One test at a time; `listener` is called on a thread that reads the answers.

    After each start comes Ended or Failed, unless `end` was called.
    """

    def __init__(self, listener: Callable[[TrialEvent], None]) -> None:
        self._listener = listener
        self._lock = threading.RLock()
        self._child: subprocess.Popen[bytes] | None = None

    def start(self, device: str | None, speaker: str | None) -> None:
        """Try this microphone; None is the usual one. A test that goes on is ended first."""
        with self._lock:
            self.end()
            child = self._begun()
            self._child = child
        if child is None or child.stdin is None:
            self._listener(Failed(_ended()))
            return
        with suppress(OSError):  # it has died: the reading thread hears of that too
            child.stdin.write(as_line(Try(device, speaker)))
            child.stdin.flush()
        start_thread("trial", lambda: self._read(child))

    def end(self) -> None:
        """Let microphone and speaker go in this moment; nothing more is told."""
        with self._lock:
            child, self._child = self._child, None
        if child is not None:
            child.kill()  # it keeps nothing that could be lost

    def _begun(self) -> subprocess.Popen[bytes] | None:
        try:
            return start_child("trial")
        except OSError:
            return None

    def _read(self, child: subprocess.Popen[bytes]) -> None:
        last = False
        if child.stdout is not None:
            with child.stdout as answers:
                for event in messages(answers):
                    last = isinstance(event, Ended | Failed)
                    self._hear(child, event, last=last)
        child.wait()
        if child.stdin is not None:
            with suppress(OSError):  # the order may still be on its way to one that has died
                child.stdin.close()
        if not last:
            self._hear(child, Failed(_ended()), last=True)

    def _hear(self, child: subprocess.Popen[bytes], event: object, *, last: bool) -> None:
        with self._lock:
            if self._child is not child:
                return
            if last:
                self._child = None
        self._listener(event)  # type: ignore[arg-type]


def _ended() -> Problem:
    return Problem(
        Trouble.NO_SOUND_LIBRARY,
        "The microphone could not be tested. Check that other programs can record sound, "
        "then test again.",
    )
