"""What is said in an open journal is heard as it is said, if wished, and seen by who asked."""

import shutil
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QObject, QThread
from pytestqt.qtbot import QtBot

from kdesk.app import words_live as module
from kdesk.app.words_live import WordsLive
from kdesk.domain.ids import MemoId
from kdesk.domain.transcript import Utterance, Word
from kdesk.jobs.drafts import Drafts
from kdesk.jobs.live import LiveDone, LiveWords
from kdesk.speech.models import Model
from kdesk.speech.wish import Wish
from kdesk.system.paths import resources
from tests.ui.a_desk import JournalDesk, journal

__all__ = ["journal"]

ID = MemoId("memo-1")
RIVER = Utterance(0.0, 1.0, (Word(" The", 0.0, 0.4, 0.9), Word(" river.", 0.4, 1.0, 0.9)))


class Hearing:
    """Stands where the speech process would be begun; remembers what it was made with."""

    def __init__(
        self,
        model: Callable[[], Model | None],
        wish: Callable[[], Wish],
        listener: Callable[[object], None],
        drafts: Drafts,
    ) -> None:
        self.model, self.wish, self.listener, self.drafts = model, wish, listener, drafts
        self.closed = False

    def hear(self, event: object) -> None: ...

    def close(self) -> None:
        self.closed = True
        self.listener(LiveWords(ID, (RIVER,)))  # what was on its way


@pytest.fixture
def hearing(monkeypatch: pytest.MonkeyPatch) -> list[Hearing]:
    made: list[Hearing] = []

    def make(*wanted: Any) -> Hearing:
        made.append(Hearing(*wanted))
        return made[-1]

    monkeypatch.setattr(module, "Live", make)
    return made


@pytest.fixture
def words(journal: JournalDesk, hearing: list[Hearing], qtbot: QtBot) -> Iterator[WordsLive]:
    parent = QObject()
    made = WordsLive(journal.desk, lambda: True, parent)
    qtbot.addWidget(made.seen)
    yield made


def test_what_is_said_is_heard_at_once_unless_that_was_not_wished(
    words: WordsLive, journal: JournalDesk, hearing: list[Hearing]
) -> None:
    assert words.hearer() == hearing[0].hear
    journal.desk.settings.change(write_while_speaking=False)
    assert words.hearer() is None


def test_on_battery_nobody_hears_when_the_words_are_left_for_later(
    journal: JournalDesk, hearing: list[Hearing], qtbot: QtBot
) -> None:
    parent = QObject()
    made = WordsLive(replace(journal.desk, may_hear=lambda: False), lambda: True, parent)
    qtbot.addWidget(made.seen)
    assert made.hearer() is None


def test_without_a_speech_model_nobody_hears(
    journal: JournalDesk, hearing: list[Hearing], qtbot: QtBot
) -> None:
    parent = QObject()
    made = WordsLive(journal.desk, lambda: False, parent)
    qtbot.addWidget(made.seen)
    assert made.hearer() is None
    journal.desk.settings.change(show_words=True)
    assert not made.seen.wanted


def test_words_are_seen_only_by_those_who_ask(words: WordsLive, journal: JournalDesk) -> None:
    assert not words.seen.wanted
    journal.desk.settings.change(show_words=True)
    assert words.seen.wanted
    journal.desk.settings.change(write_while_speaking=False)
    assert not words.seen.wanted


def test_what_is_heard_arrives_on_the_windows_own_thread(
    words: WordsLive, hearing: list[Hearing], qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = QThread.currentThread()
    on: list[bool] = []
    add = words.seen.add

    def added(memo_id: MemoId, texts: list[str]) -> None:
        on.append(QThread.currentThread() is here)
        add(memo_id, texts)

    monkeypatch.setattr(words.seen, "add", added)
    words.seen.await_words(ID)
    told = threading.Thread(target=lambda: hearing[0].listener(LiveWords(ID, (RIVER,))))
    told.start()
    told.join()
    assert on == []
    qtbot.waitUntil(lambda: words.seen.text() == "The river.")
    assert on == [True]
    assert words.seen._more
    hearing[0].listener(LiveDone(ID, whole=True))
    qtbot.waitUntil(lambda: not words.seen._more)
    assert words.seen.text() == "The river."


def test_words_that_stop_before_the_end_are_said_to_come_later(
    words: WordsLive, hearing: list[Hearing], qtbot: QtBot
) -> None:
    words.seen.await_words(ID)
    hearing[0].listener(LiveDone(ID, whole=False))
    qtbot.waitUntil(lambda: words.seen.text() == "Your words are written down later.")


def test_after_the_journal_is_closed_nothing_is_shown_any_more(
    words: WordsLive, hearing: list[Hearing], qtbot: QtBot
) -> None:
    words.seen.await_words(ID)
    words.close()
    assert hearing[0].closed
    qtbot.waitUntil(lambda: True)
    assert words.seen.text() == ""


def test_the_chosen_model_and_the_wish_are_asked_anew_for_each_memo(
    words: WordsLive, journal: JournalDesk, hearing: list[Hearing], tmp_path: Path
) -> None:
    assert hearing[0].model() is None
    assert hearing[0].drafts is journal.transcriber.drafts
    models = journal.desk.places.models
    shutil.copytree(resources() / "sample" / "speech-model", models / "small")
    found = hearing[0].model()
    assert found is not None
    assert found.name == "small"


def test_a_damaged_model_is_the_queues_to_tell_of(
    words: WordsLive, journal: JournalDesk, hearing: list[Hearing]
) -> None:
    (journal.desk.places.models / "broken").mkdir(parents=True)
    journal.desk.settings.change(speech_model="broken")
    assert hearing[0].model() is None
