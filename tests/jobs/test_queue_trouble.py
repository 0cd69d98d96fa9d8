"""The queue when a model, the speech process or the memory fails: the rest is still heard."""

import subprocess
import sys

import pytest

from kdesk.audio.flac import encode
from kdesk.domain.memo import Listening
from kdesk.domain.problem import Problem, Trouble
from kdesk.jobs import runner
from kdesk.jobs.runner import Progress
from kdesk.jobs.transcriber import NoModel, QueueEmpty, Stopped
from kdesk.store import memos
from tests.jobs.a_queue import Queue
from tests.speech.sounds import SAID
from tests.words_right import share_right

Children = list["subprocess.Popen[bytes]"]


def no_model(queue: Queue) -> list[NoModel]:
    """All that was told of models, from now on anew."""
    told = [event for event in queue.told if isinstance(event, NoModel)]
    queue.told.clear()
    return told


def test_a_broken_model_is_named_and_memos_wait(queue: Queue) -> None:
    queue.add_model()
    (queue.models / "small" / "tokenizer.json").unlink()
    first, second = queue.add_memo(0), queue.add_memo(1)
    queue.transcriber().wake()
    (told,) = queue.told
    assert isinstance(told, NoModel)
    assert "tokenizer.json" in told.problem.sentence
    assert told.memo_ids == {first, second}
    assert queue.states(first, second) == [Listening.PENDING, Listening.PENDING]


def test_a_model_that_only_loading_shows_to_be_broken_leaves_memos_waiting(queue: Queue) -> None:
    queue.add_model(loads=False)
    memo_id = queue.add_memo()
    with pytest.raises(Problem) as told:
        queue.transcriber().work(Progress())
    assert told.value.trouble is Trouble.BAD_MODEL
    assert queue.states(memo_id) == [Listening.PENDING]


def test_memos_that_wait_for_a_broken_model_keep_no_other_waiting(queue: Queue) -> None:
    queue.add_model()
    queue.add_model("broken", loads=False)
    queue.by_language = ("en=broken",)
    first, second = queue.add_memo(0), queue.add_memo(1)
    memos.speak(queue.vault, first, "en")
    transcriber = queue.transcriber()
    transcriber.retry(second, model="small")
    assert queue.states(first, second) == [Listening.PENDING, Listening.DONE]
    (told,) = no_model(queue)
    assert told.problem.trouble is Trouble.BAD_MODEL
    assert told.memo_ids == {first}
    queue.by_language = ()
    transcriber.wake()
    assert queue.states(first) == [Listening.DONE]
    assert queue.told[-1] == QueueEmpty()


def test_words_of_a_memo_whose_language_has_a_broken_model_never_reach_the_next_one(
    queue: Queue,
) -> None:
    """The language is found out in the middle of the memo, which is still being heard then."""
    queue.add_model()
    queue.add_model("broken")
    (queue.models / "broken" / "model.bin").write_bytes(b"")
    queue.by_language = ("en=broken",)
    first = queue.add_memo(0)
    second = queue.add_memo(1, flac=encode([bytes(2 * 48_000 * 3)]))
    queue.transcriber().wake()
    assert queue.states(first, second) == [Listening.PENDING, Listening.DONE]
    assert queue.memo(second).text == ""


def test_a_model_that_would_not_load_is_loaded_again_when_it_is_another_or_somebody_asks(
    queue: Queue, children: Children
) -> None:
    queue.add_model(loads=False)
    first, second = queue.add_memo(0), queue.add_memo(1)
    transcriber = queue.transcriber()
    transcriber.wake()
    (told,) = no_model(queue)
    assert told.memo_ids == {first, second}
    for _ in range(3):
        transcriber.wake()
        assert [one.memo_ids for one in no_model(queue)] == [{first, second}]
    assert len(children) == 1
    transcriber.retry(second)
    assert len(children) == 2
    (queue.models / "small" / "tokenizer.json").write_bytes(b"{}")
    transcriber.wake()
    assert "tokenizer.json" in no_model(queue)[-1].problem.sentence
    assert queue.states(first, second) == [Listening.PENDING, Listening.PENDING]


def test_a_memo_asked_for_with_a_model_that_will_not_load_has_failed_and_the_rest_is_heard(
    queue: Queue,
) -> None:
    queue.add_model()
    queue.add_model("broken", loads=False)
    first, second = queue.add_memo(0), queue.add_memo(1)
    transcriber = queue.transcriber()
    transcriber.retry(first, model="broken")
    assert queue.states(first, second) == [Listening.FAILED, Listening.DONE]
    assert "can't be loaded" in queue.memo(first).reason
    assert no_model(queue) == []
    transcriber.retry(first)
    assert queue.states(first) == [Listening.FAILED], "it is tried as it was asked for"
    transcriber.retry(first, model="")
    assert queue.states(first) == [Listening.DONE]
    assert queue.memo(first).reason == ""


@pytest.mark.parametrize("trouble", [Trouble.DISK_FULL, Trouble.IN_USE, Trouble.CANNOT_WRITE])
def test_a_journal_that_takes_no_words_fails_no_memo_and_has_them_once_it_does(
    queue: Queue, monkeypatch: pytest.MonkeyPatch, trouble: Trouble
) -> None:
    queue.add_model()
    first, second = queue.add_memo(0), queue.add_memo(1)
    transcriber = queue.transcriber()
    problem = Problem(trouble, "The journal can't be written to now.")

    def refuse(*_: object, **__: object) -> None:
        raise problem

    with monkeypatch.context() as now:
        now.setattr(memos, "set_transcript", refuse)
        transcriber.wake()
    assert queue.states(first, second) == [Listening.PENDING, Listening.PENDING]
    assert Stopped(problem) in queue.told
    assert QueueEmpty() not in queue.told
    transcriber.wake()
    assert queue.states(first, second) == [Listening.DONE, Listening.DONE]
    assert queue.told[-1] == QueueEmpty()


SHORT = (
    "import resource, sys\n"
    "resource.setrlimit(resource.RLIMIT_AS, ({0}, {0}))\n"
    "from kdesk.jobs import listen\n"
    "sys.exit(listen.main(sys.stdin.buffer, sys.stdout.buffer))"
)


CARD_FAILS = """
import os, sys
from kdesk.jobs import listen, speeds
from kdesk.speech.listener import Listener
from kdesk.speech.speed import GPU, Speed
speeds.best = lambda *_: Speed(GPU, 1, 90.0)
load = Listener.load
def loaded(folder, device="cpu", threads=0):
    listener = load(folder)
    transcribe, pieces = listener.whisper.transcribe, []
    def failing(*given, **options):
        pieces.append(given)
        if len(pieces) == 3:
            {}
        return transcribe(*given, **options)
    if device == GPU:
        listener.whisper.transcribe = failing
    return listener
Listener.load = loaded
sys.exit(listen.main(sys.stdin.buffer, sys.stdout.buffer))
"""


@pytest.mark.parametrize("failure", ['raise RuntimeError("CUDA failed")', "os.abort()"])
def test_what_a_graphics_card_fails_at_is_gone_on_with_on_the_processor(
    queue: Queue, children: Children, monkeypatch: pytest.MonkeyPatch, failure: str
) -> None:
    queue.add_model()
    first, second = queue.add_memo(0), queue.add_memo(1)
    code = CARD_FAILS.format(failure)
    monkeypatch.setattr(runner, "child_command", lambda _: [sys.executable, "-c", code])
    queue.transcriber().wake()
    assert queue.states(first, second) == [Listening.DONE, Listening.DONE]
    for memo_id in (first, second):
        assert share_right(SAID, queue.memo(memo_id).text) == 1.0
    assert len(children) == 2, "the processor goes on with the next memo too"


@pytest.mark.skipif(sys.platform != "linux", reason="limits a process's memory")
@pytest.mark.parametrize("megabytes", [60, 400])
def test_a_process_that_is_short_of_memory_is_tried_twice_then_the_memo_has_failed(
    queue: Queue, children: Children, monkeypatch: pytest.MonkeyPatch, megabytes: int
) -> None:
    queue.add_model()
    memo_id = queue.add_memo()
    transcriber = queue.transcriber()
    with monkeypatch.context() as short:
        code = SHORT.format(megabytes << 20)
        short.setattr(runner, "child_command", lambda _: [sys.executable, "-c", code])
        transcriber.wake()
    assert queue.states(memo_id) == [Listening.FAILED]
    assert len(children) == 2
    assert "smaller" in queue.memo(memo_id).reason
    assert no_model(queue) == []
    transcriber.retry(memo_id)
    assert queue.states(memo_id) == [Listening.DONE]
    assert share_right(SAID, queue.memo(memo_id).text) == 1.0


def test_a_memo_that_has_words_and_was_not_heard_again_for_trouble_is_done_once_kdesk_ends(
    queue: Queue,
) -> None:
    queue.add_model()
    heard, waits = queue.add_memo(0), queue.add_memo(1)
    transcriber = queue.transcriber()
    transcriber.cancel(waits)
    transcriber.wake()
    (queue.models / "small" / "model.bin").write_bytes(b"")
    transcriber.retry(heard, model="")
    assert queue.states(heard) == [Listening.PENDING], "it can be mended meanwhile"
    transcriber.close()
    assert queue.states(heard, waits) == [Listening.DONE, Listening.PENDING]
