"""The parts every screen is made of."""

import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, Qt, QUrl
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDateTimeEdit,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)
from pytestqt.qtbot import QtBot

from kdesk.domain.ids import EntryId, Kind, MemoId
from kdesk.domain.item import Item
from kdesk.ui.theme import Theme
from kdesk.ui.widgets.banner import Banner, PassingLine
from kdesk.ui.widgets.buttons import icon_button, primary_button, quiet_button, soft_button
from kdesk.ui.widgets.card import Card
from kdesk.ui.widgets.chip import Chip
from kdesk.ui.widgets.crash_page import CrashPage
from kdesk.ui.widgets.empty_state import EmptyState
from kdesk.ui.widgets.flow_layout import FlowLayout
from kdesk.ui.widgets.item_list import ItemList, ItemModel
from kdesk.ui.widgets.labels import PlainLabel
from kdesk.ui.widgets.page import Page
from kdesk.ui.widgets.row_field import RowField
from kdesk.ui.widgets.search_box import SearchBox
from kdesk.ui.widgets.serif_text import SerifText
from tests.ui.a_desk import JournalDesk

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
MEMO = Item(MemoId("memo-1"), Kind.MEMO, NOW - timedelta(hours=18), "The river", "", None, "4 min")
ENTRY = Item(EntryId("entry-1"), Kind.ENTRY, NOW, "", "Before it began\nand more", None)


@pytest.fixture
def theme(qapp: object) -> Iterator[Theme]:
    worn = Theme("light")
    worn.wear()
    yield worn


def shown(qtbot: QtBot, widget: QWidget, width: int = 600, height: int = 400) -> QWidget:
    qtbot.addWidget(widget)
    widget.resize(width, height)
    widget.show()
    qtbot.waitExposed(widget)
    return widget


def column(*widgets: QWidget) -> QWidget:
    host = QWidget()
    layout = QVBoxLayout(host)
    for widget in widgets:
        layout.addWidget(widget)
    layout.addStretch(1)
    return host


@pytest.mark.parametrize("scale", [0.9, 1.0, 1.6])
def test_every_control_is_at_least_44_pixels_high(qtbot: QtBot, scale: float) -> None:
    theme = Theme("light", scale)
    theme.wear()
    controls = [
        primary_button("Save"),
        quiet_button("Write"),
        soft_button("Remove"),
        icon_button(theme, "x", "Put away"),
        QLineEdit(),
        QComboBox(),
        QDateTimeEdit(),
        QCheckBox("One"),
        QRadioButton("Two"),
        SearchBox(theme, "Search"),
    ]
    host = shown(qtbot, column(*controls), height=900)
    assert [control.height() >= 44 for control in controls] == [True] * len(controls)
    host.close()


def test_an_icon_button_is_read_aloud_by_its_name(theme: Theme, qtbot: QtBot) -> None:
    button = icon_button(theme, "x", "Put away")
    qtbot.addWidget(button)
    assert button.accessibleName() == "Put away"
    assert button.width() >= 44


def test_labels_show_markup_as_it_was_typed(theme: Theme, qtbot: QtBot, tmp_path: Path) -> None:
    words = f'<img src="{tmp_path}/x.png"><b>bold</b>'
    for label in (PlainLabel(words), Chip(words, "teal")):
        qtbot.addWidget(label)
        assert label.textFormat() == Qt.TextFormat.PlainText
        assert label.text() == words


def test_a_card_in_a_tall_row_keeps_its_things_at_the_top(theme: Theme, qtbot: QtBot) -> None:
    low, tall = Card("Low"), Card("Tall")
    label = PlainLabel("One line")
    low.body.addWidget(label)
    filler = QWidget()
    filler.setFixedHeight(300)
    tall.body.addWidget(filler)
    host = QWidget()
    row = QHBoxLayout(host)
    row.addWidget(low)
    row.addWidget(tall)
    shown(qtbot, host)
    assert low.height() == tall.height()
    assert label.mapTo(low, QPoint(0, 0)).y() < 80


def test_a_page_with_little_on_it_does_not_scroll(journal: JournalDesk, qtbot: QtBot) -> None:
    page = Page(journal.desk, "A page")
    card = Card("A card")
    card.body.addWidget(PlainLabel("A long sentence that needs two lines at least. " * 4))
    page.body.addWidget(card)
    shown(qtbot, page, 700, 500)
    assert page.scroll_area.verticalScrollBar().maximum() == 0
    assert card.height() < 200


def test_a_page_gives_its_room_to_what_wants_to_grow(journal: JournalDesk, qtbot: QtBot) -> None:
    page = Page(journal.desk, "A page")
    text = SerifText(journal.desk.theme, "Text")
    page.body.addWidget(text)
    shown(qtbot, page, 700, 600)
    assert text.height() > 400


def test_a_page_is_called_by_its_title(journal: JournalDesk, qtbot: QtBot) -> None:
    page = Page(journal.desk, "Journal")
    qtbot.addWidget(page)
    page.set_title("A title with <b>brackets</b>")
    assert page.accessibleName() == "A title with <b>brackets</b>"


def test_a_field_is_read_aloud_under_its_label(theme: Theme, qtbot: QtBot) -> None:
    field = QLineEdit()
    row = RowField("Place", field, "Where it was")
    qtbot.addWidget(row)
    assert field.accessibleName() == "Place"
    assert row.label.accessibleName() != "Place"
    assert row.label.buddy() is field


def test_a_flow_breaks_into_the_next_line(theme: Theme, qtbot: QtBot) -> None:
    host = QWidget()
    flow = FlowLayout(host)
    buttons = [QPushButton(f"Button {number}") for number in range(6)]
    for button in buttons:
        flow.addWidget(button)
    shown(qtbot, host, 320, 400)
    assert len({button.y() for button in buttons}) > 1
    assert all(button.geometry().right() < 320 for button in buttons)
    assert flow.heightForWidth(320) > flow.heightForWidth(3000)


class TestItemList:
    @pytest.fixture
    def rows(self, journal: JournalDesk, qtbot: QtBot) -> ItemList:
        made = ItemList(journal.desk, "Recent")
        made.show_items([MEMO, ENTRY])
        shown(qtbot, made)
        return made

    def test_its_model_keeps_qt_s_rules(self, theme: Theme, qtbot: QtBot) -> None:
        parent = QWidget()
        qtbot.addWidget(parent)
        model = ItemModel(theme, lambda: NOW, parent)
        QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal, parent)
        model.show_items([MEMO, ENTRY])
        model.show_items([ENTRY])

    def test_a_row_says_kind_title_and_time_to_a_screen_reader(self, rows: ItemList) -> None:
        spoken = rows.model().index(0, 0).data(Qt.ItemDataRole.AccessibleTextRole)
        assert spoken == "memo, The river, yesterday 15:00 · 4 min"

    def test_what_has_no_title_is_called_by_its_first_words(self, rows: ItemList) -> None:
        assert rows.model().index(1, 0).data() == "Before it began"

    def test_a_click_opens_the_thing(self, rows: ItemList, journal: JournalDesk) -> None:
        place = rows.visualRect(rows.model().index(1, 0)).center()
        QTest.mouseClick(rows.viewport(), Qt.MouseButton.LeftButton, pos=place)
        assert journal.heard.opened == ["entry-1"]

    def test_enter_opens_the_current_thing(self, rows: ItemList, journal: JournalDesk) -> None:
        rows.setCurrentIndex(rows.model().index(0, 0))
        QTest.keyClick(rows, Qt.Key.Key_Return)
        assert journal.heard.opened == ["memo-1"]

    def test_a_list_is_as_high_as_its_rows(self, rows: ItemList) -> None:
        assert rows.sizeHint().height() >= 2 * 48
        rows.show_items([MEMO])
        assert rows.sizeHint().height() < 2 * 48


class TestSerifText:
    @pytest.fixture
    def text(self, theme: Theme, qtbot: QtBot) -> SerifText:
        made = SerifText(theme, "Text")
        shown(qtbot, made)
        return made

    @pytest.mark.parametrize(
        "words",
        [
            "a\u00a0b",
            "two  spaces",
            "tab\there",
            "# not <b>bold</b>",
            "a\n\nb\n",
            "\u202eright",
            "e\u0301",
        ],
    )
    def test_words_are_kept_to_the_letter(self, text: SerifText, words: str) -> None:
        text.setPlainText(words)
        assert text.toPlainText() == words

    def test_only_words_are_pasted(self, text: SerifText, tmp_path: Path) -> None:
        data = QMimeData()
        data.setHtml(f'<img src="{tmp_path}/secret.png"><b>bold</b> words')
        data.setText("bold words")
        text.insertFromMimeData(data)
        assert text.toPlainText() == "bold words"
        assert "bold</b>" not in text.toHtml()

    def test_a_dropped_file_brings_no_path(self, text: SerifText, tmp_path: Path) -> None:
        data = QMimeData()
        data.setUrls([QUrl.fromLocalFile(str(tmp_path / "name.txt"))])
        data.setText(str(tmp_path / "name.txt"))
        assert not text.canInsertFromMimeData(data)

    def test_only_words_are_copied(self, text: SerifText, qtbot: QtBot) -> None:
        text.setPlainText("one\ntwo")
        text.selectAll()
        text.copy()
        copied = QGuiApplication.clipboard().mimeData()
        assert copied.text() == "one\ntwo"
        assert not copied.hasHtml()

    def test_lines_have_room_between_them_also_after_typing(
        self, text: SerifText, qtbot: QtBot
    ) -> None:
        QTest.keyClicks(text, "one")
        QTest.keyClick(text, Qt.Key.Key_Return)
        QTest.keyClicks(text, "two")
        first = text.document().begin()
        heights = [first.blockFormat().lineHeight(), first.next().blockFormat().lineHeight()]
        assert heights[0] == heights[1] > 110

    def test_shift_and_enter_make_an_ordinary_line(self, text: SerifText, qtbot: QtBot) -> None:
        QTest.keyClicks(text, "one")
        QTest.keyClick(text, Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
        QTest.keyClicks(text, "two")
        assert text.toPlainText() == "one\ntwo"

    def test_showing_other_words_is_not_typing(self, text: SerifText) -> None:
        text.setPlainText("one")
        assert not text.document().isModified()
        assert not text.document().isUndoAvailable()

    def test_a_growing_text_is_as_high_as_its_words(self, theme: Theme, qtbot: QtBot) -> None:
        text = SerifText(theme, "Text", grows=True)
        host = shown(qtbot, column(text), 500, 900)
        before = text.height()
        text.setPlainText("\n".join("line" for _ in range(12)))
        qtbot.waitUntil(lambda: text.height() > before + 150)
        assert text.verticalScrollBar().maximum() == 0
        host.close()

    def test_ten_megabytes_are_taken_in(self, text: SerifText, qtbot: QtBot) -> None:
        words = "word " * 19 + "line\n"
        many = words * (10_000_000 // len(words))
        data = QMimeData()
        data.setText(many)
        text.setPlainText("before \U0001f30a after")
        cursor = text.textCursor()
        cursor.setPosition(len("before ") + 2)  # behind the wave, which counts for two
        text.setTextCursor(cursor)
        began = time.monotonic()
        text.insertFromMimeData(data)
        took = time.monotonic() - began
        assert text.toPlainText() == f"before \U0001f30a{many} after"
        assert took < 5


def test_the_banner_stays_until_it_is_put_away(theme: Theme, qtbot: QtBot) -> None:
    banner = Banner(theme)
    host = shown(qtbot, column(banner))
    banner.tell("The disk is full.")
    assert banner.isVisible()
    QTest.mouseClick(banner.close_button, Qt.MouseButton.LeftButton)
    assert not banner.isVisible()
    assert host.isVisible()


def test_the_quiet_line_offers_one_way_back(theme: Theme, qtbot: QtBot) -> None:
    host = QWidget()
    line = PassingLine(host)
    shown(qtbot, host)
    done: list[str] = []
    line.tell("Moved to the bin.", lambda: done.append("undone"))
    assert host.rect().contains(line.geometry())
    QTest.mouseClick(line.undo_button, Qt.MouseButton.LeftButton)
    assert done == ["undone"]
    assert not line.isVisible()


def test_the_quiet_line_goes_by_itself(
    theme: Theme, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kdesk.ui.widgets.banner.QUIET_LINE_MS", 20)
    host = QWidget()
    line = PassingLine(host)
    shown(qtbot, host)
    line.tell("Kept.")
    assert line.undo_button.isHidden()
    qtbot.waitUntil(lambda: not line.isVisible(), timeout=2000)


def test_an_empty_state_says_what_to_do(theme: Theme, qtbot: QtBot) -> None:
    state = EmptyState("Nothing here yet.", "What you write is kept.", primary_button("New entry"))
    shown(qtbot, state)
    assert state.sentence.isVisible()
    assert state.hint.isVisible()


def test_the_crash_page_copies_its_report_and_goes_on(theme: Theme, qtbot: QtBot) -> None:
    page = CrashPage()
    shown(qtbot, page)
    page.tell("kdesk 1\nValueError")
    QTest.mouseClick(page.copy_button, Qt.MouseButton.LeftButton)
    assert QGuiApplication.clipboard().text() == "kdesk 1\nValueError"
    with qtbot.waitSignal(page.dismissed):
        QTest.mouseClick(page.go_on_button, Qt.MouseButton.LeftButton)
