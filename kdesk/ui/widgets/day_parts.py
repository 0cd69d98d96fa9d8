"""What near-black screens are made of: large words, hints, soft buttons."""

from collections.abc import Callable

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QFont, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel, QPushButton, QSizePolicy

from kdesk.ui.widgets.telephone import in_one_line, unbroken

WRAPS = int(Qt.TextFlag.TextWordWrap)


class DayLabel(QLabel):
    """Centred plain words of so many points, in lines of about the same length."""

    def __init__(self, role: str) -> None:
        super().__init__()
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setWordWrap(True)
        self.setProperty("role", role)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def size_to(self, points: float) -> None:
        """Be of this size."""
        # The application's stylesheet has a size for everything; this one is closer.
        self.setStyleSheet(f"font-size: {points:g}pt;")
        font = QFont(self.font())
        font.setPointSizeF(points)
        self.setFont(font)

    def heightForWidth(self, width: int) -> int:
        """Pixels for all the lines of its text."""
        return self.height_of(self.text(), width)

    def height_of(self, text: str, width: int) -> int:
        """Pixels for all the lines of another text."""
        return self._lines(text, width).height()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """The text as a book would set it; what a screen reader reads stays as it was given."""
        painter = QPainter(self)
        painter.setPen(self.palette().color(self.foregroundRole()))
        room = self.contentsRect()
        text = self._typeset(self.text(), room.width())
        flags = int(self.alignment()) | WRAPS
        if self.alignment() & Qt.AlignmentFlag.AlignHCenter:
            width = self._even_width(self.text(), room.width())
            room = QRect(room.center().x() - width // 2, room.y(), width, room.height())
        painter.drawText(room, flags, text)

    def _even_width(self, text: str, widest: int) -> int:
        """The narrowest room in which the text needs no more lines."""
        height = self.height_of(text, widest)
        low, high = widest // 3, widest
        while high - low > 4:
            middle = (low + high) // 2
            lines = self._lines(text, middle)
            if lines.height() > height or lines.width() > middle:
                low = middle
            else:
                high = middle
        return high

    def _lines(self, text: str, width: int) -> QRect:
        return self.fontMetrics().boundingRect(
            QRect(0, 0, width, 10_000), WRAPS, self._typeset(text, width)
        )

    def _typeset(self, text: str, _width: int) -> str:
        return text.replace("'", "\N{RIGHT SINGLE QUOTATION MARK}")


class NumberLabel(DayLabel):
    """A telephone number, or several with words between them; a line ends beside a number only."""

    @property
    def needs(self) -> int:
        """Pixels for all of it in one line."""
        return in_one_line(self.text(), self.fontMetrics())

    def _typeset(self, text: str, width: int) -> str:
        return super()._typeset(unbroken(text, self.fontMetrics(), width), width)


class DayButton(QPushButton):
    """A soft choice; the pointer doesn't give it the keyboard, so that Space stays the screen's."""

    def __init__(self, text: str, pressed: Callable[[], None], *, corner: bool = False) -> None:
        super().__init__(text)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAccessibleName(text)
        self.setAutoDefault(False)
        if corner:
            self.setProperty("corner", "true")
        self.clicked.connect(lambda _: pressed())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter presses the button that has the keyboard, not what lies behind it."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.isAutoRepeat():
            self.click()
        else:
            super().keyPressEvent(event)

    def rename(self, text: str) -> None:
        """Mean something else from now on."""
        self.setText(text)
        self.setAccessibleName(text)
