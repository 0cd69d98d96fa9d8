"""Rooms that scroll keep the number of their accessible children, or a screen reader crashes Qt."""

from PySide6.QtGui import QAccessible, QAccessibleInterface
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from kdesk.ui.widgets.scroll_area import ScrollArea
from tests.house.source import called, sources


def children(area: ScrollArea) -> int:
    seen = QAccessible.queryAccessibleInterface(area)
    assert isinstance(seen, QAccessibleInterface)
    return seen.childCount()


def test_the_bar_comes_and_goes_but_the_accessible_children_stay(qtbot: QtBot) -> None:
    area = ScrollArea()
    qtbot.addWidget(area)
    content = QWidget()
    area.setWidget(content)
    area.resize(200, 100)
    area.show()
    content.resize(100, 50)
    qtbot.waitUntil(lambda: not area.bar.isVisible())
    before = children(area)
    content.resize(100, 900)
    qtbot.waitUntil(area.bar.isVisible)
    assert children(area) == before == 1


def test_the_bar_scrolls_and_follows(qtbot: QtBot) -> None:
    area = ScrollArea()
    qtbot.addWidget(area)
    content = QWidget()
    content.setFixedSize(100, 900)
    area.setWidget(content)
    area.resize(200, 100)
    area.show()
    qtbot.waitUntil(area.bar.isVisible)
    area.bar.setValue(300)
    assert area.verticalScrollBar().value() == 300
    area.verticalScrollBar().setValue(10)
    assert area.bar.value() == 10


def test_no_screen_uses_the_area_that_crashes() -> None:
    places = [s.path for s in sources("kdesk/ui") if "QScrollArea" in set(called(s))]
    assert places == []
