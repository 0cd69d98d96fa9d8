"""After a recording is saved: it becomes a memo, and the words are asked for."""

import threading
from datetime import timedelta

from PySide6.QtCore import QObject

from kdesk.domain.problem import Problem
from kdesk.jobs.runner import Progress
from kdesk.ui.desk import Desk
from kdesk.ui.widgets.waiting import Waiting

ENDS_WITHIN = 5.0
"""Seconds `close` waits for the memo at hand. Filing may be interrupted anywhere, and goes on when
the journal is next open."""

STRAYS_FOR = timedelta(days=1)
"""What a kill left half-written is deleted a day later; nothing at work is that old."""


class Filing(QObject):
    """Files what was recorded and typed, one round at a time, and wakes the transcriber."""

    def __init__(self, desk: Desk, parent: QObject) -> None:
        super().__init__(parent)
        self._desk = desk
        self._again = False
        self._closed = False
        self._progress = Progress()
        self._ended = threading.Event()
        self._ended.set()
        self._round = Waiting(desk.runner, self)
        self._round.done.connect(self._filed)
        self._round.failed.connect(self._not_filed)

    def file(self) -> None:
        """File everything that waits; what is saved meanwhile is filed right after."""
        if self._closed:
            return
        self._again = self._round.busy
        if self._again:
            return
        vault, now, fallback = self._desk.vault, self._desk.now(), self._desk.places.fallback
        ended, progress = self._ended, self._progress
        ended.clear()

        def job() -> None:
            from kdesk.jobs.finalise import finalise_all  # noqa: PLC0415 - on the job's thread
            from kdesk.store import captures, typed_notes  # noqa: PLC0415

            try:
                captures.keep_ballast(vault.captures)
                typed_notes.take_in(vault, now=now)
                finalise_all(vault, now=now, progress=progress, fallback=fallback)
                vault.blobs.sweep(now - STRAYS_FOR)
            finally:
                ended.set()

        self._round.start(job)

    def close(self) -> None:
        """End at the next good moment; call it before the vault is closed."""
        self._closed = True
        self._progress.cancel()
        self._ended.wait(ENDS_WITHIN)

    def _filed(self) -> None:
        if self._closed:
            return
        self._desk.transcriber.wake()
        if self._again:
            self.file()

    def _not_filed(self, problem: Problem) -> None:
        self._desk.notices.tell_problem(problem)
        self._filed()
