"""Which look is worn: the chosen one, or night on the lock page and on the day of a session.

Nothing may be bright for somebody who comes from one.
"""

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime

from PySide6.QtCore import QObject, QTimer, Signal

from kdesk.domain.problem import Problem
from kdesk.domain.sitting import evening_day
from kdesk.system.settings import SettingsKeeper
from kdesk.ui.theme import Theme

NIGHT = "night"
KEPT_AFTER_MS = 1_500
"""Writing it down can wait: in the first moment somebody may be about to speak."""


class Look(QObject):
    """Dresses the whole program, and tells when what it wears may have changed."""

    changed = Signal()

    def __init__(self, settings: SettingsKeeper, now: Callable[[], datetime]) -> None:
        super().__init__()
        self._settings = settings
        self._now = now
        self._locked = False
        self._chosen = settings.current.theme
        self._dark_day = settings.current.dark_day
        self._bright_day = settings.current.bright_day
        self._worn = self._fitting()
        self.theme = Theme(*self._worn)
        self.theme.wear()
        self._later = QTimer(self, singleShot=True, interval=KEPT_AFTER_MS)
        self._later.timeout.connect(self._keep)
        settings.listen(lambda _: self._follow_the_choice())

    @property
    def rests(self) -> bool:
        """Whether it is dark because of a session, and would not be otherwise."""
        return self._is_dark() and self._chosen != NIGHT

    def lock(self) -> None:
        """The lock page is dark, whatever was chosen."""
        self._locked = True
        self._dress()

    def unlock(self) -> None:
        """The journal is open: the look of the day."""
        self._locked = False
        self._dress()

    def rest(self, *, anew: bool) -> None:
        """Be dark until tomorrow: a session is or was today.

        Without `anew` it stays bright for somebody who brought that back today.
        """
        today = self._today()
        if self._bright_day == today and not anew:
            return
        if not self._is_dark():
            self._dark_day, self._bright_day = today, ""
            self._later.start()
        self._dress()

    def bring_back(self) -> None:
        """Wear the chosen look again, today too."""
        self._bright_day = self._today()
        self._keep()
        self._dress()

    def look_again(self) -> None:
        """It may be another day."""
        self._dress()

    def _today(self) -> str:
        return evening_day(self._now()).isoformat()

    def _is_dark(self) -> bool:
        today = self._today()
        return self._dark_day == today and self._bright_day != today

    def _follow_the_choice(self) -> None:
        before, self._chosen = self._chosen, self._settings.current.theme
        if before != self._chosen and self._is_dark():
            self._bright_day = self._today()  # choosing a look is a wish to see it
            self._later.start()
        self._dress()

    def _fitting(self) -> tuple[str, float, bool]:
        chosen = self._settings.current
        look = NIGHT if self._locked or self._is_dark() else chosen.theme
        return look, chosen.text_scale, chosen.reduced_motion

    def _dress(self) -> None:
        worn = self._fitting()
        if worn != self._worn:
            self._worn = worn
            self.theme.change(*worn)
        self.changed.emit()

    def _keep(self) -> None:
        """Remembered for a start later this day; it is dark now, whether that can be written."""
        self._later.stop()
        with suppress(Problem):
            self._settings.change(dark_day=self._dark_day, bright_day=self._bright_day)
