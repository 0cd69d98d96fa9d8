"""How speech becomes words: when, in which language, with which names, and what is doubted."""

from PySide6.QtWidgets import QVBoxLayout

from kdesk.domain.alignment import DOUBTFUL
from kdesk.ui.desk import Desk
from kdesk.ui.settings.names_field import NamesField
from kdesk.ui.settings.speed_row import SpeedRow
from kdesk.ui.widgets.card import Card
from kdesk.ui.widgets.choice_field import ChoiceField
from kdesk.ui.widgets.choosing import choose
from kdesk.ui.widgets.labels import quiet_label
from kdesk.ui.widgets.language_choice import LanguageChoice
from kdesk.ui.widgets.named_box import named_box
from kdesk.ui.widgets.row_field import RowField


class SpeechCard(Card):
    """Choices that hold for every memo; the models themselves are in the card below."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(self.tr("Speech"))
        self._desk = desk
        current = desk.settings.current
        self.while_speaking = named_box(self.tr("Write my words down while I speak"))
        self.while_speaking.setChecked(current.write_while_speaking)
        self.show_words = named_box(self.tr("Show them while I record"))
        self.show_words.setChecked(current.show_words)
        self.mains = named_box(self.tr("On battery, leave the words for later"))
        self.mains.setChecked(current.wait_for_mains)
        self.language = LanguageChoice(self.tr("The language I speak"))
        self.language.choose(current.spoken_language)
        self.doubt = ChoiceField[float](self.tr("Words to mark as doubtful"))
        self._offer_doubts(current.doubt_below)
        self.names = NamesField(desk)
        self.speed = SpeedRow(desk)
        self._lay_out()
        self.while_speaking.toggled.connect(self._while_speaking_chosen)
        self.show_words.toggled.connect(lambda on: choose(desk, show_words=on))
        self.mains.toggled.connect(lambda on: choose(desk, wait_for_mains=on))
        self.language.currentIndexChanged.connect(self._language_chosen)
        self.doubt.currentIndexChanged.connect(self._doubt_chosen)

    def reload(self) -> None:
        """Read the names that are kept, and how fast the model in use is."""
        self.names.reload()
        self.speed.reload()

    def keep(self) -> bool:
        """Keep what is being typed; False when that failed."""
        return self.names.keep()

    def _lay_out(self) -> None:
        self.body.addWidget(
            quiet_label(
                self.tr(
                    "Words come from a speech model on this computer. They may be wrong; the "
                    "recording is the original."
                )
            )
        )
        self.show_words.setEnabled(self.while_speaking.isChecked())
        boxes = QVBoxLayout()
        boxes.setSpacing(0)
        for box in (self.while_speaking, self.show_words, self.mains):
            boxes.addWidget(box)
        self.body.addLayout(boxes)
        self.body.addWidget(RowField(self.tr("The language I speak"), self.language))
        self.body.addWidget(self.names)
        self.body.addWidget(RowField(self.tr("Words to mark as doubtful"), self.doubt))
        self.body.addWidget(self.speed)

    def _offer_doubts(self, chosen: float) -> None:
        doubts = (
            (self.tr("None"), 0.0),
            (self.tr("Only the most doubtful"), 0.3),
            (self.tr("As usual"), DOUBTFUL),
            (self.tr("More of them"), 0.7),
            (self.tr("All but the surest"), 0.9),
        )
        self.doubt.offer(doubts)
        self.doubt.choose(min((one for _, one in doubts), key=lambda one: abs(one - chosen)))

    def _while_speaking_chosen(self, on: bool) -> None:
        choose(self._desk, write_while_speaking=on)
        self.show_words.setEnabled(on)

    def _language_chosen(self) -> None:
        choose(self._desk, spoken_language=self.language.chosen())
        self.speed.reload()

    def _doubt_chosen(self) -> None:
        choose(self._desk, doubt_below=self.doubt.chosen())
