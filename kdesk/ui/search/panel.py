"""Ctrl+K: a field over the page, and under it what was found as one types."""

from typing import cast

from PySide6.QtCore import QEvent, QModelIndex, QObject, QRect, Qt, QTimer
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QShowEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QFrame,
    QListView,
    QVBoxLayout,
    QWidget,
)

from kdesk.domain.problem import Problem
from kdesk.store import searches
from kdesk.ui.desk import Desk
from kdesk.ui.search.results import HitRole, ResultsDelegate, ResultsModel
from kdesk.ui.widgets.labels import PlainLabel, note_label
from kdesk.ui.widgets.search_box import SearchBox

DEBOUNCE_MS = 120
MOST = 50
WIDE = 720
TOP = 56
MARGIN = 34
"""Pixels: the panel's width, its distance from the top, and at least from the sides."""

_LIST_KEYS = {
    Qt.Key.Key_Up,
    Qt.Key.Key_Down,
    Qt.Key.Key_PageUp,
    Qt.Key.Key_PageDown,
}


class SearchPanel(QWidget):
    """Lies over its parent; Escape, a click beside it, or opening something puts it away."""

    def __init__(self, desk: Desk, parent: QWidget) -> None:
        super().__init__(parent)
        self._desk = desk
        self._before: QWidget | None = None
        self.setAccessibleName(self.tr("Search"))
        self.box = SearchBox(desk.theme, self.tr("Search everything"))
        self.box.textChanged.connect(self._wait)
        self.model = ResultsModel(desk.theme, desk.now, self)
        self.list = self._results()
        self.sentence = PlainLabel("", "section")
        self.hint = PlainLabel("", "quiet")
        self.found = note_label("")
        self._card = self._surface()
        self._timer = QTimer(self, singleShot=True, interval=DEBOUNCE_MS)
        self._timer.timeout.connect(self._find)
        parent.installEventFilter(self)
        self.box.installEventFilter(self)
        desk.notices.changed.connect(self._hear)
        desk.theme.changed.connect(self.update)
        cast("QApplication", QApplication.instance()).focusChanged.connect(self._notice_focus)
        self.hide()

    def open(self, words: str = "") -> None:
        """Come up with these words in the field, ready to type."""
        if not self.isVisible():
            self._before = QApplication.focusWidget()
        self.box.setText(words)
        self.box.selectAll()
        self._find()
        self.setGeometry(self._parent().rect())
        self.show()
        self.raise_()
        self.box.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def put_away(self) -> None:
        """Go, leave no words behind, and give the keyboard back."""
        if not self.isVisible():
            return
        before, self._before = self._before, None
        self.hide()
        self.box.setText("")
        self._timer.stop()
        self.model.show_hits(())
        if before is not None and before.isVisible():
            before.setFocus()

    def showEvent(self, event: QShowEvent) -> None:
        """Take the room there is."""
        super().showEvent(event)
        self._lay_out()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        """The page stays to be seen, further away."""
        veil = QColor(self._desk.theme.colour("ground"))
        veil.setAlpha(205)
        painter = QPainter(self)
        painter.fillRect(self.rect(), veil)
        painter.end()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A click beside the card puts the panel away."""
        event.accept()
        self.put_away()

    def focusNextPrevChild(self, forward: bool) -> bool:  # noqa: ARG002
        """Tab stays here: the page behind is not to be reached while this lies over it."""
        return True

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follow the parent's size; let the field's arrow keys walk through the list."""
        if watched is self.box and isinstance(event, QKeyEvent):
            return event.type() == QEvent.Type.KeyPress and self._walk(event)
        if watched is self.parent() and event.type() == QEvent.Type.Resize and self.isVisible():
            self.setGeometry(self._parent().rect())
            self._lay_out()
        return super().eventFilter(watched, event)

    def _walk(self, event: QKeyEvent) -> bool:
        if event.key() == Qt.Key.Key_Escape:
            self.put_away()
        elif event.key() in _LIST_KEYS:
            self._find_now()
            QApplication.sendEvent(self.list, event)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._find_now()
            self._open(self.list.currentIndex())
        else:
            return False
        return True

    def _results(self) -> QListView:
        shown = QListView()
        shown.setAccessibleName(self.tr("Found"))
        shown.setModel(self.model)
        shown.setItemDelegate(ResultsDelegate(self._desk.theme, self.model, shown))
        shown.setUniformItemSizes(True)
        shown.setMouseTracking(True)
        shown.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        shown.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        shown.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        shown.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        shown.clicked.connect(self._open)
        return shown

    def _surface(self) -> QFrame:
        card = QFrame(self)
        card.setProperty("look", "card")
        column = QVBoxLayout(card)
        column.setContentsMargins(14, 14, 14, 14)
        column.setSpacing(8)
        column.addWidget(self.box)
        for label, above in ((self.sentence, 12), (self.hint, 6)):
            label.setAlignment(Qt.AlignmentFlag.AlignHCenter)
            label.setContentsMargins(0, above, 0, above)
            column.addWidget(label)
        column.addWidget(self.list, 1)
        column.addWidget(self.found)
        # A click into the card's own margin isn't one beside it.
        card.setAttribute(Qt.WidgetAttribute.WA_NoMousePropagation)
        return card

    def _parent(self) -> QWidget:
        parent = self.parentWidget()
        assert parent is not None  # noqa: S101 - it lies over something
        return parent

    def _wait(self) -> None:
        self._timer.start()

    def _hear(self) -> None:
        if self.isVisible():
            self._timer.start()

    def _find_now(self) -> None:
        if self._timer.isActive():
            self._find()

    def _find(self) -> None:
        self._timer.stop()
        words = self.box.text()
        try:
            hits = searches.find(self._desk.vault, words, limit=MOST)
        except Problem as problem:
            self._desk.notices.tell_problem(problem)
            hits = ()
        self.model.show_hits(hits)
        if hits:
            self.list.setCurrentIndex(self.model.index(0))
        self._say(bool(words.strip()), len(hits))
        self._lay_out()

    def _say(self, asked: bool, count: int) -> None:
        self.list.setVisible(count > 0)
        self.found.setVisible(count > 0)
        self.sentence.setVisible(asked and not count)
        self.hint.setVisible(not count)
        self.sentence.setText(self.tr("Nothing was found for this."))
        self.hint.setText(
            self.tr("Fewer words find more, and the beginning of a word is enough.")
            if asked
            else self.tr(
                "A word you remember is enough. Put words in quotes to find them together."
            )
        )
        if count == MOST:
            self.found.setText(self.tr("The {count} best are shown.").format(count=count))
        else:
            self.found.setText(self.tr("{count} found").format(count=count))

    def _lay_out(self) -> None:
        """The card is as high as what it shows, and never runs out of the window."""
        width = min(WIDE, self.width() - 2 * MARGIN)
        rows = self.model.rowCount() * max(0, self.list.sizeHintForRow(0))
        self.list.setFixedHeight(max(0, min(rows, self.height() - TOP - MARGIN - 120)))
        column = cast("QVBoxLayout", self._card.layout())
        column.activate()
        height = column.totalHeightForWidth(width)
        self._card.setGeometry(QRect((self.width() - width) // 2, TOP, width, height))

    def _open(self, index: QModelIndex) -> None:
        hit = index.data(HitRole)
        if hit is not None:
            self._before = None
            self.put_away()
            self._desk.notices.open_requested.emit(hit.item.id)

    def _notice_focus(self, _old: QWidget | None, new: QWidget | None) -> None:
        """Somebody went elsewhere, by the rail or a dialog: the panel isn't in their way."""
        if self.isVisible() and new is not None and new is not self.box:
            self._before = None
            self.put_away()
