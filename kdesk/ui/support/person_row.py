"""One person of the list, to read."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from kdesk.domain.person import Person
from kdesk.ui.widgets.buttons import quiet_button
from kdesk.ui.widgets.labels import PlainLabel, note_label, quiet_label, section_label


class PersonRow(QWidget):
    """Who it is and how to reach them; the number is large and can be copied."""

    edit_requested = Signal()

    def __init__(self, person: Person) -> None:
        super().__init__()
        self.person = person
        self.setProperty("look", "bare")
        name, role, number = person.name.strip(), person.role.strip(), person.number.strip()
        known = name or role or self.tr("Somebody without a name yet")
        who = QVBoxLayout()
        who.setSpacing(2)
        who.addWidget(section_label(known))
        locked = self.tr("also shown while locked") if person.while_locked else ""
        about = " · ".join(part for part in (role if name else "", locked) if part)
        if about:
            who.addWidget(note_label(about))
        if person.note.strip():
            who.addWidget(quiet_label(person.note.strip()))
        who.addStretch(1)
        self.number = PlainLabel(number, "section")
        self.number.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.edit_button = quiet_button(self.tr("Edit"))
        self.edit_button.setAccessibleName(self.tr("Edit {name}").format(name=known))
        self.edit_button.clicked.connect(self.edit_requested)
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 4, 0, 4)
        line.setSpacing(16)
        top = Qt.AlignmentFlag.AlignTop
        line.addLayout(who, 1)
        line.addWidget(self.number, 1, top)
        line.addWidget(self.edit_button, 0, top)
