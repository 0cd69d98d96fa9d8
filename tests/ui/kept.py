"""Things kept in a journal, for the screens that show them."""

from datetime import datetime, timedelta, timezone

from kdesk.domain.entry import EntryKind
from kdesk.domain.ids import Kind, MemoId, SessionId
from kdesk.domain.memo import Memo
from kdesk.domain.note import Note
from kdesk.domain.transcript import Transcript, Utterance, Word
from kdesk.store import entries, memos, sessions
from kdesk.store.ids import new_id
from kdesk.store.vault import Vault

TZ = timezone(timedelta(hours=1))
NOW = datetime(2026, 11, 20, 9, 30, tzinfo=TZ)


def said(start: float, *words: str, sure: float = 0.9) -> Utterance:
    """An utterance of words that last half a second each."""
    spoken = tuple(
        Word(f" {word}", start + n / 2, start + n / 2 + 0.5, sure) for n, word in enumerate(words)
    )
    return Utterance(start, start + len(words) / 2, spoken)


def keep_memo(
    kept: Vault,
    at: datetime,
    title: str = "",
    *,
    seconds: float = 60.0,
    sound: bytes = b"fLaC",
    cut: bool = False,
    session_id: SessionId | None = None,
    notes: tuple[Note, ...] = (),
    now: datetime | None = None,
) -> Memo:
    """A memo as finalise leaves it, its words still to be heard."""
    return memos.add(
        kept,
        id=MemoId(new_id(Kind.MEMO, at)),
        at=at,
        seconds=seconds,
        sound=kept.blobs.add(sound, "audio/flac", "flac"),
        original=None,
        peaks=bytes((n * 37 + n * n) % 200 + 20 for n in range(400)),
        cut=cut,
        title=title,
        session_id=session_id,
        notes=notes,
        now=now or at,
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
