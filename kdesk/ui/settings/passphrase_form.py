"""Typing a passphrase twice, with the one from before when there is one."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from kdesk.ui.widgets.buttons import primary_button, soft_button
from kdesk.ui.widgets.flow_layout import FlowLayout
from kdesk.ui.widgets.labels import note_label
from kdesk.ui.widgets.named_box import named_box
from kdesk.ui.widgets.row_field import RowField


class PassphraseForm(QWidget):
    """Fields that hide what is typed until it is asked for; `given` brings old and new."""

    given = Signal(str, str)

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("look", "bare")
        self.current, self.new, self.again = _hidden(), _hidden(), _hidden()
        self._current_row = RowField(
            self.tr("Passphrase until now"),
            self.current,
            self.tr("If it is forgotten, the 24 recovery words do as well."),
        )
        self.show_box = named_box(self.tr("Show what I type"))
        self.note = note_label("")
        self.note.hide()
        self.set_button = primary_button("")
        self.back_button = soft_button(self.tr("Leave it as it is"))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        column.addWidget(self._current_row)
        column.addWidget(
            RowField(
                self.tr("New passphrase"),
                self.new,
                self.tr("Four or five words that don't belong together are easy to remember."),
            )
        )
        column.addWidget(RowField(self.tr("The same once more"), self.again))
        column.addWidget(self.show_box)
        column.addWidget(self.note)
        buttons = FlowLayout()
        buttons.addWidget(self.set_button)
        buttons.addWidget(self.back_button)
        column.addLayout(buttons)
        self.show_box.toggled.connect(self._reveal)
        self.set_button.clicked.connect(self._give)
        for field in (self.current, self.new, self.again):
            field.returnPressed.connect(self._give)
        self.dress(changing=False)

    def dress(self, *, changing: bool) -> None:
        """Ask for the passphrase until now when there is one."""
        self._current_row.setVisible(changing)
        self.back_button.setVisible(changing)
        words = self.tr("Change the passphrase") if changing else self.tr("Set the passphrase")
        self.set_button.setText(words)
        self.set_button.setAccessibleName(words)

    def tell(self, sentence: str) -> None:
        """Say what is missing; nothing hides it."""
        self.note.setText(sentence)
        self.note.setVisible(bool(sentence))

    def wait(self, waiting: bool) -> None:
        """Half a second of work is going on, or it ended."""
        self.set_button.setEnabled(not waiting)

    def forget(self) -> None:
        """Empty every field."""
        for field in (self.current, self.new, self.again):
            field.clear()
        self.show_box.setChecked(False)
        self.tell("")

    def _give(self) -> None:
        if not self.set_button.isEnabled():
            return
        if not self.new.text():
            self.tell(self.tr("Type the new passphrase first."))
        elif self.new.text() != self.again.text():
            self.tell(self.tr("The two are not the same. Type them once more."))
        else:
            self.tell("")
            self.given.emit(self.current.text(), self.new.text())

    def _reveal(self, shown: bool) -> None:
        mode = QLineEdit.EchoMode.Normal if shown else QLineEdit.EchoMode.Password
        for field in (self.current, self.new, self.again):
            field.setEchoMode(mode)


def _hidden() -> QLineEdit:
    field = QLineEdit()
    field.setEchoMode(QLineEdit.EchoMode.Password)
    return field
