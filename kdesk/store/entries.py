"""Typed entries, kept, with what they said before each edit."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import select

from kdesk.domain.entry import Entry, EntryKind
from kdesk.domain.excerpt import Excerpt
from kdesk.domain.ids import EntryId, Kind, SessionId
from kdesk.store import excerpts, filing, taken_in
from kdesk.store.ids import new_id
from kdesk.store.rows import EntryRow, EntryVersionRow, moment

if TYPE_CHECKING:
    from kdesk.store.vault import Vault


@dataclass(frozen=True, slots=True)
class EntryVersion:
    """What an entry said before an edit; `edited_at` is when it had come to say so, in UTC."""

    edited_at: datetime
    kind: EntryKind
    title: str
    text: str


def add(
    vault: Vault,
    *,
    at: datetime,
    kind: EntryKind,
    title: str,
    text: str,
    session_id: SessionId | None,
    sources: tuple[str, ...] = (),
    excerpt: Excerpt | None = None,
    now: datetime,
) -> Entry:
    """Keep a new entry; `sources` are the hashes of the files it was made of, `excerpt` says where
    it was spoken, if it was."""
    item_id = new_id(Kind.ENTRY, now)
    with vault.writing() as session:
        row = EntryRow(
            **filing.common(
                item_id,
                at=at,
                now=now,
                title=title,
                text=text,
                detail=_detail(kind),
                session_id=filing.checked(session, session_id),
            ),
            entry_kind=kind.value,
        )
        session.add(row)
        taken_in.note(session, sources, item_id)
        excerpts.keep(session, item_id, excerpt)
        return _value(row, filing.binned_sessions(session))


def edit(vault: Vault, entry: Entry, *, now: datetime) -> Entry:
    """Keep the entry as it now is, and what it said before; raises Problem NOT_FOUND."""
    with vault.writing() as session:
        row = filing.row_of(session, EntryRow, entry.id)
        if not _is_begun_by(row, entry):
            session.add(
                EntryVersionRow(
                    owner_id=row.id,
                    edited_at=row.edited_at,
                    entry_kind=row.entry_kind,
                    title=row.title,
                    text=row.text,
                )
            )
        filing.edit(
            session,
            row,
            at=entry.at,
            title=entry.title,
            text=entry.text,
            detail=_detail(entry.kind),
            session_id=entry.session_id,
        )
        row.entry_kind = entry.kind.value
        filing.note_edit(session, row, now)
        return _value(row, filing.binned_sessions(session))


def find(vault: Vault, entry_id: str) -> Entry:
    """The entry of that name, in the bin or not; raises Problem NOT_FOUND."""
    with vault.reading() as session:
        row = filing.row_of(session, EntryRow, entry_id)
        return _value(row, filing.binned_sessions(session))


def newest(vault: Vault, limit: int = 200) -> tuple[Entry, ...]:
    """The newest entries first."""
    with vault.reading() as session:
        binned = filing.binned_sessions(session)
        rows = session.scalars(filing.newest(EntryRow).limit(limit))
        return tuple(_value(row, binned) for row in rows)


def between(vault: Vault, start: datetime, end: datetime) -> tuple[Entry, ...]:
    """The entries from `start` to before `end`, newest first."""
    with vault.reading() as session:
        binned = filing.binned_sessions(session)
        rows = session.scalars(filing.newest(EntryRow, start, end))
        return tuple(_value(row, binned) for row in rows)


def versions(vault: Vault, entry_id: str) -> tuple[EntryVersion, ...]:
    """What an entry said before its edits, newest first."""
    query = (
        select(EntryVersionRow)
        .where(EntryVersionRow.owner_id == entry_id)
        .order_by(EntryVersionRow.seq.desc())
    )
    with vault.reading() as session:
        return tuple(
            EntryVersion(
                moment(row.edited_at, 0),
                EntryKind(row.entry_kind),
                row.title,
                row.text,
            )
            for row in session.scalars(query)
        )


def _is_begun_by(row: EntryRow, entry: Entry) -> bool:
    """Whether every letter of the row still stands, in its place, at the start of the entry.

    Autosave keeps a growing text every few seconds; nothing is lost by not keeping those.
    """
    return (
        row.entry_kind == entry.kind.value
        and entry.title.startswith(row.title)
        and entry.text.startswith(row.text)
    )


def _detail(kind: EntryKind) -> str:
    return "" if kind is EntryKind.FREE else kind.value.replace("-", " ")


def _value(row: EntryRow, binned: frozenset[str]) -> Entry:
    return Entry(
        id=EntryId(row.id),
        at=moment(row.at, row.offset),
        kind=EntryKind(row.entry_kind),
        title=row.title,
        text=row.text,
        session_id=filing.shown_session(row.session_id, binned),
    )
