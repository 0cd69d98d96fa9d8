"""The action a screen reader has on a row opens it, as often as asked; nothing else selects one."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QListView
from pytestqt.qtbot import QtBot

from kdesk.domain.item import Month
from kdesk.store import creations, items
from kdesk.ui.creations.gallery import Gallery
from kdesk.ui.timeline.model import TimelineModel
from kdesk.ui.timeline.months import MonthsIndex
from kdesk.ui.timeline.view import TimelineView
from kdesk.ui.widgets.item_list import ItemList
from tests.ui.a_desk import FRIDAY, JournalDesk

Opened = list[str]
Shown = tuple[QListView, Opened]


def act(rows: QListView, name: str) -> None:
    """Do what a screen reader does with the row it calls by this."""
    interface = QAccessible.queryAccessibleInterface(rows)
    children = [interface.child(number) for number in range(interface.childCount())]
    (row,) = [child for child in children if name in child.text(QAccessible.Text.Name)]
    action = row.actionInterface()
    action.doAction(action.actionNames()[0])


def the_timeline(journal: JournalDesk, qtbot: QtBot) -> Shown:
    model = TimelineModel(journal.desk)
    model.load(None)
    rows = TimelineView(journal.desk.theme, model)
    model.setParent(rows)
    qtbot.addWidget(rows)
    opened: Opened = []
    rows.opened.connect(opened.append)
    rows.show()
    return rows, opened


def an_item_list(journal: JournalDesk, qtbot: QtBot) -> Shown:
    rows = ItemList(journal.desk, "Things")
    qtbot.addWidget(rows)
    rows.show_items(items.newest(journal.vault, limit=9))
    rows.show()
    return rows, journal.heard.opened


def the_gallery(journal: JournalDesk, qtbot: QtBot) -> Shown:
    for title in ("The river", "The stone"):
        creations.add(
            journal.vault, at=FRIDAY, title=title, note="", session_id=None, files=[], now=FRIDAY
        )
    rows = Gallery(journal.desk.theme, journal.vault, "Creations", None)  # type: ignore[arg-type]
    qtbot.addWidget(rows)
    opened: Opened = []
    rows.opened.connect(opened.append)
    rows.resize(900, 600)
    rows.show_creations(creations.newest(journal.vault), FRIDAY)
    rows.show()
    return rows, opened


def the_months(journal: JournalDesk, qtbot: QtBot) -> Shown:
    rows = MonthsIndex(journal.desk.theme)
    qtbot.addWidget(rows)
    opened: Opened = []
    rows.chosen.connect(lambda year, month: opened.append(f"{year} {month}"))
    rows.fill([Month(2026, 11, 3), Month(2026, 10, 2), Month(2025, 12, 1)])
    rows.point_at(2026, 10)
    rows.show()
    return rows, opened


@pytest.fixture(params=[the_timeline, an_item_list, the_gallery, the_months])
def shown(request: pytest.FixtureRequest, journal: JournalDesk, qtbot: QtBot) -> Shown:
    journal.memo(FRIDAY, title="The river")
    journal.memo(FRIDAY - timedelta(hours=1), title="The stone")
    make: Callable[[JournalDesk, QtBot], Shown] = request.param
    rows, opened = make(journal, qtbot)
    qtbot.waitExposed(rows)
    return rows, opened


def is_longer(opened: Opened, before: int) -> bool:
    return len(opened) > before


def names(rows: QListView) -> tuple[str, str]:
    """What two rows are called."""
    return ("October", "December") if isinstance(rows, MonthsIndex) else ("The stone", "The river")


def test_the_action_opens_the_row_each_time(shown: Shown, qtbot: QtBot) -> None:
    rows, opened = shown
    first, second = names(rows)
    for name in (first, first, second, first):
        before = len(opened)
        act(rows, name)
        qtbot.waitUntil(partial(is_longer, opened, before))
    assert opened[0] == opened[1] == opened[3] != opened[2]
    assert len(opened) == 4
    assert rows.selectedIndexes() == []


def test_a_key_that_moves_through_the_rows_opens_none(shown: Shown, qtbot: QtBot) -> None:
    rows, opened = shown
    rows.setFocus()
    for key in (Qt.Key.Key_Home, Qt.Key.Key_Down, Qt.Key.Key_End, Qt.Key.Key_Up, Qt.Key.Key_Space):
        QTest.keyClick(rows, key)
    here = rows.currentIndex()
    assert here.isValid()
    qtbot.waitUntil(lambda: rows.currentIndex() == here)
    assert (opened, rows.selectedIndexes()) == ([], [])
    act(rows, str(here.data() or names(rows)[0]))
    qtbot.waitUntil(lambda: len(opened) == 1)


def test_a_press_opens_once(shown: Shown, qtbot: QtBot) -> None:
    rows, opened = shown
    model = rows.model()
    found = [model.index(row, 0) for row in range(model.rowCount())]
    row = next(each for each in found if each.flags() & Qt.ItemFlag.ItemIsEnabled)
    QTest.mouseClick(rows.viewport(), Qt.MouseButton.LeftButton, pos=rows.visualRect(row).center())
    assert (len(opened), rows.selectedIndexes()) == (1, [])


def test_the_month_one_looks_at_is_only_marked(journal: JournalDesk, qtbot: QtBot) -> None:
    rows, opened = the_months(journal, qtbot)
    assert isinstance(rows, MonthsIndex)
    qtbot.waitExposed(rows)
    rows.resize(200, 400)
    rows.clearFocus()  # its ring would tell the same
    marked = rows.grab().toImage()
    rows.point_at(2025, 12)
    assert rows.currentItem().data(Qt.ItemDataRole.DisplayRole) == "December"
    assert rows.grab().toImage() != marked
    assert opened == []
