"""The docked player: play, five seconds back or on, the waveform, and where one is."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFont, QFontMetrics
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
)

from kdesk.domain.note import NoteKind
from kdesk.domain.times import clock, length
from kdesk.ui.memo.mark_row import MarkRow
from kdesk.ui.memo.note_words import Fact
from kdesk.ui.memo.play_button import PlayButton
from kdesk.ui.memo.waveform import SKIP, Waveform
from kdesk.ui.theme import Theme
from kdesk.ui.widgets.buttons import quiet_button
from kdesk.ui.widgets.labels import PlainLabel


class PlayerCard(QFrame):
    """Shows where the sound is and asks for what is pressed; it plays nothing by itself."""

    toggled = Signal()
    """Play or Pause."""
    sought = Signal(float)
    """Seconds to go to."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._seconds = 0.0
        self._here = 0.0
        self.setProperty("look", "card")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.play = PlayButton(theme)
        self.play.clicked.connect(self.toggled)
        self.back = self._skip_button(self.tr("−5 s"), self.tr("5 seconds back"), -SKIP)
        self.on = self._skip_button(self.tr("+5 s"), self.tr("5 seconds on"), SKIP)
        self.waveform = Waveform(theme)
        self.waveform.sought.connect(self._seek)
        self.time: QLabel = PlainLabel(wrap=False)
        self.time.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.marks = MarkRow(theme)
        self.marks.chosen.connect(self._seek)
        column = QVBoxLayout(self)
        column.setContentsMargins(18, 14, 20, 14)
        column.setSpacing(4)
        row = QHBoxLayout()
        row.setSpacing(8)
        column.addLayout(row)
        column.addWidget(self.marks)
        row.addWidget(self.play)
        row.addSpacing(4)
        row.addWidget(self.back)
        row.addWidget(self.on)
        row.addSpacing(4)
        row.addWidget(self.waveform, 1)
        row.addSpacing(4)
        row.addWidget(self.time)
        theme.changed.connect(self._dress)
        self._dress()

    def show_sound(self, peaks: bytes, seconds: float) -> None:
        """Show another memo from its start."""
        self._seconds = seconds
        self.waveform.show_sound(peaks, seconds)
        self.show_playing(False)
        self._dress()
        self.show_position(0.0)

    def show_facts(self, facts: tuple[Fact, ...], *, cut: bool) -> None:
        """Show what happened while it was spoken: marked moments as chips too."""
        self.waveform.show_facts(facts, cut=cut)
        self.marks.show_marks([f.note.seconds for f in facts if f.note.kind is NoteKind.MARK])

    def show_position(self, seconds: float) -> None:
        """Follow the sound."""
        self._here = min(max(0.0, seconds), self._seconds)
        self.waveform.show_position(self._here)
        whole = clock(round(self._seconds))
        self.time.setText(self.tr("{here} / {whole}").format(here=clock(self._here), whole=whole))
        self.time.setAccessibleName(
            self.tr("{here} of {whole}").format(
                here=length(self._here), whole=length(self._seconds)
            )
        )

    def show_playing(self, playing: bool) -> None:
        """Offer Pause while it sounds, Play otherwise."""
        self.play.show_playing(playing)

    def _seek(self, seconds: float) -> None:
        self.show_position(seconds)
        self.sought.emit(self._here)

    def _skip_button(self, text: str, name: str, by: float) -> QPushButton:
        button = quiet_button(text)
        button.setAccessibleName(name)
        button.setToolTip(name)
        button.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        button.clicked.connect(lambda: self._seek(self._here + by))
        return button

    def _dress(self) -> None:
        font = self._theme.font("body")
        # Figures of one width: the line doesn't tremble while the seconds run.
        font.setFeature(QFont.Tag("tnum"), 1)
        self.time.setFont(font)
        whole = clock(round(self._seconds))
        widest = "".join("0" if figure.isdigit() else figure for figure in f"{whole} / {whole}")
        self.time.setFixedWidth(QFontMetrics(font).horizontalAdvance(widest) + 4)
