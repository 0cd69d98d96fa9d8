"""A model that was never tried here is tried by itself, and disturbs nothing."""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace

import pytest
from PySide6.QtCore import QObject

from kdesk.app.trying import Trying
from kdesk.domain.problem import Problem, Trouble
from kdesk.jobs import speeds
from kdesk.jobs.measuring import Measured
from kdesk.speech.models import Model, check
from kdesk.speech.speed import CPU, Speed
from tests.speech.sounds import SMALL
from tests.ui.a_desk import JournalDesk, journal

__all__ = ["journal"]

Told = Callable[[Problem | None], None]


@dataclass
class Trials:
    """Those that were begun, and how each ended or was ended."""

    begun: list[tuple[str, Told]] = field(default_factory=list)
    stopped: list[str] = field(default_factory=list)

    @property
    def names(self) -> list[str]:
        return [name for name, _ in self.begun]

    def end(self, problem: Problem | None = None) -> None:
        self.begun[-1][1](problem)


@pytest.fixture
def trials(journal: JournalDesk, monkeypatch: pytest.MonkeyPatch) -> Trials:
    """None yet; `small` and `large` are here."""
    found = Trials()

    def measure(_: object, model: Model, told: Told) -> Callable[[], None]:
        found.begun.append((model.name, told))
        return lambda: found.stopped.append(model.name)

    monkeypatch.setattr(speeds, "measure", measure)
    for name in ("small", "large"):
        shutil.copytree(SMALL, journal.desk.places.models / name)
    return found


@pytest.fixture
def trying(journal: JournalDesk, trials: Trials) -> Iterator[Trying]:
    parent = QObject()
    yield Trying(journal.desk, parent)


def look(trying: Trying) -> None:
    assert trying.later.isActive()
    trying.later.timeout.emit()


def test_models_without_figures_are_tried_one_after_the_other_from_the_opening_on(
    trials: Trials, trying: Trying
) -> None:
    """Whether they came by the command, while nothing was open, or now."""
    look(trying)
    look(trying)
    assert trials.names == ["large"]
    trials.end()
    look(trying)
    assert trials.names == ["large", "small"]
    trials.end()
    look(trying)
    assert not trying.later.isActive()


def test_a_model_that_comes_later_is_looked_for(
    journal: JournalDesk, trials: Trials, trying: Trying
) -> None:
    for _ in range(2):
        look(trying)
        trials.end()
    look(trying)
    shutil.copytree(SMALL, journal.desk.places.models / "turbo")
    trying.look()
    look(trying)
    assert trials.names[2:] == ["turbo"]


def test_nothing_is_tried_while_somebody_speaks_or_words_are_written_down(
    journal: JournalDesk, trials: Trials, trying: Trying
) -> None:
    trying.give_way()
    look(trying)
    trying.go_on()
    journal.transcriber.working = True
    look(trying)
    journal.transcriber.working = False
    journal.transcriber.drafts.turn(live=True)
    look(trying)
    assert not trials.begun
    journal.transcriber.drafts.turn(live=False)
    look(trying)
    assert trials.names == ["large"]


def test_a_trial_ends_when_somebody_speaks_and_begins_anew_before_any_other(
    journal: JournalDesk, trials: Trials, trying: Trying
) -> None:
    look(trying)
    trying.give_way()
    assert trials.stopped == ["large"]
    trials.end()
    look(trying)
    assert trials.names == ["large"]
    trying.go_on()
    look(trying)
    assert trials.names == ["large", "large"]
    trials.end()
    look(trying)
    assert trials.names == ["large", "large", "small"]
    assert trials.stopped == ["large"]


def test_a_measuring_that_was_asked_for_gives_way_too_and_is_made_up_for(
    journal: JournalDesk, trials: Trials, trying: Trying
) -> None:
    """Though there are figures already."""
    for name in ("small", "large"):
        keep(journal, name)
    look(trying)
    assert not trying.later.isActive()
    journal.desk.measuring.begin(check(journal.desk.places.models / "small"))
    trying.give_way()
    assert trials.stopped == ["small"]
    trials.end()
    trying.go_on()
    look(trying)
    assert trials.names == ["small", "small"]


def test_on_battery_it_waits_for_the_mains_with_the_words(
    journal: JournalDesk, trials: Trials
) -> None:
    parent = QObject()
    look(Trying(replace(journal.desk, may_hear=lambda: False), parent))
    assert not trials.begun


def test_what_was_tried_before_is_left_alone_and_what_fails_is_tried_once(
    journal: JournalDesk, trials: Trials, trying: Trying
) -> None:
    keep(journal, "small")
    look(trying)
    assert trials.names == ["large"]
    trials.end(Problem(Trouble.SPEECH_FAILED, "It can't be tried."))
    look(trying)
    assert trials.names == ["large"]
    assert not trying.later.isActive()


def test_with_the_journal_the_trial_ends_and_nobody_hears_of_it(
    journal: JournalDesk, trials: Trials, trying: Trying
) -> None:
    told: list[Measured] = []
    journal.desk.notices.speed_told.connect(told.append)
    look(trying)
    assert told == [Measured("large", over=False)]
    trying.close()
    assert trials.stopped == ["large"]
    assert not trying.later.isActive()
    trials.end()
    assert len(told) == 1


def keep(journal: JournalDesk, name: str) -> None:
    places = journal.desk.places
    speeds._keep(places, check(places.models / name), [Speed(CPU, 2, 4.2)])
