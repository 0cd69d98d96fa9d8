from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from PySide6.QtCore import QDate, QMimeData, Qt, QUrl
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from kdesk.domain.entry import Entry, EntryKind
from kdesk.domain.problem import Problem, Trouble
from kdesk.store import bin as store_bin
from kdesk.store import entries, items, sessions
from kdesk.ui.journal.entry_page import EntryPage
from kdesk.ui.journal.page import JournalPage
from kdesk.ui.widgets.item_list import ITEM_ROLE
from kdesk.ui.widgets.list_page import AT_FIRST
from tests.ui.a_desk import FRIDAY, JournalDesk, named, texts, type_into


def add(journal: JournalDesk, title: str = "A title", text: str = "Some words.") -> Entry:
    return entries.add(
        journal.vault,
        at=FRIDAY - timedelta(days=1),
        kind=EntryKind.FREE,
        title=title,
        text=text,
        session_id=None,
        now=FRIDAY - timedelta(days=1),
    )


def kept(journal: JournalDesk, entry: Entry) -> Entry:
    return entries.find(journal.vault, entry.id)


@pytest.fixture
def page(journal: JournalDesk, qtbot: QtBot) -> EntryPage:
    made = EntryPage(journal.desk)
    qtbot.addWidget(made)
    return made


@pytest.fixture
def listing(journal: JournalDesk, qtbot: QtBot) -> JournalPage:
    made = JournalPage(journal.desk)
    qtbot.addWidget(made)
    return made


def test_the_journal_lists_entries_only_and_opens_them(
    journal: JournalDesk, listing: JournalPage
) -> None:
    listing.reload()
    assert "Nothing written yet." in texts(listing)
    entry = add(journal)
    journal.memo(FRIDAY)
    listing.reload()
    assert "Nothing written yet." not in texts(listing)
    model = listing.list.model()
    assert [model.index(n, 0).data(ITEM_ROLE).id for n in range(model.rowCount())] == [entry.id]
    listing.list.clicked.emit(model.index(0, 0))
    assert journal.heard.opened == [entry.id]


def test_a_long_journal_shows_the_older_ones_when_asked(
    journal: JournalDesk, listing: JournalPage
) -> None:
    for _ in range(AT_FIRST + 3):
        add(journal)
    listing.reload()
    assert listing.list.model().rowCount() == AT_FIRST
    named(listing, "Show older ones").click()
    assert listing.list.model().rowCount() == AT_FIRST + 3


def test_a_new_entry_within_a_day_of_a_session_is_about_it(
    journal: JournalDesk, listing: JournalPage
) -> None:
    named(listing, "New entry").click()
    free = entries.find(journal.vault, journal.heard.opened[-1])
    assert (free.kind, free.session_id, free.at) == (EntryKind.FREE, None, FRIDAY)
    session = sessions.add(journal.vault, begun_at=FRIDAY - timedelta(hours=3), now=FRIDAY)
    named(listing, "New entry").click()
    about = entries.find(journal.vault, journal.heard.opened[-1])
    assert (about.kind, about.session_id) == (EntryKind.AFTER, session.id)


def test_typing_is_kept_by_itself_after_a_moment(
    journal: JournalDesk, page: EntryPage, qtbot: QtBot
) -> None:
    entry = add(journal, text="")
    page.show_item(entry.id)
    type_into(named(page, "Text"), "The river was warm")
    assert kept(journal, entry).text == ""
    qtbot.waitUntil(lambda: kept(journal, entry).text == "The river was warm", timeout=3000)
    assert "Saved." in texts(page)
    type_into(named(page, "Text"), ".")
    assert "Saved." not in texts(page)


@pytest.mark.parametrize("name", ["Title", "Text"])
def test_what_a_screen_reader_or_a_script_fills_in_is_kept_too(
    journal: JournalDesk, page: EntryPage, name: str
) -> None:
    entry = add(journal)
    page.show_item(entry.id)
    field = QAccessible.queryAccessibleInterface(named(page, name))
    there = len(field.text(QAccessible.Text.Value))
    field.editableTextInterface().replaceText(0, there, "New words")
    page.leave()
    found = kept(journal, entry)
    assert {"Title": found.title, "Text": found.text}[name] == "New words"


def test_leaving_keeps_what_was_typed_a_moment_before(
    journal: JournalDesk, page: EntryPage, qtbot: QtBot
) -> None:
    entry = add(journal, text="")
    page.show_item(entry.id)
    type_into(named(page, "Text"), "Half a sent")
    page.leave()
    assert kept(journal, entry).text == "Half a sent"


def test_opening_another_entry_keeps_the_one_before(
    journal: JournalDesk, page: EntryPage, qtbot: QtBot
) -> None:
    first, second = add(journal, text=""), add(journal, text="second")
    page.show_item(first.id)
    type_into(named(page, "Text"), "first")
    page.show_item(second.id)
    assert kept(journal, first).text == "first"
    assert named(page, "Text").toPlainText() == "second"
    page.leave()
    assert kept(journal, second).text == "second"


def test_save_keeps_at_once_and_says_so(
    journal: JournalDesk, page: EntryPage, qtbot: QtBot
) -> None:
    entry = add(journal)
    page.show_item(entry.id)
    named(page, "Title").setText("")
    type_into(named(page, "Title"), "The yellow light")
    named(page, "Save").click()
    assert kept(journal, entry).title == "The yellow light"
    assert "Saved." in texts(page)


@pytest.mark.parametrize(
    "text",
    [
        "# A heading\n\n*stars*  \nand two spaces\n\n- a list\n\ttab",
        "<b>not bold</b> <img src='file:///etc/passwd'>",
        "no\u00a0break, \u202eright to left\u202c, \U0001f98b",
        "line\r\nbreaks of another system",
        "  leading and trailing  \n\n",
    ],
)
def test_markdown_is_kept_to_the_letter(
    journal: JournalDesk, page: EntryPage, qtbot: QtBot, text: str
) -> None:
    entry = add(journal, text=text, title="line\nbreak")
    page.show_item(entry.id)
    page.save()
    assert kept(journal, entry).text == text
    # Another field is changed: this one stays as it was.
    type_into(named(page, "Title"), "!")
    page.save()
    assert kept(journal, entry).text == text


def test_pasting_brings_words_only(journal: JournalDesk, page: EntryPage) -> None:
    entry = add(journal, text="")
    page.show_item(entry.id)
    pasted = QMimeData()
    pasted.setHtml("<b>bold</b><img src='file:///etc/passwd'>")
    pasted.setText("bold")
    pasted.setUrls([QUrl("file:///etc/passwd")])
    named(page, "Text").insertFromMimeData(pasted)
    page.save()
    assert kept(journal, entry).text == "bold"


def test_a_question_is_offered_and_taken_into_the_text(
    journal: JournalDesk, page: EntryPage, qtbot: QtBot
) -> None:
    entry = add(journal, text="Woke early.")
    page.show_item(entry.id)
    named(page, "What stayed with you?").click()
    type_into(named(page, "Text"), "The kitchen.")
    page.save()
    assert kept(journal, entry).text == "Woke early.\n\n### What stayed with you?\n\nThe kitchen."


def test_the_kind_can_be_chosen_and_brings_its_questions(
    journal: JournalDesk, page: EntryPage
) -> None:
    entry = add(journal)
    page.show_item(entry.id)
    kind = named(page, "Kind")
    kind.setCurrentIndex(kind.findText("Dream"))
    assert "Dream" in texts(page)
    assert named(page, "What do the images that stayed with you mean to you?").isEnabled()
    page.leave()
    assert kept(journal, entry).kind is EntryKind.DREAM


def test_an_entry_can_be_dated_back_before_2000(journal: JournalDesk, page: EntryPage) -> None:
    entry = add(journal)
    page.show_item(entry.id)
    named(page, "When").setDate(QDate(1987, 6, 5))
    page.leave()
    at = kept(journal, entry).at
    assert (at.year, at.month, at.day, at.hour, at.minute) == (1987, 6, 5, 9, 14)


def test_a_time_nobody_changed_keeps_its_seconds_and_its_offset(
    journal: JournalDesk, page: EntryPage, qtbot: QtBot
) -> None:
    entry = add(journal)
    page.show_item(entry.id)
    type_into(named(page, "Text"), "More. ")
    page.leave()
    assert kept(journal, entry).at == entry.at
    assert kept(journal, entry).at.utcoffset() == entry.at.utcoffset()


def test_an_entry_can_be_filed_to_a_session_and_taken_out_again(
    journal: JournalDesk, page: EntryPage
) -> None:
    session = sessions.add(
        journal.vault, begun_at=datetime(2026, 3, 1, 9, tzinfo=UTC), title="Session 1", now=FRIDAY
    )
    entry = add(journal)
    page.show_item(entry.id)
    field = named(page, "Session")
    for words, expected in (("Session 1 · 1 Mar 2026", session.id), ("No session", None)):
        field.setCurrentIndex(field.findText(words))
        page.leave()
        assert kept(journal, entry).session_id == expected


def test_the_bin_takes_an_entry_and_gives_it_back(
    journal: JournalDesk, page: EntryPage, qtbot: QtBot
) -> None:
    entry = add(journal, text="")
    page.show_item(entry.id)
    type_into(named(page, "Text"), "still typing")
    named(page, "Move to the bin").click()
    assert items.count(journal.vault) == 0
    (undo,) = journal.heard.undos
    undo.undo()
    assert journal.heard.opened == [entry.id]
    assert kept(journal, entry).text == "still typing"
    assert items.count(journal.vault) == 1


def test_an_entry_left_without_a_word_does_not_stay(journal: JournalDesk, page: EntryPage) -> None:
    blank = add(journal, title="", text="")
    asked = add(journal, title="What stayed with you?", text="")
    for entry in (blank, asked):
        page.show_item(entry.id)
        page.leave()
    assert items.count(journal.vault) == 0


def test_an_entry_with_only_a_title_of_ones_own_stays(
    journal: JournalDesk, page: EntryPage
) -> None:
    page.show_item(add(journal, title="Mother", text="").id)
    page.leave()
    assert items.count(journal.vault) == 1


def test_what_another_window_part_changed_is_shown_but_never_over_typing(
    journal: JournalDesk, page: EntryPage, qtbot: QtBot
) -> None:
    entry = add(journal, text="old")
    page.show_item(entry.id)
    entries.edit(journal.vault, replace(entry, text="new"), now=FRIDAY)
    page.reload()
    assert named(page, "Text").toPlainText() == "new"
    type_into(named(page, "Text"), "typed ")
    entries.edit(journal.vault, replace(entry, text="newer"), now=FRIDAY)
    page.reload()
    assert named(page, "Text").toPlainText() == "typed new"


def test_words_typed_into_an_entry_that_went_to_the_bin_are_kept_there(
    journal: JournalDesk, page: EntryPage, qtbot: QtBot
) -> None:
    entry = add(journal, text="old")
    page.show_item(entry.id)
    type_into(named(page, "Text"), "typed ")
    store_bin.remove(journal.vault, entry.id, now=FRIDAY)
    page.leave()
    assert kept(journal, entry).text == "typed old"
    assert items.count(journal.vault) == 0


def test_an_entry_that_is_not_there_leads_back(
    journal: JournalDesk, page: EntryPage, qtbot: QtBot
) -> None:
    with qtbot.waitSignal(page.back_requested):
        page.show_item("entry-01ARZ3NDEKTSV4RRFFQ69G5FAV")
    page.leave()


def test_a_full_disk_is_told_of_and_the_words_stay_on_the_page(
    journal: JournalDesk, page: EntryPage, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    entry = add(journal, text="")
    page.show_item(entry.id)
    type_into(named(page, "Text"), "words")

    def full(*_: object, **__: object) -> Entry:
        raise Problem(Trouble.DISK_FULL, "The disk is full. Make room, then try again.")

    with monkeypatch.context() as patch:
        patch.setattr(entries, "edit", full)
        page.save()
    assert [problem.trouble for problem in journal.heard.problems] == [Trouble.DISK_FULL]
    assert "Saved." not in texts(page)
    page.reload()
    assert named(page, "Text").toPlainText() == "words"
    page.save()
    assert kept(journal, entry).text == "words"


def test_words_there_is_no_room_for_are_not_lost_to_the_entry_opened_next(
    journal: JournalDesk, page: EntryPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    entry, other = add(journal, text=""), add(journal, text="another")

    def full(*_: object, **__: object) -> Entry:
        raise Problem(Trouble.DISK_FULL, "The disk is full. Make room, then try again.")

    page.show_item(entry.id)
    type_into(named(page, "Text"), "words")
    with monkeypatch.context() as patch:
        patch.setattr(entries, "edit", full)
        assert not page.leave()
        page.show_item(other.id)
    assert named(page, "Text").toPlainText() == "words"
    page.show_item(other.id)
    assert named(page, "Text").toPlainText() == "another"
    assert kept(journal, entry).text == "words"


def test_words_for_an_entry_that_was_erased_for_good_hold_nothing_up(
    journal: JournalDesk, page: EntryPage
) -> None:
    entry, other = add(journal, text=""), add(journal, text="another")
    page.show_item(entry.id)
    type_into(named(page, "Text"), "words")
    store_bin.remove(journal.vault, entry.id, now=FRIDAY)
    store_bin.empty(journal.vault, FRIDAY + timedelta(days=1))
    page.show_item(other.id)
    assert named(page, "Text").toPlainText() == "another"


def test_every_control_of_an_entry_has_a_name(journal: JournalDesk, page: EntryPage) -> None:
    page.show_item(add(journal).id)
    for name in ("Title", "Text", "Kind", "When", "Session", "Save", "Move to the bin"):
        assert named(page, name).focusPolicy() & Qt.FocusPolicy.TabFocus
    unnamed = [b for b in page.findChildren(QPushButton) if not b.accessibleName()]
    assert unnamed == []
