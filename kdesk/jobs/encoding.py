"""Turning a sealed capture into a proven FLAC: this end of the encoder's pipes."""

import hashlib
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from types import TracebackType
from typing import NamedTuple

from kdesk.domain.ids import MemoId
from kdesk.domain.problem import Problem, Trouble
from kdesk.jobs.protocol import Encoded, from_line
from kdesk.jobs.runner import Progress, end_child, start_child, start_thread
from kdesk.store import captures
from kdesk.store.capture_files import RATE
from kdesk.store.vault import Vault

AHEAD = 1 << 20
"""Bytes of sound that wait in the pipe while the encoder starts or works."""

MOVES_WITHIN = 60.0
"""Seconds an encoder has for the next piece of sound, its start included, and for its answer."""
SLOWEST = 20
"""Times as fast as one speaks that the last of the work must be: an hour has three minutes more for
its answer. What the bench asks of all the work is 300."""
BEAT = 0.2
"""Seconds between two looks whether it still moves and is still wanted."""

Passed = Callable[[int], None]
"""Told of each piece of sound that went to the encoder, in bytes; what it raises ends the work."""


@dataclass(frozen=True, slots=True)
class ProvenSound:
    """A capture as it will be kept; `problem` says why it could not be read whole."""

    flac: bytes
    samples: int
    peaks: bytes
    cut: bool
    problem: Problem | None


class Spare:
    """One encoder made ready while somebody still speaks: its start is most of a short memo's work.

    Its methods may be called from any thread.
    """

    def __init__(self) -> None:
        self._child: subprocess.Popen[bytes] | None = None
        self._closed = False
        self._lock = threading.Lock()

    def start(self) -> None:
        """Have one from now on, unless there is one or `close` was called."""
        with self._lock, suppress(OSError):  # said when there is something to encode
            if self._child is None and not self._closed:
                self._child = _started()

    def take(self) -> "subprocess.Popen[bytes] | None":
        """The one that is ready, from now on the caller's own; None when there is none."""
        with self._lock:
            child, self._child = self._child, None
        if child is not None and child.poll() is not None:
            end_child(child)
            return None
        return child

    def close(self) -> None:
        """End it, and start no other."""
        with self._lock:
            self._closed = True
        child = self.take()
        if child is not None:
            end_child(child)


class Encoders:
    """One encoder for each recording; the next one starts while this one works.

    To be used in a `with`: those that were not needed end there.
    """

    def __init__(
        self, recordings: int, spare: Spare | None = None, progress: Progress | None = None
    ) -> None:
        """`spare` may have the first one ready; `progress` ends the one at work."""
        self._left = recordings
        self._progress = progress or Progress()
        self._next: subprocess.Popen[bytes] | None = None
        with suppress(OSError):  # said when there is something to encode
            self._start(spare)

    def __enter__(self) -> "Encoders":
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _where: TracebackType | None,
    ) -> None:
        if self._next is not None:
            end_child(self._next)
            self._next = None

    def sound(self, vault: Vault, memo_id: MemoId, passed: Passed) -> ProvenSound:
        """Decrypt and encode, a piece at a time; Problem CANNOT_WRITE when it comes out wrong.

        The encoder decodes what it made; here its hash is compared with that of what went in.
        """
        try:
            child = self._one()
            watch = _Watch(child, self._progress)
            try:
                read = _pass_on(vault, memo_id, child, watch, passed)
                answer, flac = _answer(child)
            finally:
                watch.end()
                end_child(child)
        except OSError as broken:  # it could not be started, died, or hung
            passed(0)  # nobody wanted it any more: then that is why
            raise _not_filed() from broken
        if answer is None or len(flac) != answer.size or answer.sha256 != read.sha256:
            passed(0)
            raise _not_filed()
        peaks = bytes.fromhex(answer.peaks)
        return ProvenSound(flac, answer.samples, peaks, not read.whole, read.problem)

    def _one(self) -> "subprocess.Popen[bytes]":
        child, self._next = self._next or _started(), None
        with suppress(OSError):  # tried again, and then told, when it is its turn
            self._start()
        return child

    def _start(self, spare: Spare | None = None) -> None:
        if self._left > 0:
            self._left -= 1
            self._next = (spare and spare.take()) or _started()


class _Watch:
    """Ends an encoder that hangs or isn't wanted any more: whoever waits at its pipes goes on."""

    def __init__(self, child: "subprocess.Popen[bytes]", progress: Progress) -> None:
        self._child = child
        self._progress = progress
        self._until = 0.0
        self._over = threading.Event()
        self.wait(MOVES_WITHIN)
        start_thread("encoder", self._watch)

    def wait(self, seconds: float) -> None:
        """It has so long for what comes next."""
        self._until = time.monotonic() + seconds

    def end(self) -> None:
        """It is done with."""
        self._over.set()

    def _watch(self) -> None:
        while not self._over.wait(BEAT):
            if self._progress.cancelled or time.monotonic() > self._until:
                self._child.kill()
                return


class _Read(NamedTuple):
    whole: bool
    problem: Problem | None
    sha256: str


def _pass_on(
    vault: Vault,
    memo_id: MemoId,
    child: "subprocess.Popen[bytes]",
    watch: _Watch,
    passed: Passed,
) -> _Read:
    into = _Hashing(child, watch, passed)
    whole, problem = False, None
    try:
        whole = captures.pcm(vault.captures, memo_id, vault, into)
    except Problem as found:
        problem = found
    into.close()
    watch.wait(MOVES_WITHIN + into.seconds / SLOWEST)
    return _Read(whole, problem, into.sha256)


def _answer(child: "subprocess.Popen[bytes]") -> tuple[Encoded | None, bytes]:
    if child.stdout is None:
        return None, b""
    try:
        answer = from_line(child.stdout.readline())
    except ValueError:  # it ended without an answer
        return None, b""
    return (answer if isinstance(answer, Encoded) else None), child.stdout.read()


class _Hashing:
    """Passes the sound on to the encoder and remembers its hash."""

    def __init__(self, child: "subprocess.Popen[bytes]", watch: _Watch, passed: Passed) -> None:
        self._child = child
        self._watch = watch
        self._passed = passed
        self._hash = hashlib.sha256()
        self._size = 0

    @property
    def sha256(self) -> str:
        return self._hash.hexdigest()

    @property
    def seconds(self) -> float:
        return self._size / (2 * RATE)

    def write(self, data: bytes, /) -> int:
        self._hash.update(data)
        self._size += len(data)
        self._watch.wait(MOVES_WITHIN)
        if self._child.stdin is not None:
            self._child.stdin.write(data)
        self._passed(len(data))
        return len(data)

    def close(self) -> None:
        if self._child.stdin is not None:
            self._child.stdin.close()


def _started() -> "subprocess.Popen[bytes]":
    child = start_child("encode")
    _widen(child)
    return child


def _widen(child: "subprocess.Popen[bytes]") -> None:
    if sys.platform == "linux" and child.stdin is not None:
        import fcntl  # noqa: PLC0415 - Unix only

        with suppress(OSError):  # the system allows less: it takes longer, that is all
            fcntl.fcntl(child.stdin.fileno(), fcntl.F_SETPIPE_SZ, AHEAD)


def _not_filed() -> Problem:
    return Problem(
        Trouble.CANNOT_WRITE,
        "A recording could not be turned into a memo. It is safe where it is; "
        "kdesk tries again by itself.",
    )
