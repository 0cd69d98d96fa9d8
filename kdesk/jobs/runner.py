"""Where every thread and every process of kdesk begins (the recorder's writer thread aside)."""

import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from contextlib import suppress
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import Any, TypeAlias, TypeVar

from kdesk.domain.problem import Problem

T = TypeVar("T")

ONE_THREAD = {"OPENBLAS_NUM_THREADS": "1"}
"""For children: numpy's algebra would start a thread for each core. None does any; without them
a child starts with 40 % less work."""

AT_ONCE = 4
"""How many jobs run side by side; the rest wait their turn."""

ENDS_WITHIN = 5.0
"""Seconds `close` waits for the jobs at hand. A disk or a child that hangs may never come back, and
whoever locks or leaves must not be kept: what a job does may be interrupted anywhere."""

KEPT_NAMES = {
    "PATH", "HOME", "USER", "LOGNAME", "LANG", "LANGUAGE", "TZ", "TMPDIR", "TEMP", "TMP",
    "VIRTUAL_ENV", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "DYLD_FALLBACK_LIBRARY_PATH",
    "SYSTEMROOT", "WINDIR", "COMSPEC", "APPDATA", "LOCALAPPDATA", "USERPROFILE",
    "DBUS_SESSION_BUS_ADDRESS", "OMP_NUM_THREADS", "HF_HUB_OFFLINE", "HF_HUB_DISABLE_TELEMETRY",
    "ORT_DISABLE_TELEMETRY", "DO_NOT_TRACK", "CUDA_VISIBLE_DEVICES", "CUDA_DEVICE_ORDER",
}  # fmt: skip
KEPT_PREFIXES = ("LC_", "XDG_", "PULSE_", "PIPEWIRE_", "ALSA_", "JACK_", "PYTHON", "QT_")
"""What a child may know of its parent's environment; tokens and passwords kept there are not
among them."""

OUTWARD_NAMES = {
    "PATH", "HOME", "LANG", "LANGUAGE", "VIRTUAL_ENV", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH",
    "DYLD_FALLBACK_LIBRARY_PATH", "SYSTEMROOT", "WINDIR", "APPDATA", "USERPROFILE",
    "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY", "SSL_CERT_FILE", "SSL_CERT_DIR",
    "HF_ENDPOINT",
}  # fmt: skip
"""All that a child with a network may know: what Python needs to start, and the way out of this
computer. No keyring's address and no folder of the journal."""


class Progress:
    """How far a job is, told by the job; whether it should end early, told to the job."""

    def __init__(self, told: Callable[[float], None] | None = None) -> None:
        self._told = told
        self._cancelled = threading.Event()

    @property
    def cancelled(self) -> bool:
        """Whether somebody asked the job to end early."""
        return self._cancelled.is_set()

    def fraction(self, value: float) -> None:
        """Say how much is done, from 0 to 1."""
        if self._told is not None:
            self._told(min(1.0, max(0.0, value)))

    def cancel(self) -> None:
        """Ask the job to end at its next good moment."""
        self._cancelled.set()


class Share(Progress):
    """The progress of one among several: the number-th, counted from 0."""

    def __init__(self, whole: Progress, number: int, among: int) -> None:
        super().__init__(lambda done: whole.fraction((number + done) / among))
        self._whole = whole

    @property
    def cancelled(self) -> bool:
        """Whether the whole was asked to end."""
        return self._whole.cancelled


_Task: TypeAlias = tuple[Callable[[Progress], Any], Progress, Future[Any]]


class Runner:
    """Runs jobs on threads of its own, for which the program's end doesn't wait.

    A Problem stays in the job's Future. Anything else a job raises is a bug: it is in the Future
    and goes to threading.excepthook too, so that it cannot be silent.
    """

    def __init__(self) -> None:
        self._tasks: SimpleQueue[_Task | None] = SimpleQueue()
        self._threads: list[threading.Thread] = []
        self._running: set[Progress] = set()
        self._lock = threading.Lock()
        self._closed = False

    def start(
        self,
        job: Callable[[Progress], T],
        *,
        progress: Progress | None = None,
    ) -> Future[T]:
        """Begin a job; a `progress` of one's own hears how far it is, on the job's thread, and
        can cancel it. After the close nothing begins: it is cancelled."""
        followed = progress or Progress()
        future: Future[T] = Future()
        with self._lock:
            if self._closed:
                future.cancel()
                return future
            self._running.add(followed)
            future.add_done_callback(lambda _: self._forget(followed))
            self._tasks.put((job, followed, future))
            if len(self._threads) < AT_ONCE:
                tasks = self._tasks
                self._threads.append(start_thread("job", lambda: _work(tasks)))
        return future

    def close(self) -> None:
        """Ask every job to end, drop those not begun, and wait a while for the others."""
        with self._lock:
            self._closed = True
            running, threads = tuple(self._running), tuple(self._threads)
        for progress in running:
            progress.cancel()
        with suppress(Empty):
            while task := self._tasks.get_nowait():
                task[2].cancel()
        for _ in threads:
            self._tasks.put(None)
        until = time.monotonic() + ENDS_WITHIN
        for thread in threads:
            thread.join(max(0.0, until - time.monotonic()))

    def _forget(self, progress: Progress) -> None:
        with self._lock:
            self._running.discard(progress)


class InlineRunner(Runner):
    """Runs each job at once, before `start` returns."""

    def start(
        self,
        job: Callable[[Progress], T],
        *,
        progress: Progress | None = None,
    ) -> Future[T]:
        """Run the job now; its outcome is in the Future that comes back."""
        future: Future[T] = Future()
        future.set_running_or_notify_cancel()
        try:
            future.set_result(_reported(job, progress or Progress()))
        except Exception as trouble:
            future.set_exception(trouble)
        return future


def start_thread(name: str, work: Callable[[], None]) -> threading.Thread:
    """Begin a thread that lives as long as its work; the program's end doesn't wait for it."""
    thread = threading.Thread(target=work, name=f"kdesk-{name}", daemon=True)
    thread.start()
    return thread


def within(seconds: float, work: Callable[[], T]) -> T:
    """The outcome of `work`; TimeoutError when it takes longer, and then it is left behind.

    For calls into sound systems, which may never come back.
    """
    outcome: Future[T] = Future()

    def run() -> None:
        try:
            outcome.set_result(work())
        except Exception as trouble:
            outcome.set_exception(trouble)

    start_thread("patience", run)
    return outcome.result(seconds)


def child_command(role: str) -> list[str]:
    """The command that starts kdesk again in another role, from source or frozen."""
    if getattr(sys, "frozen", False):
        return [sys.executable, "--child", role]
    return [sys.executable, "-m", "kdesk", "--child", role]


def start_child(
    role: str, *, steps_back: bool = False, outward: bool = False
) -> subprocess.Popen[bytes]:
    """Start a process of kdesk in this role, with pipes for its input and output.

    It gets an environment without secrets and a session of its own, so that Ctrl+C in a terminal
    ends the window and the child hears of it by the end of its input. What libraries write to
    standard error is dropped: nothing of the journal can end up in a terminal's log.
    One that `steps_back` lets others go first: on Windows from its start, elsewhere by its own
    doing (system/priority). One that goes `outward` gets what a network needs, and less of
    everything else. OSError when it can't be started.
    """
    known = outward_environment if outward else child_environment
    return subprocess.Popen(
        child_command(role),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=known(os.environ) | ONE_THREAD,
        # Python looks for modules in the folder it starts in: never in one full of downloads.
        cwd=Path(__file__).parents[2],
        start_new_session=True,
        creationflags=_creation_flags(steps_back=steps_back),
    )


def end_child(child: subprocess.Popen[bytes]) -> None:
    """Kill it, close its pipes and wait for its end; what it didn't take goes nowhere."""
    child.kill()
    with suppress(BrokenPipeError), child:
        pass


def start_program(words: Sequence[str]) -> subprocess.Popen[bytes]:
    """Start another program of this computer, without pipes and with a child's environment.

    OSError when there is none of that name.
    """
    return subprocess.Popen(
        words,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env=child_environment(os.environ),
        start_new_session=True,
    )


def child_environment(environment: "os._Environ[str] | dict[str, str]") -> dict[str, str]:
    """What a child may know of this environment: places and languages, sound and screen."""
    return {
        name: value
        for name, value in environment.items()
        if name.upper() in KEPT_NAMES or name.startswith(KEPT_PREFIXES)
    }


def outward_environment(environment: "os._Environ[str] | dict[str, str]") -> dict[str, str]:
    """What a child with a network may know of this environment."""
    return {
        name: value
        for name, value in environment.items()
        if name.upper() in OUTWARD_NAMES or name.startswith(("LC_", "PYTHON"))
    }


def _creation_flags(*, steps_back: bool) -> int:
    if sys.platform != "win32":
        return 0
    below = subprocess.BELOW_NORMAL_PRIORITY_CLASS if steps_back else 0
    return subprocess.CREATE_NO_WINDOW | below


def _work(tasks: "SimpleQueue[_Task | None]") -> None:
    while task := tasks.get():
        _settle(task)
        del task  # what it holds isn't kept until the next one comes


def _settle(task: _Task) -> None:
    job, progress, future = task
    if not future.set_running_or_notify_cancel():
        return
    try:
        outcome = _reported(job, progress)
    except BaseException as trouble:
        future.set_exception(trouble)
        del task, job, future  # they would hold each other through its traceback
    else:
        future.set_result(outcome)


def _reported(job: Callable[[Progress], T], progress: Progress) -> T:
    try:
        return job(progress)
    except Problem:
        raise
    except Exception as bug:
        threading.excepthook(
            threading.ExceptHookArgs(
                (type(bug), bug, bug.__traceback__, threading.current_thread())
            )
        )
        raise
