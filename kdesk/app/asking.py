"""Asks now and then what waits to be filed: a disk may be back, or have room again."""

from PySide6.QtCore import QObject, QTimer, Signal

from kdesk.app.waiting import waits
from kdesk.jobs.runner import Runner
from kdesk.system.paths import Places
from kdesk.ui.widgets.waiting import Waiting

BEAT_MS = 60_000
LONGEST_MS = 64 * BEAT_MS
"""What goes on waiting, however often it was tried, is asked for half as often each time."""


class Asking(QObject):
    """Looks on a job's thread: a disk that hangs keeps no window."""

    found = Signal()
    """Something waits, or can't be looked for: filing it tells what is wrong."""

    def __init__(self, runner: Runner, places: Places, parent: QObject) -> None:
        super().__init__(parent)
        self._places = places
        self._looking = Waiting(runner, self)
        self._looking.done.connect(self._tell)
        self._looking.failed.connect(self.found)
        self.beat = QTimer(self, interval=BEAT_MS)
        self.beat.timeout.connect(self._ask_again)
        self.beat.start()

    @property
    def busy(self) -> bool:
        """Whether it looks just now."""
        return self._looking.busy

    def ask(self) -> None:
        """Look now."""
        places = self._places
        self._looking.start(lambda: waits(places))

    def close(self) -> None:
        """Ask no more."""
        self.beat.stop()

    def _ask_again(self) -> None:
        self.beat.setInterval(min(2 * self.beat.interval(), LONGEST_MS))
        self.ask()

    def _tell(self, something: bool) -> None:
        if something:
            self.found.emit()
        else:
            self.beat.setInterval(BEAT_MS)
