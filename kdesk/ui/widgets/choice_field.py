"""A choice among a few things, each with a value behind its words."""

from collections.abc import Iterable
from typing import Generic, TypeVar

from PySide6.QtCore import Qt
from PySide6.QtGui import QPaintEvent, QWheelEvent
from PySide6.QtWidgets import (
    QComboBox,
    QSizePolicy,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionComboBox,
    QStylePainter,
)

T = TypeVar("T")

LABEL_MARGIN = 8
"""Pixels Qt keeps free around the words inside the field."""


class ChoiceField(QComboBox, Generic[T]):
    """Words to choose from; scrolling past changes nothing."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self._values: list[T] = []
        self.setAccessibleName(name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(12)
        # Qt's own one for combo boxes doesn't hear of the stylesheet's high rows.
        self.setItemDelegate(QStyledItemDelegate(self))

    def offer(self, choices: Iterable[tuple[str, T]]) -> None:
        """Replace what can be chosen; nobody is told."""
        blocked = self.blockSignals(True)
        self.clear()
        pairs = list(choices)
        self._values = [value for _, value in pairs]
        self.addItems([words for words, _ in pairs])
        self.blockSignals(blocked)

    def choose(self, value: T) -> None:
        """Show a value as chosen; nobody is told. Nothing happens when it isn't offered."""
        if value in self._values:
            blocked = self.blockSignals(True)
            self.setCurrentIndex(self._values.index(value))
            self.blockSignals(blocked)

    def chosen(self) -> T:
        """The value behind the chosen words; IndexError when nothing is offered."""
        return self._values[max(self.currentIndex(), 0)]

    def paintEvent(self, _event: QPaintEvent) -> None:
        """As usual, but words too long for the field end in an ellipsis, not in half a letter."""
        option = QStyleOptionComboBox()
        self.initStyleOption(option)
        room = self.style().subControlRect(
            QStyle.ComplexControl.CC_ComboBox,
            option,
            QStyle.SubControl.SC_ComboBoxEditField,
            self,
        )
        words = self.fontMetrics().elidedText(
            self.currentText(), Qt.TextElideMode.ElideRight, room.width() - LABEL_MARGIN
        )
        painter = QStylePainter(self)
        painter.drawComplexControl(QStyle.ComplexControl.CC_ComboBox, option)
        option.currentText = words
        painter.drawControl(QStyle.ControlElement.CE_ComboBoxLabel, option)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Scrolling past must not change a choice."""
        event.ignore()
