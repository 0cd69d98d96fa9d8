"""Playing one sentence of the memo that is looked at, by the page's own player."""

from PySide6.QtCore import QObject, Signal

from kdesk.ui.widgets.passage_playing import AFTER, BEFORE
from kdesk.ui.widgets.playing import Playing


class SentencePlaying(QObject):
    """Plays the seconds of one row, then is quiet."""

    changed = Signal()

    def __init__(self, playing: Playing, parent: QObject) -> None:
        super().__init__(parent)
        self._playing = playing
        self.number: int | None = None
        """The row that sounds."""
        self._end = 0.0
        self._within = False
        playing.moved.connect(self._follow)
        playing.changed.connect(self._note)

    def toggle(self, number: int, start: float, end: float) -> None:
        """Play these seconds from their beginning, or be quiet when they sound."""
        if number == self.number:
            self._playing.pause()
            return
        self.number, self._end, self._within = number, end + AFTER, False
        self._playing.repeat(None)
        self._playing.seek(max(0.0, start - BEFORE))
        self._playing.play()
        self.changed.emit()

    def _follow(self, seconds: float) -> None:
        if self.number is None:
            return
        if seconds < self._end:
            self._within = True
        elif self._within:  # else it is told of where it was before
            self._playing.pause()

    def _note(self, sounding: bool) -> None:
        if not sounding:
            self.number = None
        self.changed.emit()
