"""Before a session: whether the microphone works, so that nothing needs setting up on the day."""

from PySide6.QtGui import QShowEvent

from kdesk.domain.problem import Problem
from kdesk.jobs import sound_devices
from kdesk.jobs.protocol import Device
from kdesk.ui.desk import Desk
from kdesk.ui.widgets.card import Card
from kdesk.ui.widgets.choosing import choose
from kdesk.ui.widgets.device_choice import DeviceChoice
from kdesk.ui.widgets.labels import note_label
from kdesk.ui.widgets.microphone_test import MicrophoneTest
from kdesk.ui.widgets.row_field import RowField
from kdesk.ui.widgets.waiting import Waiting


class MicrophoneCard(Card):
    """The microphone to choose, and to try."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(self.tr("Is the microphone ready?"))
        self._desk = desk
        self._field = DeviceChoice(self.tr("Microphone"))
        self._field.offer_devices((), desk.settings.current.microphone)
        self._note = note_label("")
        self._note.hide()
        self.test = MicrophoneTest(desk)
        self.body.addWidget(RowField(self.tr("Microphone"), self._field))
        self.body.addWidget(self._note)
        self.body.addWidget(self.test)
        self._waiting = Waiting(desk.runner, self)
        self._waiting.done.connect(self._offer)
        self._waiting.failed.connect(self._tell)
        self._field.currentIndexChanged.connect(self._choose)

    def showEvent(self, event: QShowEvent) -> None:
        """Microphones come and go: look which there are each time."""
        super().showEvent(event)
        if not event.spontaneous():
            self._note.hide()
            self._waiting.start(sound_devices.inputs)

    def _offer(self, found: tuple[Device, ...]) -> None:
        self._field.offer_devices(found, self._desk.settings.current.microphone)

    def _tell(self, problem: Problem) -> None:
        self._note.setText(problem.sentence)
        self._note.show()

    def _choose(self) -> None:
        self.test.end()
        choose(self._desk, microphone=self._field.chosen())
