"""The line about others in the room: said once, ever, before the first recording."""

from contextlib import suppress

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget

from kdesk.domain.problem import Problem
from kdesk.system.settings import SettingsKeeper

READ_MS = 1_500
"""A line that was on the screen for so long has been said; writing that down can wait till then."""


class RoomLine:
    """Knows whether the line is still to be said; it has been said once it could be read."""

    def __init__(self, settings: SettingsKeeper, page: QWidget) -> None:
        self._settings = settings
        self._page = page
        self.read = QTimer(page, singleShot=True, interval=READ_MS)
        self.read.timeout.connect(self._note)

    @property
    def wanted(self) -> bool:
        """Whether it was never said."""
        return not self._settings.current.asked_the_room

    def show(self) -> None:
        """It stands on the page now."""
        if self.wanted and self._page.isVisible() and not self.read.isActive():
            self.read.start()

    def _note(self) -> None:
        if self._page.isVisible():
            with suppress(Problem):  # then it is said once more another time
                self._settings.change(asked_the_room=True)
