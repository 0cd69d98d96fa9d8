"""Hearing while somebody speaks, with the real speech process and the small model."""

import subprocess
from collections.abc import Iterator

import pytest

from kdesk.jobs import ear, runner
from kdesk.jobs.drafts import Draft, Drafts
from kdesk.jobs.live import Live, LiveDone
from kdesk.speech.models import Model, check
from kdesk.speech.wish import Wish
from tests.jobs.ears import Ears
from tests.jobs.spoken import length, new_memo, sample, say, text, told
from tests.speech.sounds import SAID, SMALL
from tests.words_right import share_right


class Room:
    """A Live with everything round it."""

    def __init__(self) -> None:
        self.ears, self.drafts = Ears(), Drafts()
        self.turns: list[bool] = []
        self.drafts.listen(lambda: self.turns.append(self.drafts.live))
        self.model: Model | None = check(SMALL)
        self.wish = Wish()
        self.live = Live(lambda: self.model, lambda: self.wish, self.ears, self.drafts)


@pytest.fixture
def room() -> Iterator[Room]:
    made = Room()
    yield made
    made.live.close()


@pytest.fixture
def children(monkeypatch: pytest.MonkeyPatch) -> list["subprocess.Popen[bytes]"]:
    """Every speech process that was started."""
    started: list[subprocess.Popen[bytes]] = []

    def start_child(role: str, *, steps_back: bool = False) -> "subprocess.Popen[bytes]":
        started.append(runner.start_child(role, steps_back=steps_back))
        return started[-1]

    monkeypatch.setattr(ear, "start_child", start_child)
    return started


def test_what_is_spoken_is_heard_and_its_draft_is_whole(room: Room) -> None:
    memo, sound = new_memo(), sample()
    say(room.live, memo, sound)
    assert room.ears.wait(LiveDone, within=30) == LiveDone(memo, whole=True)
    heard = told(room.ears, memo)
    assert share_right(SAID, text(heard)) == 1.0
    assert room.drafts.of(memo) == Draft(SMALL.name, "en", heard, length(sound), whole=True)
