"""A window that does what the names of files in a folder say, and logs what its recorder says.

Arguments: that folder. `unlock` reads the passphrase from its file.
"""

import sys
import time
from pathlib import Path

from PySide6.QtCore import QTimer

from kdesk import app
from kdesk.jobs.protocol import Level

ORDERS = Path(sys.argv[1])


class Program(app.Program):
    """Looks for orders every few milliseconds."""

    def start(self, *, record: bool) -> None:
        super().start(record=record)
        self._orders = QTimer(self, interval=20)
        self._orders.timeout.connect(self._obey)
        self._orders.start()

    def _obey(self) -> None:
        for file in ORDERS.iterdir():
            told = file.read_text()
            file.unlink()
            if file.name == "record":
                self.window.show_recording(begin=True)
            elif file.name == "stop":
                self.window.recording.finish()
            elif file.name == "lock":
                self.lock()
            elif self.lock_page is not None:
                self.lock_page.passphrase.setText(told)
                self.lock_page.unlock()

    def _hear(self, event: object) -> None:
        super()._hear(event)
        if isinstance(event, Level):
            app.log.info("level %.3f %.3f", event.seconds, time.monotonic())
        else:
            app.log.info("heard %s", type(event).__name__)


app.Program = Program  # type: ignore[misc]
sys.exit(app.main())
