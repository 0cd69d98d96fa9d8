"""One person of the list, to fill in, in the place where they stand."""

from dataclasses import replace

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from kdesk.domain.person import Person
from kdesk.ui.widgets.buttons import primary_button, quiet_button, soft_button
from kdesk.ui.widgets.field_grid import FieldGrid
from kdesk.ui.widgets.flow_layout import FlowLayout
from kdesk.ui.widgets.kept_words import KeptWords
from kdesk.ui.widgets.labels import note_label
from kdesk.ui.widgets.named_box import named_box
from kdesk.ui.widgets.row_field import RowField


class PersonForm(QWidget):
    """Fields and a few buttons; what is typed is kept by whoever hears `touched`."""

    touched = Signal()
    done = Signal()
    remove_requested = Signal()
    move_requested = Signal(int)
    """-1 for one place up, 1 for one down."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("look", "bare")
        self._fields = tuple(QLineEdit() for _ in range(4))
        self._words = tuple(KeptWords(field.text, field.setText) for field in self._fields)
        self._filling = False
        self.while_locked = named_box(self.tr("Also show while kdesk is locked"))
        self.done_button = primary_button(self.tr("Done"))
        self.up_button = quiet_button(self.tr("Move up"))
        self.down_button = quiet_button(self.tr("Move down"))
        self.remove_button = soft_button(self.tr("Remove"))
        self._lay_out()
        self._connect()

    def show_person(self, person: Person) -> None:
        """Fill the fields with what is noted of somebody, and begin with the name."""
        self._filling = True
        kept = (person.name, person.role, person.number, person.note)
        for field, words in zip(self._words, kept, strict=True):
            field.show(words)
        self.while_locked.setChecked(person.while_locked)
        self._filling = False

    def begin(self) -> None:
        """The name can be typed at once."""
        self._fields[0].setFocus()

    def typed(self, person: Person) -> Person:
        """The person as the fields now have them."""
        name, role, number, note = (field.words() for field in self._words)
        return replace(
            person,
            name=name,
            role=role,
            number=number,
            note=note,
            while_locked=self.while_locked.isChecked(),
        )

    def _lay_out(self) -> None:
        name, role, number, note = self._fields
        role.setPlaceholderText(self.tr("A friend, my therapist"))
        number.setPlaceholderText(self.tr("Or whatever else reaches them"))
        note.setPlaceholderText(self.tr("When to call, what to say first"))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 6, 0, 10)
        column.setSpacing(12)
        column.addWidget(
            FieldGrid(
                (
                    RowField(self.tr("Who"), name),
                    RowField(self.tr("What they are to you"), role),
                    RowField(self.tr("Number"), number),
                    RowField(self.tr("Note"), note),
                )
            )
        )
        locked = QVBoxLayout()
        locked.setSpacing(0)
        locked.addWidget(self.while_locked)
        locked.addWidget(
            note_label(
                self.tr(
                    "Name, role and number are then also kept outside the encrypted journal, and "
                    "whoever uses this computer can read them. The note stays inside."
                )
            )
        )
        column.addLayout(locked)
        buttons = FlowLayout()
        for button in (self.done_button, self.up_button, self.down_button, self.remove_button):
            buttons.addWidget(button)
        column.addLayout(buttons)

    def _connect(self) -> None:
        for field in self._fields:
            field.textChanged.connect(self._touch)
            field.returnPressed.connect(self.done)
        self.while_locked.toggled.connect(self._touch)
        self.done_button.clicked.connect(self.done)
        self.remove_button.clicked.connect(self.remove_requested)
        self.up_button.clicked.connect(lambda: self.move_requested.emit(-1))
        self.down_button.clicked.connect(lambda: self.move_requested.emit(1))

    def _touch(self) -> None:
        """Somebody changed a field; while they are filled in it is nobody."""
        if not self._filling:
            self.touched.emit()
