"""A surface that holds what belongs together."""

from PySide6.QtWidgets import QFrame, QVBoxLayout

from kdesk.ui.widgets.labels import section_label
from kdesk.ui.widgets.rest import RestingColumn


class Card(QFrame):
    """A rounded surface; put things into `body`."""

    def __init__(self, title: str = "") -> None:
        super().__init__()
        self.setProperty("look", "card")
        column = RestingColumn(self)
        column.setContentsMargins(20, 18, 20, 18)
        self.body: QVBoxLayout = column.body
        self.body.setSpacing(12)
        if title:
            self.body.addWidget(section_label(title))
