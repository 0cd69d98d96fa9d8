"""The month one picks a day from, in the theme's own colours."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPalette, QShowEvent, QTextCharFormat
from PySide6.QtWidgets import QCalendarWidget, QToolButton

# Roles of the palette, which the theme sets; Qt's own calendar is black here, and red at weekends.
LOOK = """
QCalendarWidget QWidget#qt_calendar_navigationbar { background: palette(base); }
QCalendarWidget QToolButton { background: transparent; color: palette(text); border: none;
  border-radius: 8px; min-height: 40px; min-width: 40px; font-weight: 600; }
QCalendarWidget QToolButton:hover { background: palette(alternate-base); }
QCalendarWidget QToolButton:focus { border: 2px solid palette(highlight); }
QCalendarWidget QToolButton::menu-indicator { image: none; }
QCalendarWidget QSpinBox { min-height: 36px; }
QCalendarWidget QAbstractItemView { background: palette(base); color: palette(text);
  alternate-background-color: palette(base); selection-background-color: palette(highlight);
  selection-color: palette(highlighted-text); }
"""

LEAST = QSize(336, 320)
"""Room for days that can be hit."""


class Calendar(QCalendarWidget):
    """No week numbers, no colours that judge a day."""

    def __init__(self) -> None:
        super().__init__()
        self.setVerticalHeaderFormat(QCalendarWidget.VerticalHeaderFormat.NoVerticalHeader)
        self.setGridVisible(False)
        self.setFirstDayOfWeek(Qt.DayOfWeek.Monday)
        self.setMinimumSize(LEAST)
        self.setStyleSheet(LOOK)
        for which, arrow, name in (
            ("prev", Qt.ArrowType.LeftArrow, self.tr("Month before")),
            ("next", Qt.ArrowType.RightArrow, self.tr("Month after")),
        ):
            for button in self.findChildren(QToolButton, f"qt_calendar_{which}month"):
                # Drawn in the colour of text; Qt's own pictures are black in every theme.
                button.setArrowType(arrow)
                button.setAccessibleName(name)

    def showEvent(self, event: QShowEvent) -> None:
        """Each time it opens it wears what is worn now."""
        self._dress()
        super().showEvent(event)

    def _dress(self) -> None:
        day, names = QTextCharFormat(), QTextCharFormat()
        day.setForeground(self.palette().color(QPalette.ColorRole.Text))
        names.setForeground(self.palette().color(QPalette.ColorRole.PlaceholderText))
        names.setBackground(self.palette().color(QPalette.ColorRole.Base))
        if self.headerTextFormat() != names:
            self.setHeaderTextFormat(names)
        for weekday in Qt.DayOfWeek:
            if self.weekdayTextFormat(weekday) != day:
                self.setWeekdayTextFormat(weekday, day)
