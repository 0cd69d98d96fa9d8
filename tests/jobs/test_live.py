"""Hearing while somebody speaks, with the real speech process and the small model."""

import os
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from functools import partial
from itertools import pairwise

import pytest

from kdesk.domain.ids import MemoId
from kdesk.domain.problem import Problem, Trouble
from kdesk.jobs import ear, live
from kdesk.jobs.drafts import Draft, Drafts
from kdesk.jobs.ear import Ear
from kdesk.jobs.hearing import Words
from kdesk.jobs.live import Live, LiveDone, LiveWords
from kdesk.jobs.protocol import Failed, RecorderEvent, Saved, Sound, Spoiled, Started
from kdesk.jobs.said import KEPT
from kdesk.speech.models import Model, check
from kdesk.speech.wish import Wish
from tests.jobs.ears import Ears, until
from tests.jobs.spoken import (
    AT,
    QUARTER,
    RATE,
    length,
    new_memo,
    sample,
    say,
    silence,
    sounds,
    text,
    told,
)
from tests.speech.sounds import SAID, SAMPLE, SMALL
from tests.words_right import share_right

WITHIN = 60.0
"""Seconds a busy machine may take for what takes two."""


class Room:
    """A Live with everything round it."""

    def __init__(self) -> None:
        self.ears, self.drafts = Ears(), Drafts()
        self.turns: list[bool] = []
        self.drafts.listen(lambda: self.turns.append(self.drafts.live))
        self.model: Callable[[], Model | None] = lambda: check(SMALL)
        self.live = Live(self._model, Wish, self.ears, self.drafts)

    def done(self, count: int = 1) -> LiveDone:
        return self.ears.wait(LiveDone, count, WITHIN)

    def _model(self) -> Model | None:
        return self.model()


@pytest.fixture
def room() -> Iterator[Room]:
    made = Room()
    yield made
    made.live.close()


def gone(child: "subprocess.Popen[bytes]") -> bool:
    return child.poll() is not None


def test_what_is_spoken_is_heard_as_its_file_would_be_and_the_process_is_gone(
    room: Room, children: list["subprocess.Popen[bytes]"]
) -> None:
    memo, sound = new_memo(), sample()
    say(room.live, memo, sound)
    assert room.done() == LiveDone(memo, whole=True)
    heard = told(room.ears, memo)
    assert share_right(SAID, text(heard)) == 1.0
    assert room.drafts.of(memo) == Draft(SMALL.name, "en", heard, length(sound), whole=True)
    until(lambda: room.turns == [True, False])
    until(lambda: gone(children[0]))
    file = Ear()
    answers = list(file.listen(SMALL, (SAMPLE / "memo.flac").read_bytes()))
    file.close()
    assert heard == tuple(
        utterance
        for answer in answers
        if isinstance(answer, Words)
        for utterance in answer.utterances
    )


def test_words_come_while_one_still_speaks(room: Room) -> None:
    memo = new_memo()
    room.live.hear(Started(memo, AT))
    for sound in sounds(sample()):
        room.live.hear(sound)
    until(lambda: len(told(room.ears, memo)) >= 4, WITHIN)
    assert room.ears.all(LiveDone) == []
    assert room.drafts.live


@pytest.mark.parametrize(
    "end", [Spoiled(), Failed(Problem(Trouble.NO_MICROPHONE, "Gone.")), Sound(7, b"12")]
)
def test_what_was_heard_before_it_broke_off_is_kept_and_the_rest_is_left_to_the_file(
    room: Room, end: RecorderEvent
) -> None:
    memo, sound = new_memo(), sample()
    room.live.hear(Started(memo, AT))
    for part in sounds(sound[: RATE * 2 * 14]):
        room.live.hear(part)
    room.live.hear(end)
    for part in sounds(sound[RATE * 2 * 14 :], RATE * 14 + 1):  # would be heard at wrong times
        room.live.hear(part)
    room.live.hear(Saved(memo, length(sound)))
    assert room.done() == LiveDone(memo, whole=False)
    draft = room.drafts.of(memo)
    assert draft is not None
    assert not draft.whole
    assert draft.utterances == told(room.ears, memo)
    assert 2 <= len(draft.utterances) <= 4
    assert draft.utterances[-1].end <= draft.until <= 14


def test_a_memo_of_another_length_than_what_was_given_is_not_whole(room: Room) -> None:
    memo, sound = new_memo(), sample()
    room.live.hear(Started(memo, AT))
    for part in sounds(sound):
        room.live.hear(part)
    room.live.hear(Saved(memo, length(sound) + 0.5))
    assert room.done() == LiveDone(memo, whole=False)


def test_two_memos_in_a_row_are_heard_one_after_the_other_by_one_process(
    room: Room, children: list["subprocess.Popen[bytes]"]
) -> None:
    first, second, sound = new_memo(), new_memo(), sample()
    say(room.live, first, sound)
    say(room.live, second, sound)
    assert room.done(2) == LiveDone(second, whole=True)
    assert room.ears.all(LiveDone) == [LiveDone(first, whole=True), LiveDone(second, whole=True)]
    assert told(room.ears, first) == told(room.ears, second)
    assert share_right(SAID, text(told(room.ears, second))) == 1.0
    assert len(children) == 1
    until(lambda: room.turns == [True, False])


def test_a_memo_begun_after_the_process_has_gone_gets_another(
    room: Room, children: list["subprocess.Popen[bytes]"]
) -> None:
    for count in (1, 2):
        memo = new_memo()
        say(room.live, memo, sample())
        assert room.done(count) == LiveDone(memo, whole=True)
    assert len(children) == 2


def test_a_recording_without_a_sound_or_of_a_moment_is_done_at_once(room: Room) -> None:
    for count, pcm in enumerate((b"", silence(0.2), silence(30)), start=1):
        memo = new_memo()
        say(room.live, memo, pcm)
        assert room.done(count) == LiveDone(memo, whole=True)
        assert told(room.ears, memo) == ()
        draft = room.drafts.of(memo)
        assert draft is not None
        assert (draft.whole, draft.until) == (True, length(pcm))


def speak_until(room: Room, memo: MemoId, sound: bytes, second: int, words: int) -> None:
    """Go on speaking to this second and wait until so many answers have come with words."""
    said = room.live._said
    first = said.frames if said else 0
    for part in sounds(sound[2 * first : RATE * 2 * second], first):
        room.live.hear(part)
    until(lambda: len(room.ears.all(LiveWords)) >= words, WITHIN)


def test_a_process_that_is_killed_is_begun_again_once_and_nothing_said_is_lost(
    room: Room, children: list["subprocess.Popen[bytes]"]
) -> None:
    memo, sound = new_memo(), sample()
    room.live.hear(Started(memo, AT))
    speak_until(room, memo, sound, 15, 2)
    children[0].kill()
    until(lambda: len(children) == 2)
    speak_until(room, memo, sound, 20, 4)
    room.live.hear(Saved(memo, length(sound)))
    assert room.done() == LiveDone(memo, whole=True)
    heard = told(room.ears, memo)
    assert share_right(SAID, text(heard)) == 1.0
    assert len(heard) == 5
    assert all(one.end <= other.start for one, other in pairwise(heard))
    for one, other in pairwise(heard):
        assert other.pause == pytest.approx(other.start - one.end)
    assert room.drafts.of(memo) == Draft(SMALL.name, "en", heard, length(sound), whole=True)
    assert len(children) == 2
    until(lambda: room.turns == [True, False])


def test_a_second_process_that_is_killed_leaves_what_was_heard_and_keeps_nobody_waiting(
    room: Room, children: list["subprocess.Popen[bytes]"]
) -> None:
    memo, sound = new_memo(), sample()
    room.live.hear(Started(memo, AT))
    for second, words in ((10, 1), (15, 2)):
        speak_until(room, memo, sound, second, words)
        until(partial(lambda count: len(children) == count, words))
        children[-1].kill()
    assert room.done() == LiveDone(memo, whole=False)
    begun = time.monotonic()
    for part in sounds(sound[RATE * 2 * 15 :], RATE * 15):
        room.live.hear(part)
    room.live.hear(Saved(memo, length(sound)))
    assert time.monotonic() - begun < 2
    assert len(children) == 2
    draft = room.drafts.of(memo)
    assert draft is not None
    assert draft.utterances == told(room.ears, memo)
    assert draft.until >= draft.utterances[-1].end
    until(lambda: room.turns == [True, False])


def test_a_process_that_dies_far_behind_has_no_other_in_its_place(
    room: Room, children: list["subprocess.Popen[bytes]"]
) -> None:
    """It would have to be given more than is kept in memory."""
    memo = new_memo()
    room.live.hear(Started(memo, AT))
    until(lambda: len(children) == 1)
    os.kill(children[0].pid, signal.SIGSTOP)
    for part in sounds(silence(KEPT + 5)):
        room.live.hear(part)
    said = room.live._said
    assert said is not None
    assert sum(len(one.pcm) for one in said._kept) <= KEPT * RATE * 2 + QUARTER
    children[0].kill()
    assert room.done() == LiveDone(memo, whole=False)
    assert len(children) == 1


def test_a_process_that_hangs_takes_no_more_than_a_minute_of_sound_and_is_ended(
    room: Room, children: list["subprocess.Popen[bytes]"]
) -> None:
    memo, second = new_memo(), silence(1)
    room.live.hear(Started(memo, AT))
    until(lambda: len(children) == 1)
    os.kill(children[0].pid, signal.SIGSTOP)
    longest, given = 0.0, 0
    while not room.ears.all(LiveDone) and given < 100:
        begun = time.monotonic()
        room.live.hear(Sound(given * RATE, second))
        longest, given = max(longest, time.monotonic() - begun), given + 1
    assert live.UNTAKEN <= given <= live.UNTAKEN + 3
    assert longest < 1  # on a busy machine; a pipe that is full would hold it for good
    assert room.done() == LiveDone(memo, whole=False)
    until(lambda: gone(children[0]))
    room.live.hear(Saved(memo, float(given)))


def test_a_model_that_is_too_slow_gets_no_more_than_it_can_hear_in_some_minutes(
    room: Room, children: list["subprocess.Popen[bytes]"], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live, "BEHIND", 15.0)
    memo, sound = new_memo(), sample()
    room.live.hear(Started(memo, AT))
    for part in sounds(sound):  # in a moment: more than 15 s before the model is even loaded
        room.live.hear(part)
    room.live.hear(Saved(memo, length(sound)))
    assert room.done() == LiveDone(memo, whole=False)
    draft = room.drafts.of(memo)
    assert draft is not None
    assert 2 <= len(draft.utterances) <= 4  # what was given by then is heard all the same
    assert draft.until <= 15.5


def no_model() -> Model | None:
    return None


def broken_model() -> Model | None:
    raise Problem(Trouble.BAD_MODEL, "It is broken.")


@pytest.mark.parametrize("model", [no_model, broken_model])
def test_without_a_model_no_process_is_started_and_the_memo_waits(
    room: Room, children: list["subprocess.Popen[bytes]"], model: Callable[[], Model | None]
) -> None:
    room.model = model
    memo = new_memo()
    say(room.live, memo, sample())
    assert room.done() == LiveDone(memo, whole=False)
    assert children == []
    until(lambda: room.turns == [True, False])


def test_a_process_that_cannot_be_started_leaves_the_memo_to_its_file(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    def start_child(_role: str, *, steps_back: bool = False) -> "subprocess.Popen[bytes]":
        raise OSError

    monkeypatch.setattr(ear, "start_child", start_child)
    memo = new_memo()
    say(room.live, memo, sample())
    assert room.done() == LiveDone(memo, whole=False)


def test_closing_ends_the_process_and_nothing_more_is_told(
    room: Room, children: list["subprocess.Popen[bytes]"]
) -> None:
    memo = new_memo()
    room.live.hear(Started(memo, AT))
    for part in sounds(sample()):
        room.live.hear(part)
    until(lambda: bool(room.ears.all(LiveWords)), WITHIN)
    room.live.close()
    assert gone(children[0])
    assert room.ears.all(LiveDone) == []
    count = len(room.ears.heard)
    room.live.hear(Saved(memo, 1.0))
    say(room.live, new_memo(), silence(1))
    room.live.close()
    assert len(room.ears.heard) == count
    assert len(children) == 1


def test_whoever_gives_the_sound_never_waits_for_the_model_or_the_wish(room: Room) -> None:
    held = threading.Event()

    def model() -> Model | None:
        held.wait(20)
        return check(SMALL)

    room.model = model
    memo = new_memo()
    begun = time.monotonic()
    say(room.live, memo, sample())
    assert time.monotonic() - begun < 2
    held.set()
    assert room.done() == LiveDone(memo, whole=True)
    assert share_right(SAID, text(told(room.ears, memo))) == 1.0
