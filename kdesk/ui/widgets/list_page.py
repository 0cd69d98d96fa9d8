"""The shape of a page that lists the things of one kind, newest first, and begins new ones."""

from kdesk.domain.change import Change
from kdesk.domain.ids import Kind
from kdesk.store import items
from kdesk.ui.desk import Desk
from kdesk.ui.widgets.buttons import primary_button, quiet_button
from kdesk.ui.widgets.empty_state import EmptyState
from kdesk.ui.widgets.item_list import ItemList
from kdesk.ui.widgets.list_card import ListCard
from kdesk.ui.widgets.page import Page

AT_FIRST = 200
"""Rows before "Show older ones"; each press shows five times as many."""


class ListPage(Page):
    """A list in a card; `begin` makes a new thing and opens it."""

    def __init__(self, desk: Desk, kind: Kind) -> None:
        super().__init__(desk, "")
        self._kind = kind
        self._limit = AT_FIRST
        self.list = ItemList(desk, "")
        self._card = ListCard(top=8)
        self._card.body.addWidget(self.list)
        self.older_button = quiet_button(self.tr("Show older ones"))
        self.older_button.clicked.connect(self._show_older)
        self._card.add_head(self.older_button)
        self.body.addWidget(self._card)

    def dress(self, title: str, new: str, empty: tuple[str, str]) -> None:
        """Name the page and its button; `empty` is what an empty list says, and a hint."""
        self.set_title(title)
        self.list.setAccessibleName(title)
        self.new_button = primary_button(new)
        self.new_button.clicked.connect(self._begin)
        self.tools.addWidget(self.new_button)
        self._empty = EmptyState(*empty)
        self.body.addWidget(self._empty)

    def begin(self) -> str:
        """Make a new thing and return its id."""
        raise NotImplementedError

    def about(self, changes: tuple[Change, ...]) -> bool:
        """Whether one of the listed kind changed."""
        return any(change.kind is self._kind for change in changes)

    def reload(self) -> None:
        """Read the newest and show them."""
        kinds = frozenset({self._kind})
        found = items.newest(self.desk.vault, limit=self._limit + 1, kinds=kinds)
        self.list.show_items(found[: self._limit])
        self.older_button.setVisible(len(found) > self._limit)
        self._card.setVisible(bool(found))
        self._empty.setVisible(not found)

    def _show_older(self) -> None:
        self._limit *= 5
        self.reload()

    def _begin(self) -> None:
        self.desk.notices.open_requested.emit(self.begin())
