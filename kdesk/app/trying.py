"""A speech model that has only now come is tried by itself, once that disturbs nothing."""

from PySide6.QtCore import QObject, QTimer

from kdesk.domain.problem import Problem
from kdesk.jobs import speeds
from kdesk.jobs.transcriber import Listened, TranscriberEvent
from kdesk.speech import models
from kdesk.ui.desk import Desk

LOOKS_MS = 5_000
"""How often is looked whether it is quiet; what waits in the queue begins sooner than that."""


class Trying(QObject):
    """While something is recorded or written down, a try would slow that, and tell nothing true."""

    def __init__(self, desk: Desk, parent: QObject) -> None:
        super().__init__(parent)
        self._desk = desk
        self._names: list[str] = []
        self._written = False
        self.recorded = False
        """Somebody speaks."""
        self.later = QTimer(self, interval=LOOKS_MS)
        self.later.timeout.connect(self._try)
        desk.notices.speech_told.connect(self._note)

    def come(self, name: str) -> None:
        """This model is here now."""
        self._names.append(name)
        self.later.start()

    def close(self) -> None:
        """Try nothing more."""
        self.later.stop()

    def _note(self, event: TranscriberEvent) -> None:
        self._written = isinstance(event, Listened)

    def _try(self) -> None:
        desk = self._desk
        busy = self.recorded or self._written or desk.transcriber.drafts.live
        if busy or desk.measuring.name or not desk.may_hear():
            return
        if not self._names:
            self.later.stop()
            return
        try:
            model = models.check(desk.places.models / self._names.pop(0))
        except Problem:  # gone again, or damaged: whoever hears with it says so
            return
        if not speeds.kept(desk.places, model):
            desk.measuring.begin(model)
