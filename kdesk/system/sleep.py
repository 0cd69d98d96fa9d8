"""Keeps the computer from falling asleep by itself while something is recorded.

Where it can't be asked, nothing is said: the recording goes on, and a computer that slept all the
same leaves a gap that the recorder notices. A closed lid is the person's own wish and stays one.
"""

import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Protocol

from PySide6.QtCore import QObject, Slot
from PySide6.QtDBus import (
    QDBusConnection,
    QDBusMessage,
    QDBusPendingCallWatcher,
    QDBusUnixFileDescriptor,
)

WHY = "Sound is being recorded"
"""What the system says to whoever wants to send it to sleep meanwhile."""
LOGIN = ("org.freedesktop.login1", "/org/freedesktop/login1", "org.freedesktop.login1.Manager")
CAFFEINATE = ("caffeinate", "-i", "-w", str(os.getpid()))
"""Ends with this process, however that ends."""
ENDS_WITHIN = 2.0
# winbase.h
_CONTINUOUS, _SYSTEM_REQUIRED = 0x80000000, 0x00000001

Start = Callable[[Sequence[str]], "subprocess.Popen[bytes]"]
"""Starts another program; OSError when there is none of that name."""


class Hold(Protocol):
    """One system's way of staying awake."""

    def take(self) -> None:
        """Ask for it."""

    def drop(self) -> None:
        """Give it back."""


class Awake:
    """Stays awake as long as it was last told to; to be called on one thread."""

    def __init__(self, hold: Hold | None) -> None:
        self._hold = hold
        self._kept = False

    def keep(self, wanted: bool) -> None:
        """Stay awake from now on, or no longer; what is so already costs nothing."""
        if wanted == self._kept or self._hold is None:
            return
        self._kept = wanted
        if wanted:
            self._hold.take()
        else:
            self._hold.drop()


def usual_hold(start: Start) -> Hold | None:
    """This system's way; None where there is none."""
    if sys.platform == "win32":
        import ctypes  # noqa: PLC0415 - nobody else needs it here

        return ThreadHold(ctypes.windll.kernel32.SetThreadExecutionState)
    if sys.platform == "darwin":
        return ProgramHold(start)
    return LoginHold()


class LoginHold(QObject):
    """systemd-logind, or elogind: it holds as long as this process has the file it answers with."""

    def __init__(self) -> None:
        super().__init__()
        self._wanted = False
        self._file: QDBusUnixFileDescriptor | None = None

    def take(self) -> None:
        """Ask without waiting for the answer: a bus that hangs must not hold up the window."""
        self._wanted = True
        bus = QDBusConnection.systemBus()
        if not bus.isConnected():
            return
        call = QDBusMessage.createMethodCall(*LOGIN, "Inhibit")
        call.setArguments(["sleep:idle", "kdesk", WHY, "block"])
        QDBusPendingCallWatcher(bus.asyncCall(call), self).finished.connect(self._answered)

    def drop(self) -> None:
        """Close the file."""
        self._wanted = False
        self._file = None

    @Slot(QDBusPendingCallWatcher)
    def _answered(self, watcher: QDBusPendingCallWatcher) -> None:
        answer = watcher.reply().arguments()
        watcher.deleteLater()
        # It may have been dropped since; then the file closes with the answer.
        if self._wanted and answer and isinstance(answer[0], QDBusUnixFileDescriptor):
            self._file = answer[0]


class ProgramHold:
    """macOS: a small program that keeps it awake while it runs."""

    def __init__(self, start: Start) -> None:
        self._start = start
        self._program: subprocess.Popen[bytes] | None = None

    def take(self) -> None:
        """Start it."""
        with suppress(OSError):
            self._program = self._start(CAFFEINATE)

    def drop(self) -> None:
        """End it."""
        program, self._program = self._program, None
        if program is not None:
            program.terminate()
            with suppress(subprocess.TimeoutExpired):
                program.wait(ENDS_WITHIN)


class ThreadHold:
    """Windows: a flag of the calling thread, SetThreadExecutionState."""

    def __init__(self, tell: Callable[[int], object]) -> None:
        self._tell = tell

    def take(self) -> None:
        """Set it."""
        self._tell(_CONTINUOUS | _SYSTEM_REQUIRED)

    def drop(self) -> None:
        """Take it back."""
        self._tell(_CONTINUOUS)
