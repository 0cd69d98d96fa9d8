"""Rooms that scroll keep the number of their accessible children, or a screen reader crashes Qt."""

from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtGui import QAccessible, QAccessibleInterface
from PySide6.QtWidgets import QScrollArea, QWidget
from pytestqt.qtbot import QtBot

from kdesk.ui.widgets.scroll_area import ScrollArea
from tests.house.source import called, sources


def children(area: QScrollArea, height: int) -> int:
    """How many a screen reader is told of, once the content is so high and all has settled."""
    area.takeWidget()
    content = QWidget()
    content.setFixedSize(100, height)
    area.setWidget(content)
    area.resize(200, 100)
    area.show()
    QCoreApplication.processEvents()
    QCoreApplication.processEvents()  # a bar that is wanted appears with the layout after
    seen = QAccessible.queryAccessibleInterface(area)
    assert isinstance(seen, QAccessibleInterface)
    return seen.childCount()


def test_the_bar_comes_and_goes_but_the_accessible_children_stay(qtbot: QtBot) -> None:
    area = ScrollArea()
    qtbot.addWidget(area)
    assert children(area, 50) == 1
    assert not area.bar.isVisible()
    assert children(area, 900) == 1
    assert area.bar.isVisible()


def test_with_the_plain_area_they_come_and_go(qtbot: QtBot) -> None:
    area = QScrollArea()
    qtbot.addWidget(area)
    assert (children(area, 50), children(area, 900)) == (1, 2)


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


class Tall(QWidget):
    """Wants a height that can change without a word to anybody, as with a style worn late."""

    def __init__(self) -> None:
        super().__init__()
        self.wanted = 500
        policy = self.sizePolicy()
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def heightForWidth(self, _width: int) -> int:
        return self.wanted


def test_what_grows_after_it_was_measured_gets_its_height(qtbot: QtBot) -> None:
    area, content = ScrollArea(), Tall()
    qtbot.addWidget(area)
    area.setWidgetResizable(True)
    area.setWidget(content)
    area.resize(200, 100)
    area.show()
    qtbot.waitUntil(lambda: content.height() == 500)
    QCoreApplication.sendEvent(area, QEvent(QEvent.Type.LayoutRequest))
    content.wanted = 900
    qtbot.waitUntil(lambda: content.height() == 900)
