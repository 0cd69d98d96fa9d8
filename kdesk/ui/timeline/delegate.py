"""How a row of the timeline is painted: time, dot, card, each word where the eye expects it."""

from typing import cast

from PySide6.QtCore import (
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPointF,
    QRect,
    QRectF,
    QSize,
    Qt,
)
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from kdesk.domain.ids import ITEM_KINDS, Kind
from kdesk.ui.theme import Theme
from kdesk.ui.timeline.model import ContentRole, TimelineModel
from kdesk.ui.timeline.rows import Content

TIME_RIGHT = 52
"""Pixels the clock's time has at a text scale of 1; the line and the cards stand beside it."""
LINE_AFTER = 19
CARD_AFTER = 40
GAP = 8
PAD = 18
LEAD = 4
"""Between a title and what stands below it."""
RADIUS = 14
ROLES = ("ground", "surface", "ink", "quiet", "hairline", "violet", "violet_soft", "focus")
"""The colours every row needs, looked up once for each theme."""

AnyIndex = QModelIndex | QPersistentModelIndex
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class TimelineDelegate(QStyledItemDelegate):
    """Paints day headings, cards of kept things, and sessions as landmarks."""

    def __init__(self, theme: Theme, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        theme.changed.connect(self._dress)
        self._dress()

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: AnyIndex) -> None:
        """A heading or a card, with what the pointer and the keyboard are at made visible."""
        rect = option.rect
        state = option.state
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        content: Content | None = index.data(ContentRole)
        if content is None:
            self._paint_heading(painter, rect, index)
        else:
            self._paint_line(painter, rect, content, last=self._is_last(index))
            self._paint_card(painter, rect, state, content)
        painter.restore()

    def sizeHint(self, option: QStyleOptionViewItem, index: AnyIndex) -> QSize:  # noqa: ARG002
        """The height of the row's kind; a row is as wide as the view."""
        item_id = cast("TimelineModel", index.model()).row(index.row()).id
        if not item_id:
            return self._sizes[0] if index.row() else self._sizes[1]
        return self._sizes[3 if item_id.startswith("session") else 2]

    def _dress(self) -> None:
        theme = self._theme
        self._colours = {role: theme.colour(role) for role in ROLES}
        self._hues = {kind: theme.kind_colours(kind)[0] for kind in ITEM_KINDS}
        self._dots = self._hues | {Kind.MEMO: theme.colour("coral")}
        self._note, self._words = theme.font("note"), theme.font("words")
        self._words.setPixelSize(round(16.5 * theme.scale))
        self._title, self._landmark = theme.font("body"), theme.font("section")
        self._title.setWeight(QFont.Weight.DemiBold)
        self._title.setPixelSize(round(14.5 * theme.scale))
        # Made once: measuring is the dearest part of a frame.
        self._note_metrics, self._words_metrics = (
            QFontMetrics(self._note),
            QFontMetrics(self._words),
        )
        self._title_metrics = QFontMetrics(self._title)
        self._landmark_metrics = QFontMetrics(self._landmark)
        self._time_right = round(TIME_RIGHT * max(1.0, theme.scale))
        self._line_x = self._time_right + LINE_AFTER
        self._card_x = self._time_right + CARD_AFTER
        title, landmark = self._title_metrics.height(), self._landmark_metrics.height()
        words, note = self._words_metrics.height(), self._note_metrics.height()
        self._sizes = (
            QSize(0, note + 28),
            QSize(0, note + 12),
            QSize(0, title + words + LEAD + 24 + GAP),
            QSize(0, landmark + words + LEAD + 32 + GAP),
        )

    def _is_last(self, index: AnyIndex) -> bool:
        return index.row() == index.model().rowCount() - 1

    def _paint_heading(self, painter: QPainter, rect: QRect, index: AnyIndex) -> None:
        if index.row():
            painter.setPen(QPen(self._colours["hairline"], 1))
            painter.drawLine(
                QPointF(rect.x() + self._line_x + 0.5, rect.top()),
                QPointF(rect.x() + self._line_x + 0.5, rect.bottom() + 1),
            )
        painter.setFont(self._note)
        painter.setPen(self._colours["quiet"])
        words = rect.adjusted(self._card_x + 1, 0, 0, -8)
        painter.drawText(
            words, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignBottom, index.data()
        )

    def _paint_line(self, painter: QPainter, rect: QRect, content: Content, *, last: bool) -> None:
        """The thread of time, the clock's time, and the dot in the colour of the kind."""
        x, y = rect.x() + self._line_x + 0.5, float(self._title_line(rect, content).center().y())
        painter.setPen(QPen(self._colours["hairline"], 1))
        painter.drawLine(QPointF(x, rect.top()), QPointF(x, y if last else rect.bottom() + 1))
        painter.setPen(QPen(self._colours["ground"], 4))
        painter.setBrush(self._dots[content.kind])
        radius = 8.5 if content.kind is Kind.SESSION else 7.5
        painter.drawEllipse(QPointF(x, y), radius, radius)
        painter.setFont(self._note)
        painter.setPen(self._colours["quiet"])
        time = QRect(rect.x(), round(y) - 24, self._time_right, 48)
        painter.drawText(time, _RIGHT, content.time)

    def _title_line(self, rect: QRect, content: Content) -> QRect:
        """Where the title stands: above its snippet, or alone in the middle of the card."""
        landmark = content.kind is Kind.SESSION
        title = (self._landmark_metrics if landmark else self._title_metrics).height()
        card = rect.adjusted(self._card_x + PAD, 0, -3 - PAD, -GAP)
        words = self._words_metrics.height()
        block = title + LEAD + words if content.snippet else title
        return QRect(card.left(), card.top() + (card.height() - block) // 2, card.width(), title)

    def _paint_card(
        self, painter: QPainter, rect: QRect, state: QStyle.StateFlag, content: Content
    ) -> None:
        landmark = content.kind is Kind.SESSION
        card = QRectF(rect.adjusted(self._card_x, 0, -3, -GAP)).adjusted(1.5, 1.5, -1.5, -1.5)
        hovered = bool(state & QStyle.StateFlag.State_MouseOver)
        ground = self._colours["violet_soft" if landmark else "surface"]
        edge = self._colours["violet_soft" if landmark else "hairline"]
        if hovered:
            edge = self._dots[content.kind]
        painter.setBrush(ground)
        painter.setPen(QPen(edge, 1))
        painter.drawRoundedRect(card, RADIUS, RADIUS)
        if state & QStyle.StateFlag.State_HasFocus:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(self._colours["focus"], 2))
            painter.drawRoundedRect(card, RADIUS, RADIUS)
        self._paint_words(painter, self._title_line(rect, content), content)

    def _paint_words(self, painter: QPainter, line: QRect, content: Content) -> None:
        landmark = content.kind is Kind.SESSION
        told = self._paint_detail(painter, line, content)
        painter.setFont(self._landmark if landmark else self._title)
        metrics = self._landmark_metrics if landmark else self._title_metrics
        self._write(painter, line.adjusted(0, 0, -told, 0), content.title, metrics, "ink")
        if not content.snippet:
            return
        painter.setFont(self._words)
        below = self._words_metrics.height()
        words = QRect(line.left(), line.bottom() + 1 + LEAD, line.width(), below)
        role = "ink" if landmark else "quiet"
        self._write(painter, words, content.snippet, self._words_metrics, role)

    def _paint_detail(self, painter: QPainter, line: QRect, content: Content) -> int:
        """The kind as a word in its colour and what there is to say more; the width it takes."""
        word = self._theme.kind_word(content.kind)
        metrics = self._note_metrics
        room = line.width() // 2
        more = f" · {content.detail}" if content.detail else ""
        more = metrics.elidedText(
            more, Qt.TextElideMode.ElideRight, room - metrics.horizontalAdvance(word)
        )
        width = metrics.horizontalAdvance(word) + metrics.horizontalAdvance(more)
        painter.setFont(self._note)
        painter.setPen(
            self._colours["violet"] if content.kind is Kind.SESSION else self._colours["quiet"]
        )
        painter.drawText(line, _RIGHT, more)
        painter.setPen(self._hues[content.kind])
        painter.drawText(line.adjusted(0, 0, -metrics.horizontalAdvance(more), 0), _RIGHT, word)
        return width + 16

    def _write(
        self, painter: QPainter, line: QRect, text: str, metrics: QFontMetrics, role: str
    ) -> None:
        painter.setPen(self._colours[role])
        elided = metrics.elidedText(text, Qt.TextElideMode.ElideRight, line.width())
        painter.drawText(line, _LEFT | Qt.TextFlag.TextSingleLine, elided)
