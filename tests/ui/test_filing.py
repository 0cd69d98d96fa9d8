"""From saved to filed: one round at a time, none forgotten, none after the close."""

import subprocess
from dataclasses import replace

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from kdesk.domain.problem import Problem, Trouble
from kdesk.jobs import encoding, finalise
from kdesk.jobs.runner import Progress, start_child
from kdesk.store import entries, memos, typed_notes
from kdesk.store.snapshots import snapshots
from kdesk.ui.recording.filing import Filing
from tests.store.speaking import recorded, sound
from tests.ui.a_desk import FRIDAY, JournalDesk
from tests.ui.by_hand import RunnerByHand


@pytest.fixture
def runner() -> RunnerByHand:
    return RunnerByHand()


@pytest.fixture
def owner() -> QObject:
    return QObject()


@pytest.fixture
def filing(journal: JournalDesk, runner: RunnerByHand, owner: QObject) -> Filing:
    return Filing(replace(journal.desk, runner=runner), owner)


def woken(journal: JournalDesk) -> int:
    count: int = journal.desk.transcriber.woken  # type: ignore[attr-defined]
    return count


def test_what_was_typed_is_filed_and_the_words_are_asked_for(
    filing: Filing, runner: RunnerByHand, journal: JournalDesk
) -> None:
    vault = journal.vault
    typed_notes.seal(vault.captures, vault.recipient, "the yellow light", FRIDAY)
    filing.file()
    runner.run()
    assert [entry.text for entry in entries.newest(vault)] == ["the yellow light"]
    assert woken(journal) == 1


def test_an_encoder_starts_while_somebody_speaks_and_is_gone_at_the_close(
    filing: Filing, runner: RunnerByHand, monkeypatch: pytest.MonkeyPatch
) -> None:
    started = []

    def start(role: str) -> "subprocess.Popen[bytes]":
        started.append(start_child(role))
        return started[-1]

    monkeypatch.setattr(encoding, "start_child", start)
    filing.expect()
    runner.run()
    assert [child.poll() for child in started] == [None]
    filing.close()
    assert started[0].poll() is not None


def test_what_is_saved_during_a_round_gets_a_round_of_its_own(
    filing: Filing, runner: RunnerByHand
) -> None:
    filing.file()
    filing.file()
    filing.file()
    assert len(runner.held) == 1
    runner.run()
    assert len(runner.held) == 1
    runner.run()
    runner.run()  # the day's upkeep, once nothing waits any more
    assert runner.held == []


def test_the_upkeep_is_due_once_a_day_and_what_is_saved_meanwhile_is_not_forgotten(
    filing: Filing, runner: RunnerByHand, journal: JournalDesk
) -> None:
    filing.file()
    runner.run()
    filing.file()  # while the upkeep is under way
    assert len(runner.held) == 1
    runner.run()
    assert len(snapshots(journal.vault.folder)) == 1
    assert len(runner.held) == 1
    runner.run()
    assert runner.held == []


def test_trouble_is_told_and_the_words_of_the_others_are_asked_for(
    filing: Filing, runner: RunnerByHand, journal: JournalDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise Problem(Trouble.DISK_FULL, "The disk is full.")

    monkeypatch.setattr(finalise, "finalise_all", refuse)
    filing.file()
    runner.run()
    assert [problem.sentence for problem in journal.heard.problems] == ["The disk is full."]
    assert woken(journal) == 1


def test_the_same_trouble_is_told_once_until_it_was_over(
    filing: Filing, runner: RunnerByHand, journal: JournalDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    outcomes = ["full", "full", "", "full", "away", "away"]

    def work(*_: object, **__: object) -> None:
        if sentence := outcomes.pop(0):
            raise Problem(Trouble.DISK_FULL, sentence)

    monkeypatch.setattr(finalise, "finalise_all", work)
    while outcomes:
        filing.file()
        while runner.held:
            runner.run()
    assert [problem.sentence for problem in journal.heard.problems] == ["full", "full", "away"]


def test_a_busy_journal_is_tried_again_by_itself_and_told_only_in_the_end(
    filing: Filing,
    runner: RunnerByHand,
    journal: JournalDesk,
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked: list[object] = []

    def refuse(*_: object, aside_too: bool, **__: object) -> None:
        asked.append(aside_too)
        raise Problem(Trouble.IN_USE, "Busy.")

    monkeypatch.setattr("kdesk.ui.recording.filing.TRIES", 2)
    filing.later.setInterval(1)
    with monkeypatch.context() as patched:
        patched.setattr(finalise, "finalise_all", refuse)
        filing.file()
        for _ in range(2):
            runner.run()
            assert journal.heard.problems == []
            qtbot.waitUntil(lambda: len(runner.held) == 1)
        runner.run()
    assert [problem.sentence for problem in journal.heard.problems] == ["Busy."]
    assert asked == [True] * 3
    assert not filing.later.isActive()


def test_a_typed_note_that_cannot_be_read_keeps_no_recording_waiting(
    filing: Filing, runner: RunnerByHand, journal: JournalDesk
) -> None:
    captures = journal.vault.captures
    (captures / f"entry-0{typed_notes.SUFFIX}").write_bytes(b"rot")
    memo_id = recorded(journal.vault, sound(9_600))
    filing.file()
    runner.run()
    assert [problem.trouble for problem in journal.heard.problems] == [Trouble.CANNOT_READ]
    assert [memo.id for memo in memos.newest(journal.vault)] == [memo_id]


def test_what_was_set_aside_is_tried_once_when_the_journal_was_opened(
    filing: Filing, runner: RunnerByHand, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[bool] = []

    def note(*_: object, aside_too: bool, **__: object) -> None:
        asked.append(aside_too)

    monkeypatch.setattr(finalise, "finalise_all", note)
    filing.file()
    filing.file()
    runner.run()
    runner.run()
    assert asked == [True, False]


@pytest.mark.parametrize(("after_ms", "said"), [(0, [0, 40, 99, 100]), (60_000, [])])
def test_what_takes_a_while_is_told_by_the_hundredth_and_what_does_not_isn_t(  # noqa: PLR0917
    filing: Filing,
    runner: RunnerByHand,
    journal: JournalDesk,
    monkeypatch: pytest.MonkeyPatch,
    after_ms: int,
    said: list[int],
) -> None:
    told: list[int] = []
    posted: list[float] = []
    journal.desk.notices.filing_told.connect(told.append)
    filing._post.came.connect(posted.append)

    def work(*_: object, progress: Progress, **__: object) -> None:
        for fraction in (0.0, 0.401, 0.402, 0.408, 1.0):
            progress.fraction(fraction)

    monkeypatch.setattr("kdesk.ui.recording.filing.SAID_AFTER_MS", after_ms)
    monkeypatch.setattr(finalise, "finalise_all", work)
    filing.file()
    runner.run()
    assert told == said
    assert posted == [0.0, 0.401, 1.0]


def test_after_the_close_nothing_begins_and_nobody_is_woken(
    filing: Filing,
    runner: RunnerByHand,
    journal: JournalDesk,
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("kdesk.ui.recording.filing.ENDS_WITHIN", 0.01)
    filing.file()
    filing.file()
    filing.close()
    runner.run()
    filing.file()
    assert runner.held == []
    assert woken(journal) == 0


def test_the_close_asks_the_round_at_hand_to_end(
    filing: Filing, runner: RunnerByHand, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[bool] = []

    def watch(*_: object, progress: Progress, **__: object) -> None:
        filing.close()
        seen.append(progress.cancelled)

    monkeypatch.setattr("kdesk.ui.recording.filing.ENDS_WITHIN", 0.01)
    monkeypatch.setattr(finalise, "finalise_all", watch)
    filing.file()
    runner.run()
    assert seen == [True]
