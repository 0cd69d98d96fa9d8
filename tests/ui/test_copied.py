from collections.abc import Iterator

import pytest
from PySide6.QtCore import QMimeData, QObject
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from kdesk.ui.theme import Theme
from kdesk.ui.widgets.copied import KEPT_MS, SECRET, Copied
from kdesk.ui.widgets.rail import Rail
from kdesk.ui.workspace import Workspace
from tests.ui.a_desk import JournalDesk

STONE = "I can put one stone down."


@pytest.fixture
def copied(qapp: object, qtbot: QtBot) -> Iterator[Copied]:
    owner = QObject()
    yield Copied(owner)
    QGuiApplication.clipboard().clear()


def there() -> str:
    return QGuiApplication.clipboard().text()


def test_copied_words_are_there_for_a_minute(copied: Copied, qtbot: QtBot) -> None:
    assert KEPT_MS == 60_000
    copied._timer.setInterval(60)
    copied.keep(STONE)
    assert there() == STONE
    qtbot.waitUntil(lambda: there() == "")


def test_programs_that_remember_copies_are_asked_not_to(copied: Copied) -> None:
    copied.keep(STONE)
    data: QMimeData = QGuiApplication.clipboard().mimeData()
    assert bytes(data.data(SECRET).data()) == b"secret"


def test_what_somebody_else_put_there_stays(copied: Copied) -> None:
    copied.keep(STONE)
    QGuiApplication.clipboard().setText("a telephone number")
    copied.forget()
    assert there() == "a telephone number"


def test_a_second_copy_has_a_minute_of_its_own(copied: Copied) -> None:
    copied._timer.setInterval(200)
    copied.keep(STONE)
    copied._timer.setInterval(KEPT_MS)
    copied.keep("another one")
    assert copied._timer.remainingTime() > KEPT_MS / 2
    assert there() == "another one"


def test_nothing_was_copied_and_nothing_is_taken(copied: Copied) -> None:
    QGuiApplication.clipboard().setText("")
    copied.forget()
    QGuiApplication.clipboard().setText("theirs")
    copied.forget()
    assert there() == "theirs"


def test_a_journal_that_is_shut_leaves_nothing_on_the_clipboard(
    journal: JournalDesk, qtbot: QtBot
) -> None:
    workspace = Workspace(journal.desk, Rail(Theme("light")))
    qtbot.addWidget(workspace)
    journal.desk.notices.copy_requested.emit(STONE)
    assert there() == STONE
    assert workspace.leave()
    assert there() == ""
