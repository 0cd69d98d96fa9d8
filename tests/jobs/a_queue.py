"""What the tests of the queue share: a vault with memos, models, a transcriber, all it told."""

import shutil
import sys
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from kdesk.domain.ids import Kind, MemoId
from kdesk.domain.memo import Listening, Memo
from kdesk.jobs import runner
from kdesk.jobs.drafts import Drafts
from kdesk.jobs.runner import InlineRunner, Runner
from kdesk.jobs.transcriber import Transcriber, TranscriberEvent
from kdesk.speech.wish import Wish
from kdesk.store import memos
from kdesk.store.ids import new_id
from kdesk.store.vault import Vault
from kdesk.system.settings import Settings
from tests.speech.sounds import SAMPLE, SMALL
from tests.store.making import NOW

DIES = [sys.executable, "-c", "import sys; sys.stdin.buffer.readline()"]


class Queue:
    """A vault, a folder of models, a transcriber, and all it told."""

    def __init__(self, place: Path, vault: Vault) -> None:
        self.vault, self.models, self.place = vault, place / "models", place
        self.runner: Runner = InlineRunner()
        self.told: list[TranscriberEvent] = []
        self.on_told: Callable[[TranscriberEvent], None] = lambda _: None
        self.chosen: str | None = "small"
        self.by_language: tuple[str, ...] = ()
        self.wish = Wish()
        self.drafts = Drafts()
        self.may_hear = True

    def add_model(self, name: str = "small", *, loads: bool = True) -> None:
        """The small model under this name; one that won't load looks whole until then."""
        shutil.copytree(SMALL, self.models / name)
        if not loads:
            (self.models / name / "tokenizer.json").write_text('{"model": {"vocab": {"a": 1}}}')

    def add_memo(self, minutes: int = 0, flac: bytes | None = None) -> MemoId:
        at = NOW + timedelta(minutes=minutes)
        content = (SAMPLE / "memo.flac").read_bytes() if flac is None else flac
        memo_id = MemoId(new_id(Kind.MEMO, at))
        memos.add(
            self.vault, id=memo_id, at=at, seconds=19.8, original=None, peaks=bytes(400), cut=False,
            sound=self.vault.blobs.add(content, "audio/flac", "flac"), now=at,
        )  # fmt: skip
        return memo_id

    def transcriber(self) -> Transcriber:
        def listener(event: TranscriberEvent) -> None:
            self.told.append(event)
            self.on_told(event)

        return Transcriber(
            self.vault,
            models=self.models,
            choices=lambda: Settings(
                speech_model=self.chosen or "", speech_models=self.by_language
            ),
            wish=lambda: self.wish,
            may_hear=lambda: self.may_hear,
            drafts=self.drafts,
            runner=self.runner,
            listener=listener,
            now=self.now,
        )

    def now(self) -> datetime:
        """Asked for when a memo's words are kept."""
        return NOW

    def memo(self, memo_id: MemoId) -> Memo:
        return memos.find(self.vault, memo_id)

    def states(self, *memo_ids: MemoId) -> list[Listening]:
        return [self.memo(memo_id).listening for memo_id in memo_ids]


def dying(monkeypatch: pytest.MonkeyPatch, times: int) -> None:
    """Have the first speech processes die as soon as they get an order."""
    real, left = runner.child_command, [times]

    def child_command(role: str) -> list[str]:
        left[0] -= 1
        return DIES if left[0] >= 0 else real(role)

    monkeypatch.setattr(runner, "child_command", child_command)
