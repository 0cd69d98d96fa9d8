"""One person of the list, to read."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QVBoxLayout, QWidget

from kdesk.domain.person import Person
from kdesk.ui.widgets.buttons import quiet_button
from kdesk.ui.widgets.labels import PlainLabel, note_label, quiet_label, section_label
from kdesk.ui.widgets.telephone import in_one_line, unbroken

SPACE = 16


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
        top = Qt.AlignmentFlag.AlignTop
        self._pair = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._pair.addLayout(who, 1)
        self._pair.addWidget(self.number, 1, top)
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 4, 0, 4)
        line.setSpacing(SPACE)
        line.addLayout(self._pair, 1)
        line.addWidget(self.edit_button, 0, top)
        self.arrange(beside=True)

    def has_room(self) -> bool:
        """Whether the number stands whole beside the name."""
        half = (self._room() - SPACE) // 2
        return in_one_line(self.person.number.strip(), self.number.fontMetrics()) <= half

    def arrange(self, *, beside: bool) -> None:
        """Have the number beside the name, or below, where its lines end beside numbers only."""
        across, down = QBoxLayout.Direction.LeftToRight, QBoxLayout.Direction.TopToBottom
        self._pair.setDirection(across if beside else down)
        self._pair.setSpacing(SPACE if beside else 4)
        number = self.person.number.strip()
        if not beside and in_one_line(number, self.number.fontMetrics()) > self._room():
            number = unbroken(number, self.number.fontMetrics(), self._room())
        if number != self.number.text():
            self.number.setText(number)
        self.number.setVisible(beside or bool(number))

    def _room(self) -> int:
        return self.width() - self.edit_button.sizeHint().width() - SPACE
