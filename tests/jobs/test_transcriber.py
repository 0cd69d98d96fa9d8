"""The queue from memo to words, with the real speech process and the small model."""

import os
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from kdesk.domain.ids import MemoId
from kdesk.domain.memo import Listening
from kdesk.domain.problem import Problem, Trouble
from kdesk.domain.transcript import Utterance, Word
from kdesk.jobs import ear
from kdesk.jobs.drafts import Draft
from kdesk.jobs.hearing import Finished, Words
from kdesk.jobs.runner import InlineRunner, Progress, Runner
from kdesk.jobs.transcriber import (
    Listened,
    NoModel,
    QueueEmpty,
    Transcriber,
    TranscriberEvent,
)
from kdesk.speech import choice
from kdesk.speech.wish import Wish
from kdesk.store import bin as wastebin
from kdesk.store import memos
from tests.audio.sounds import noise
from tests.jobs.a_queue import Queue, dying
from tests.jobs.ears import until
from tests.speech.sounds import SAID, SAMPLE, SMALL
from tests.store.making import NOW
from tests.words_right import share_right


def test_a_memos_words_are_heard_and_kept(queue: Queue) -> None:
    queue.add_model()
    memo_id = queue.add_memo()
    assert queue.transcriber().work(Progress()) == 1
    memo = queue.memo(memo_id)
    assert memo.listening is Listening.DONE
    assert share_right(SAID, memo.text) == 1.0
    kept = memos.transcript(queue.vault, memo_id)
    assert kept is not None
    assert (kept.model, kept.language, kept.made_at) == ("small", "en", NOW)
    assert len(kept.utterances) == 5
    fractions = [event.fraction for event in queue.told if isinstance(event, Listened)]
    assert fractions == sorted(fractions)
    assert fractions[-1] == 1.0
    assert queue.told[-1] == QueueEmpty()


def test_the_oldest_memo_comes_first_and_progress_is_that_of_all(queue: Queue) -> None:
    queue.add_model()
    late, early, middle = (queue.add_memo(minutes) for minutes in (30, 0, 10))
    seen: list[float] = []
    assert queue.transcriber().work(Progress(seen.append)) == 3
    order = [event.memo_id for event in queue.told if isinstance(event, Listened)]
    assert list(dict.fromkeys(order)) == [early, middle, late]
    assert seen == sorted(seen)
    assert seen[-1] == 1.0
    assert any(0.3 < fraction < 0.4 for fraction in seen)


def test_one_speech_process_hears_the_whole_queue_and_is_gone_after_it(
    queue: Queue, children: list["subprocess.Popen[bytes]"]
) -> None:
    queue.add_model()
    queue.add_memo(0)
    queue.add_memo(1)
    queue.transcriber().wake()
    (child,) = children
    assert child.returncode is not None


def test_without_a_model_memos_simply_wait_and_are_heard_once_there_is_one(queue: Queue) -> None:
    memo_id = queue.add_memo()
    transcriber = queue.transcriber()
    transcriber.wake()
    (told,) = queue.told
    assert isinstance(told, NoModel)
    assert told.problem.trouble is Trouble.NO_MODEL
    assert queue.states(memo_id) == [Listening.PENDING]
    queue.add_model()
    transcriber.wake()
    assert queue.states(memo_id) == [Listening.DONE]


def test_a_model_nobody_chose_is_used_when_it_is_there(queue: Queue) -> None:
    queue.add_model()
    queue.add_memo()
    for queue.chosen in (None, "another", ""):
        memo_id = queue.add_memo()
        queue.transcriber().wake()
        assert queue.states(memo_id) == [Listening.DONE]


def test_what_was_running_when_kdesk_ended_is_heard_anew(queue: Queue) -> None:
    memo_id = queue.add_memo()
    memos.listening(queue.vault, memo_id, Listening.RUNNING)
    queue.transcriber().wake()  # no model: it goes back among the pending all the same
    assert queue.states(memo_id) == [Listening.PENDING]
    queue.add_model()
    queue.transcriber().wake()
    assert queue.states(memo_id) == [Listening.DONE]


def test_a_speech_process_that_dies_is_started_once_more(
    queue: Queue, monkeypatch: pytest.MonkeyPatch
) -> None:
    queue.add_model()
    memo_id = queue.add_memo()
    dying(monkeypatch, times=1)
    queue.transcriber().wake()
    assert queue.states(memo_id) == [Listening.DONE]
    assert share_right(SAID, queue.memo(memo_id).text) == 1.0


def test_a_memo_of_which_two_processes_die_has_failed_and_the_next_is_heard(
    queue: Queue, monkeypatch: pytest.MonkeyPatch
) -> None:
    queue.add_model()
    first, second = queue.add_memo(0), queue.add_memo(1)
    dying(monkeypatch, times=2)
    transcriber = queue.transcriber()
    transcriber.wake()
    assert queue.states(first, second) == [Listening.FAILED, Listening.DONE]
    assert "stopped twice" in queue.memo(first).reason
    transcriber.retry(first)
    assert queue.states(first) == [Listening.DONE]
    assert queue.memo(first).reason == ""


def test_a_process_killed_in_the_middle_of_a_memo_leaves_no_word_twice(
    queue: Queue, children: list["subprocess.Popen[bytes]"]
) -> None:
    queue.add_model()
    memo_id = queue.add_memo()

    def kill_the_first(_: TranscriberEvent) -> None:
        if len(children) == 1:
            children[0].kill()

    queue.on_told = kill_the_first
    queue.transcriber().wake()
    assert len(children) == 2
    assert share_right(SAID, queue.memo(memo_id).text) == 1.0


def test_a_memo_whose_sound_is_damaged_has_failed_with_a_reason(queue: Queue) -> None:
    queue.add_model()
    whole = (SAMPLE / "memo.flac").read_bytes()
    lost, text, good = queue.add_memo(0), queue.add_memo(1, b"no sound at all"), queue.add_memo(2)
    queue.vault.blobs.path(queue.memo(lost).sound.name).unlink()
    queue.transcriber().wake()
    assert queue.states(lost, text, good) == [Listening.FAILED, Listening.FAILED, Listening.DONE]
    assert queue.memo(lost).reason.endswith(".")
    assert queue.memo(text).reason.endswith(".")
    assert len(whole) > 1000


def test_a_memo_cancelled_while_it_is_heard_goes_back_and_the_next_comes(queue: Queue) -> None:
    queue.add_model()
    first, second = queue.add_memo(0), queue.add_memo(1)
    transcriber = queue.transcriber()

    def cancel(event: TranscriberEvent) -> None:
        if isinstance(event, Listened) and event.memo_id == first:
            transcriber.cancel(first)

    queue.on_told = cancel
    transcriber.wake()
    assert queue.states(first, second) == [Listening.PENDING, Listening.DONE]
    assert share_right(SAID, queue.memo(second).text) == 1.0
    transcriber.wake()
    assert queue.states(first) == [Listening.PENDING]
    queue.on_told = lambda _: None
    transcriber.retry(first)
    assert queue.states(first) == [Listening.DONE]


def test_words_of_a_cancelled_memo_never_reach_the_next_one(
    queue: Queue, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The cancel comes just before the process is started, so there is nothing to end yet."""
    queue.add_model()
    first, second = queue.add_memo(0), queue.add_memo(1)
    transcriber = queue.transcriber()
    real = ear.Ear.listen

    def listen(self: ear.Ear, *given: Any, **options: Any) -> Iterator[Words | Finished]:
        if queue.states(second) == [Listening.PENDING]:
            transcriber.cancel(first)
        return real(self, *given, **options)

    monkeypatch.setattr(ear.Ear, "listen", listen)
    transcriber.wake()
    assert queue.states(first, second) == [Listening.PENDING, Listening.DONE]
    assert share_right(SAID, queue.memo(second).text) == 1.0


def test_closing_while_a_memo_is_heard_puts_it_back_for_the_next_start(queue: Queue) -> None:
    queue.add_model()
    queue.runner = Runner()
    memo_id = queue.add_memo()
    begun, go_on = threading.Event(), threading.Event()

    def hold(_: TranscriberEvent) -> None:
        begun.set()
        go_on.wait(20)

    queue.on_told = hold
    transcriber = queue.transcriber()
    transcriber.wake()
    assert begun.wait(30)
    assert queue.states(memo_id) == [Listening.RUNNING]
    threading.Timer(0.2, go_on.set).start()
    transcriber.close()
    assert queue.states(memo_id) == [Listening.PENDING]
    transcriber.wake()  # closed is closed
    queue.runner.close()
    assert queue.states(memo_id) == [Listening.PENDING]
    queue.on_told, queue.runner = lambda _: None, InlineRunner()
    queue.transcriber().wake()
    assert queue.states(memo_id) == [Listening.DONE]


def test_a_memo_added_while_the_queue_runs_dry_is_heard_too(queue: Queue) -> None:
    queue.add_model()
    queue.add_memo()
    transcriber = queue.transcriber()
    added: list[MemoId] = []

    def add_another(event: TranscriberEvent) -> None:
        if isinstance(event, QueueEmpty) and not added:
            added.append(queue.add_memo(5))
            transcriber.wake()

    queue.on_told = add_another
    transcriber.wake()
    assert queue.states(*added) == [Listening.DONE]


def test_a_memo_moved_to_the_bin_before_its_turn_is_left_alone(queue: Queue) -> None:
    queue.add_model()
    memo_id = queue.add_memo()
    wastebin.remove(queue.vault, memo_id, now=NOW)
    assert queue.transcriber().work(Progress()) == 0
    assert queue.states(memo_id) == [Listening.PENDING]


def test_a_memo_without_a_voice_is_done_and_has_no_words(queue: Queue) -> None:
    from kdesk.audio.flac import encode

    queue.add_model()
    memo_id = queue.add_memo(flac=encode([bytes(2 * 48_000 * 3)]))
    queue.transcriber().wake()
    assert queue.states(memo_id) == [Listening.DONE]
    assert queue.memo(memo_id).text == ""
    assert memos.transcript(queue.vault, memo_id) is not None


def test_a_bug_in_a_listener_leaves_no_memo_running_and_the_queue_usable(queue: Queue) -> None:
    queue.add_model()
    memo_id = queue.add_memo()
    transcriber = queue.transcriber()

    def fail(_: TranscriberEvent) -> None:
        raise LookupError

    queue.on_told = fail
    with pytest.raises(LookupError):
        transcriber.work(Progress())
    assert queue.states(memo_id) == [Listening.PENDING]
    queue.on_told = lambda _: None
    transcriber.wake()
    assert queue.states(memo_id) == [Listening.DONE]


def test_a_cancelled_job_stops_between_two_pieces(queue: Queue) -> None:
    queue.add_model()
    memo_id = queue.add_memo()
    progress = Progress(lambda _: progress.cancel())
    assert queue.transcriber().work(progress) == 0
    assert queue.states(memo_id) == [Listening.PENDING]


def said(*texts: str) -> tuple[Utterance, ...]:
    return tuple(
        Utterance(at, at + 1, (Word(text, at, at + 1, 0.9),))
        for at, text in enumerate(texts, start=1)
    )


def test_what_was_heard_while_it_was_spoken_is_kept_at_once(
    queue: Queue, children: list["subprocess.Popen[bytes]"]
) -> None:
    memo_id = queue.add_memo()
    queue.drafts.keep(memo_id, Draft("base", "fr", said("Oui", "Non"), 19.8, whole=True))
    queue.transcriber().wake()
    kept = memos.transcript(queue.vault, memo_id)
    assert kept is not None
    assert (kept.model, kept.language, kept.heard) == ("base", "fr", "Oui\nNon")
    assert queue.states(memo_id) == [Listening.DONE]
    assert children == []
    assert queue.drafts.of(memo_id) is None
    assert queue.told == [Listened(memo_id, 1.0), QueueEmpty()]


def part_of(queue: Queue, transcriber: Transcriber, memo_id: MemoId) -> Draft:
    """What is heard of a memo when the hearing is broken off after two utterances."""
    heard = [0]

    def break_off(event: TranscriberEvent) -> None:
        heard[0] += isinstance(event, Listened)
        if heard[0] == 2:
            queue.drafts.turn(live=True)

    queue.on_told = break_off
    transcriber.wake()
    queue.on_told = lambda _: None
    draft = queue.drafts.of(memo_id)
    assert draft is not None
    return draft


def test_a_memo_steps_aside_for_what_is_being_spoken_and_goes_on_where_it_was(
    queue: Queue, children: list["subprocess.Popen[bytes]"], monkeypatch: pytest.MonkeyPatch
) -> None:
    queue.add_model()
    memo_id = queue.add_memo()
    transcriber = queue.transcriber()
    draft = part_of(queue, transcriber, memo_id)
    assert queue.states(memo_id) == [Listening.PENDING]
    assert QueueEmpty() not in queue.told
    assert children[0].poll() is not None
    assert len(draft.utterances) == 2
    assert 0 < draft.until < 10
    transcriber.wake()  # still somebody speaks
    assert len(children) == 1
    wishes: list[Wish] = []
    real = ear.Ear.listen

    def listen(self: ear.Ear, *given: Any, **options: Any) -> Iterator[Words | Finished]:
        wishes.append(given[2])
        return real(self, *given, **options)

    monkeypatch.setattr(ear.Ear, "listen", listen)
    queue.drafts.turn(live=False)
    assert queue.states(memo_id) == [Listening.DONE]
    (wish,) = wishes
    assert wish.start == draft.until
    assert wish.start - wish.silent == draft.utterances[-1].end
    kept = memos.transcript(queue.vault, memo_id)
    assert kept is not None
    assert kept.utterances[:2] == draft.utterances
    assert len(kept.utterances) == 5
    assert share_right(SAID, kept.heard) == 1.0


def test_a_process_in_the_middle_of_a_piece_is_ended_when_somebody_speaks(
    queue: Queue, children: list["subprocess.Popen[bytes]"]
) -> None:
    queue.add_model()
    queue.runner = Runner()
    memo_id = queue.add_memo()
    transcriber = queue.transcriber()
    transcriber.wake()
    until(lambda: len(children) == 1)
    os.kill(children[0].pid, signal.SIGSTOP)  # it will not answer for a long time
    queue.drafts.turn(live=True)
    until(lambda: queue.states(memo_id) == [Listening.PENDING])
    queue.drafts.turn(live=False)
    until(lambda: queue.states(memo_id) == [Listening.DONE], 60)
    transcriber.close()
    queue.runner.close()
    assert share_right(SAID, queue.memo(memo_id).text) == 1.0


@pytest.mark.parametrize(
    "draft",
    [
        Draft("another", "en", said("Wrong"), 5.0),
        Draft("small", "en", said("Wrong"), 25.0),
    ],
)
def test_a_draft_of_another_model_or_beyond_the_memo_is_not_gone_on_from(
    queue: Queue, draft: Draft
) -> None:
    queue.add_model()
    memo_id = queue.add_memo()
    queue.drafts.keep(memo_id, draft)
    queue.transcriber().wake()
    assert share_right(SAID, queue.memo(memo_id).text) == 1.0
    assert "Wrong" not in queue.memo(memo_id).text


def test_a_memo_is_heard_again_from_its_beginning_with_another_model_and_language(
    queue: Queue,
) -> None:
    queue.add_model()
    shutil.copytree(SMALL, queue.models / "other")
    memo_id = queue.add_memo()
    transcriber = queue.transcriber()
    transcriber.wake()
    queue.drafts.keep(memo_id, Draft("other", "en", said("Wrong"), 5.0))
    transcriber.retry(memo_id, model="other", language="en")
    kept = memos.transcript(queue.vault, memo_id)
    assert kept is not None
    assert (kept.model, queue.memo(memo_id).language) == ("other", "en")
    assert share_right(SAID, kept.heard) == 1.0
    transcriber.retry(memo_id)
    again = memos.transcript(queue.vault, memo_id)
    assert again is not None
    assert (again.model, queue.memo(memo_id).language) == ("small", "en")


@pytest.mark.parametrize("cancelled", [False, True])
def test_a_memo_that_is_being_heard_can_be_asked_for_with_another_model(
    queue: Queue, cancelled: bool
) -> None:
    queue.add_model()
    shutil.copytree(SMALL, queue.models / "other")
    memo_id = queue.add_memo()
    transcriber = queue.transcriber()
    asked: list[MemoId] = []

    def ask(event: TranscriberEvent) -> None:
        if isinstance(event, Listened) and not asked:
            asked.append(memo_id)
            if cancelled:
                transcriber.cancel(memo_id)
            transcriber.retry(memo_id, model="other")

    queue.on_told = ask
    transcriber.wake()
    kept = memos.transcript(queue.vault, memo_id)
    assert kept is not None
    assert kept.model == "other"
    assert {utterance.model for utterance in kept.utterances} == {"other"}
    assert share_right(SAID, kept.heard) == 1.0


def test_a_model_that_fails_on_a_memo_is_asked_once_more_in_a_process_of_its_own(
    queue: Queue, children: list["subprocess.Popen[bytes]"], monkeypatch: pytest.MonkeyPatch
) -> None:
    queue.add_model()
    memo_id = queue.add_memo()
    real, failures = ear.Ear.listen, [1]

    def listen(self: ear.Ear, *given: Any, **options: Any) -> Iterator[Words | Finished]:
        answers = real(self, *given, **options)
        yield next(answers)
        if failures[0]:
            failures[0] -= 1
            raise Problem(Trouble.SPEECH_FAILED, "No memory.")
        yield from answers

    monkeypatch.setattr(ear.Ear, "listen", listen)
    transcriber = queue.transcriber()
    transcriber.wake()
    assert len(children) == 2
    assert queue.states(memo_id) == [Listening.DONE]
    assert share_right(SAID, queue.memo(memo_id).text) == 1.0
    failures[0] = 2
    transcriber.retry(memo_id)
    assert (queue.states(memo_id), queue.memo(memo_id).reason) == ([Listening.FAILED], "No memory.")


def test_a_language_that_no_model_here_knows_fails_the_memo_that_asks_for_it_and_no_other(
    queue: Queue,
) -> None:
    queue.add_model()  # it knows English alone
    first, second = queue.add_memo(0), queue.add_memo(1)
    memos.speak(queue.vault, first, "de")
    queue.transcriber().wake()
    assert queue.states(first, second) == [Listening.FAILED, Listening.DONE]
    assert "language" in queue.memo(first).reason


def test_a_language_chosen_for_all_that_no_model_here_knows_keeps_them_waiting(
    queue: Queue,
) -> None:
    queue.add_model()  # it knows English alone
    queue.wish = Wish("de")
    memo_id = queue.add_memo()
    queue.transcriber().wake()
    (told,) = queue.told
    assert isinstance(told, NoModel)
    assert "language" in told.problem.sentence
    assert queue.states(memo_id) == [Listening.PENDING]


def test_a_moment_of_sound_and_a_memo_of_noise_have_no_words(queue: Queue) -> None:
    from kdesk.audio.flac import encode

    queue.add_model()
    moment, noisy = (
        queue.add_memo(minutes, encode([noise(seconds)]))
        for minutes, seconds in enumerate((0.2, 20.0))
    )
    queue.transcriber().wake()
    assert queue.states(moment, noisy) == [Listening.DONE, Listening.DONE]
    assert queue.memo(moment).text == queue.memo(noisy).text == ""


def test_the_windows_side_loads_nothing_heavy() -> None:
    code = (
        "import sys, kdesk.jobs.transcriber\n"
        "heavy = {'faster_whisper', 'ctranslate2', 'onnxruntime', 'numpy', 'av', 'soundfile'}\n"
        "print(sorted(heavy & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_on_battery_memos_wait_but_for_those_that_are_asked_for_or_heard_already(
    queue: Queue,
) -> None:
    queue.add_model()
    waits, asked, heard = (queue.add_memo(minutes) for minutes in range(3))
    queue.drafts.keep(heard, Draft("small", "en", said("Heard"), 19.8, whole=True))
    queue.may_hear = False
    transcriber = queue.transcriber()
    transcriber.wake()
    assert queue.states(waits, asked, heard) == [
        Listening.PENDING,
        Listening.PENDING,
        Listening.DONE,
    ]
    transcriber.retry(asked)
    assert queue.states(waits, asked) == [Listening.PENDING, Listening.DONE]
    queue.may_hear = True
    transcriber.wake()
    assert queue.states(waits) == [Listening.DONE]
    transcriber.close()


def test_a_memo_waits_for_the_mains_between_two_pieces_and_goes_on_from_there(
    queue: Queue, children: list["subprocess.Popen[bytes]"]
) -> None:
    queue.add_model()
    memo_id = queue.add_memo()
    transcriber = queue.transcriber()

    def unplug(event: TranscriberEvent) -> None:
        queue.may_hear = False

    queue.on_told = unplug
    transcriber.wake()
    assert queue.states(memo_id) == [Listening.PENDING]
    draft = queue.drafts.of(memo_id)
    assert draft is not None
    assert len(draft.utterances) == 1
    assert children[0].poll() is not None
    queue.on_told, queue.may_hear = lambda _: None, True
    transcriber.wake()
    kept = memos.transcript(queue.vault, memo_id)
    assert kept is not None
    assert kept.utterances[:1] == draft.utterances
    assert share_right(SAID, kept.heard) == 1.0


def test_a_language_that_is_found_out_goes_on_with_its_own_model_from_the_beginning(
    queue: Queue,
) -> None:
    queue.add_model()
    queue.add_model("other")
    queue.by_language = ("en=other",)
    memo_id, named, spoken = (queue.add_memo(minutes) for minutes in range(3))
    queue.drafts.keep(spoken, Draft("small", "en", said("Heard"), 19.8, whole=True))
    transcriber = queue.transcriber()
    transcriber.ask(named, model="small")
    transcriber.wake()
    for one, model in ((memo_id, "other"), (named, "small"), (spoken, "other")):
        kept = memos.transcript(queue.vault, one)
        assert kept is not None
        assert (kept.model, {utterance.model for utterance in kept.utterances}) == (model, {model})
        assert share_right(SAID, kept.heard) == 1.0


@pytest.mark.parametrize("loads", [True, False])
def test_words_heard_while_they_were_spoken_are_kept_when_their_language_has_a_broken_model(
    queue: Queue, loads: bool
) -> None:
    queue.add_model("other", loads=loads)
    if loads:
        (queue.models / "other" / "model.bin").write_bytes(b"")
    queue.by_language = ("en=other",)
    memo_id = queue.add_memo()
    queue.drafts.keep(memo_id, Draft("small", "en", said("Heard"), 19.8, whole=True))
    transcriber = queue.transcriber()
    transcriber.wake()
    transcriber.wake()  # one that looks whole is tried first
    assert queue.states(memo_id) == [Listening.DONE]
    assert queue.memo(memo_id).text == "Heard"


def test_the_model_of_a_language_is_given_what_was_found_out(
    queue: Queue, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two models for many languages would need 80 MB: what they answer is written by hand."""
    queue.add_model()
    queue.add_model("german")
    queue.by_language = ("de=german",)
    monkeypatch.setattr(choice, "hears", lambda *_: True)
    memo_id = queue.add_memo()
    asked: list[tuple[str, str, float]] = []

    def listen(_: ear.Ear, model: Path, __: bytes, wish: Wish, **___: Any) -> Iterator[Any]:
        asked.append((model.name, wish.language, wish.start))
        yield Words(1.0, (), wish.language)
        yield Words(2.0, said("Fluss"), "de")
        yield Words(3.0, said("Wasser"), "de")
        yield Finished("de")

    monkeypatch.setattr(ear.Ear, "listen", listen)
    queue.transcriber().wake()
    assert asked == [("small", "", 0.0), ("german", "de", 0.0)]
    kept = memos.transcript(queue.vault, memo_id)
    assert kept is not None
    assert (kept.model, kept.language, kept.heard) == ("german", "de", "Fluss\nWasser")
