"""The watched folder in the window: chosen in Settings, looked into, and told of."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QFileSystemWatcher
from pytestqt.qtbot import QtBot

from kdesk.app.open_journal import OpenJournal
from kdesk.domain.problem import Problem, Trouble
from kdesk.jobs import watched_folder
from kdesk.jobs.watched_folder import STILL_FOR, STILL_LONGER, Seen
from kdesk.store import items, memos
from kdesk.ui.settings.watched_card import WatchedCard
from kdesk.ui.widgets import watching as module
from kdesk.ui.widgets.rail import Rail
from kdesk.ui.widgets.watching import Watching
from tests.jobs.test_take_in import tone
from tests.jobs.test_watched_folder import BAD
from tests.ui.a_desk import JournalDesk, named, texts


class Home:
    """A folder, the desk that watches it, the card about it, and a clock moved by hand."""

    def __init__(self, journal: JournalDesk, folder: Path) -> None:
        folder.mkdir()
        self.journal, self.folder = journal, folder
        self.clock = 1000.0
        self.watching = Watching(journal.desk, journal.desk.notices)
        self.card = WatchedCard(journal.desk)
        self.card.ask_folder = lambda: folder

    @property
    def chosen(self) -> str:
        return self.journal.desk.settings.current.watched_folder

    def watch(self) -> None:
        self.journal.desk.settings.change(watched_folder=str(self.folder))
        self.watching.look()

    def put(self, name: str, data: bytes) -> Path:
        file = self.folder / name
        file.write_bytes(data)
        return file

    def later(self, seconds: float = STILL_FOR) -> None:
        self.clock += seconds
        self.watching.look()


@pytest.fixture
def home(
    journal: JournalDesk, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Home]:
    made = Home(journal, tmp_path / "phone")
    qtbot.addWidget(made.card)
    monkeypatch.setattr(module.time, "monotonic", lambda: made.clock)  # type: ignore[attr-defined]
    made.card.show()
    yield made


def test_without_a_folder_nothing_is_looked_into(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(watched_folder, "sounds_in", lambda _: 1 / 0)
    home.watching.look()
    assert named(home.card, "Choose a folder…").isEnabled()


def test_a_chosen_empty_folder_is_watched_at_once(home: Home) -> None:
    named(home.card, "Choose a folder…").click()
    assert home.chosen == str(home.folder)
    assert str(home.folder) in texts(home.card)
    assert "There is nothing new in it just now." in texts(home.card)


def test_what_arrives_comes_in_and_can_be_shown(home: Home) -> None:
    home.watch()
    home.put("walk.wav", tone())
    home.later(0)
    assert any("once it is complete" in text for text in texts(home.card))
    home.later()
    (memo,) = memos.newest(home.journal.vault)
    (offer,) = home.journal.heard.offers
    assert offer.sentence == "A recording came in from your folder."
    offer.go()
    assert home.journal.heard.opened == [memo.id]
    assert home.journal.transcriber.woken == 1
    for number in range(2):
        home.put(f"{number}.wav", tone(seconds=number + 1.5))
    home.later(0)
    home.later()
    assert home.journal.heard.told == ["2 recordings came in from your folder."]


def test_what_lies_there_already_is_asked_about_before_it_counts(home: Home) -> None:
    home.put("old.wav", tone())
    named(home.card, "Choose a folder…").click()
    assert "There is 1 recording in it already." in texts(home.card)
    assert home.chosen == ""
    named(home.card, "Only what comes from now on").click()
    assert home.chosen == str(home.folder)
    home.put("new.wav", tone(seconds=1))
    home.later(0)
    home.later()
    assert [memo.title for memo in memos.newest(home.journal.vault)] == ["new"]


def test_what_lies_there_already_can_come_in_too(home: Home) -> None:
    for number in range(3):
        home.put(f"{number}.wav", tone(seconds=number + 1))
    named(home.card, "Choose a folder…").click()
    assert "There are 3 recordings in it already." in texts(home.card)
    named(home.card, "Take them in too").click()
    home.later()
    assert len(memos.newest(home.journal.vault)) == 3


def test_watching_ends_when_somebody_says_so(home: Home) -> None:
    home.watch()
    home.card._show()
    named(home.card, "Stop watching it").click()
    home.put("walk.wav", tone())
    home.later(0)
    home.later()
    assert items.count(home.journal.vault) == 0
    assert named(home.card, "Choose a folder…").isEnabled()
    watcher = home.watching.findChild(QFileSystemWatcher)
    assert isinstance(watcher, QFileSystemWatcher)
    assert watcher.directories() == []


def test_thinking_better_of_it_changes_nothing(home: Home) -> None:
    home.card.ask_folder = lambda: None
    named(home.card, "Choose a folder…").click()
    assert home.chosen == ""


def test_a_folder_that_cannot_be_looked_into_is_not_chosen(home: Home, tmp_path: Path) -> None:
    home.card.ask_folder = lambda: tmp_path / "gone"
    named(home.card, "Choose a folder…").click()
    assert home.chosen == ""
    assert any("can't be looked into" in text for text in texts(home.card))


def test_what_ends_abruptly_says_so(home: Home) -> None:
    home.watch()
    home.put("cut.wav", tone(seconds=5)[:200_000])
    home.later(0)
    home.later()
    home.later(STILL_LONGER)
    (offer,) = home.journal.heard.offers
    assert offer.sentence == "A recording came in from your folder. It ends abruptly."
    for number in range(2):
        home.put(f"{number}.wav", tone(seconds=number + 6)[:200_000])
    home.later(0)
    home.later()
    home.later(STILL_LONGER)
    assert home.journal.heard.told == ["2 recordings came in from your folder. 2 end abruptly."]


def test_what_cannot_be_taken_in_is_told_once_and_stays_on_the_card(home: Home) -> None:
    home.watch()
    home.put("bad.wav", BAD)
    home.later(0)
    home.later()
    assert home.journal.heard.problems == []
    for _ in range(3):
        home.later(STILL_LONGER)
    (problem,) = home.journal.heard.problems
    assert problem.sentence.startswith("bad.wav was not taken in. This file holds no sound")
    assert problem.sentence in texts(home.card)


def test_a_full_disk_is_told_once(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    full = Seen(problem=Problem(Trouble.DISK_FULL, "The disk is full. Make room."))
    monkeypatch.setattr(watched_folder.WatchedFolder, "look", lambda *_, **__: full)
    home.watch()
    home.later()
    assert len(home.journal.heard.problems) == 1
    monkeypatch.setattr(watched_folder.WatchedFolder, "look", lambda *_, **__: Seen())
    home.later()
    monkeypatch.setattr(watched_folder.WatchedFolder, "look", lambda *_, **__: full)
    home.later()
    assert len(home.journal.heard.problems) == 2


def test_a_folder_that_is_away_is_said_and_found_again(home: Home) -> None:
    home.watch()
    away = home.folder.rename(home.folder.with_name("away"))
    home.later(0)
    assert any(text.startswith("It is not there now.") for text in texts(home.card))
    watcher = home.watching.findChild(QFileSystemWatcher)
    assert isinstance(watcher, QFileSystemWatcher)
    assert watcher.directories() == []
    away.rename(home.folder)
    home.later(0)
    assert watcher.directories() == [str(home.folder)]


def test_the_system_says_when_something_is_put_there(home: Home, qtbot: QtBot) -> None:
    home.watch()
    with qtbot.waitSignal(home.journal.desk.notices.folder_seen) as told:
        part = home.folder / ".walk.part"
        part.write_bytes(tone())
        part.replace(home.folder / "walk.wav")
    assert told.args is not None
    qtbot.waitUntil(lambda: home.watching.again.remainingTime() > 9_000)
    home.later()
    assert [memo.title for memo in memos.newest(home.journal.vault)] == ["walk"]


def test_a_look_is_asked_for_when_the_window_comes_forward(home: Home) -> None:
    home.watch()
    home.put("walk.wav", tone())
    for _ in range(2):
        home.journal.desk.notices.folder_wanted.emit()
        home.clock += STILL_FOR
    assert len(memos.newest(home.journal.vault)) == 1


def test_the_open_journal_asks_for_it_when_it_looks_for_what_others_wrote(
    journal: JournalDesk, qtbot: QtBot
) -> None:
    opened = OpenJournal(journal.desk, Rail(journal.desk.theme), journal.desk.notices)
    qtbot.addWidget(opened.workspace)
    with qtbot.waitSignal(journal.desk.notices.folder_wanted):
        opened.look_for_what_others_wrote()


def test_another_folder_is_another_folder(home: Home, tmp_path: Path) -> None:
    home.watch()
    other = tmp_path / "other"
    other.mkdir()
    home.put("walk.wav", tone())
    home.journal.desk.settings.change(watched_folder=str(other))
    home.later(0)
    home.later()
    assert items.count(home.journal.vault) == 0
    (other / "talk.wav").write_bytes(tone())
    home.later(0)
    home.later()
    assert [memo.title for memo in memos.newest(home.journal.vault)] == ["talk"]
