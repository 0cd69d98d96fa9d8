"""A sentence across a page: trouble and what to do, or a quiet line with a way back."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from kdesk.ui.theme import Theme
from kdesk.ui.widgets.buttons import icon_button, quiet_button
from kdesk.ui.widgets.labels import PlainLabel, announce

FOOT = 24
QUIET_LINE_MS = 8_000
"""How long a quiet line stays: enough to read it twice."""


class Banner(QFrame):
    """One plain sentence that stays until it is put away."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setProperty("look", "banner")
        row = QHBoxLayout(self)
        row.setContentsMargins(18, 8, 8, 8)
        row.setSpacing(12)
        self.sentence = PlainLabel()
        row.addWidget(self.sentence, 1)
        self.close_button = icon_button(theme, "x", self.tr("Put away"))
        self.close_button.clicked.connect(self.hide)
        row.addWidget(self.close_button, 0, Qt.AlignmentFlag.AlignTop)
        self.hide()

    def tell(self, sentence: str) -> None:
        """Show a sentence; it replaces the one before."""
        self.sentence.setText(sentence)
        self.setAccessibleName(sentence)
        self.show()
        announce(self.sentence)

    def take_back(self, sentence: str) -> None:
        """What this sentence says is over; another one stays."""
        if self.sentence.text() == sentence:
            self.hide()


class PassingLine(QFrame):
    """One line that goes by itself, with a way back when there is one."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("look", "quietline")
        row = QHBoxLayout(self)
        row.setContentsMargins(18, 8, 8, 8)
        row.setSpacing(16)
        self.sentence = PlainLabel(wrap=False)
        row.addWidget(self.sentence, 1)
        self.undo_button = quiet_button(self.tr("Undo"))
        self.undo_button.clicked.connect(self._undo)
        row.addWidget(self.undo_button)
        self._way_back: Callable[[], None] | None = None
        self._room: QWidget | None = None
        self._timer = QTimer(self, singleShot=True, interval=QUIET_LINE_MS)
        self._timer.timeout.connect(self.hide)
        self.hide()

    def tell(
        self, sentence: str, way_back: Callable[[], None] | None = None, words: str = ""
    ) -> None:
        """Show a line for a while; `way_back` is what Undo does, or the button of these words."""
        self.sentence.setText(sentence)
        self.setAccessibleName(sentence)
        self._way_back = way_back
        self.undo_button.setText(words or self.tr("Undo"))
        self.undo_button.setAccessibleName(self.undo_button.text())
        self.undo_button.setVisible(way_back is not None)
        self.show()
        self.place()
        self.raise_()
        self._timer.start()
        announce(self.sentence)

    def stand_in(self, room: QWidget) -> None:
        """Stand at the foot of this, not over what lies below it, however high that is."""
        self._room = room
        room.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The room became higher or lower."""
        if watched is self._room and event.type() == QEvent.Type.Resize:
            self.place()
        return False

    def showEvent(self, event: QShowEvent) -> None:
        """Whoever comes back has the whole while."""
        super().showEvent(event)
        self._timer.start()

    def hideEvent(self, event: QHideEvent) -> None:
        """Time that another screen is shown does not count."""
        super().hideEvent(event)
        self._timer.stop()

    def place(self) -> None:
        """Stand in the middle at the foot of what it belongs to."""
        around = self._room or self.parentWidget()
        self.sentence.setWordWrap(False)
        self.adjustSize()
        if around is not None:
            room = around.width() - 2 * FOOT
            if self.width() > room:  # a narrow window with large text: in more than one line, then
                self.sentence.setWordWrap(True)
                self.resize(room, self.heightForWidth(room))
            top = self._room.y() if self._room else 0
            foot = top + around.height() - FOOT
            self.move((around.width() - self.width()) // 2, foot - self.height())

    def _undo(self) -> None:
        way_back, self._way_back = self._way_back, None
        self.hide()
        if way_back is not None:
            way_back()
