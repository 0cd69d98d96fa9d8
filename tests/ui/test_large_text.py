"""With the largest text every page still fits its window, down to the smallest one."""

from collections.abc import Iterator
from typing import Any, cast

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPixmap
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QStyleOptionViewItem, QWidget
from pytestqt.qtbot import QtBot

from kdesk.domain.excerpt import Excerpt
from kdesk.domain.goal import Direction
from kdesk.domain.sign import Sign
from kdesk.jobs.protocol import Level, Started
from kdesk.store import creations, goals, insights, people, sessions, themes
from kdesk.ui.main_window import MainWindow
from kdesk.ui.memo.memo_page import MemoPage
from kdesk.ui.recording.page import RecordingPage
from kdesk.ui.recording.voice import Voice
from kdesk.ui.support.page import SupportPage
from kdesk.ui.theme import Theme
from kdesk.ui.timeline.page import TimelinePage
from kdesk.ui.widgets.item_list import ItemList
from kdesk.ui.widgets.page import Page
from kdesk.ui.widgets.row_button import RowButton
from kdesk.ui.workspace import Workspace
from tests.ui.a_desk import FRIDAY, JournalDesk

LARGEST = 1.6
SIZES = [(900, 600), (1280, 820)]
SLACK = 24
"""Pixels of the page's margin that a row may use."""


class Large:
    """A window with a journal in it, read at the largest text."""

    def __init__(self, journal: JournalDesk, qtbot: QtBot) -> None:
        desk = journal.desk
        self.voice = Voice(journal.clock)
        desk.settings.change(show_elapsed=True)
        self.recording = RecordingPage(
            desk.theme, self.voice, lambda _: Sign.IN_PLACE, desk.settings, people=lambda: ()
        )
        self.window = MainWindow(desk.theme, self.voice, self.recording, lambda: 10)
        qtbot.addWidget(self.window)
        desk.theme.change(scale=LARGEST)
        self.workspace = Workspace(desk, self.window.rail)
        self.window.show_workspace(self.workspace)
        self.window.show()
        qtbot.waitExposed(self.window)

    def page(self, place: str) -> Page:
        """Show a place of the rail, or one thing."""
        if "-" in place:
            self.workspace.show_item(place)
        else:
            self.workspace.show_place(place)
        for _ in range(4):
            QApplication.processEvents()
        return cast("Page", self.workspace.stack.currentWidget())


@pytest.fixture
def large(journal: JournalDesk, qtbot: QtBot) -> Iterator[Large]:
    yield Large(journal, qtbot)
    journal.desk.theme.change(scale=1.0)


def things(journal: JournalDesk) -> list[str]:
    vault, now = journal.vault, FRIDAY
    session = sessions.add(
        vault, begun_at=now, title="Third session", place="The room", companions="A", now=now
    )
    goal = goals.add(
        vault, at=now, title="Sing again, with others", direction=Direction.START, now=now
    )
    made = creations.add(
        vault, at=now, title="Unhurried", note="", session_id=None, files=[], now=now
    )
    memo = journal.memo(now, title="In the car park, afterwards", session_id=session.id)
    said = Excerpt(memo.id, 8.0, 10.0, "I am grateful for my sister")
    insight = insights.add(vault, at=now, text=said.words, excerpt=said, now=now)
    themes.tag(vault, "gratitude, again and again", memo.id, said, now=now)
    kept = (session.id, goal.id, made.id, insight.id, memo.id)
    return [str(item_id) for item_id in kept]


@pytest.mark.parametrize(("width", "height"), SIZES)
def test_no_page_runs_out_of_the_window(
    large: Large, journal: JournalDesk, width: int, height: int
) -> None:
    large.window.resize(width, height)
    places = [
        "Today",
        "Timeline",
        "Sessions",
        "Journal",
        "Insights",
        "Goals",
        "Creations",
        "Summary",
    ]
    for place in (*places, "Support", "Settings", *things(journal)):
        page = large.page(place)
        viewport = page.scroll_area.viewport()
        for button in page.findChildren(QPushButton):
            if button.isVisible():
                right = button.mapTo(page, QPoint(button.width(), 0)).x()
                assert right <= viewport.width(), (place, button.text())
        content = cast("QWidget", page.scroll_area.widget())
        assert content.width() <= viewport.width() + SLACK, place


@pytest.mark.parametrize(("width", "height"), SIZES)
def test_the_choices_of_the_summary_are_seen_whole(large: Large, width: int, height: int) -> None:
    large.window.resize(width, height)
    page = cast("Any", large.page("Summary"))
    for card in (page.period, page.sections):
        assert card.width() >= card.minimumSizeHint().width()
        inside = card.parentWidget().parentWidget()
        assert card.mapTo(inside, QPoint(card.width(), 0)).x() <= inside.width()


def test_a_telephone_number_on_the_support_page_stands_whole_below_the_name(
    large: Large, journal: JournalDesk
) -> None:
    mobile, two = "+49 176 5550 0126", "030 5550 0142 by day / +49 (0) 176 5550 0126 at night"
    for name, number in (("Mara", mobile), ("Ida", "0171"), ("Jo", two), ("Ben", "")):
        people.add(journal.vault, name=name, number=number, while_locked=True, now=FRIDAY)
    large.window.resize(900, 600)
    rows = cast("SupportPage", large.page("Support")).card.rows()
    for row in rows[:3]:
        label = row.number
        # Where it may not be broken it is as wide as the room, or it would run out of it.
        needed = label.fontMetrics().boundingRect(
            QRect(0, 0, label.width(), 10_000), Qt.TextFlag.TextWordWrap, label.text()
        )
        assert needed.width() <= label.width()
        assert label.height() >= needed.height()
        assert label.y() >= row.findChildren(QLabel)[0].geometry().bottom()
        assert label.x() == 0
    first, second, third, last = (row.number for row in rows)
    assert first.text() == mobile
    assert first.height() < 2 * first.fontMetrics().height()
    assert second.text() == "0171"
    assert third.text().replace("\N{NO-BREAK SPACE}", " ") == two
    assert "030\N{NO-BREAK SPACE}5550\N{NO-BREAK SPACE}0142 by" in third.text()
    assert not last.isVisible()


def test_a_telephone_number_is_beside_the_name_again_where_there_is_room(
    large: Large, journal: JournalDesk
) -> None:
    people.add(
        journal.vault, name="Mara", number="+49 176 5550 0126", while_locked=True, now=FRIDAY
    )
    large.window.resize(900, 600)
    (row,) = cast("SupportPage", large.page("Support")).card.rows()
    assert row.number.x() == 0
    large.window.resize(1280, 820)
    large.page("Support")
    assert row.number.x() > 0
    large.window.resize(900, 600)
    large.page("Support")
    assert row.number.x() == 0
    journal.desk.theme.change(scale=1.0)
    large.page("Support")
    assert row.number.x() > 0


def test_a_title_has_the_whole_line_where_the_tools_leave_too_little(
    large: Large, journal: JournalDesk
) -> None:
    *_, memo = things(journal)
    large.window.resize(900, 600)
    page = large.page(memo)
    (title,) = [label for label in page.findChildren(QLabel) if label.property("role") == "title"]
    assert title.width() >= QFontMetrics(title.font()).horizontalAdvance(title.text())


def test_where_nothing_was_heard_the_hint_is_shown_with_all_its_lines(
    large: Large, journal: JournalDesk
) -> None:
    *_, memo = things(journal)
    large.window.resize(900, 600)
    page = cast("MemoPage", large.page(memo))
    text = page.words.text
    text.setPlaceholderText("No words were heard. " * 6)
    painted = text.viewport().grab().toImage()
    ground = painted.pixelColor(1, 1)
    lowest = max(
        y
        for y in range(painted.height())
        for x in range(0, painted.width(), 2)
        if painted.pixelColor(x, y) != ground
    )
    assert lowest >= 2.2 * QFontMetrics(journal.desk.theme.font("words")).height()


def test_the_rows_of_the_timeline_have_room_for_their_titles(large: Large) -> None:
    large.window.resize(900, 600)
    page = cast("TimelinePage", large.page("Timeline"))
    assert page.months.isHidden()
    large.window.resize(1280, 820)
    QApplication.processEvents()
    assert not page.months.isHidden()


def test_a_long_date_leaves_half_of_a_row_to_its_words(qtbot: QtBot) -> None:
    theme = Theme("light", LARGEST)
    row = RowButton(theme, "Write a few lines before bed", "look again on Sunday 29 November 2026")
    qtbot.addWidget(row)
    row.resize(400, 80)
    assert row._room(400) >= 180
    assert row.sizeHint().height() >= 2 * QFontMetrics(theme.font("body")).height()


def test_a_goal_keeps_its_title_beside_a_long_date(
    large: Large, journal: JournalDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    things(journal)
    large.window.resize(900, 600)
    found = large.page("Goals").findChildren(ItemList)
    rows = next(one for one in found if one.model().rowCount())
    delegate = cast("Any", rows.itemDelegate())
    monkeypatch.setattr(delegate._model, "when", lambda *_, **__: "Saturday 24 October " * 4)
    written: list[QRect] = []
    draw = QPainter.drawText

    def note(self: QPainter, *told: Any) -> None:
        if isinstance(told[0], QRect):
            written.append(told[0])
        draw(self, *told)

    monkeypatch.setattr(QPainter, "drawText", note)
    option = QStyleOptionViewItem()
    cast("Any", option).rect = QRect(0, 0, 500, 60)
    pixmap = QPixmap(500, 60)
    painter = QPainter(pixmap)
    delegate.paint(painter, option, rows.model().index(0, 0))
    painter.end()
    assert written[-1].width() >= 150


@pytest.mark.parametrize(("width", "height"), SIZES)
def test_the_session_day_screen_grows_with_the_text_and_fits(
    large: Large, width: int, height: int
) -> None:
    large.window.resize(width, height)
    large.window.show_recording(begin=False)
    page = large.recording
    large.voice.heard.emit(Started(cast("Any", "memo-1"), FRIDAY))
    large.voice.heard.emit(Level(0.5, 61))
    for _ in range(4):
        QApplication.processEvents()
    assert page.words.font().pointSizeF() >= 24 * LARGEST - 0.1
    assert page.hint.font().pointSizeF() >= 16 * LARGEST - 0.1
    assert min(page.ring.width(), page.ring.height()) >= 160
    for label in (page.words, page.hint):
        assert label.height() >= label.heightForWidth(label.width())
    for button in (page.pause_button, page.mark_button):
        assert page.rect().contains(QRect(button.mapTo(page, QPoint()), button.size()))
    assert page.height() <= height
