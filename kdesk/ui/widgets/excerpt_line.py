"""Where words were said: Play, and the memo they come from."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from kdesk.domain.excerpt import Excerpt
from kdesk.domain.times import clock
from kdesk.store import excerpts
from kdesk.ui.desk import Desk
from kdesk.ui.widgets.buttons import icon_button
from kdesk.ui.widgets.emptying import empty
from kdesk.ui.widgets.labels import note_label, quiet_label
from kdesk.ui.widgets.passage_playing import PassagePlaying
from kdesk.ui.widgets.row_button import RowButton


class ExcerptLine(QWidget):
    """Plays its words, leads to the memo; hidden while there is nothing to show.

    `beside` are the words that stand next to it already: the same ones are not said twice. In a
    list (`telling`) what was said is left to the thing's own page, and the button's name tells
    what it plays.
    """

    def __init__(self, desk: Desk, playing: PassagePlaying, *, telling: bool = False) -> None:
        super().__init__()
        self.setProperty("look", "bare")
        self._desk = desk
        self._playing = playing
        self._telling = telling
        self._excerpt: Excerpt | None = None
        self._words = quiet_label("")
        self.play = icon_button(desk.theme, "play", self.tr("Play"))
        self.play.clicked.connect(self._toggle)
        self._source = QVBoxLayout()
        row = QHBoxLayout()
        row.setSpacing(4)
        row.addWidget(self.play, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(self._source, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self._words)
        column.addLayout(row)
        playing.changed.connect(self._show_sounding)
        desk.theme.changed.connect(self._show_sounding)
        self.hide()

    def show_excerpt(self, excerpt: Excerpt | None, beside: str = "") -> None:
        """Show where these words were said; None hides the line."""
        self._excerpt = excerpt
        self.setVisible(excerpt is not None)
        if excerpt is None:
            return
        self._words.setText(self.tr("You said: “{words}”").format(words=excerpt.words))
        self._words.setVisible(not self._telling and excerpt.words.split() != beside.split())
        memo = excerpts.memo_of(self._desk.vault, excerpt)
        self.play.setVisible(memo is not None)
        empty(self._source)
        if memo is None:
            self._source.addWidget(
                note_label(
                    self.tr("It was said in a memo that isn't kept any more.")
                    if excerpt.memo_id is None
                    else self.tr("It was said in a memo that is in the bin.")
                )
            )
        else:
            self._source.addWidget(self._leading_to(memo.title, excerpt))
        self._show_sounding()

    def _leading_to(self, title: str, excerpt: Excerpt) -> RowButton:
        words = self.tr("From “{title}”").format(title=title)
        row = RowButton(self._desk.theme, words, clock(excerpt.start))
        row.setToolTip(self.tr("Show the memo at this second"))
        row.clicked.connect(lambda: self._desk.notices.moment_requested.emit(excerpt))
        return row

    def _toggle(self) -> None:
        if self._excerpt is not None:
            self._playing.toggle(self._excerpt)

    def _show_sounding(self) -> None:
        if self._excerpt is None:
            return
        sounds = self._playing.sounds(self._excerpt)
        self.play.setIcon(self._desk.theme.icon("pause" if sounds else "play", "coral_text"))
        self.play.setIconSize(QSize(20, 20))
        name = self.tr("Pause") if sounds else self.tr("Play")
        self.play.setToolTip(name)
        if self._telling:
            name = self.tr("{play}: {words}").format(play=name, words=self._excerpt.words)
        self.play.setAccessibleName(name)
