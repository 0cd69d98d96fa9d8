"""Asks now and then what waits to be filed, on a job's thread: a disk that hangs keeps no window.

A disk that was away may be back, or have room again.
"""

from collections.abc import Sequence
from datetime import datetime

from PySide6.QtCore import QObject, QTimer, Signal

from kdesk.jobs.runner import Runner
from kdesk.system.paths import Places
from kdesk.ui.widgets.waiting import Waiting

BEAT_MS = 60_000
LONGEST_MS = 64 * BEAT_MS
"""What goes on waiting, however often it was tried, is asked for half as often each time."""


class Asking(QObject):
    """Asks whether anything is to be filed in an open journal."""

    found = Signal()
    """Something waits, or can't be looked for: filing it tells what is wrong."""

    def __init__(self, runner: Runner, places: Places, parent: QObject) -> None:
        super().__init__(parent)
        self._places = places
        self.looking = Waiting(runner, self)
        self.looking.done.connect(self._tell)
        self.looking.failed.connect(self.found)
        self.beat = QTimer(self, interval=BEAT_MS)
        self.beat.timeout.connect(self._ask_again)
        self.beat.start()

    def ask(self) -> None:
        """Look now."""
        places = self._places

        def job() -> bool:
            from kdesk.app.waiting import waits  # noqa: PLC0415 - on the job's thread

            return waits(places)

        self.looking.start(job)

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


class Counting(QObject):
    """Counts what waits while the journal is locked, at each beat from `begin` to `end`."""

    counted = Signal(object)
    """Sequence[datetime]: when each recording was begun."""

    def __init__(self, runner: Runner, places: Places, parent: QObject) -> None:
        super().__init__(parent)
        self._places = places
        self._looking = Waiting(runner, self)
        self._looking.done.connect(self.counted)
        self.beat = QTimer(self, interval=BEAT_MS)
        self.beat.timeout.connect(self.count)

    def begin(self) -> None:
        """Count now and from now on."""
        self.beat.start()
        self.count()

    def count(self) -> None:
        """Count now."""
        places = self._places

        def job() -> Sequence[datetime]:
            from kdesk.app.waiting import moments  # noqa: PLC0415 - on the job's thread

            return moments(places)

        self._looking.start(job)

    def end(self) -> None:
        """Count no more."""
        self.beat.stop()
