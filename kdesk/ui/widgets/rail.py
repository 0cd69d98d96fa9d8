"""The rail at the left: Record first, then where one can go, then settings and the lock."""

from collections.abc import Mapping

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFocusEvent, QIcon, QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from kdesk.ui.theme import Theme
from kdesk.ui.widgets.labels import PlainLabel
from kdesk.ui.widgets.scroll_area import ScrollArea
from kdesk.ui.widgets.search_box import SearchBox

WIDTH = 212
GAP = "\u2002"
"""Room between icon and name, which no style gives; not part of what is read aloud."""
PLACES = (
    ("Today", "sun"),
    ("Timeline", "calendar-days"),
    ("Sessions", "milestone"),
    ("Journal", "book-open"),
    ("Insights", "lightbulb"),
    ("Goals", "flag"),
    ("Creations", "palette"),
    ("Summary", "file-text"),
)
FOOT = (("Support", "life-buoy"), ("Settings", "settings"), ("Lock", "lock"))


class RailButton(QPushButton):
    """A row of the rail: icon, name, and at its end a count or a key."""

    def __init__(self, theme: Theme, name: str, look: str = "rail") -> None:
        super().__init__(GAP + name)
        self._theme = theme
        self.tail = ""
        self.chosen = False
        self.setProperty("look", look)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setIconSize(QSize(18, 18))
        self.setAutoDefault(False)
        self.setAccessibleName(name)

    def tell(self, tail: str) -> None:
        """Show this at the end of the row."""
        self.tail = tail
        self.setAccessibleDescription(tail)
        self.update()

    def choose(self, chosen: bool) -> None:
        """Show whether one is here.

        Not a checkable button: to a screen reader pressing those means to toggle them, and a
        place is gone to.
        """
        self.chosen = chosen
        self.setProperty("chosen", "true" if chosen else "false")
        self.style().unpolish(self)
        self.style().polish(self)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """The button, then its tail."""
        super().paintEvent(event)
        if not self.tail:
            return
        painter = QPainter(self)
        painter.setFont(self._theme.font("note"))
        record = self.property("look") == "record"
        colour: QColor = self._theme.colour("on_coral" if record else "quiet")
        painter.setPen(colour)
        room = QRect(self.rect()).adjusted(0, 0, -12, 0)
        painter.drawText(
            room, int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter), self.tail
        )


class SearchOpener(SearchBox):
    """Looks like the search field and opens the real one, with what was typed into it.

    Tab alone doesn't open anything: a change of place needs a press, a shortcut or a letter.
    """

    wanted = Signal(str)

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, "")
        name = self.tr("Search everything")
        self.setPlaceholderText(name)
        self.setAccessibleName(name)
        self.setToolTip(self.tr("Search everything (Ctrl+K)"))
        self.setClearButtonEnabled(False)
        self.textChanged.connect(self._pass_on)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """A press or a screen reader's focus opens the search."""
        super().focusInEvent(event)
        if event.reason() in (
            Qt.FocusReason.MouseFocusReason,
            Qt.FocusReason.OtherFocusReason,
            Qt.FocusReason.ShortcutFocusReason,
        ):
            self.wanted.emit("")

    def _pass_on(self, text: str) -> None:
        if text:
            self.clear()
            self.wanted.emit(text)


class Rail(ScrollArea):
    """Every place of the journal; scrolls when the window is too short for it."""

    record_pressed = Signal()
    place_chosen = Signal(str)
    """One of PLACES or FOOT."""
    search_wanted = Signal(str)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._buttons: dict[str, RailButton] = {}
        self._icons: dict[str, str] = {}
        self.setProperty("look", "rail-frame")
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.record_button = RailButton(theme, self.tr("Record"), "record")
        self.record_button.tell(self.tr("Ctrl R"))
        self.record_button.clicked.connect(self.record_pressed)
        self.search_opener = SearchOpener(theme)
        self.search_opener.wanted.connect(self.search_wanted)
        self._lay_out()
        theme.changed.connect(self._tint)
        self._tint()

    def choose(self, name: str) -> None:
        """Show where one is; a name that isn't in the rail shows nothing chosen."""
        for other, button in self._buttons.items():
            button.choose(other == name)
        self._tint()

    def count(self, counts: Mapping[str, int]) -> None:
        """Show how many things a place holds; none and nothing look the same."""
        for name, _ in PLACES:
            number = counts.get(name, 0)
            self._buttons[name].tell(f"{number:,}".replace(",", " ") if number else "")

    def _lay_out(self) -> None:
        inner = QWidget()
        inner.setProperty("look", "rail-inside")
        column = QVBoxLayout(inner)
        column.setContentsMargins(14, 18, 14, 14)
        column.setSpacing(2)
        name = PlainLabel("kdesk", "section", wrap=False)
        name.setContentsMargins(10, 0, 0, 10)
        column.addWidget(name)
        column.addWidget(self.record_button)
        column.addSpacing(8)
        column.addWidget(self.search_opener)
        column.addSpacing(8)
        for place, icon in PLACES:
            column.addWidget(self._button(place, icon))
        column.addStretch(1)
        column.addSpacing(8)
        for place, icon in FOOT:
            column.addWidget(self._button(place, icon))
        self._buttons["Support"].tell(self.tr("F1"))
        self._buttons["Lock"].tell(self.tr("Ctrl L"))
        self.setWidget(inner)

    def _button(self, name: str, icon: str) -> RailButton:
        words = {
            "Today": self.tr("Today"),
            "Timeline": self.tr("Timeline"),
            "Sessions": self.tr("Sessions"),
            "Journal": self.tr("Journal"),
            "Insights": self.tr("Insights"),
            "Goals": self.tr("Goals"),
            "Creations": self.tr("Creations"),
            "Summary": self.tr("Summary"),
            "Support": self.tr("Support"),
            "Settings": self.tr("Settings"),
            "Lock": self.tr("Lock"),
        }
        button = RailButton(self._theme, words[name])
        button.clicked.connect(lambda _: self.place_chosen.emit(name))
        self._buttons[name] = button
        self._icons[name] = icon
        return button

    def _tint(self) -> None:
        # Half as much wider as the letters are larger: the rest of the window needs room too.
        self.setFixedWidth(round(WIDTH * (1 + self._theme.scale) / 2))
        for name, button in self._buttons.items():
            role = "ink" if button.chosen else "quiet"
            button.setIcon(self._theme.icon(self._icons[name], role))
        self.record_button.setIcon(QIcon(_dot(self._theme.colour("on_coral"))))


def _dot(colour: QColor) -> QPixmap:
    pixmap = QPixmap(36, 36)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour)
    painter.drawEllipse(6, 6, 24, 24)
    painter.end()
    pixmap.setDevicePixelRatio(2.0)
    return pixmap
