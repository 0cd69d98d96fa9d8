"""Which microphone and which speaker; asked from a process of its own, off the window's thread."""

from kdesk.domain.problem import Problem
from kdesk.jobs import sound_devices
from kdesk.jobs.protocol import Device
from kdesk.ui.desk import Desk
from kdesk.ui.widgets.buttons import quiet_button
from kdesk.ui.widgets.card import Card
from kdesk.ui.widgets.choosing import choose
from kdesk.ui.widgets.device_choice import DeviceChoice
from kdesk.ui.widgets.flow_layout import FlowLayout
from kdesk.ui.widgets.labels import note_label
from kdesk.ui.widgets.microphone_test import MicrophoneTest
from kdesk.ui.widgets.named_box import named_box
from kdesk.ui.widgets.row_field import RowField
from kdesk.ui.widgets.waiting import Waiting

Found = tuple[tuple[Device, ...], tuple[Device, ...]]


class SoundCard(Card):
    """The microphone to record from and the speaker to listen on."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(self.tr("Sound"))
        self._desk = desk
        self.microphone = DeviceChoice(self.tr("Microphone"))
        self.speaker = DeviceChoice(self.tr("Speaker or headphones"))
        self._offer(((), ()))
        self.note = note_label("")
        self.note.hide()
        self.again_button = quiet_button(self.tr("Look again"))
        self._elapsed = named_box(self.tr("Show how long it has been while recording"))
        self._elapsed.setChecked(desk.settings.current.show_elapsed)
        self.test = MicrophoneTest(desk)
        self.body.addWidget(RowField(self.tr("Microphone"), self.microphone))
        self.body.addWidget(self.test)
        self.body.addWidget(RowField(self.tr("Speaker or headphones"), self.speaker))
        self.body.addWidget(self.note)
        buttons = FlowLayout()
        buttons.addWidget(self.again_button)
        self.body.addLayout(buttons)
        self.body.addWidget(self._elapsed)
        self._waiting = Waiting(desk.runner, self)
        self._waiting.done.connect(self._offer)
        self._waiting.failed.connect(self._tell)
        self.again_button.clicked.connect(self.look)
        self.microphone.currentIndexChanged.connect(self._microphone_chosen)
        self.speaker.currentIndexChanged.connect(self._speaker_chosen)
        self._elapsed.toggled.connect(lambda on: choose(desk, show_elapsed=on))

    def look(self) -> None:
        """Ask which devices there are; the answer comes when it comes."""
        self.note.hide()
        self._waiting.start(lambda: (sound_devices.inputs(), sound_devices.outputs()))

    def _offer(self, found: Found) -> None:
        current = self._desk.settings.current
        self.microphone.offer_devices(found[0], current.microphone)
        self.speaker.offer_devices(found[1], current.speaker)

    def _tell(self, problem: Problem) -> None:
        self.note.setText(problem.sentence)
        self.note.show()

    def _microphone_chosen(self) -> None:
        self.test.end()
        choose(self._desk, microphone=self.microphone.chosen())

    def _speaker_chosen(self) -> None:
        choose(self._desk, speaker=self.speaker.chosen())
