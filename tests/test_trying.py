"""A model that has only now come is tried by itself, and disturbs nothing."""

import shutil
from collections.abc import Callable
from dataclasses import replace

import pytest
from PySide6.QtCore import QObject

from kdesk.app.trying import Trying
from kdesk.domain.ids import MemoId
from kdesk.domain.problem import Problem
from kdesk.jobs import speeds
from kdesk.jobs.transcriber import Listened, QueueEmpty
from kdesk.speech.models import check
from tests.speech.sounds import SMALL
from tests.ui.a_desk import JournalDesk, journal

__all__ = ["journal"]

Told = Callable[[Problem | None], None]


@pytest.fixture
def begun(journal: JournalDesk, monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, Told]]:
    """The models that were tried; `small` and `large` are here."""
    found: list[tuple[str, Told]] = []
    monkeypatch.setattr(speeds, "measure", lambda _, model, told: found.append((model.name, told)))
    for name in ("small", "large"):
        shutil.copytree(SMALL, journal.desk.places.models / name)
    return found


def look(trying: Trying) -> None:
    assert trying.later.isActive()
    trying.later.timeout.emit()


def test_models_that_came_are_tried_one_after_the_other(
    journal: JournalDesk, begun: list[tuple[str, Told]]
) -> None:
    parent = QObject()
    trying = Trying(journal.desk, parent)
    assert not trying.later.isActive()
    trying.come("small")
    trying.come("large")
    look(trying)
    look(trying)
    assert [name for name, _ in begun] == ["small"]
    begun[0][1](None)
    look(trying)
    assert [name for name, _ in begun] == ["small", "large"]
    begun[1][1](None)
    look(trying)
    assert not trying.later.isActive()


def test_nothing_is_tried_while_somebody_speaks_or_words_are_written_down(
    journal: JournalDesk, begun: list[tuple[str, Told]]
) -> None:
    parent = QObject()
    trying = Trying(journal.desk, parent)
    trying.come("small")
    trying.recorded = True
    look(trying)
    trying.recorded = False
    journal.desk.notices.speech_told.emit(Listened(MemoId("memo-1"), 0.5))
    look(trying)
    journal.desk.notices.speech_told.emit(QueueEmpty())
    journal.transcriber.drafts.turn(live=True)
    look(trying)
    assert not begun
    journal.transcriber.drafts.turn(live=False)
    look(trying)
    assert [name for name, _ in begun] == ["small"]


def test_on_battery_it_waits_for_the_mains_with_the_words(
    journal: JournalDesk, begun: list[tuple[str, Told]]
) -> None:
    parent = QObject()
    trying = Trying(replace(journal.desk, may_hear=lambda: False), parent)
    trying.come("small")
    look(trying)
    assert not begun


def test_what_was_tried_before_or_is_gone_again_is_left_alone(
    journal: JournalDesk, begun: list[tuple[str, Told]]
) -> None:
    places, parent = journal.desk.places, QObject()
    found = [{"device": "cpu", "threads": 2, "times": 4.2}]
    speeds._keep(places, check(places.models / "small"), found)
    trying = Trying(journal.desk, parent)
    trying.come("small")
    trying.come("never")
    look(trying)
    look(trying)
    look(trying)
    assert not begun
    assert not trying.later.isActive()
