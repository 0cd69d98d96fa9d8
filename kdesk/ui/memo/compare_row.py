"""The same seconds of a memo in two versions: hear them, and choose whose words stand."""

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QBoxLayout, QVBoxLayout, QWidget

from kdesk.domain.comparison import Passage
from kdesk.domain.difference import differing
from kdesk.domain.times import clock
from kdesk.ui.theme import Theme
from kdesk.ui.widgets.buttons import quiet_button
from kdesk.ui.widgets.labels import PlainLabel, note_label
from kdesk.ui.widgets.words_text import WordsText

GAP = 20
PLAY_WIDTH = 96
"""Pixels of the play button's column at a text scale of 1."""
USE_WIDTH = 132
ICON = 16


class CompareRow(QWidget):
    """My words, the other version's, a play button, and one button that takes or gives back."""

    played = Signal()
    """Let it sound, or be quiet."""
    turned = Signal()
    """The other side's words are wanted instead of those that stand now."""

    def __init__(
        self, theme: Theme, passage: Passage, *, names: tuple[str, str], who: str = ""
    ) -> None:
        """`names` are those of both versions; `who` heard mine, where several did."""
        super().__init__()
        self.setProperty("look", "bare")
        self._theme = theme
        self._passage = passage
        self._at = clock(passage.start)
        self.play = quiet_button(f" {self._at}")  # Fusion leaves no room after the icon
        self.play.clicked.connect(self.played)
        self.use = quiet_button("")
        self.use.clicked.connect(self.turned)
        self._who = who
        self._mine, self._other = Said(theme, names[0]), Said(theme, names[1])
        self._box = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._box.setContentsMargins(0, 12, 0, 12)
        self._box.setSpacing(GAP)
        top = Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft
        self._box.addWidget(self.play, 0, top)
        self._box.addWidget(self._mine, 1)
        self._box.addWidget(self._other, 1)
        self._box.addWidget(self.use, 0, top)
        self.use.setVisible(not passage.same)
        self._sounding = False
        theme.changed.connect(self._dress)
        self.show_sounding(False)
        self.show_taken(False)

    def show_taken(self, taken: bool) -> None:
        """Show whose words stand, and offer the way back."""
        passage = self._passage
        if taken or passage.same:
            self._mine.show_words(passage.other.text if taken else passage.mine.text)
            self._other.show_words(passage.other.text)
        else:
            left, right = differing(passage.mine.text, passage.other.text)
            self._mine.show_words(passage.mine.text, left)
            self._other.show_words(passage.other.text, right)
        self._mine.tell(self.tr("heard by {model}").format(model=self._who) if self._who else "")
        if taken:
            self._mine.tell("")
            words = self.tr("Undo")
        elif passage.other.text:
            words = self.tr("Use this")
        else:
            words = self.tr("Leave it out")
        self.use.setText(words)
        self.use.setAccessibleName(self.tr("{what}, {at}").format(what=words, at=self._at))

    def show_sounding(self, sounding: bool) -> None:
        """Offer Pause while it sounds, Play otherwise."""
        self._sounding = sounding
        self._dress()
        name = self.tr("Pause, {at}") if sounding else self.tr("Play from {at}")
        self.play.setAccessibleName(name.format(at=self._at))
        self.play.setToolTip(name.format(at=self._at))

    def stand(self, *, beside: bool) -> None:
        """Stand side by side, or one below the other with the names of both."""
        scale = max(1.0, self._theme.scale)
        for button, width in ((self.play, PLAY_WIDTH), (self.use, USE_WIDTH)):
            button.setMinimumWidth(round(width * scale) if beside else 0)
        for side in (self._mine, self._other):
            side.name.setVisible(not beside)
        self._box.setSpacing(GAP if beside else 10)
        self._box.setDirection(
            QBoxLayout.Direction.LeftToRight if beside else QBoxLayout.Direction.TopToBottom
        )

    def _dress(self) -> None:
        self.play.setIcon(self._theme.icon("pause" if self._sounding else "play", "quiet"))
        self.play.setIconSize(QSize(1, 1) * round(ICON * max(1.0, self._theme.scale)))


class Said(QWidget):
    """What one version says here, under its name where both stand in one column."""

    def __init__(self, theme: Theme, name: str) -> None:
        super().__init__()
        self.setProperty("look", "bare")
        self.name = note_label(name)
        self.words = WordsText(theme)
        self._nothing = PlainLabel(self.tr("Nothing here."), "quiet")
        self._note = note_label("")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 9, 0, 0)
        column.setSpacing(6)
        for part in (self.name, self.words, self._nothing, self._note):
            column.addWidget(part)
        column.addStretch(1)

    def show_words(self, words: str, marked: list[tuple[int, int]] | None = None) -> None:
        """Show these; where there are none, say so."""
        self.words.show_words(words, marked or ())
        self.words.setVisible(bool(words))
        self._nothing.setVisible(not words)

    def tell(self, note: str) -> None:
        """A quiet remark below the words; empty hides it."""
        self._note.setText(note)
        self._note.setVisible(bool(note))
