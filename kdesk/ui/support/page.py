"""Support: the people one can turn to, and what stands there for everybody."""

from PySide6.QtCore import QTimer

from kdesk.domain.change import Change
from kdesk.domain.ids import Kind, PersonId
from kdesk.domain.person import Person, is_blank
from kdesk.domain.problem import Problem
from kdesk.store import people
from kdesk.system import people_file
from kdesk.system.words import support
from kdesk.ui.desk import Desk
from kdesk.ui.notices import Undo
from kdesk.ui.support.people_card import PeopleCard
from kdesk.ui.support.person_form import PersonForm
from kdesk.ui.widgets.autosave import Autosave
from kdesk.ui.widgets.buttons import primary_button
from kdesk.ui.widgets.card import Card
from kdesk.ui.widgets.columns import Columns
from kdesk.ui.widgets.labels import PlainLabel, quiet_label
from kdesk.ui.widgets.page import Page
from kdesk.ui.widgets.words_text import WordsText


class SupportPage(Page):
    """One's own list, changed in place; what is typed is kept by itself."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, self.tr("Support"))
        self.set_subtitle(
            self.tr("Who you can turn to, and how to reach them. F1 leads here from everywhere.")
        )
        self._edited: Person | None = None
        self._people: tuple[Person, ...] = ()
        self._autosave = Autosave(self._write, desk.notices, self)
        self.add_button = primary_button(self.tr("Add somebody"))
        self.add_button.clicked.connect(lambda: self._begin(""))
        self.tools.addWidget(self.add_button)
        self.form = PersonForm()
        self.card = PeopleCard(self.form)
        self._lay_out()
        self.card.edit_requested.connect(self._edit)
        self.card.role_offered.connect(self._begin)
        self.form.touched.connect(self._autosave.touch)
        self.form.while_locked.toggled.connect(self._autosave.flush)
        self.form.done.connect(self._finish)
        self.form.remove_requested.connect(self._remove)
        self.form.move_requested.connect(self._move)

    def about(self, changes: tuple[Change, ...]) -> bool:
        """Whether somebody in the list changed."""
        return any(change.kind is Kind.PERSON for change in changes)

    def reload(self) -> None:
        """Read the list; what is being typed stays as it is."""
        self._read()
        edited = self._edited
        if edited is not None and edited.id and self._place(edited.id) is None:
            self._edited = None
            self._autosave.forget()
        self._show()

    def leave(self) -> bool:
        """Keep what was typed and put the form away."""
        if not self._autosave.flush():
            return False
        self._edited = None
        self._show()
        return True

    def _begin(self, role: str) -> None:
        """Somebody new, who is kept once something is typed of them."""
        self._open(Person(PersonId(""), "", role, "", "", while_locked=False))

    def _edit(self, person_id: str) -> None:
        self._open(next(person for person in self._people if person.id == person_id))

    def _open(self, person: Person) -> None:
        if not self._autosave.flush():
            return
        self._edited = person
        self.form.show_person(person)
        self._show()
        self.form.begin()
        # Only once the page is laid out anew is it known where the form stands.
        QTimer.singleShot(0, self._show_whole_form)

    def _show_whole_form(self) -> None:
        if self._edited is not None:
            self.scroll_area.ensureWidgetVisible(self.form)

    def _finish(self) -> None:
        edited = self._edited
        if edited is None or not self._autosave.flush():
            return
        place = None if self._edited is None else self._place(self._edited.id)
        self._edited = None
        self._show()
        button = self.add_button if place is None else self.card.rows()[place].edit_button
        button.setFocus()

    def _write(self) -> None:
        before = self._edited
        if before is None:
            return
        typed = self.form.typed(before)
        vault, now = self.desk.vault, self.desk.now()
        if before.id:
            self._edited = people.edit(vault, typed)
        elif typed == before or is_blank(typed):
            return
        else:
            self._edited = people.add(
                vault,
                name=typed.name,
                role=typed.role,
                number=typed.number,
                note=typed.note,
                while_locked=typed.while_locked,
                now=now,
            )
        self._kept()

    def _remove(self) -> None:
        if self._edited is None or not self._autosave.flush():
            return
        removed, self._edited = self._edited, None
        place = self._place(removed.id)
        if place is not None:
            people.remove(self.desk.vault, removed.id)
            self.desk.notices.undo_offered.emit(
                Undo(self.tr("Taken off the list."), lambda: self._put_back(removed, place))
            )
        self._kept()

    def _put_back(self, person: Person, place: int) -> None:
        people.put_back(self.desk.vault, person, place)
        self._kept()

    def _move(self, step: int) -> None:
        if self._edited is None or not self._autosave.flush():
            return
        place = self._place(self._edited.id)
        if place is not None and 0 <= place + step < len(self._people):
            people.move(self.desk.vault, self._edited.id, place + step)
            self._kept()

    def _kept(self) -> None:
        """Something changed: it is shown, and those chosen for it are in the other file."""
        self._read()
        self._show()
        try:
            people_file.keep(self.desk.places.people_file, self._people)
        except Problem as problem:
            self.desk.notices.tell_problem(problem)

    def _read(self) -> None:
        self._people = people.every(self.desk.vault)

    def _place(self, person_id: PersonId) -> int | None:
        ids = [person.id for person in self._people]
        return ids.index(person_id) if person_id in ids else None

    def _show(self) -> None:
        self.card.show_people(self._people, self._edited)

    def _lay_out(self) -> None:
        words = support()
        moment = Card(self.tr("For this moment"))
        for sentence in words.grounding:
            moment.body.addWidget(WordsText(self.desk.theme, sentence))
        emergency = Card()
        emergency.body.addWidget(PlainLabel(words.emergency, "strong"))
        emergency.body.addWidget(
            quiet_label(
                self.tr(
                    "kdesk calls nobody, and nobody reads along. It is not medical advice, "
                    "diagnosis or a crisis service. After a session follow your clinic's safety "
                    "instructions."
                )
            )
        )
        columns = Columns()
        columns.wide.addWidget(self.card)
        columns.wide.addStretch(1)
        columns.narrow.addWidget(moment)
        columns.narrow.addWidget(emergency)
        columns.narrow.addStretch(1)
        self.body.addWidget(columns)
