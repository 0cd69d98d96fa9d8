"""Words of the journal on the clipboard: for a minute, and not once the journal is shut."""

from PySide6.QtCore import QMimeData, QObject, QTimer
from PySide6.QtGui import QClipboard, QGuiApplication

KEPT_MS = 60_000
"""As long as most password keepers leave a password there."""
SECRET = "x-kde-passwordManagerHint"  # noqa: S105 - what programs that remember copies look for


class Copied(QObject):
    """Puts words on the clipboard and takes them off again, unless something else is there by then.

    Programs that remember what was copied are asked not to.
    """

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._words = ""
        self._timer = QTimer(self, singleShot=True, interval=KEPT_MS)
        self._timer.timeout.connect(self.forget)

    def keep(self, words: str) -> None:
        """Put these words there for a minute."""
        data = QMimeData()
        data.setText(words)
        data.setData(SECRET, b"secret")
        QGuiApplication.clipboard().setMimeData(data)
        self._words = words
        self._timer.start()

    def forget(self) -> None:
        """Take the words off now; what another program or another copy put there stays."""
        self._timer.stop()
        words, self._words = self._words, ""
        clipboard = QGuiApplication.clipboard()
        if words and clipboard.text() == words:
            clipboard.clear()
        # Where selecting copies by itself, the last selection would outlive the page it was on.
        selection = QClipboard.Mode.Selection
        if clipboard.supportsSelection() and clipboard.ownsSelection():
            clipboard.clear(selection)
