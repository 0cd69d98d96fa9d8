"""After a recording is saved: it becomes a memo, and the words are asked for."""

from PySide6.QtCore import QObject

from kdesk.domain.problem import Problem
from kdesk.ui.desk import Desk
from kdesk.ui.widgets.waiting import Waiting


class Filing(QObject):
    """Files what was recorded and typed, one round at a time, and wakes the transcriber."""

    def __init__(self, desk: Desk, parent: QObject) -> None:
        super().__init__(parent)
        self._desk = desk
        self._again = False
        self._round = Waiting(desk.runner, self)
        self._round.done.connect(self._filed)
        self._round.failed.connect(self._not_filed)

    def file(self) -> None:
        """File everything that waits; what is saved meanwhile is filed right after."""
        self._again = self._round.busy
        vault, now, fallback = self._desk.vault, self._desk.now(), self._desk.places.fallback

        def job() -> None:
            from kdesk.jobs.finalise import finalise_all  # noqa: PLC0415 - on the job's thread
            from kdesk.store import typed_notes  # noqa: PLC0415

            typed_notes.take_in(vault, now=now)
            finalise_all(vault, now=now, fallback=fallback)

        self._round.start(job)

    def _filed(self) -> None:
        self._desk.transcriber.wake()
        if self._again:
            self.file()

    def _not_filed(self, problem: Problem) -> None:
        self._desk.notices.tell_problem(problem)
        self._filed()
