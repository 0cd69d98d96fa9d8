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
