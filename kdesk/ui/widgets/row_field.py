"""A label above the field it names."""

from PySide6.QtWidgets import QLabel, QWidget

from kdesk.ui.widgets.labels import PlainLabel
from kdesk.ui.widgets.rest import RestingColumn


class RowField(QWidget):
    """A label, its field, and perhaps a note; the field is read aloud under the label's name."""

    def __init__(self, label: str, field: QWidget, note: str = "") -> None:
        super().__init__()
        self.setProperty("look", "bare")
        self.field = field
        column = RestingColumn(self).body
        column.setSpacing(4)
        self.label: QLabel = PlainLabel(label, "note")
        self.label.setBuddy(field)
        field.setAccessibleName(label)
        # The name is the field's alone: whoever looks for it by name finds what can be filled in.
        self.label.setAccessibleName(f"{label}:")
        column.addWidget(self.label)
        column.addWidget(field)
        self.note = PlainLabel(note, "note")
        column.addWidget(self.note)
        # Shown without a parent it would be a window of its own.
        self.note.setVisible(bool(note))
