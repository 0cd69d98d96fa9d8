"""The look that is worn: the chosen one, and night after a session until the next day."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from kdesk.app.look import Look
from kdesk.system.settings import SettingsKeeper
from tests.ui.a_desk import FRIDAY, Clock

MORNING = timedelta(hours=20)
"""From FRIDAY, a quarter past nine, to after five on Saturday."""


class Worn:
    """A look with a clock that is moved by hand; `again` is the next start."""

    def __init__(self, file: Path, **chosen: object) -> None:
        self.file = file
        self.clock = Clock(FRIDAY)
        SettingsKeeper(file).change(theme="light", **chosen)
        self.again()

    def again(self) -> "Worn":
        self.settings = SettingsKeeper(self.file)
        self.look = Look(self.settings, self.clock)
        return self

    @property
    def name(self) -> str:
        return self.look.theme.name


@pytest.fixture
def worn(tmp_path: Path, qapp: QApplication) -> Worn:
    return Worn(tmp_path / "settings.toml")


def kept(worn: Worn) -> None:
    """What is written a moment later is written."""
    worn.look._later.timeout.emit()


def test_it_is_the_chosen_look_until_a_session(worn: Worn) -> None:
    assert (worn.name, worn.look.rests) == ("light", False)
    worn.look.rest(anew=True)
    assert (worn.name, worn.look.rests) == ("night", True)


def test_it_stays_dark_until_the_next_day_through_the_night(worn: Worn) -> None:
    worn.look.rest(anew=False)
    worn.clock.now = FRIDAY.replace(day=21, hour=4)
    worn.look.look_again()
    assert worn.name == "night"
    worn.clock.now = FRIDAY.replace(day=21, hour=5)
    worn.look.look_again()
    assert (worn.name, worn.look.rests) == ("light", False)


def test_a_start_later_that_day_is_dark_from_its_first_frame(worn: Worn) -> None:
    worn.look.rest(anew=True)
    kept(worn)
    assert worn.again().name == "night"
    worn.clock.now = FRIDAY + MORNING
    assert worn.again().name == "light"


def test_the_chosen_look_can_be_brought_back_and_stays(worn: Worn) -> None:
    worn.look.rest(anew=True)
    worn.look.bring_back()
    assert (worn.name, worn.look.rests) == ("light", False)
    worn.look.rest(anew=False)  # the same session is still of today
    assert worn.name == "light"
    assert worn.again().name == "light"
    worn.look.rest(anew=False)
    assert worn.name == "light"
    worn.look.rest(anew=True)  # somebody comes from another one
    assert worn.name == "night"


def test_choosing_a_look_shows_it(worn: Worn) -> None:
    worn.look.rest(anew=True)
    worn.settings.change(text_scale=1.2)
    assert (worn.name, worn.look.theme.scale) == ("night", 1.2)
    worn.settings.change(theme="dark")
    assert (worn.name, worn.look.rests) == ("dark", False)


def test_who_always_has_the_night_is_told_nothing(tmp_path: Path, qapp: QApplication) -> None:
    worn = Worn(tmp_path / "settings.toml")
    worn.settings.change(theme="night")
    worn.look.rest(anew=True)
    assert (worn.name, worn.look.rests) == ("night", False)


def test_the_lock_page_is_dark_whatever_was_chosen(worn: Worn) -> None:
    worn.look.lock()
    worn.settings.change(text_scale=1.4)
    assert worn.name == "night"
    worn.look.unlock()
    assert (worn.name, worn.look.theme.scale) == ("light", 1.4)


def test_where_nothing_can_be_written_it_is_dark_all_the_same(worn: Worn) -> None:
    worn.file.with_suffix(".new").mkdir()
    worn.look.rest(anew=True)
    kept(worn)
    assert worn.name == "night"
    worn.look.bring_back()
    assert worn.name == "light"


def test_it_is_written_down_only_after_the_first_moment(worn: Worn, qtbot: QtBot) -> None:
    worn.look.rest(anew=True)
    assert SettingsKeeper(worn.file).current.dark_day == ""
    worn.look._later.setInterval(0)
    worn.look._later.start()
    qtbot.waitUntil(lambda: SettingsKeeper(worn.file).current.dark_day == "2026-11-20")


def test_a_day_is_that_of_the_clock_on_the_wall(worn: Worn) -> None:
    worn.clock.now = datetime.fromisoformat("2026-11-20T23:30:00-05:00")
    worn.look.rest(anew=True)
    worn.clock.now = datetime.fromisoformat("2026-11-21T04:30:00-05:00")
    worn.look.look_again()
    assert worn.name == "night"
