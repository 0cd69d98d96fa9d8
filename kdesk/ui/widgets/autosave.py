"""Keeps what somebody types without being asked, and never while it would interrupt."""

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer, Signal

from kdesk.domain.problem import Problem
from kdesk.ui.notices import Notices

PAUSE_MS = 800
"""Typing that rests this long is kept; a crash costs no more than that."""


class Autosave(QObject):
    """Calls `write` a moment after the last touch, or at once when a page is left."""

    saved = Signal()
    """What was touched is kept now."""

    def __init__(self, write: Callable[[], None], notices: Notices, parent: QObject) -> None:
        super().__init__(parent)
        self._write = write
        self._notices = notices
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(PAUSE_MS)
        self._timer.timeout.connect(self.flush)
        self.touched = False
        """Something is on the page that isn't kept yet."""

    def touch(self) -> None:
        """Something changed by hand."""
        self.touched = True
        self._timer.start()

    def forget(self) -> None:
        """What is on the page needn't be kept any more."""
        self.touched = False
        self._timer.stop()

    def flush(self) -> bool:
        """Keep now what was touched; False when that failed, and then it stays touched."""
        self._timer.stop()
        if not self.touched:
            return True
        # Cleared first: the commit's own notice comes back before `write` returns.
        self.touched = False
        try:
            self._write()
        except Problem as problem:
            self.touched = True
            self._notices.tell_problem(problem)
            return False
        except BaseException:
            self.touched = True
            raise
        self.saved.emit()
        return True
