"""A card around rows: the rows keep room for their own ground, and still stand under the title."""

from PySide6.QtWidgets import QHBoxLayout, QLayout, QWidget

from kdesk.ui.widgets.card import Card
from kdesk.ui.widgets.item_list import INSET
from kdesk.ui.widgets.labels import section_label

SIDE = 20


class ListCard(Card):
    """Put rows into `body`; `add_head` puts in what isn't a row."""

    def __init__(self, title: str = "", top: int = 18) -> None:
        super().__init__()
        column = self.layout()
        if column is not None:
            column.setContentsMargins(SIDE - INSET, top, SIDE - INSET, 12)
        self.body.setSpacing(4)
        if title:
            self.add_head(section_label(title))

    def add_head(self, head: QWidget | QLayout) -> None:
        """Add words or buttons in line with the words of the rows."""
        inset = QHBoxLayout()
        inset.setContentsMargins(INSET, 0, INSET, 0)
        if isinstance(head, QLayout):
            inset.addLayout(head)
        else:
            inset.addWidget(head)
        self.body.addLayout(inset)
