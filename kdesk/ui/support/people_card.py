"""The list of people, with the form in the place of the one who is being edited."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QEvent, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from kdesk.domain.person import Person
from kdesk.system.words import support
from kdesk.ui.support.person_form import PersonForm
from kdesk.ui.support.person_row import PersonRow
from kdesk.ui.widgets.buttons import quiet_button
from kdesk.ui.widgets.card import Card
from kdesk.ui.widgets.emptying import empty
from kdesk.ui.widgets.flow_layout import FlowLayout
from kdesk.ui.widgets.labels import PlainLabel, hairline, quiet_label


class PeopleCard(Card):
    """In the order of the list; somebody new is filled in at its end."""

    edit_requested = Signal(str)
    """The id of the person."""
    role_offered = Signal(str)
    """What somebody new is to one."""

    def __init__(self, form: PersonForm) -> None:
        super().__init__(self.tr("My people"))
        self._form = form
        self._shown: tuple[Sequence[Person], Person | None] | None = None
        self._rows: list[PersonRow] = []
        self._list = QVBoxLayout()
        self._list.setSpacing(8)
        self._offer = self._offered_roles()
        self.body.addWidget(self._offer)
        self.body.addLayout(self._list)
        self._list.addWidget(form)
        form.hide()

    def rows(self) -> Sequence[PersonRow]:
        """The rows that are shown, one for each person but the one in the form."""
        return self._rows

    def show_people(self, people: Sequence[Person], edited: Person | None) -> None:
        """Show the list; `edited` stands in the form, without an id at the end of the list."""
        if self._shown == (people, edited):
            return
        self._shown = people, edited
        # The form stays the same one, with its cursor, whatever is built around it.
        self._list.removeWidget(self._form)
        empty(self._list)
        self._rows = []
        for person in people:
            if edited is not None and person.id == edited.id:
                self._add(self._form)
            else:
                self._add(self._row(person))
        if edited is not None and not edited.id:
            self._add(self._form)
        self._form.setVisible(edited is not None)
        self._offer.setVisible(not people and edited is None)
        self._enable_moves([person.id for person in people], edited)

    def event(self, event: QEvent) -> bool:
        """A narrow card and large text have all the numbers below the names."""
        known = super().event(event)
        if event.type() in (QEvent.Type.Resize, QEvent.Type.LayoutRequest):
            self._arrange()
        return known

    def _arrange(self) -> None:
        beside = all(row.has_room() for row in self._rows)
        for row in self._rows:
            row.arrange(beside=beside)

    def _add(self, widget: QWidget) -> None:
        if self._list.count():
            self._list.addWidget(hairline())
        self._list.addWidget(widget)

    def _row(self, person: Person) -> PersonRow:
        row = PersonRow(person)
        row.edit_requested.connect(partial(self._edit, person.id))
        self._rows.append(row)
        return row

    def _enable_moves(self, ids: Sequence[str], edited: Person | None) -> None:
        place = ids.index(edited.id) if edited is not None and edited.id in ids else None
        self._form.up_button.setEnabled(place is not None and place > 0)
        self._form.down_button.setEnabled(place is not None and place < len(ids) - 1)

    def _offered_roles(self) -> QWidget:
        offer = QWidget()
        offer.setProperty("look", "bare")
        column = QVBoxLayout(offer)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        column.addWidget(PlainLabel(self.tr("Who would you call?")))
        column.addWidget(
            quiet_label(
                self.tr(
                    "Note them on a calm day: then the number is there when it is hard to look "
                    "for. After a session they are one key away."
                )
            )
        )
        buttons = FlowLayout()
        for role in support().roles:
            button = quiet_button(role)
            button.clicked.connect(partial(self._take_offer, role))
            buttons.addWidget(button)
        column.addLayout(buttons)
        return offer

    def _edit(self, person_id: str) -> None:
        self.edit_requested.emit(person_id)

    def _take_offer(self, role: str) -> None:
        self.role_offered.emit(role)
