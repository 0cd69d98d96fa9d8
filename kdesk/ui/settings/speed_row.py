"""How fast the model that listens is on this computer: nothing is promised before it was tried."""

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QVBoxLayout, QWidget

from kdesk.domain.problem import Problem
from kdesk.jobs import speeds
from kdesk.jobs.measuring import Measured
from kdesk.speech.choice import chosen
from kdesk.speech.models import Model
from kdesk.speech.speed import GPU, Speed, fastest
from kdesk.ui.desk import Desk
from kdesk.ui.widgets.buttons import quiet_button
from kdesk.ui.widgets.choice_field import ChoiceField
from kdesk.ui.widgets.choosing import choose
from kdesk.ui.widgets.flow_layout import FlowLayout
from kdesk.ui.widgets.labels import PlainLabel, announce
from kdesk.ui.widgets.row_field import RowField


class SpeedRow(QWidget):
    """Hidden while there is no model; the choice of a processor is there when both were tried."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.setProperty("look", "bare")
        self._desk = desk
        self.sentence = PlainLabel("")
        self.button = quiet_button(self.tr("Measure how fast it is"))
        self.processor = ChoiceField[str](self.tr("Listen with"))
        self.processor.offer(
            (
                (self.tr("Whichever is faster"), ""),
                (self.tr("The processor"), "cpu"),
                (self.tr("The graphics card"), "gpu"),
            )
        )
        self.processor.choose(desk.settings.current.speech_processor)
        self._processor_row = RowField(self.tr("Listen with"), self.processor)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self.sentence)
        buttons = FlowLayout()
        buttons.addWidget(self.button)
        column.addLayout(buttons)
        column.addWidget(self._processor_row)
        desk.notices.speed_told.connect(self._tell)
        self.button.clicked.connect(self.measure)
        self.processor.currentIndexChanged.connect(self._processor_chosen)

    def reload(self) -> None:
        """Say how fast the model in use was when it was tried, or that it is being tried."""
        model = self._model()
        self.setVisible(model is not None)
        if model is None:
            return
        tried = speeds.kept(self._desk.places, model)
        best = fastest(tried, self._desk.settings.current.speech_processor)
        what = self.tr("Measure again") if best else self.tr("Measure how fast it is")
        self.button.setText(what)
        self.button.setAccessibleName(what)
        self.button.setEnabled(not self._desk.measuring.name)
        self._processor_row.setVisible(any(speed.device == GPU for speed in tried))
        self.sentence.setText(self._told(model.name, best))

    def measure(self) -> None:
        """Try the model in use, in the background, whatever is known of it; takes some seconds."""
        model = self._model()
        if model is not None:
            self._desk.measuring.begin(model)

    def _model(self) -> Model | None:
        current = self._desk.settings.current
        try:
            return chosen(self._desk.places.models, current, current.spoken_language)
        except Problem:  # the card of the models says it
            return None

    def _told(self, name: str, best: Speed | None) -> str:
        if name == self._desk.measuring.name:
            words = self.tr("Measuring how fast {name} is…")
        elif best is None:
            words = self.tr("How fast {name} is on this computer isn't known yet.")
        elif best.times < 1:
            words = self.tr(
                "{name} is slower than speech on this computer: the last words come well after "
                "you stop."
            )
        else:
            words = self.tr("{name}: about {times} × as fast as speech on this computer.")
        return words.format(name=name, times=best.rounded if best else "")

    def _tell(self, event: Measured) -> None:
        self.reload()
        model = self._model()
        if event.problem is not None and model is not None and model.name == event.name:
            self.sentence.setText(event.problem.sentence)
        if event.over:
            announce(self.sentence)

    def _processor_chosen(self) -> None:
        choose(self._desk, speech_processor=self.processor.chosen())
        self.reload()


def said_speed(on: QObject, best: Speed) -> str:
    """How fast a model proved to be, for the line of what is known about it."""
    if best.times < 1:
        return on.tr("slower than speech here")
    return on.tr("about {times} × as fast as speech here").format(times=best.rounded)
