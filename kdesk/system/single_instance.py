"""One window for one person: the second start brings the first forward and ends."""

import hashlib
import os
import sys
import time
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtNetwork import QLocalServer, QLocalSocket

INHERITED = "KDESK_WINDOW_LOCK"
"""Names the lock's file descriptor for the process that takes this one's place at a lock."""
PATIENCE_S = 10.0
"""How long a second start looks for the door of the first, which may just be locking."""
LONGEST_NAME = 100
"""Bytes of a local socket's path that every system takes (sun_path holds 104 to 108)."""


class SingleInstance(QObject):
    """Holds the one place there is; `asked` tells what a later start wants: show or record."""

    asked = Signal(str)

    def __init__(self, lock: Path, door: Path) -> None:
        super().__init__()
        self._lock = lock
        self._door = _door_name(door)
        self._descriptor = -1
        self._server: QLocalServer | None = None

    def claim(self) -> bool:
        """Take the place; False when another process holds it. Raises OSError.

        The system gives it up when the process ends, however it ends.
        """
        self._descriptor = _inherited(self._lock)
        if self._descriptor < 0:
            self._lock.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            self._descriptor = os.open(self._lock, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        if _take(self._descriptor):
            return True
        os.close(self._descriptor)
        self._descriptor = -1
        return False

    def open_door(self) -> None:
        """Listen for later starts; only for who holds the place."""
        self._server = QLocalServer(self)
        # With this option Qt makes the socket aside and renames it, so that it also takes the
        # place of one that a killed process has left behind.
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self._welcome)
        self._server.listen(self._door)

    def ask(self, wish: str, patience: float = PATIENCE_S) -> bool:
        """Tell the open window what is wanted; False when it does not answer."""
        ends_at = time.monotonic() + patience
        while time.monotonic() < ends_at:
            socket = QLocalSocket()
            socket.connectToServer(self._door)
            if socket.waitForConnected(500):
                socket.write(f"{wish}\n".encode())
                if socket.waitForBytesWritten(1000) and socket.waitForReadyRead(3000):
                    return True
            else:
                time.sleep(0.05)
        return False

    def pass_on(self) -> None:
        """Keep the place for the program that is about to run in this process."""
        os.set_inheritable(self._descriptor, True)
        os.environ[INHERITED] = str(self._descriptor)

    def release(self) -> None:
        """Give the place up."""
        if self._server is not None:
            self._server.close()
            self._server = None
        if self._descriptor >= 0:
            os.close(self._descriptor)
            self._descriptor = -1

    def _welcome(self) -> None:
        assert self._server is not None  # noqa: S101 - the signal is the server's own
        while (visitor := self._server.nextPendingConnection()) is not None:
            # A lambda would keep this object alive until Qt deletes the visitor, and let it go,
            # and the visitor a second time with it, in the middle of that.
            visitor.readyRead.connect(self._hear)
            visitor.disconnected.connect(visitor.deleteLater)
            if visitor.canReadLine():
                self._listen_to(visitor)

    def _hear(self) -> None:
        visitor = self.sender()
        assert isinstance(visitor, QLocalSocket)  # noqa: S101 - connected to nothing else
        self._listen_to(visitor)

    def _listen_to(self, visitor: QLocalSocket) -> None:
        if not visitor.canReadLine():
            return
        wish = bytes(visitor.readLine(64).data()).decode("ascii", "replace").strip()
        visitor.write(b"ok\n")
        visitor.flush()
        visitor.disconnectFromServer()
        if wish in ("show", "record"):
            self.asked.emit(wish)


def _door_name(door: Path) -> str:
    """The socket's path, or a short name of its own when the path is too long for a socket."""
    if len(os.fsencode(door)) <= LONGEST_NAME:
        return str(door)
    runtime = os.environ.get("XDG_RUNTIME_DIR", "")
    digest = hashlib.sha256(os.fsencode(door)).hexdigest()[:16]
    return str(Path(runtime) / f"kdesk-{digest}") if runtime else f"kdesk-{digest}"


def _inherited(lock: Path) -> int:
    """The descriptor the process before left us, or -1 when there is none of this very file."""
    named = os.environ.pop(INHERITED, "")
    if not named.isdecimal():
        return -1
    try:
        descriptor = int(named)
        if not os.path.samestat(os.fstat(descriptor), lock.stat()):
            return -1
        os.set_inheritable(descriptor, False)
    except OSError:
        return -1
    return descriptor


if sys.platform == "win32":
    import msvcrt

    def _take(descriptor: int) -> bool:
        try:
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

else:
    import fcntl

    def _take(descriptor: int) -> bool:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True
