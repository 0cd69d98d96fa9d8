"""The card on a thing's page with the words of a memo that it came from."""

from PySide6.QtWidgets import QWidget

from kdesk.store import excerpts
from kdesk.ui.desk import Desk
from kdesk.ui.widgets.card import Card
from kdesk.ui.widgets.excerpt_line import ExcerptLine
from kdesk.ui.widgets.passage_playing import PassagePlaying


class SaidCard(Card):
    """What was said, and Play; hidden for things that weren't spoken."""

    def __init__(self, desk: Desk, page: QWidget) -> None:
        super().__init__(self.tr("What you said"))
        self._vault = desk.vault
        self._playing = PassagePlaying(desk, page)
        self._line = ExcerptLine(desk, self._playing)
        self.body.addWidget(self._line)
        self.hide()

    def show_item(self, item_id: str) -> None:
        """Show where this thing was said."""
        excerpt = excerpts.of(self._vault, item_id)
        self._line.show_excerpt(excerpt)
        self.setVisible(excerpt is not None)

    def let_go(self) -> None:
        """The page is left: be quiet."""
        self._playing.let_go()
