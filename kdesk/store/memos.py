"""Spoken memos, kept: their sound is committed first, their words come later."""

from __future__ import annotations

import json
from datetime import datetime
from enum import Enum
from typing import TYPE_CHECKING, Final

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from kdesk.domain.ids import Kind, MemoId, SessionId
from kdesk.domain.memo import Blob, Listening, Memo
from kdesk.domain.note import Note, NoteKind
from kdesk.domain.times import length
from kdesk.domain.transcript import Transcript, Utterance, as_lists, from_lists
from kdesk.store import filing, sealed, sessions, taken_in
from kdesk.store.rows import MemoRow, TranscriptRow, micros, minutes, moment

if TYPE_CHECKING:
    from kdesk.store.vault import Vault


class Filing(Enum):
    """How a memo finds its session when nobody chose one."""

    AUTO = "auto"


AUTO: Final = Filing.AUTO
"""The most recent session begun at most a day before the memo."""


def add(
    vault: Vault,
    *,
    id: MemoId,
    at: datetime,
    seconds: float,
    sound: Blob,
    original: Blob | None,
    peaks: bytes,
    cut: bool,
    title: str = "",
    session_id: SessionId | Filing | None = AUTO,
    after: MemoId | None = None,
    notes: tuple[Note, ...] = (),
    sources: tuple[str, ...] = (),
    now: datetime,
) -> Memo:
    """Keep a new memo; one that is already kept under this id is given back as it is.

    With AUTO it goes where the memo went that it goes on from (`after`), if that has a session.
    `sources` are the hashes of the files it was made of.
    """
    with vault.writing() as session:
        if kept := session.scalars(select(MemoRow).where(MemoRow.id == id)).first():
            return _value(kept, filing.binned_sessions(session))
        filed = session_id
        if isinstance(filed, Filing):
            filed = _session_of(session, after) or sessions.at(session, at)
        row = MemoRow(
            **filing.common(
                id,
                at=at,
                now=now,
                title=title,
                text="",
                detail=length(seconds),
                session_id=filing.checked(session, filed),
            ),
            seconds=seconds,
            sound=sealed.row(session, sound),
            original=sealed.row(session, original) if original else None,
            peaks=peaks,
            cut=cut,
            listening=Listening.PENDING.value,
            reason="",
            notes=json.dumps([[n.kind, n.seconds, n.length, n.text] for n in notes]),
            language="",
        )
        session.add(row)
        taken_in.note(session, sources, id)
        return _value(row, filing.binned_sessions(session))


def edit(vault: Vault, memo_id: str, *, title: str, now: datetime | None = None) -> Memo:
    """Give the memo a title; an empty one, or the one it has by itself, follows its words."""
    with vault.writing() as session:
        row = filing.row_of(session, MemoRow, memo_id)
        row.title = "" if title == filing.label(Kind.MEMO, "", row.text) else title
        if now is not None:
            filing.note_edit(session, row, now)
        return _value(row, filing.binned_sessions(session))


def find(vault: Vault, memo_id: str) -> Memo:
    """The memo of that name, in the bin or not; raises Problem NOT_FOUND."""
    with vault.reading() as session:
        row = filing.row_of(session, MemoRow, memo_id)
        return _value(row, filing.binned_sessions(session))


def newest(vault: Vault, limit: int = 200) -> tuple[Memo, ...]:
    """The newest memos first."""
    with vault.reading() as session:
        binned = filing.binned_sessions(session)
        rows = session.scalars(filing.newest(MemoRow).limit(limit))
        return tuple(_value(row, binned) for row in rows)


def between(vault: Vault, start: datetime, end: datetime) -> tuple[Memo, ...]:
    """The memos spoken from `start` to before `end`, newest first."""
    with vault.reading() as session:
        binned = filing.binned_sessions(session)
        rows = session.scalars(filing.newest(MemoRow, start, end))
        return tuple(_value(row, binned) for row in rows)


def waiting(vault: Vault) -> tuple[Memo, ...]:
    """The memos whose words are still to be heard, oldest first."""
    states = (Listening.PENDING.value, Listening.RUNNING.value)
    query = (
        select(MemoRow)
        .where(MemoRow.listening.in_(states), MemoRow.removed_at.is_(None))
        .order_by(MemoRow.at, MemoRow.id)
    )
    with vault.reading() as session:
        binned = filing.binned_sessions(session)
        return tuple(_value(row, binned) for row in session.scalars(query))


def listening(vault: Vault, memo_id: str, how: Listening, reason: str = "") -> Memo:
    """Keep how far the machine is with the memo's words, and why it failed."""
    with vault.writing() as session:
        row = filing.row_of(session, MemoRow, memo_id)
        row.listening, row.reason = how.value, reason
        return _value(row, filing.binned_sessions(session))


def unopened(vault: Vault, since: datetime, until: datetime) -> tuple[Memo, ...]:
    """What was recorded here from `since` to before `until` and not looked at yet, oldest first."""
    query = filing.newest(MemoRow, since, until).where(
        MemoRow.opened_at.is_(None), MemoRow.original_name.is_(None)
    )
    with vault.reading() as session:
        binned = filing.binned_sessions(session)
        return tuple(_value(row, binned) for row in session.scalars(query))[::-1]


def note_opened(vault: Vault, memo_id: str, *, now: datetime) -> None:
    """Keep that somebody has looked at the memo; the first time counts."""
    with vault.writing() as session:
        row = filing.row_of(session, MemoRow, memo_id)
        if row.opened_at is None:
            row.opened_at = micros(now)


def note_read(vault: Vault, memo_id: str, *, now: datetime | None) -> Memo:
    """Keep that somebody has read the machine's words through; None takes that back."""
    with vault.writing() as session:
        row = filing.row_of(session, MemoRow, memo_id)
        row.read_at = None if now is None else micros(now)
        return _value(row, filing.binned_sessions(session))


def speak(vault: Vault, memo_id: str, language: str) -> Memo:
    """Keep the language a memo is to be heard in; empty: the model finds out."""
    with vault.writing() as session:
        row = filing.row_of(session, MemoRow, memo_id)
        row.language = language
        return _value(row, filing.binned_sessions(session))


def set_transcript(vault: Vault, transcript: Transcript, *, now: datetime) -> Memo:
    """Keep what a machine heard; an earlier version and the person's own words stay."""
    with vault.writing() as session:
        row = filing.row_of(session, MemoRow, transcript.memo_id)
        if transcript.corrected is not None:
            row.corrected = transcript.corrected
        session.add(
            TranscriptRow(
                owner_id=row.id,
                model=transcript.model,
                language=transcript.language,
                made_at=micros(transcript.made_at),
                offset=minutes(transcript.made_at),
                utterances=packed(transcript.utterances),
            )
        )
        row.listening, row.reason = Listening.DONE.value, ""
        words = words_of(session, row)
        if words is not None and words.text != row.text:  # others than those that were read
            row.read_at = None
            row.text = words.text
        row.edited_at = micros(now)
        return _value(row, filing.binned_sessions(session))


def transcript(vault: Vault, memo_id: str) -> Transcript | None:
    """The machine's words with the person's; None while there are no words at all.

    The newest version that has words, or the newest of those that have none; unless somebody chose
    sentences out of several: see kdesk.store.versions.
    """
    with vault.reading() as session:
        return words_of(session, filing.row_of(session, MemoRow, memo_id))


def correct(vault: Vault, memo_id: str, text: str | None, *, now: datetime) -> Memo:
    """Keep the person's version of the words; None shows the machine's again."""
    with vault.writing() as session:
        row = filing.row_of(session, MemoRow, memo_id)
        heard = words_of(session, row)
        row.corrected = text
        row.text = text if text is not None else heard.heard if heard else ""
        filing.note_edit(session, row, now)
        return _value(row, filing.binned_sessions(session))


def words_of(session: Session, row: MemoRow) -> Transcript | None:
    """What `transcript` gives, for a row that is at hand."""
    heard = session.scalars(versions_of(row).limit(1)).first()
    memo_id = MemoId(row.id)
    if heard is None:
        if row.corrected is None:
            return None
        return Transcript(memo_id, "", "", moment(row.at, row.offset), (), row.corrected)
    return Transcript(
        memo_id=memo_id,
        model=heard.model,
        language=heard.language,
        made_at=moment(heard.made_at, heard.offset),
        utterances=unpacked(heard.utterances),
        corrected=row.corrected,
    )


def versions_of(row: MemoRow) -> Select[TranscriptRow]:
    """What somebody chose out of several versions, then those that have words, the newest first:
    a model that heard nothing takes no words away."""
    no_words = TranscriptRow.utterances == packed(())
    query = select(TranscriptRow).where(TranscriptRow.owner_id == row.id)
    return query.order_by(TranscriptRow.chosen.desc(), no_words, TranscriptRow.seq.desc())


def packed(utterances: tuple[Utterance, ...]) -> str:
    """The utterances as one column; see TranscriptRow."""
    return json.dumps(as_lists(utterances), ensure_ascii=False, separators=(",", ":"))


def unpacked(column: str) -> tuple[Utterance, ...]:
    """The utterances in such a column."""
    return from_lists(json.loads(column))


def _session_of(session: Session, memo_id: MemoId | None) -> SessionId | None:
    """The session of a memo that is still there, unless it is in the bin."""
    row = session.scalars(select(MemoRow).where(MemoRow.id == memo_id)).first()
    return filing.shown_session(row.session_id, filing.binned_sessions(session)) if row else None


def _value(row: MemoRow, binned: frozenset[str]) -> Memo:
    return Memo(
        id=MemoId(row.id),
        at=moment(row.at, row.offset),
        title=filing.label(Kind.MEMO, row.title, row.text),
        session_id=filing.shown_session(row.session_id, binned),
        seconds=row.seconds,
        sound=sealed.blob(row.sound),
        original=sealed.blob(row.original) if row.original else None,
        peaks=row.peaks,
        cut=row.cut,
        listening=Listening(row.listening),
        reason=row.reason,
        text=row.text,
        notes=tuple(
            Note(NoteKind(kind), seconds, length, text)
            for kind, seconds, length, text in json.loads(row.notes)
        ),
        opened_at=None if row.opened_at is None else moment(row.opened_at, 0),
        read_at=None if row.read_at is None else moment(row.read_at, 0),
        language=row.language,
    )
