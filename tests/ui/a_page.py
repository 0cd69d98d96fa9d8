"""A page as the workspace shows it: of its usual size, in front, and told of what changes."""

from typing import TypeVar

from pytestqt.qtbot import QtBot

from kdesk.domain.change import Change
from kdesk.ui.desk import Desk
from kdesk.ui.widgets.page import Page

P = TypeVar("P", bound=Page)


def in_front(page: P, desk: Desk, qtbot: QtBot) -> P:
    """The page, shown; what is about it comes at once."""
    qtbot.addWidget(page)

    def hear(changes: tuple[Change, ...]) -> None:
        if page.about(changes):
            page.reload()

    desk.notices.changed.connect(hear)
    page.resize(1068, 820)
    page.show()
    qtbot.waitExposed(page)
    page.activateWindow()
    return page
