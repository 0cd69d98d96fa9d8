"""The speech models of an open journal: which are there, which one is used, when to try again."""

from PySide6.QtCore import QObject, Signal

from kdesk.jobs.errand import Here
from kdesk.jobs.fetching import FetchEvent
from kdesk.speech import models
from kdesk.speech.choice import chosen_then
from kdesk.system.settings import Settings
from kdesk.ui.desk import Desk
from kdesk.ui.widgets.choosing import choose


class ModelsHere(QObject):
    """Memos that waited for a model, or for a choice, wait no longer than that."""

    changed = Signal()
    """Others are there than before, or their files are."""

    def __init__(self, desk: Desk, parent: QObject) -> None:
        super().__init__(parent)
        self._desk = desk
        self._seen = self._looked()
        self._choices = _choices(desk.settings.current)
        desk.notices.model_told.connect(self._model_told)
        desk.notices.model_removed.connect(self.look)

    @property
    def any(self) -> bool:
        """Whether there was one when one last looked."""
        return bool(self._seen[0])

    def look(self) -> None:
        """See which are there; one that was put right has its name still."""
        before, self._seen = self._seen, self._looked()
        if before == self._seen:
            return
        self._settle(before[0], self._seen[0])
        self._desk.held_up.forget()
        self.changed.emit()

    def choices_changed(self, settings: Settings) -> None:
        """What a memo waits for may be another model, or another language."""
        before, self._choices = self._choices, _choices(settings)
        if before != self._choices:
            self._desk.held_up.forget()
            self._desk.transcriber.wake()

    def _model_told(self, event: FetchEvent) -> None:
        if isinstance(event, Here):
            names, _ = self._looked()
            self._settle([name for name in names if name != event.name], names)
            self.look()

    def _settle(self, before: list[str], now: list[str]) -> None:
        """Which one is used, now that these are here."""
        chosen = self._desk.settings.current.speech_model
        if (name := chosen_then(chosen, before, now)) != chosen:
            choose(self._desk, speech_model=name)

    def _looked(self) -> tuple[list[str], list[tuple[object, ...]]]:
        """The names of those that are whole, and what tells all files from others."""
        folder = self._desk.places.models
        names = [model.name for model in models.installed(folder)]
        return names, [models.stamp(each) for each in models.folders(folder)]


def _choices(settings: Settings) -> tuple[object, ...]:
    """Those that decide what hears a memo, and when."""
    return (
        settings.speech_model,
        settings.speech_models,
        settings.spoken_language,
        settings.wait_for_mains,
    )
