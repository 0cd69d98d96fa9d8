"""What was found, as a list: the kind, the title, when, and the words around the found ones."""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRect,
    QRectF,
    QSize,
    Qt,
)
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from kdesk.domain.item import Hit
from kdesk.domain.times import said
from kdesk.ui.theme import Theme
from kdesk.ui.widgets.item_list import chip_column, paint_chip

HitRole = Qt.ItemDataRole.UserRole
SIDE = 14
"""Pixels from a row's edge to its words."""

Index = QModelIndex | QPersistentModelIndex
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class ResultsModel(QAbstractListModel):
    """The hits, the best first."""

    def __init__(
        self, theme: Theme, now: Callable[[], datetime], parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._now = now
        self._hits: tuple[Hit, ...] = ()

    def show_hits(self, hits: Sequence[Hit]) -> None:
        """Show these and no others."""
        self.beginResetModel()
        self._hits = tuple(hits)
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        """How many there are."""
        return 0 if parent.isValid() else len(self._hits)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """The title; a sentence for a screen reader; the Hit under HitRole."""
        if not index.isValid():
            return None
        hit = self._hits[index.row()]
        if role == HitRole:
            return hit
        if role == Qt.ItemDataRole.DisplayRole:
            return hit.item.title
        if role == Qt.ItemDataRole.AccessibleTextRole:
            kind = self._theme.kind_word(hit.item.kind)
            return ", ".join((kind, hit.item.title, self.when(hit), one_line(hit.snippet)))
        return None

    def when(self, hit: Hit) -> str:
        """`yesterday 15:02`."""
        return said(hit.item.at, self._now())


class ResultsDelegate(QStyledItemDelegate):
    """Paints a hit in two lines, the found words on a soft ground."""

    def __init__(self, theme: Theme, model: ResultsModel, parent: QObject) -> None:
        super().__init__(parent)
        self._theme = theme
        self._model = model

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:  # noqa: ARG002
        """Two lines and the room around them."""
        title = QFontMetrics(self._title()).height()
        words = QFontMetrics(self._words()).height()
        return QSize(0, max(title, 24) + words + 28)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Chip, title and when above; the words below."""
        hit: Hit = index.data(HitRole)
        rect: QRect = option.rect
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_ground(painter, rect, option.state)
        title = QFontMetrics(self._title()).height()
        line = QRect(rect.left() + SIDE, rect.top() + 11, rect.width() - 2 * SIDE, max(title, 24))
        paint_chip(painter, self._theme, hit.item.kind, line.left(), line.center().y() + 1)
        self._paint_head(painter, line.adjusted(chip_column(self._theme) + 12, 0, 0, 0), hit)
        words = QFontMetrics(self._words()).height()
        left = line.left() + chip_column(self._theme) + 12
        below = QRect(left, line.bottom() + 4, line.right() - left, words)
        self._paint_words(painter, below, hit)
        painter.restore()

    def _paint_ground(self, painter: QPainter, rect: QRect, state: QStyle.StateFlag) -> None:
        inner = QRectF(rect).adjusted(3, 2, -3, -2)
        chosen = bool(state & QStyle.StateFlag.State_Selected)
        if chosen or state & QStyle.StateFlag.State_MouseOver:
            painter.setPen(QPen(self._theme.colour("focus"), 2) if chosen else Qt.PenStyle.NoPen)
            painter.setBrush(self._theme.colour("ground"))
            painter.drawRoundedRect(inner, 10, 10)

    def _paint_head(self, painter: QPainter, line: QRect, hit: Hit) -> None:
        note = self._theme.font("note")
        when = self._model.when(hit)
        room = QFontMetrics(note).horizontalAdvance(when)
        painter.setFont(note)
        painter.setPen(self._theme.colour("quiet"))
        painter.drawText(line, _RIGHT, when)
        font = self._title()
        words = line.adjusted(0, 0, -room - 16, 0)
        title = QFontMetrics(font).elidedText(
            one_line(hit.item.title), Qt.TextElideMode.ElideRight, words.width()
        )
        painter.setFont(font)
        painter.setPen(self._theme.colour("ink"))
        painter.drawText(words, _LEFT, title)

    def _paint_words(self, painter: QPainter, line: QRect, hit: Hit) -> None:
        font = self._words()
        metrics = QFontMetrics(font)
        text = one_line(hit.snippet)
        shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, line.width())
        kept = len(shown) if shown == text else len(shown) - 1
        painter.setFont(font)
        x = line.left()
        for run, found in runs(text[:kept] + shown[kept:], hit.spans):
            width = metrics.horizontalAdvance(run)
            if found:
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(self._theme.colour("amber_soft"))
                painter.drawRoundedRect(QRectF(x - 2, line.top(), width + 4, line.height()), 4, 4)
            painter.setPen(self._theme.colour("ink" if found else "quiet"))
            painter.drawText(QRect(x, line.top(), width + 8, line.height()), _LEFT, run)
            x += width

    def _title(self) -> QFont:
        font = self._theme.font("body")
        font.setWeight(QFont.Weight.DemiBold)
        return font

    def _words(self) -> QFont:
        font = self._theme.font("words")
        font.setPixelSize(round(16 * self._theme.scale))
        return font


def one_line(text: str) -> str:
    """The text with every kind of break as one space, as long as it was."""
    return "".join(" " if letter.isspace() else letter for letter in text)


def runs(text: str, spans: Sequence[tuple[int, int]]) -> Iterator[tuple[str, bool]]:
    """The text in pieces, with whether each was found; spans beyond its end are let go."""
    here = 0
    for start, end in spans:
        begin, until = max(here, start), min(end, len(text))
        if begin >= until:
            continue
        if here < begin:
            yield text[here:begin], False
        yield text[begin:until], True
        here = until
    if here < len(text):
        yield text[here:], False
