"""A memo that has words is heard again: whatever comes between, it never waits for nobody."""

import threading
from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest

from kdesk.domain.ids import MemoId
from kdesk.domain.memo import Listening
from kdesk.domain.problem import Problem, Trouble
from kdesk.jobs.runner import Progress, Runner
from kdesk.jobs.transcriber import Listened, Transcriber, TranscriberEvent
from kdesk.store import memos, versions
from tests.jobs.a_queue import Queue
from tests.store.making import NOW


def heard_once(queue: Queue) -> tuple[Transcriber, MemoId]:
    """A memo whose words are there and read, and a model to hear it with otherwise."""
    queue.add_model()
    queue.add_model("other")
    memo_id = queue.add_memo()
    transcriber = queue.transcriber()
    transcriber.wake()
    memos.note_read(queue.vault, memo_id, now=NOW)
    return transcriber, memo_id


def models(queue: Queue, memo_id: MemoId) -> list[str]:
    return [version.model for version in versions.every(queue.vault, memo_id)]


def once(queue: Queue, memo_id: MemoId, happens: Callable[[], None]) -> None:
    """Have this happen in the middle of the memo."""

    def on_told(event: TranscriberEvent) -> None:
        if isinstance(event, Listened) and event.memo_id == memo_id:
            queue.on_told = lambda _: None
            happens()

    queue.on_told = on_told


def test_one_that_is_cancelled_in_the_middle_is_as_it_was(queue: Queue) -> None:
    transcriber, memo_id = heard_once(queue)
    before = queue.memo(memo_id)
    once(queue, memo_id, lambda: transcriber.cancel(memo_id))
    transcriber.retry(memo_id, model="other")
    assert queue.memo(memo_id) == before
    transcriber.wake()
    queue.transcriber().wake()
    assert models(queue, memo_id) == ["small"]


def test_one_that_is_cancelled_before_its_turn_is_as_it_was(queue: Queue) -> None:
    transcriber, memo_id = heard_once(queue)
    before = queue.memo(memo_id)
    queue.drafts.turn(live=True)
    transcriber.retry(memo_id, model="other")
    assert queue.states(memo_id) == [Listening.PENDING]
    transcriber.cancel(memo_id)
    assert queue.memo(memo_id) == before


def test_one_that_was_heard_when_the_journal_was_locked_is_as_it_was(queue: Queue) -> None:
    _, memo_id = heard_once(queue)
    before = queue.memo(memo_id)
    queue.runner = Runner()
    begun, go_on = threading.Event(), threading.Event()

    def hold() -> None:
        begun.set()
        go_on.wait(20)

    transcriber = queue.transcriber()
    once(queue, memo_id, hold)
    transcriber.retry(memo_id, model="other")
    assert begun.wait(30)
    threading.Timer(0.2, go_on.set).start()
    transcriber.close()
    queue.runner.close()
    assert queue.memo(memo_id) == before


@pytest.mark.parametrize("how", [Listening.RUNNING, Listening.PENDING])
def test_one_that_was_asked_for_when_kdesk_was_killed_is_as_it_was(
    queue: Queue, how: Listening
) -> None:
    _, memo_id = heard_once(queue)
    before = queue.memo(memo_id)
    memos.listening(queue.vault, memo_id, how)
    queue.transcriber().wake()
    assert queue.memo(memo_id) == before
    assert models(queue, memo_id) == ["small"]


def test_one_that_ctrl_c_interrupts_is_as_it_was(queue: Queue) -> None:
    _, memo_id = heard_once(queue)
    before = queue.memo(memo_id)

    def interrupt() -> None:
        raise KeyboardInterrupt

    transcriber = queue.transcriber()
    once(queue, memo_id, interrupt)
    transcriber.ask(memo_id, model="other")
    with pytest.raises(KeyboardInterrupt):
        transcriber.work(Progress())
    assert queue.memo(memo_id) == before


def test_one_that_steps_aside_for_what_is_spoken_is_heard_later_as_it_was_asked(
    queue: Queue,
) -> None:
    transcriber, memo_id = heard_once(queue)
    once(queue, memo_id, lambda: queue.drafts.turn(live=True))
    transcriber.retry(memo_id, model="other")
    assert queue.states(memo_id) == [Listening.PENDING]
    queue.drafts.turn(live=False)
    assert models(queue, memo_id) == ["other", "small"]
    assert queue.states(memo_id) == [Listening.DONE]


def test_a_memo_without_words_that_is_cancelled_is_tried_again_with_the_model_it_was_asked_for(
    queue: Queue,
) -> None:
    queue.add_model()
    queue.add_model("other")
    memo_id = queue.add_memo()
    transcriber = queue.transcriber()
    once(queue, memo_id, lambda: transcriber.cancel(memo_id))
    transcriber.retry(memo_id, model="other")
    assert queue.states(memo_id) == [Listening.PENDING]
    transcriber.retry(memo_id)
    assert models(queue, memo_id) == ["other"]
    transcriber.retry(memo_id)
    assert models(queue, memo_id) == ["small", "other"], "what was asked for has been done"


def test_a_wish_that_comes_just_as_the_hearing_fails_is_not_lost(
    queue: Queue, monkeypatch: pytest.MonkeyPatch
) -> None:
    queue.add_model()
    queue.add_model("other")
    memo_id = queue.add_memo()
    transcriber = queue.transcriber()
    read = type(queue.vault.blobs).read
    asked: list[MemoId] = []

    def fail_once(blobs: Any, blob: Any) -> bytes:
        if not asked:
            asked.append(memo_id)
            transcriber.ask(memo_id, model="other")
            raise Problem(Trouble.DAMAGED, "It can't be read.")
        return read(blobs, blob)

    monkeypatch.setattr(type(queue.vault.blobs), "read", fail_once)
    transcriber.wake()
    assert models(queue, memo_id) == ["other"]


def test_a_wish_that_comes_just_as_the_words_are_kept_is_not_lost(queue: Queue) -> None:
    queue.add_model()
    queue.add_model("other")
    memo_id = queue.add_memo()
    asked: list[MemoId] = []

    def now() -> datetime:
        if not asked:
            asked.append(memo_id)
            transcriber.ask(memo_id, model="other")
        return NOW

    queue.now = now  # type: ignore[method-assign]
    transcriber = queue.transcriber()
    transcriber.wake()
    assert models(queue, memo_id) == ["other", "small"]
