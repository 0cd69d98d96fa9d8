"""A job begun from a page: its outcome comes back on the window's own thread."""

from collections.abc import Callable
from concurrent.futures import Future, wait
from typing import Any

from PySide6.QtCore import QObject, Signal

from kdesk.domain.problem import Problem
from kdesk.jobs.runner import Progress, Runner

ENDS_WITHIN = 10.0
"""Seconds `finish` waits at most."""


class Post(QObject):
    """Carries what a job tells from its thread to the window's.

    It has no parent, and the job holds it: a page and its children may be deleted on the window's
    thread in the very moment in which a job's thread tells something.
    """

    came = Signal(object)


class Waiting(QObject):
    """One job at a time; `done` brings its result, `failed` the Problem it met."""

    ended = Signal()
    """It is over, however it went; told before `done` and `failed`."""
    done = Signal(object)
    failed = Signal(object)

    def __init__(self, runner: Runner, parent: QObject) -> None:
        super().__init__(parent)
        self._runner = runner
        self._post = Post()
        self._post.came.connect(self._tell)
        self._future: Future[Any] | None = None
        self.busy = False

    def start(self, job: Callable[[], Any], progress: Progress | None = None) -> None:
        """Begin a job, unless the one before still runs; `progress` can end it early."""
        if self.busy:
            return
        self.busy = True
        post = self._post

        def told(future: "Future[Any]") -> None:
            post.came.emit(future)

        self._future = self._runner.start(lambda _: job(), progress=progress)
        self._future.add_done_callback(told)

    def finish(self) -> None:
        """Wait here for the job that runs, if one does, and tell how it ended."""
        future = self._future
        if future is not None:
            wait([future], timeout=ENDS_WITHIN)
            if future.done():
                self._tell(future)

    def _tell(self, future: "Future[Any]") -> None:
        if future is not self._future:
            return  # `finish` told of it
        self._future, self.busy = None, False
        self.ended.emit()
        if future.cancelled():
            return
        trouble = future.exception()
        if trouble is None:
            self.done.emit(future.result())
        elif isinstance(trouble, Problem):
            self.failed.emit(trouble)
        # Anything else is a bug, and the runner has told the crash page of it.
