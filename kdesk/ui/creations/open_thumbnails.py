"""Sealed thumbnails, opened in memory when somebody looks at them."""

from collections import OrderedDict

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QWidget

from kdesk.domain.memo import Blob
from kdesk.domain.problem import Problem
from kdesk.paper import thumbnails
from kdesk.store.vault import Vault

KEPT = 300
"""Opened thumbnails that stay in memory: about 100 MB at the most, far less usually."""


class Thumbnails(QTimer):
    """Opens sealed thumbnails one at a time, between two frames."""

    opened = Signal()

    def __init__(self, vault: Vault, parent: QWidget) -> None:
        super().__init__(parent)
        self.setInterval(0)
        self._vault = vault
        self._wanted: OrderedDict[str, Blob] = OrderedDict()
        self._pixmaps: OrderedDict[str, QPixmap] = OrderedDict()
        self.timeout.connect(self._open_next)

    def find(self, blob: Blob) -> QPixmap | None:
        """The picture if it is open; otherwise it is opened soon, and `opened` tells."""
        if blob.name in self._pixmaps:
            self._pixmaps.move_to_end(blob.name)
            return self._pixmaps[blob.name]
        self._wanted[blob.name] = blob
        self.start()
        return None

    def _open_next(self) -> None:
        if not self._wanted:
            self.stop()
            return
        # The last that was asked for is the one in sight.
        name, blob = self._wanted.popitem()
        try:
            pixmap = QPixmap.fromImage(thumbnails.image(self._vault.blobs.read(blob)))
        except Problem:
            pixmap = QPixmap()  # damaged or missing: the check of the journal tells of it
        self._pixmaps[name] = pixmap
        while len(self._pixmaps) > KEPT:
            self._pixmaps.popitem(last=False)
        self.opened.emit()
