"""The summary page: choosing, seeing, saving, printing."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pypdfium2
import pytest
from PySide6.QtCore import QDate, QTimer
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication, QCheckBox, QDateEdit, QFileDialog, QWidget
from pytestqt.qtbot import QtBot

from kdesk.domain.entry import EntryKind
from kdesk.domain.problem import Problem, Trouble
from kdesk.paper.pages import Pages
from kdesk.store import entries, sessions
from kdesk.ui.summary.choices import Span
from kdesk.ui.summary.page import SummaryPage
from kdesk.ui.widgets.file_choice import place_to_save
from tests.ui.a_desk import FRIDAY, JournalDesk, named, texts


@pytest.fixture
def page(journal: JournalDesk, qtbot: QtBot) -> SummaryPage:
    made = SummaryPage(journal.desk)
    qtbot.addWidget(made)
    made.resize(1000, 760)
    made.show()
    return made


def entry(journal: JournalDesk, text: str, at: datetime, kind: EntryKind = EntryKind.FREE) -> str:
    return entries.add(
        journal.vault, at=at, kind=kind, title="", text=text, session_id=None, now=at
    ).id


def words(page: SummaryPage) -> str:
    assert page.pages is not None
    return page.pages.text.replace("\u00a0", " ")


def tick(page: SummaryPage, name: str) -> QCheckBox:
    box = named(page, name)
    assert isinstance(box, QCheckBox)
    return box


def test_the_page_shows_what_the_last_two_weeks_hold(
    journal: JournalDesk, page: SummaryPage
) -> None:
    entry(journal, "A yellow light.", FRIDAY - timedelta(days=3))
    entry(journal, "Long ago.", FRIDAY - timedelta(days=30))
    page.reload()
    assert "A yellow light." in words(page)
    assert "Long ago." not in words(page)
    assert "6 – 20 November 2026 · 0 sessions" in texts(page)
    assert "Page 1 of 1" in texts(page)


def test_another_period_shows_other_things(journal: JournalDesk, page: SummaryPage) -> None:
    entry(journal, "Long ago.", FRIDAY - timedelta(days=30))
    entry(journal, "Years ago.", FRIDAY - timedelta(days=3000))
    page.reload()
    page.period.choose(Span.MONTH)
    assert "Long ago." in words(page)
    assert "Years ago." not in words(page)
    page.period.choose(Span.EVERYTHING)
    assert "Years ago." in words(page)
    page.period.choose(Span.DAYS)
    first = named(page, "From")
    assert isinstance(first, QDateEdit)
    first.setDate(QDate(2026, 10, 1))
    assert "Long ago." in words(page)
    # The wrong way round is meant the right way round.
    named(page, "To").setDate(QDate(2026, 9, 1))
    assert page.period.period().first == date(2026, 9, 1)


def test_since_the_last_session_is_offered_once_there_is_one(
    journal: JournalDesk, page: SummaryPage
) -> None:
    page.reload()
    choice = named(page, "Period")
    assert "Since the last session" not in [choice.itemText(n) for n in range(choice.count())]
    sessions.add(journal.vault, begun_at=FRIDAY - timedelta(days=2), intention="Rest", now=FRIDAY)
    entry(journal, "Before it.", FRIDAY - timedelta(days=3))
    page.reload()
    page.period.choose(Span.SESSION)
    assert "Rest" in words(page)
    assert "Before it." not in words(page)
    assert "18 – 20 November 2026 · 1 session" in texts(page)


def test_what_is_not_ticked_is_not_on_the_page(
    journal: JournalDesk, page: SummaryPage, qtbot: QtBot
) -> None:
    entry(journal, "A yellow light.", FRIDAY)
    entry(journal, "Why the kitchen?", FRIDAY, EntryKind.QUESTION)
    page.reload()
    assert not tick(page, "Full transcripts").isChecked()
    assert not tick(page, "Creations").isChecked()
    box = tick(page, "Written entries")
    box.click()
    assert "yellow" not in words(page)
    assert "Why the kitchen?" in words(page)


def test_an_empty_journal_shows_a_kind_page(page: SummaryPage) -> None:
    page.reload()
    assert "that is all right" in words(page)


def test_saving_writes_the_pages_as_they_are_seen(
    journal: JournalDesk, page: SummaryPage, qtbot: QtBot, tmp_path: Path
) -> None:
    entry(journal, "A yellow light.", FRIDAY)
    page.reload()
    offered: list[str] = []

    def where(name: str) -> Path:
        offered.append(name)
        return tmp_path / "mine"

    page.ask_where = where
    named(page, "Save PDF").click()
    assert offered == ["Summary 2026-11-20.pdf"]
    document = pypdfium2.PdfDocument(tmp_path / "mine.pdf")
    assert "A yellow light." in document[0].get_textpage().get_text_bounded()
    document.close()
    assert journal.heard.told == ["Saved. The file is not encrypted; keep it safe."]
    assert [file.name for file in tmp_path.glob("mine*")] == ["mine.pdf"]


def test_a_place_that_cannot_be_written_to_is_said_plainly(
    journal: JournalDesk, page: SummaryPage, qtbot: QtBot, tmp_path: Path
) -> None:
    page.reload()
    page.ask_where = lambda _: tmp_path / "no" / "such" / "folder.pdf"
    page.save()
    (problem,) = journal.heard.problems
    assert problem.trouble is Trouble.CANNOT_WRITE
    page.ask_where = lambda _: None
    page.save()
    assert journal.heard.told == []


def test_printing_asks_for_a_printer_only_when_pressed(
    journal: JournalDesk, page: SummaryPage, qtbot: QtBot
) -> None:
    asked: list[int] = []
    page.ask_printer = lambda pages: asked.append(pages.count)
    entry(journal, "A yellow light.", FRIDAY)
    page.reload()
    assert asked == []
    named(page, "Print").click()
    assert asked == [1]

    def jammed(pages: Pages) -> None:
        raise Problem(Trouble.CANNOT_WRITE, "The printer stopped.")

    page.ask_printer = jammed
    page.print_pages()
    assert [problem.sentence for problem in journal.heard.problems] == ["The printer stopped."]


def test_pages_are_turned_and_the_number_follows(
    journal: JournalDesk, page: SummaryPage, qtbot: QtBot
) -> None:
    for n in range(80):
        entry(journal, f"{n} and a longer line of words to fill the page with.", FRIDAY)
    page.reload()
    assert page.pages is not None
    count = page.pages.count
    assert count >= 2
    assert f"Page 1 of {count}" in texts(page)
    assert not named(page, "Page before").isEnabled()
    named(page, "Next page").click()
    assert f"Page 2 of {count}" in texts(page)
    named(page, "Whole page").click()
    assert f"Page 2 of {count}" in texts(page)
    named(page, "Page before").click()
    assert f"Page 1 of {count}" in texts(page)


def test_the_preview_paints_the_page_on_a_ground_that_does_not_glare(
    journal: JournalDesk, page: SummaryPage, qtbot: QtBot
) -> None:
    entry(journal, "A yellow light.", FRIDAY)
    journal.desk.theme.wear()
    page.reload()

    def ground(theme: str) -> int:
        journal.desk.theme.change(theme)
        image: QImage = page.view.grab().toImage()
        desk = image.pixelColor(12, image.height() // 2)
        assert desk == journal.desk.theme.colour("sunk")
        return image.pixelColor(image.width() // 2, image.height() - 30).lightness()

    assert ground("light") == 255
    assert ground("night") < ground("dark") < 240
    journal.desk.theme.change("light")


def test_a_changed_journal_changes_the_page(journal: JournalDesk, page: SummaryPage) -> None:
    page.reload()
    entry(journal, "New today.", FRIDAY)
    page.reload()
    assert "New today." in words(page)


def test_a_file_dialog_leaves_no_names_behind(
    qapp: QApplication, home: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)

    def choose() -> None:
        dialog = qapp.activeModalWidget()
        assert isinstance(dialog, QFileDialog)
        dialog.selectFile(str(tmp_path / "My drawing after session four.pdf"))
        dialog.done(1)

    QTimer.singleShot(0, choose)
    place_to_save(parent, "Save", tmp_path, "a.pdf", "PDF (*.pdf)")
    left = [file for file in home.rglob("*") if file.is_file()]
    assert [file for file in left if b"drawing" in file.read_bytes()] == []
    assert [file.name for file in left if file.name == "QtProject.conf"] == []


def test_today_is_the_day_of_the_desk(journal: JournalDesk, page: SummaryPage) -> None:
    journal.clock.now = datetime(2027, 1, 5, 8, tzinfo=UTC)
    page.reload()
    assert page.period.period().last == date(2027, 1, 5)


def test_a_page_on_which_nothing_is_ticked_says_so_and_cannot_be_saved(
    journal: JournalDesk, page: SummaryPage
) -> None:
    entry(journal, "A yellow light.", FRIDAY)
    page.reload()
    assert page.save_button.isEnabled()
    for box in page.sections._boxes.values():
        box.setChecked(False)
    assert "Nothing is ticked" in words(page)
    assert not page.save_button.isEnabled()
    assert not page.print_button.isEnabled()
