"""The docked player: play, five seconds back or on, how fast, the waveform, where one is."""

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QFont, QFontMetrics, QResizeEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from kdesk.domain.note import NoteKind
from kdesk.domain.times import clock, length
from kdesk.ui.memo.mark_row import MarkRow
from kdesk.ui.memo.note_words import Fact
from kdesk.ui.memo.play_button import PlayButton
from kdesk.ui.memo.waveform import SKIP, Waveform
from kdesk.ui.theme import Theme
from kdesk.ui.widgets.buttons import icon_button, quiet_button
from kdesk.ui.widgets.choice_field import ChoiceField
from kdesk.ui.widgets.labels import PlainLabel

SPEEDS = (0.75, 1.0, 1.25, 1.5, 2.0)
LEAST_WAVE = 150
"""Pixels of the waveform below which the buttons get a line of their own."""
GAP = 8


class PlayerCard(QFrame):
    """Shows where the sound is and asks for what is pressed; it plays nothing by itself."""

    toggled = Signal()
    """Play or Pause."""
    sought = Signal(float)
    """Seconds to go to."""
    paced = Signal(float)
    """How many times as fast it is to sound."""
    repeated = Signal(bool)
    """Whether the sentence that is heard is to sound again and again."""

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
        self.speed = self._speed_field()
        self.repeat = icon_button(theme, "repeat", self.tr("Repeat this sentence"))
        self.repeat.setCheckable(True)
        self.repeat.toggled.connect(self.repeated)
        self.waveform = Waveform(theme)
        self.waveform.sought.connect(self._seek)
        self.time: QLabel = PlainLabel(wrap=False)
        self.time.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.marks = MarkRow(theme)
        self.marks.chosen.connect(self._seek)
        self._lay_out()
        theme.changed.connect(self._dress)
        self._dress()

    def show_sound(self, peaks: bytes, seconds: float) -> None:
        """Show another memo from its start."""
        self._seconds = seconds
        self.waveform.show_sound(peaks, seconds)
        self.show_playing(False)
        self.repeat.setChecked(False)
        self._dress()
        self.show_position(0.0)

    def show_facts(self, facts: tuple[Fact, ...], *, cut: bool) -> None:
        """Show what happened while it was spoken: marked moments as chips too."""
        self.waveform.show_facts(facts, cut=cut)
        self.marks.show_marks([f.note.seconds for f in facts if f.note.kind is NoteKind.MARK])
        self._arrange()

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

    @property
    def here(self) -> float:
        """The second that is shown."""
        return self._here

    def show_playing(self, playing: bool) -> None:
        """Offer Pause while it sounds, Play otherwise."""
        self.play.show_playing(playing)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another width may have room for everything in one line, or no longer."""
        super().resizeEvent(event)
        self._arrange()

    def _lay_out(self) -> None:
        self._tools = QWidget()
        self._tools.setProperty("look", "bare")
        tools = QHBoxLayout(self._tools)
        tools.setContentsMargins(0, 0, 0, 0)
        tools.setSpacing(GAP)
        for tool in (self.back, self.on, self.speed, self.repeat):
            tools.addWidget(tool)
        self._row = QHBoxLayout()
        self._row.setSpacing(GAP + 4)
        self._row.addWidget(self.play)
        self._row.addWidget(self._tools)
        self._row.addWidget(self.waveform, 1)
        self._row.addWidget(self.time)
        self._below = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._below.setSpacing(GAP)
        self._below.addWidget(self.marks, 1)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(18, 14, 20, 14)
        self._column.setSpacing(4)
        self._column.addLayout(self._row)
        self._column.addLayout(self._below)

    def _arrange(self) -> None:
        """Without room for the waveform the buttons stand below it, with the marks if they fit."""
        margins = self._column.contentsMargins()
        room = self.width() - margins.left() - margins.right()
        tools = self._tools.sizeHint().width()
        fixed = sum(part.sizeHint().width() for part in (self.play, self.time)) + tools
        beside = room - fixed - 3 * self._row.spacing() >= LEAST_WAVE
        if beside != (self._row.indexOf(self._tools) >= 0):
            (self._below if beside else self._row).removeWidget(self._tools)
            if beside:
                self._row.insertWidget(1, self._tools)
            else:
                left = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop
                self._below.insertWidget(0, self._tools, 0, left)
        one_line = beside or tools + GAP + self.marks.length() <= room
        self._below.setDirection(
            QBoxLayout.Direction.LeftToRight if one_line else QBoxLayout.Direction.TopToBottom
        )

    def _seek(self, seconds: float) -> None:
        self.show_position(seconds)
        self.sought.emit(self._here)

    def _speed_field(self) -> ChoiceField[float]:
        field = ChoiceField[float](self.tr("Speed"))
        field.setToolTip(field.accessibleName())
        field.setMinimumContentsLength(3)
        field.setIconSize(QSize(0, 0))  # there is none, and Qt would keep room for it
        field.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        field.offer((f"{speed:g}×", speed) for speed in SPEEDS)
        field.choose(1.0)
        field.activated.connect(lambda: self.paced.emit(field.chosen()))
        return field

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
        self._arrange()
