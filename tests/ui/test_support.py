"""The Support page of the open journal: people to note, change, order and take off."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton
from pytestqt.qtbot import QtBot

from kdesk.domain.change import Change, Happening
from kdesk.domain.ids import Kind, PersonId
from kdesk.domain.person import Person
from kdesk.domain.problem import Trouble
from kdesk.store import people
from kdesk.system import people_file
from kdesk.ui.support.page import SupportPage
from kdesk.ui.widgets.autosave import PAUSE_MS
from tests.ui.a_desk import FRIDAY, JournalDesk, named, texts, type_into


def note(journal: JournalDesk, name: str, *, while_locked: bool = False) -> Person:
    return people.add(
        journal.vault, name=name, number=f"0{len(name)}", while_locked=while_locked, now=FRIDAY
    )


def kept(journal: JournalDesk) -> list[str]:
    return [person.name for person in people.every(journal.vault)]


def shown_locked(journal: JournalDesk) -> list[str]:
    return [person.name for person in people_file.read(journal.desk.places.people_file)]


def rows(page: SupportPage) -> list[str]:
    return [row.person.name for row in page.card.rows()]


@pytest.fixture
def page(journal: JournalDesk, qtbot: QtBot) -> SupportPage:
    made = SupportPage(journal.desk)
    qtbot.addWidget(made)
    # As the workspace does, though at once.
    journal.desk.notices.changed.connect(
        lambda changes: made.reload() if made.about(changes) else None
    )
    return made


@pytest.fixture
def three(journal: JournalDesk, page: SupportPage) -> list[Person]:
    noted = [note(journal, name) for name in ("Ada", "Ben", "Cleo")]
    page.reload()
    return noted


def test_an_empty_list_asks_who_one_would_call_and_offers_roles(
    journal: JournalDesk, page: SupportPage
) -> None:
    page.reload()
    assert "Who would you call?" in texts(page)
    named(page, "The clinic, at night").click()
    type_into(named(page, "Number"), "030 555")
    named(page, "Done").click()
    (clinic,) = people.every(journal.vault)
    assert (clinic.name, clinic.role, clinic.number) == ("", "The clinic, at night", "030 555")
    assert "Who would you call?" not in texts(page)
    assert {"The clinic, at night", "030 555"} <= set(texts(page))


def test_every_field_is_kept(journal: JournalDesk, page: SupportPage) -> None:
    page.reload()
    named(page, "Add somebody").click()
    type_into(named(page, "Who"), "Ida")
    type_into(named(page, "What they are to you"), "my sister")
    type_into(named(page, "Number"), "+44 7700")
    type_into(named(page, "Note"), "Any time.")
    named(page, "Done").click()
    (ida,) = people.every(journal.vault)
    assert (ida.name, ida.role, ida.number, ida.note, ida.while_locked) == (
        "Ida", "my sister", "+44 7700", "Any time.", False,
    )  # fmt: skip
    assert {"Ida", "my sister", "+44 7700", "Any time."} <= set(texts(page))


def test_an_offer_that_was_only_looked_at_leaves_nobody(
    journal: JournalDesk, page: SupportPage
) -> None:
    page.reload()
    named(page, "A friend").click()
    named(page, "Done").click()
    assert kept(journal) == []
    named(page, "A friend").click()
    type_into(named(page, "Who"), "I")
    named(page, "Who").clear()
    page.leave()
    assert kept(journal) == []
    named(page, "A friend").click()
    named(page, "What they are to you").clear()
    page.leave()
    assert kept(journal) == []
    assert "Who would you call?" in texts(page)


def test_a_role_typed_by_hand_is_a_word_to_keep(journal: JournalDesk, page: SupportPage) -> None:
    page.reload()
    named(page, "Add somebody").click()
    type_into(named(page, "What they are to you"), "Tom from next door")
    page.leave()
    assert [person.role for person in people.every(journal.vault)] == ["Tom from next door"]


def test_what_is_typed_is_kept_without_being_asked(
    journal: JournalDesk, page: SupportPage, three: list[Person], qtbot: QtBot
) -> None:
    named(page, "Edit Ben").click()
    type_into(named(page, "Number"), "99")
    qtbot.waitUntil(
        lambda: people.every(journal.vault)[1].number == "0399", timeout=PAUSE_MS + 5_000
    )
    assert named(page, "Number").text() == "0399"  # and it can be typed on


def test_what_is_typed_is_kept_when_the_page_is_left(
    journal: JournalDesk, page: SupportPage, three: list[Person]
) -> None:
    named(page, "Edit Ben").click()
    type_into(named(page, "Who"), "jamin")
    page.leave()
    assert kept(journal) == ["Ada", "Benjamin", "Cleo"]
    assert rows(page) == ["Ada", "Benjamin", "Cleo"]


def test_editing_another_keeps_the_first(
    journal: JournalDesk, page: SupportPage, three: list[Person]
) -> None:
    named(page, "Edit Ada").click()
    type_into(named(page, "Who"), "m")
    named(page, "Edit Cleo").click()
    assert kept(journal) == ["Adam", "Ben", "Cleo"]
    assert named(page, "Who").text() == "Cleo"
    assert rows(page) == ["Adam", "Ben"]


def test_enter_is_done_and_the_keyboard_is_where_one_was(
    page: SupportPage, three: list[Person], qtbot: QtBot
) -> None:
    with qtbot.waitActive(page):
        page.show()
        page.activateWindow()
    QTest.keyClick(named(page, "Edit Ben"), Qt.Key.Key_Space)
    assert QApplication.focusWidget() is named(page, "Who")
    QTest.keyClick(named(page, "Who"), Qt.Key.Key_Return)
    assert rows(page) == ["Ada", "Ben", "Cleo"]
    assert QApplication.focusWidget() is named(page, "Edit Ben")


def test_somebody_is_moved_while_they_are_edited(
    journal: JournalDesk, page: SupportPage, three: list[Person]
) -> None:
    named(page, "Edit Cleo").click()
    type_into(named(page, "Who"), "patra")
    assert not named(page, "Move down").isEnabled()
    named(page, "Move up").click()
    assert kept(journal) == ["Ada", "Cleopatra", "Ben"]
    named(page, "Move up").click()
    assert kept(journal) == ["Cleopatra", "Ada", "Ben"]
    assert not named(page, "Move up").isEnabled()
    named(page, "Move down").click()
    named(page, "Done").click()
    assert rows(page) == ["Ada", "Cleopatra", "Ben"]


def test_who_is_removed_can_come_back_to_their_place(
    journal: JournalDesk, page: SupportPage, three: list[Person]
) -> None:
    named(page, "Edit Ben").click()
    type_into(named(page, "Who"), "jamin")
    named(page, "Remove").click()
    assert kept(journal) == rows(page) == ["Ada", "Cleo"]
    (undo,) = journal.heard.undos
    assert undo.sentence == "Taken off the list."
    undo.undo()
    assert kept(journal) == rows(page) == ["Ada", "Benjamin", "Cleo"]


def test_removing_somebody_not_kept_yet_offers_no_way_back(
    journal: JournalDesk, page: SupportPage
) -> None:
    page.reload()
    named(page, "Add somebody").click()
    named(page, "Remove").click()
    assert (kept(journal), journal.heard.undos) == ([], [])
    assert "Who would you call?" in texts(page)


def test_nobody_is_shown_while_locked_unless_that_was_chosen(
    journal: JournalDesk, page: SupportPage, three: list[Person]
) -> None:
    named(page, "Edit Ben").click()
    box = named(page, "Also show while kdesk is locked")
    assert not box.isChecked()
    assert any("whoever uses this computer can read them" in line for line in texts(page))
    assert not journal.desk.places.people_file.exists()
    box.click()
    assert shown_locked(journal) == ["Ben"]  # at once: a choice needn't wait for Done
    named(page, "Done").click()
    assert any("also shown while locked" in line for line in texts(page))
    named(page, "Edit Ben").click()
    named(page, "Also show while kdesk is locked").click()
    assert not journal.desk.places.people_file.exists()


def test_what_is_shown_while_locked_follows_every_change(
    journal: JournalDesk, page: SupportPage
) -> None:
    for name in ("Ada", "Ben"):
        note(journal, name, while_locked=True)
    page.reload()
    named(page, "Edit Ada").click()
    type_into(named(page, "Who"), "m")
    named(page, "Move down").click()
    assert shown_locked(journal) == ["Ben", "Adam"]
    named(page, "Remove").click()
    assert shown_locked(journal) == ["Ben"]
    journal.heard.undos[0].undo()
    assert shown_locked(journal) == ["Ben", "Adam"]


def test_a_file_that_cannot_be_written_is_said_and_the_list_is_kept(
    journal: JournalDesk, page: SupportPage, three: list[Person]
) -> None:
    journal.desk.places.people_file.mkdir()
    (journal.desk.places.people_file / "in the way").touch()
    named(page, "Edit Ben").click()
    named(page, "Also show while kdesk is locked").click()
    (problem,) = journal.heard.problems
    assert problem.trouble is Trouble.CANNOT_WRITE
    assert people.every(journal.vault)[1].while_locked
    named(page, "Done").click()
    assert rows(page) == ["Ada", "Ben", "Cleo"]


def test_two_lines_for_the_moment_one_for_emergencies_and_what_kdesk_is_not(
    page: SupportPage,
) -> None:
    said = texts(page)
    assert "In an emergency, call your local emergency number." in said
    assert any("breath out" in line for line in said)
    assert any("not medical advice, diagnosis or a crisis service" in line for line in said)


def test_only_what_happens_to_people_concerns_the_page(page: SupportPage) -> None:
    assert page.about((Change(Kind.PERSON, PersonId("person-1"), Happening.ADDED),))
    assert not page.about((Change(Kind.MEMO, PersonId("memo-1"), Happening.ADDED),))


def test_somebody_removed_elsewhere_is_no_longer_in_the_form(
    journal: JournalDesk, page: SupportPage, three: list[Person]
) -> None:
    named(page, "Edit Ben").click()
    people.remove(journal.vault, three[1].id)
    assert rows(page) == ["Ada", "Cleo"]
    assert [field for field in page.findChildren(QLineEdit) if field.isVisibleTo(page)] == []


def test_every_control_has_a_name(page: SupportPage, three: list[Person]) -> None:
    assert [b.text() for b in page.findChildren(QPushButton) if not b.accessibleName()] == []
    edits = [row.edit_button.accessibleName() for row in page.card.rows()]
    assert edits == ["Edit Ada", "Edit Ben", "Edit Cleo"]


def test_a_name_in_another_script_and_a_strange_one_are_kept_to_the_letter(
    journal: JournalDesk, page: SupportPage, tmp_path: Path
) -> None:
    strange = "עֲדָה \N{RIGHT-TO-LEFT OVERRIDE}<b>&amp;</b>"
    note(journal, strange, while_locked=True)
    page.reload()
    assert strange in texts(page)
    named(page, f"Edit {strange}").click()
    type_into(named(page, "Note"), "x")
    named(page, "Done").click()
    assert kept(journal) == shown_locked(journal) == [strange]
