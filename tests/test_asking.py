"""What waits in the other folder comes home by itself, and whoever asks keeps no window."""

import threading
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from kdesk.app import waiting as module
from kdesk.app.asking import BEAT_MS, LONGEST_MS, Asking
from kdesk.app.open_journal import OpenJournal
from kdesk.domain.problem import Problem, Trouble
from kdesk.jobs.runner import Runner
from kdesk.store import captures, memos
from kdesk.ui.widgets.labels import PlainLabel
from kdesk.ui.widgets.rail import Rail
from tests.store.speaking import meta, sound
from tests.ui.a_desk import JournalDesk, journal

__all__ = ["journal"]


def recorded_in(folder: Path, journal: JournalDesk) -> str:
    folder.mkdir(parents=True, exist_ok=True)
    sink = captures.CaptureSink(folder, folder, journal.vault.recipient, about := meta())
    sink.write(sound(9_600))
    sink.finish()
    return about.id


def test_what_waits_in_the_other_folder_is_filed_at_the_next_beat(
    journal: JournalDesk, qtbot: QtBot
) -> None:
    opened = OpenJournal(journal.desk, Rail(journal.desk.theme), journal.desk.notices)
    qtbot.addWidget(opened.workspace)
    opened.begin()
    memo_id = recorded_in(journal.desk.places.fallback, journal)
    assert memos.newest(journal.vault) == ()
    assert opened.asking.beat.isActive()
    opened.asking.beat.timeout.emit()
    assert [memo.id for memo in memos.newest(journal.vault)] == [memo_id]
    opened.asking.close()
    assert not opened.asking.beat.isActive()


def test_today_says_what_waits_until_it_is_filed(
    journal: JournalDesk, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A journal that is empty because its disk is full looks as if what was said were lost."""

    def full(*_: object) -> None:
        raise Problem(Trouble.DISK_FULL, "The disk is full.")

    opened = OpenJournal(journal.desk, Rail(journal.desk.theme), journal.desk.notices)
    qtbot.addWidget(opened.workspace)
    opened.workspace.show_place("Today")
    opened.workspace.show()
    opened.begin()
    recorded_in(journal.desk.places.fallback, journal)
    assert waiting_on(opened) == [], "as every memo does, until it was tried"
    with monkeypatch.context() as disk:
        disk.setattr(captures, "take_in_fallback", full)
        opened.file()
        (sentence,) = waiting_on(opened)
        assert sentence.startswith("1 memo waits, from ")
        assert "It lies sealed on this computer until" in sentence
        recorded_in(journal.desk.places.fallback, journal)
        opened.workspace.look_again()
        opened.asking.beat.timeout.emit()
        (sentence,) = waiting_on(opened)
        assert sentence.startswith("2 memos wait, from ")
    opened.asking.beat.timeout.emit()
    assert len(memos.newest(journal.vault)) == 2
    assert waiting_on(opened) == []
    opened.asking.close()


def test_today_says_no_more_that_it_waits_once_another_program_filed_it(
    journal: JournalDesk, qtbot: QtBot
) -> None:
    opened = OpenJournal(journal.desk, Rail(journal.desk.theme), journal.desk.notices)
    qtbot.addWidget(opened.workspace)
    journal.desk.waiting.append(journal.desk.now())
    opened.workspace.show_place("Today")
    opened.workspace.show()
    assert len(waiting_on(opened)) == 1
    opened.asking.ask()
    assert waiting_on(opened) == []
    opened.asking.close()


def waiting_on(opened: OpenJournal) -> list[str]:
    found = opened.workspace.findChildren(PlainLabel)
    return [label.text() for label in found if label.isVisible() and " sealed on" in label.text()]


@pytest.fixture
def asking(journal: JournalDesk) -> Asking:
    return Asking(journal.desk.runner, journal.desk.places, journal.desk.notices)


def test_what_goes_on_waiting_is_asked_for_less_and_less_often(
    journal: JournalDesk, asking: Asking
) -> None:
    found: list[bool] = []
    asking.found.connect(lambda: found.append(True))
    memo_id = recorded_in(journal.desk.places.fallback, journal)
    pauses = []
    for _ in range(8):
        asking.beat.timeout.emit()
        pauses.append(asking.beat.interval() / BEAT_MS)
    assert pauses == [2, 4, 8, 16, 32, 64, 64, 64]
    assert asking.beat.interval() == LONGEST_MS
    asking.ask()
    assert len(found) == 9
    assert asking.beat.interval() == LONGEST_MS, "somebody looking changes nothing"
    for file in journal.desk.places.fallback.glob(f"{memo_id}*"):
        file.unlink()
    asking.ask()
    assert (len(found), asking.beat.interval()) == (9, BEAT_MS)


def test_what_cannot_be_looked_for_is_left_to_the_filing_to_tell(
    asking: Asking, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    def refuse(_: object) -> bool:
        raise Problem(Trouble.CANNOT_READ, "The disk is away.")

    monkeypatch.setattr(module, "waits", refuse)
    with qtbot.waitSignal(asking.found):
        asking.ask()


def test_a_disk_that_hangs_keeps_no_window(
    journal: JournalDesk, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    runner, gate = Runner(), threading.Event()
    monkeypatch.setattr(module, "waits", lambda _: gate.wait(60))
    asking = Asking(runner, journal.desk.places, journal.desk.notices)
    asking.ask()
    asking.ask()
    assert asking.looking.busy
    with qtbot.waitSignal(asking.found):
        gate.set()
    assert not asking.looking.busy
    runner.close()
