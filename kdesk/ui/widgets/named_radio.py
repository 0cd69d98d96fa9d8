"""A choice under a name somebody else gave, which may be longer than there is room for."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QRadioButton, QSizePolicy, QWidget

LEAST_WIDTH = 80


class NamedRadio(QRadioButton):
    """Shows the beginning and the end of its name; the whole of it is in the tooltip."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name = name
        self.setAccessibleName(name)
        self.setToolTip(name)
        # A radio button's own policy never lets it be narrower than its words.
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._show(name)

    def sizeHint(self) -> QSize:
        """As wide as the whole name, whatever is shown of it."""
        whole = self.fontMetrics().horizontalAdvance(self._name)
        return QSize(self._beside() + whole, super().sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        """A long name makes no card wider."""
        return QSize(min(LEAST_WIDTH, self.sizeHint().width()), super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """As much of the name as there is room for."""
        super().resizeEvent(event)
        room = self.width() - self._beside()
        self._show(self.fontMetrics().elidedText(self._name, Qt.TextElideMode.ElideMiddle, room))

    def _beside(self) -> int:
        """Pixels the mark and its distance take, in whatever font and style."""
        shown = self.text().replace("&&", "&")
        return super().sizeHint().width() - self.fontMetrics().horizontalAdvance(shown)

    def _show(self, words: str) -> None:
        self.setText(words.replace("&", "&&"))
