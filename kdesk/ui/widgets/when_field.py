"""A time to type or to pick, as far back as somebody remembers."""

from datetime import date, datetime

from PySide6.QtCore import QDate, QDateTime, QLocale, Qt, QTime
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QDateEdit, QDateTimeEdit

from kdesk.ui.widgets.calendar import Calendar

EARLIEST = QDate(1900, 1, 1)


class WhenField(QDateTimeEdit):
    """A date and a time; keeps the moment it was given to the letter until it is changed."""

    def __init__(self, name: str) -> None:
        super().__init__()
        _prepare(self, name, "d MMM yyyy, HH:mm")
        self._moment: datetime | None = None

    def show_moment(self, moment: datetime) -> None:
        """Show a moment on its own clock."""
        self._moment = moment
        shown = _shown(moment)
        if shown != self.dateTime():
            self.setDateTime(shown)

    def moment(self, now: datetime) -> datetime:
        """The moment as it was given, or the typed one on this computer's clock."""
        if self._moment is not None and self.dateTime() == _shown(self._moment):
            return self._moment
        day, time = self.date(), self.time()
        typed = datetime(  # noqa: DTZ001 - the zone is added below
            day.year(), day.month(), day.day(), time.hour(), time.minute()
        )
        return on_this_clock(typed, now)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Scrolling past must not change a date."""
        event.ignore()


class DayField(QDateEdit):
    """A date without a time."""

    def __init__(self, name: str) -> None:
        super().__init__()
        _prepare(self, name, "ddd d MMM yyyy")

    def show_day(self, day: date) -> None:
        """Show a day."""
        self.setDate(QDate(day.year, day.month, day.day))

    def day(self) -> date:
        """The day that is shown."""
        shown = self.date()
        return date(shown.year(), shown.month(), shown.day())

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Scrolling past must not change a date."""
        event.ignore()


def _prepare(field: QDateTimeEdit, name: str, layout: str) -> None:
    field.setAccessibleName(name)
    field.setLocale(QLocale(QLocale.Language.English, QLocale.Country.UnitedKingdom))
    field.setDisplayFormat(layout)
    field.setMinimumDate(EARLIEST)
    field.setCalendarPopup(True)
    field.setCalendarWidget(Calendar())
    field.setFocusPolicy(Qt.FocusPolicy.StrongFocus)


def on_this_clock(typed: datetime, now: datetime) -> datetime:
    """A time without an offset, with the one this computer's clock had or will have then."""
    try:
        return typed.astimezone()
    except (OSError, OverflowError, ValueError):
        # Some systems know no zone before 1970.
        return typed.replace(tzinfo=now.tzinfo)


def _shown(moment: datetime) -> QDateTime:
    # The wall clock is what was meant; Qt's own zone must not move it.
    return QDateTime(
        QDate(moment.year, moment.month, moment.day), QTime(moment.hour, moment.minute)
    )
