"""A published speech model: what it is, how much there is to get, and how far that is."""

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QPushButton, QWidget

from kdesk.speech.catalogue import Offer
from kdesk.ui.widgets.buttons import quiet_button, soft_button
from kdesk.ui.widgets.labels import PlainLabel, announce, note_label, quiet_label
from kdesk.ui.widgets.rest import RestingColumn

STEPS = 1000


class OfferRow(QWidget):
    """The button that gets it says the size; pause and cancel stand in the same row."""

    wanted = Signal()
    """Get it, or go on."""
    paused = Signal()
    cancelled = Signal()

    def __init__(self, offer: Offer) -> None:
        super().__init__()
        self.offer = offer
        self.setProperty("look", "bare")
        self._name = PlainLabel(offer.name, "strong")
        self._words = quiet_label(offer.words)
        self._facts = note_label(facts(self, offer.bytes, offer.languages, offer.memory))
        self.progress = QProgressBar()
        self.progress.setRange(0, STEPS)
        self.progress.setTextVisible(False)
        self.progress.setAccessibleName(self.tr("Getting {name}").format(name=offer.name))
        self.state = note_label("")
        size = said_size(self, offer.bytes)
        self.get_button = quiet_button(self.tr("Get {size}").format(size=size))
        self.pause_button = quiet_button(self.tr("Pause"))
        self.resume_button = quiet_button(self.tr("Resume"))
        self.cancel_button = soft_button(self.tr("Cancel"))
        self._name_buttons(size)
        self._lay_out()
        self.get_button.clicked.connect(self.wanted)
        self.resume_button.clicked.connect(self.wanted)
        self.pause_button.clicked.connect(self.paused)
        self.cancel_button.clicked.connect(self.cancelled)
        self.show_got(0)

    def show_got(self, got: int) -> None:
        """Nothing is on its way; so many bytes are here from before."""
        self._show(self.resume_button if got else self.get_button, got)
        self._say(self.tr("Paused. {got} of {size} are here.") if got else "", got)

    def show_coming(self, got: int) -> None:
        """It is on its way."""
        self._show(self.pause_button, got)
        self._say(self.tr("Getting it: {got} of {size}."), got)

    def show_ending(self) -> None:
        """It is being paused or cancelled, which takes a moment."""
        for button in (self.pause_button, self.cancel_button):
            button.setEnabled(False)

    def tell(self, sentence: str) -> None:
        """Say what went wrong, under what it is about."""
        self.state.setText(sentence)
        self.state.show()
        announce(self.state)

    def wait(self, other: str) -> None:
        """While the model of this name is on its way, this one can't be begun; empty: it can."""
        self.get_button.setEnabled(not other)
        self.resume_button.setEnabled(not other)
        if other:
            why = self.tr("One at a time: first {name}.").format(name=other)
            self.state.setText(f"{self.state.text()} {why}".strip())
            self.state.show()

    def _show(self, first: QPushButton, got: int) -> None:
        buttons = (self.get_button, self.resume_button, self.pause_button)
        held = any(button.hasFocus() for button in (*buttons, self.cancel_button))
        for button in buttons:
            button.setVisible(button is first)
            button.setEnabled(True)
        self.cancel_button.setVisible(first is not self.get_button)
        self.cancel_button.setEnabled(True)
        self.progress.setVisible(first is not self.get_button)
        self.progress.setValue(round(STEPS * got / self.offer.bytes))
        if held and not first.hasFocus() and not self.cancel_button.hasFocus():
            first.setFocus(Qt.FocusReason.OtherFocusReason)

    def _say(self, sentence: str, got: int) -> None:
        size = said_size(self, self.offer.bytes)
        self.state.setText(sentence.format(got=said_size(self, got), size=size))
        self.state.setVisible(bool(sentence))

    def _name_buttons(self, size: str) -> None:
        name = self.offer.name
        self.get_button.setAccessibleName(
            self.tr("Get {name}, {size}").format(name=name, size=size)
        )
        self.pause_button.setAccessibleName(self.tr("Pause {name}").format(name=name))
        self.resume_button.setAccessibleName(self.tr("Resume {name}").format(name=name))
        self.cancel_button.setAccessibleName(self.tr("Cancel {name}").format(name=name))

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(self._name, 1)
        buttons = (self.get_button, self.resume_button, self.pause_button, self.cancel_button)
        for button in buttons:
            head.addWidget(button)
        column = RestingColumn(self).body
        column.setSpacing(4)
        column.addLayout(head)
        for label in (self._words, self._facts):
            column.addWidget(label)
        column.addSpacing(2)
        column.addWidget(self.progress)
        column.addWidget(self.state)


def facts(on: QObject, size: int, languages: str, memory: int = 0) -> str:
    """Size on disk, memory when it is known, and languages, in one line."""
    said = [on.tr("{size} on disk").format(size=said_size(on, size))]
    if memory:
        said.append(on.tr("up to {size} of memory").format(size=said_size(on, memory)))
    said.append(on.tr("many languages") if languages == "many" else on.tr("English"))
    return " · ".join(said)


def said_size(on: QObject, size: int) -> str:
    """Bytes in words."""
    if size >= 1_000_000_000:
        return on.tr("{size} GB").format(size=f"{size / 1e9:.1f}")
    return on.tr("{size} MB").format(size=max(round(size / 1e6), 1) if size else 0)
