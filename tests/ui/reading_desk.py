"""A desk over a real vault, for the pages that read: things by time, memos, what is found."""

from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from pathlib import Path
from threading import Event
from typing import Any, cast

from kdesk.domain.entry import EntryKind
from kdesk.domain.ids import Kind, MemoId
from kdesk.domain.memo import Memo
from kdesk.domain.transcript import Transcript, Utterance, Word
from kdesk.jobs.player import Player
from kdesk.jobs.runner import InlineRunner, Progress, Runner
from kdesk.jobs.transcriber import Transcriber
from kdesk.store import entries, memos, sessions, vault
from kdesk.store.devices import DeviceKeeper
from kdesk.store.ids import new_id
from kdesk.store.vault import Vault
from kdesk.system.paths import Places
from kdesk.system.settings import SettingsKeeper
from kdesk.ui.desk import Desk
from kdesk.ui.notices import Notices
from kdesk.ui.theme import Theme

TZ = timezone(timedelta(hours=1))
NOW = datetime(2026, 11, 20, 9, 30, tzinfo=TZ)


@dataclass
class QuietPlayer:
    """Notes what is asked of it instead of sounding."""

    asked: list[tuple[str, object]] = field(default_factory=list)

    def load(self, flac: bytes) -> None:
        self.asked.append(("load", flac))

    def play(self) -> None:
        self.asked.append(("play", None))

    def pause(self) -> None:
        self.asked.append(("pause", None))

    def seek(self, seconds: float) -> None:
        self.asked.append(("seek", seconds))


@dataclass
class IdleTranscriber:
    """Notes what is asked of it instead of listening."""

    asked: list[tuple[str, str]] = field(default_factory=list)

    def cancel(self, memo_id: str) -> None:
        self.asked.append(("cancel", memo_id))

    def retry(self, memo_id: str) -> None:
        self.asked.append(("retry", memo_id))


class HeldRunner(Runner):
    """Begins a job only once the gate is open; `jobs` are those it was given."""

    def __init__(self) -> None:
        super().__init__()
        self.gate = Event()
        self.jobs: list[Future[Any]] = []

    def start(self, job: Callable[[Progress], Any], **more: Any) -> Future[Any]:
        def held(progress: Progress) -> Any:
            assert self.gate.wait(20)
            return job(progress)

        self.jobs.append(super().start(held, **more))
        return self.jobs[-1]


@contextmanager
def open_desk(folder: Path, theme: Theme, runner: Runner | None = None) -> Iterator[Desk]:
    """A new journal in this folder, and the desk for it."""
    folder.mkdir(parents=True, exist_ok=True)
    opened = vault.make(folder / "vault", DeviceKeeper(folder / "keys", False), None, NOW)
    notices = Notices()
    opened.listen(notices.changed.emit)
    places = Places(folder / "data", folder / "settings", folder / "state")
    used = runner or InlineRunner()
    try:
        yield Desk(
            vault=opened,
            notices=notices,
            runner=used,
            settings=SettingsKeeper(places.settings_file),
            theme=theme,
            player=cast("Player", QuietPlayer()),
            transcriber=cast("Transcriber", IdleTranscriber()),
            now=lambda: NOW,
            places=places,
        )
    finally:
        used.close()
        opened.close()


def said(start: float, *words: str, sure: float = 0.9) -> Utterance:
    """An utterance of words that last half a second each."""
    spoken = tuple(
        Word(f" {word}", start + n / 2, start + n / 2 + 0.5, sure) for n, word in enumerate(words)
    )
    return Utterance(start, start + len(words) / 2, spoken)


def keep_memo(
    kept: Vault, at: datetime, title: str = "", *, sound: bytes = b"flac", cut: bool = False
) -> Memo:
    """A memo whose words are still to be heard."""
    return memos.add(
        kept,
        id=MemoId(new_id(Kind.MEMO, at)),
        at=at,
        seconds=60.0,
        sound=kept.blobs.add(sound, "audio/flac", "flac"),
        original=None,
        peaks=bytes((n * 37 + n * n) % 200 + 20 for n in range(400)),
        cut=cut,
        title=title,
        now=at,
    )


def keep_words(kept: Vault, memo: Memo, *utterances: Utterance) -> Memo:
    """The machine has heard these."""
    transcript = Transcript(memo.id, "tiny", "en", memo.at, utterances)
    return memos.set_transcript(kept, transcript, now=memo.at)


def keep_a_few(kept: Vault) -> None:
    """Two days: a session with a memo and an entry, and an entry the day before."""
    day = datetime(2026, 11, 19, 14, 10, tzinfo=TZ)
    sessions.add(
        kept, begun_at=day, title="Session 4", intention="To meet what is braced.", now=day
    )
    keep_memo(kept, day + timedelta(minutes=52), "The river")
    keep_entry(kept, day + timedelta(hours=6), "What stood out", "The yellow light.")
    keep_entry(kept, day - timedelta(days=1), "Before", "I hope to be less afraid.")


def keep_entry(kept: Vault, at: datetime, title: str, text: str = "") -> str:
    """An entry; its id."""
    entry = entries.add(
        kept, at=at, kind=EntryKind.FREE, title=title, text=text, session_id=None, now=at
    )
    return entry.id
