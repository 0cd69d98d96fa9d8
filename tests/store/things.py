"""Things to keep, for tests that care about something else."""

from datetime import datetime, timedelta

from kdesk.domain.creation import Creation, CreationFile
from kdesk.domain.entry import Entry, EntryKind
from kdesk.domain.goal import Direction, Goal
from kdesk.domain.ids import Kind, MemoId, SessionId
from kdesk.domain.memo import Memo
from kdesk.domain.session import Session
from kdesk.domain.transcript import Transcript, Utterance, Word
from kdesk.store import creations, entries, goals, memos, sessions
from kdesk.store.ids import new_id
from kdesk.store.vault import Vault
from tests.store.making import NOW

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


def session(vault: Vault, begun_at: datetime = NOW, title: str = "The second one") -> Session:
    return sessions.add(
        vault,
        begun_at=begun_at,
        title=title,
        place="the clinic",
        companions="Ada",
        intention="to let go of the rope",
        now=NOW,
    )


def memo(
    vault: Vault,
    at: datetime = NOW,
    *,
    title: str = "",
    session_id: SessionId | memos.Filing | None = memos.AUTO,
    original: bytes | None = None,
) -> Memo:
    return memos.add(
        vault,
        id=MemoId(new_id(Kind.MEMO, at)),
        at=at,
        seconds=252.0,
        sound=vault.blobs.add(b"the sound itself", "audio/flac", "flac"),
        original=vault.blobs.add(original, "audio/mpeg", "mp3") if original else None,
        peaks=bytes(range(200)) * 2,
        cut=False,
        title=title,
        session_id=session_id,
        now=NOW,
    )


def transcript(of: Memo, words: str, model: str = "tiny") -> Transcript:
    """Each word lasts half a second; a full stop ends an utterance."""
    utterances, start = [], 0.0
    for sentence in words.split("."):
        heard = []
        for word in sentence.split():
            heard.append(Word(f" {word}", start, start + 0.5, 0.75))
            start += 0.5
        if heard:
            utterances.append(Utterance(heard[0].start, heard[-1].end, tuple(heard)))
    return Transcript(of.id, model, "en", NOW, tuple(utterances))


def entry(
    vault: Vault,
    text: str = "The river was wide.",
    at: datetime = NOW,
    *,
    title: str = "",
    kind: EntryKind = EntryKind.FREE,
    session_id: SessionId | None = None,
    sources: tuple[str, ...] = (),
) -> Entry:
    return entries.add(
        vault,
        at=at,
        kind=kind,
        title=title,
        text=text,
        session_id=session_id,
        sources=sources,
        now=NOW,
    )


def goal(vault: Vault, at: datetime = NOW, title: str = "Walk before breakfast") -> Goal:
    return goals.add(
        vault,
        at=at,
        title=title,
        why="the mornings are quiet",
        first_step="shoes by the door",
        direction=Direction.START,
        now=NOW,
    )


def creation(vault: Vault, at: datetime = NOW, pictures: int = 1, title: str = "") -> Creation:
    return creations.add(
        vault,
        at=at,
        title=title,
        note="blue wanted to be expressed",
        session_id=None,
        files=[picture(vault, f"{number}.png") for number in range(pictures)],
        now=NOW,
    )


def picture(vault: Vault, name: str = "a.png") -> CreationFile:
    content = vault.blobs.add(f"pixels of {name}".encode(), "image/png", "png")
    return CreationFile(name, content, vault.blobs.add(b"small", "image/png", "png"))
