"""Words of the journal on the clipboard: for a minute, and not once the journal is shut."""

from PySide6.QtCore import QMimeData, QObject, QTimer
from PySide6.QtGui import QClipboard, QGuiApplication

KEPT_MS = 60_000
"""As long as most password keepers leave a password there."""
SECRET = "x-kde-passwordManagerHint"  # noqa: S105 - what programs that remember copies look for
OURS = "application/x-kdesk-words"
"""What tells the journal's words from whatever else is on the clipboard."""


def marked(data: QMimeData) -> QMimeData:
    """Mark words as the journal's; programs that remember what was copied are asked not to."""
    data.setData(OURS, b"words")
    data.setData(SECRET, b"secret")
    return data


class Copied(QObject):
    """Takes marked words off the clipboard again, whoever put them there."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._timer = QTimer(self, singleShot=True, interval=KEPT_MS)
        self._timer.timeout.connect(self.forget)
        QGuiApplication.clipboard().dataChanged.connect(self._note)

    def keep(self, words: str) -> None:
        """Put these words there for a minute."""
        data = QMimeData()
        data.setText(words)
        QGuiApplication.clipboard().setMimeData(marked(data))

    def forget(self) -> None:
        """Take the words off now; what another program or another copy put there stays."""
        self._timer.stop()
        clipboard = QGuiApplication.clipboard()
        if _is_ours(clipboard):
            clipboard.clear()
        # Where selecting copies by itself, the last selection would outlive the page it was on.
        selection = QClipboard.Mode.Selection
        if clipboard.supportsSelection() and clipboard.ownsSelection():
            clipboard.clear(selection)

    def _note(self) -> None:
        if _is_ours(QGuiApplication.clipboard()):
            self._timer.start()


def _is_ours(clipboard: QClipboard) -> bool:
    data: QMimeData | None = clipboard.mimeData()
    return data is not None and data.hasFormat(OURS)
