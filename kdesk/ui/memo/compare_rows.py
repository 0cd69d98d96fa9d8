"""The rows of a comparison: what differs, a few at a time, and what is the same, folded away."""

from collections.abc import Collection, Iterator
from functools import partial
from itertools import groupby

from PySide6.QtCore import Signal
from PySide6.QtGui import QFontInfo, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from kdesk.domain.comparison import Comparison, Passage
from kdesk.ui.memo.compare_row import GAP, PLAY_WIDTH, USE_WIDTH, CompareRow
from kdesk.ui.theme import Theme
from kdesk.ui.widgets.buttons import quiet_button, soft_button
from kdesk.ui.widgets.columns import TOGETHER_FROM
from kdesk.ui.widgets.emptying import empty
from kdesk.ui.widgets.labels import PlainLabel, hairline

AT_ONCE = 15
"""Rows that are made at once: forty take most of a second to make and lay out."""


class CompareRows(QWidget):
    """The names of both versions, and a row for each passage that is to be seen."""

    turned = Signal(int)
    """The other side of the passage of this number is wanted."""
    played = Signal(int)
    """It is to sound, or be quiet."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setProperty("look", "bare")
        self._theme = theme
        self._found = Comparison(())
        self._mixed = False
        self._taken: Collection[int] = ()
        self._coming: Iterator[QWidget] = iter(())
        self._most = self._made = 0
        self._rows: dict[int, CompareRow] = {}
        self.more = quiet_button(self.tr("Show more"))
        self.more.clicked.connect(self._show_more)
        self._names = (PlainLabel("", "strong"), PlainLabel("", "strong"))
        self._heads = QWidget()
        self._heads.setProperty("look", "bare")
        self._head_row = QHBoxLayout(self._heads)
        self._head_row.setSpacing(GAP)
        for name in self._names:
            self._head_row.addWidget(name, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        column.addWidget(self._heads)
        self._list = QVBoxLayout()
        self._list.setSpacing(0)
        column.addLayout(self._list)

    def show_found(self, found: Comparison, names: tuple[str, str], *, mixed: bool) -> None:
        """Make the rows anew; where several models heard mine (`mixed`), each says which."""
        empty(self._list)
        self._rows.clear()
        for label, name in zip(self._names, names, strict=True):
            label.setText(name)
        self._found, self._mixed, self._taken = found, mixed, ()
        self._most = self._made = 0
        self._coming = self._lines()
        self._show_more()
        self.setVisible(bool(found.passages))

    def show_taken(self, taken: Collection[int]) -> None:
        """Show whose words stand in each row."""
        self._taken = taken
        for number, row in self._rows.items():
            row.show_taken(number in taken)

    def show_sounding(self, sounding: int | None) -> None:
        """Offer Pause in the row of this number, Play in all others."""
        for number, row in self._rows.items():
            row.show_sounding(number == sounding)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Two columns where there is room."""
        super().resizeEvent(event)
        self._stand()

    def _show_more(self) -> None:
        differing = self._found.differing
        self._most = min(self._most + AT_ONCE, differing)
        while self._made < self._most or self._made == differing:
            line = next(self._coming, None)
            if line is None:
                break
            self._list.addWidget(line)
        self.more.setVisible(self._made < differing)
        self._stand()

    def _lines(self) -> Iterator[QWidget]:
        passages = enumerate(self._found.passages)
        for same, group in groupby(passages, key=lambda one: one[1].same):
            run = list(group)
            if same:
                yield self._folded(run)
                continue
            for number, passage in run:
                self._made += 1
                yield _line(self._row(number, passage))

    def _row(self, number: int, passage: Passage) -> CompareRow:
        names = (self._names[0].text(), self._names[1].text())
        who = ", ".join(passage.mine.models) if self._mixed else ""
        row = CompareRow(self._theme, passage, names=names, who=who)
        row.played.connect(partial(self.played.emit, number))
        row.turned.connect(partial(self.turned.emit, number))
        row.show_taken(number in self._taken)
        self._rows[number] = row
        return row

    def _folded(self, run: list[tuple[int, Passage]]) -> QWidget:
        """A line that says how many are the same, and shows them when pressed."""
        place = QWidget()
        place.setProperty("look", "bare")
        column = QVBoxLayout(place)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        words = (
            self.tr("Show 1 sentence that is the same")
            if len(run) == 1
            else self.tr("Show {number} sentences that are the same").format(number=len(run))
        )
        button = soft_button(words)

        def unfold() -> None:
            button.hide()
            for number, passage in run[:AT_ONCE]:
                column.addWidget(_line(self._row(number, passage)))
            if run[AT_ONCE:]:
                column.addWidget(self._folded(run[AT_ONCE:]))
            self._stand()

        button.clicked.connect(unfold)
        column.addWidget(_line(button))
        return place

    def _stand(self) -> None:
        beside = self.width() >= TOGETHER_FROM * QFontInfo(self.font()).pixelSize()
        scale = max(1.0, self._theme.scale)
        around = [round(width * scale) + GAP for width in (PLAY_WIDTH, USE_WIDTH)]
        self._head_row.setContentsMargins(around[0], 0, around[1], 0)
        self._heads.setVisible(beside and bool(self._rows))
        for row in self._rows.values():
            row.stand(beside=beside)


def _line(inside: QWidget) -> QWidget:
    line = QWidget()
    line.setProperty("look", "bare")
    column = QVBoxLayout(line)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(0)
    column.addWidget(hairline())
    column.addWidget(inside)
    return line
