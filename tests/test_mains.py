"""On battery, words can wait until the computer is plugged in."""

from dataclasses import replace

import pytest
from pytestqt.qtbot import QtBot

from kdesk.app.open_journal import OpenJournal
from kdesk.ui import desk as module
from kdesk.ui.widgets.rail import Rail
from tests.ui.a_desk import JournalDesk, journal

__all__ = ["journal"]


@pytest.fixture
def on_battery(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "on_battery", lambda: True)


def test_on_battery_words_wait_only_if_that_was_chosen(
    journal: JournalDesk, on_battery: None
) -> None:
    made = module.lay_out(
        journal.vault,
        runner=journal.desk.runner,
        settings=journal.desk.settings,
        theme=journal.desk.theme,
        now=journal.clock,
        places=journal.desk.places,
        fetching=journal.fetching,
    )
    assert made.may_hear()
    journal.desk.settings.change(wait_for_mains=True)
    assert not made.may_hear()
    made.transcriber.close()
    made.player.close()


def test_plugged_in_again_it_goes_on(journal: JournalDesk, qtbot: QtBot) -> None:
    fed = [True]
    desk = replace(journal.desk, may_hear=lambda: fed[0])
    opened = OpenJournal(desk, Rail(desk.theme), desk.notices)
    qtbot.addWidget(opened.workspace)
    opened.mains.timeout.emit()  # nothing waits for it
    desk.settings.change(wait_for_mains=True)
    fed[0] = False
    opened.mains.timeout.emit()
    assert journal.transcriber.woken == 0
    fed[0] = True
    opened.mains.timeout.emit()
    assert journal.transcriber.woken == 1
