"""Guided sessions, kept."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.orm import Session as Reading

from kdesk.domain.ids import Kind, SessionId
from kdesk.domain.session import BELONGS_WITHIN, Session, session_at
from kdesk.store import filing
from kdesk.store.ids import new_id
from kdesk.store.rows import SessionRow, micros, moment

if TYPE_CHECKING:
    from kdesk.store.vault import Vault


def add(
    vault: Vault,
    *,
    begun_at: datetime,
    title: str = "",
    place: str = "",
    companions: str = "",
    intention: str = "",
    now: datetime,
) -> Session:
    """Keep a new session."""
    item_id = new_id(Kind.SESSION, now)
    with vault.writing() as writing:
        row = SessionRow(
            **filing.common(
                item_id,
                at=begun_at,
                now=now,
                title=title,
                text=filing.lines(intention, companions, place),
                detail=place,
                session_id=None,
            ),
            place=place,
            companions=companions,
            intention=intention,
        )
        writing.add(row)
        return _value(row)


def edit(vault: Vault, session: Session, *, now: datetime) -> Session:
    """Keep the session as it now is; raises Problem NOT_FOUND."""
    with vault.writing() as writing:
        row = filing.row_of(writing, SessionRow, session.id)
        filing.edit(
            writing,
            row,
            at=session.begun_at,
            title=session.title,
            text=filing.lines(session.intention, session.companions, session.place),
            detail=session.place,
            session_id=None,
        )
        row.place, row.companions = session.place, session.companions
        row.intention = session.intention
        filing.note_edit(writing, row, now)
        return _value(row)


def find(vault: Vault, session_id: str) -> Session:
    """The session of that name, in the bin or not; raises Problem NOT_FOUND."""
    with vault.reading() as reading:
        return _value(filing.row_of(reading, SessionRow, session_id))


def newest(vault: Vault, limit: int = 200) -> tuple[Session, ...]:
    """The newest sessions first."""
    with vault.reading() as reading:
        return tuple(map(_value, reading.scalars(filing.newest(SessionRow).limit(limit))))


def between(vault: Vault, start: datetime, end: datetime) -> tuple[Session, ...]:
    """The sessions begun from `start` to before `end`, newest first."""
    query = filing.newest(SessionRow, start, end)
    with vault.reading() as reading:
        return tuple(map(_value, reading.scalars(query)))


def at(reading: Reading, moment_spoken: datetime) -> SessionId | None:
    """The session a moment belongs to, by the rule of the domain."""
    latest = micros(moment_spoken)
    query = select(SessionRow).where(
        SessionRow.kind == Kind.SESSION.value,
        SessionRow.removed_at.is_(None),
        SessionRow.at <= latest,
        SessionRow.at >= micros(moment_spoken - BELONGS_WITHIN),
    )
    found = session_at(moment_spoken, map(_value, reading.scalars(query)))
    return None if found is None else found.id


def _value(row: SessionRow) -> Session:
    return Session(
        id=SessionId(row.id),
        begun_at=moment(row.at, row.offset),
        title=row.title,
        place=row.place,
        companions=row.companions,
        intention=row.intention,
    )
