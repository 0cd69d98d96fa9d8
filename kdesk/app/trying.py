"""A speech model that was never tried here is tried by itself, once that disturbs nothing."""

from PySide6.QtCore import QObject, QTimer

from kdesk.jobs import speeds
from kdesk.speech import models
from kdesk.speech.models import Model
from kdesk.ui.desk import Desk

LOOKS_MS = 5_000
"""How often is looked whether it is quiet; what waits in the queue begins sooner than that."""


class Trying(QObject):
    """While something is recorded or written down, a try would slow that, and tell nothing true."""

    def __init__(self, desk: Desk, parent: QObject) -> None:
        super().__init__(parent)
        self._desk = desk
        self._tried: set[Model] = set()
        self._put_back: Model | None = None
        self.recorded = False
        """Somebody speaks."""
        self.later = QTimer(self, interval=LOOKS_MS)
        self.later.timeout.connect(self._try)
        self.look()

    def look(self) -> None:
        """There may be a model that was never tried."""
        self.later.start()

    def give_way(self) -> None:
        """Somebody speaks: whatever is being tried ends, and is tried again later."""
        self.recorded = True
        stopped = self._desk.measuring.stop()
        if stopped is not None:
            self._put_back = stopped
            self.look()

    def go_on(self) -> None:
        """Nobody speaks any more."""
        self.recorded = False

    def close(self) -> None:
        """Try nothing more; what was not tried to its end is when the journal is open again."""
        self.later.stop()
        self._desk.measuring.close()

    def _try(self) -> None:
        desk = self._desk
        busy = self.recorded or desk.transcriber.working or desk.transcriber.drafts.live
        if busy or desk.measuring.name or not desk.may_hear():
            return
        model = self._next()
        if model is None:
            self.later.stop()
        else:
            desk.measuring.begin(model)

    def _next(self) -> Model | None:
        """What was put back, or else one that has no figures and wasn't tried in vain before."""
        again, self._put_back = self._put_back, None
        if again is not None:
            return again
        for model in models.installed(self._desk.places.models):
            if model not in self._tried and not speeds.kept(self._desk.places, model):
                self._tried.add(model)
                return model
        return None
