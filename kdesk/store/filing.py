"""How any kept thing is filed: its time, its session, the words on its label."""

from __future__ import annotations

from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import Select, inspect, select
from sqlalchemy.orm import Session

from kdesk.domain.ids import Kind, SessionId
from kdesk.domain.problem import Problem, Trouble
from kdesk.domain.summary import unmarked
from kdesk.store.rows import ItemRow, SessionRow, micros, minutes

AnyRow = TypeVar("AnyRow", bound=ItemRow)

_PLAIN = {
    Kind.SESSION: "Session",
    Kind.MEMO: "Voice memo",
    Kind.ENTRY: "Entry",
    Kind.CREATION: "Creation",
    Kind.GOAL: "Goal",
    Kind.CHECK_IN: "Check-in",
    Kind.INSIGHT: "Insight",
}
_WORDED = {Kind.MEMO, Kind.ENTRY, Kind.CREATION, Kind.INSIGHT}
_LABEL = 48
"""How many characters of a thing's first words make a title for it."""


def label(kind: Kind, title: str, text: str) -> str:
    """The title, or the first words of the text, or a plain word for the kind of thing."""
    if title.strip():
        return title
    words = first_words(text) if kind in _WORDED else ""
    return words or _PLAIN[kind]


def first_words(text: str) -> str:
    """The words a text begins with, on one line, without Markdown's marks before them."""
    start = unmarked(text[: _LABEL * 8].replace("\0", " "))
    start = " ".join(start.split()).lstrip("#>*-+ ")
    if len(start) <= _LABEL:
        return start
    whole, _, _ = start[: _LABEL + 1].rpartition(" ")
    return f"{whole or start[:_LABEL]}…"


def lines(*parts: str) -> str:
    """The parts that say something, a paragraph each."""
    return "\n\n".join(part for part in parts if part.strip())


def common(
    item_id: str,
    *,
    at: datetime,
    now: datetime,
    title: str,
    text: str,
    detail: str,
    session_id: str | None,
) -> dict[str, Any]:
    """The columns every new thing has."""
    return {
        "id": item_id,
        "at": micros(at),
        "offset": minutes(at),
        "title": title,
        "text": text,
        "detail": detail,
        "session_id": session_id,
        "created_at": micros(now),
        "edited_at": micros(now),
    }


def edit(
    session: Session,
    row: ItemRow,
    *,
    at: datetime,
    title: str,
    text: str,
    detail: str,
    session_id: str | None,
) -> None:
    """Change the columns every thing has; a session that is in the bin is not lost by it."""
    # Asked before anything is changed: a question sends the changes so far to the database, and
    # then nothing would look edited any more.
    hidden = session_id is None and row.session_id in binned_sessions(session)
    row.session_id = row.session_id if hidden else checked(session, session_id)
    row.at, row.offset = micros(at), minutes(at)
    row.title, row.text, row.detail = title, text, detail


def note_edit(session: Session, row: ItemRow, now: datetime) -> None:
    """Keep when the row was edited, if anything of it changed."""
    if session.is_modified(row):
        row.edited_at = micros(now)


def row_of(session: Session, rows: type[AnyRow], item_id: str) -> AnyRow:
    """The row of that name, in the bin or not; raises Problem NOT_FOUND."""
    row = session.scalars(select(rows).where(rows.id == item_id)).first()
    if row is None:
        raise not_found()
    return row


def newest(
    rows: type[AnyRow], start: datetime | None = None, end: datetime | None = None
) -> Select[AnyRow]:
    """The rows of a kind that are not in the bin, newest first, from `start` to before `end`."""
    kind = inspect(rows).polymorphic_identity
    query = select(rows).where(rows.kind == kind, rows.removed_at.is_(None))
    if start is not None:
        query = query.where(rows.at >= micros(start))
    if end is not None:
        query = query.where(rows.at < micros(end))
    return query.order_by(rows.at.desc(), rows.id.desc())


def not_found() -> Problem:
    """What to say when an id names nothing."""
    return Problem(
        Trouble.NOT_FOUND, "The journal holds nothing under this name. Look in the list."
    )


def checked(session: Session, session_id: str | None) -> str | None:
    """The session's id, when there is such a session; raises Problem NOT_FOUND."""
    if session_id is not None:
        found = session.scalar(select(SessionRow.seq).where(SessionRow.id == session_id))
        if found is None:
            raise Problem(Trouble.NOT_FOUND, "There is no such session. Choose another one.")
    return session_id


def binned_sessions(session: Session) -> frozenset[str]:
    """The sessions in the bin: what was filed to them shows none until they are restored."""
    table = ItemRow.__table__.c
    ids = select(table.id).where(table.removed_at.is_not(None), table.kind == Kind.SESSION.value)
    return frozenset(session.scalars(ids))


def shown_session(session_id: str | None, binned: frozenset[str]) -> SessionId | None:
    """The session a thing shows."""
    return None if session_id is None or session_id in binned else SessionId(session_id)


def tell_too(session: Session, item_id: str) -> None:
    """Name something that looks different after this commit though its own rows don't change."""
    session.info.setdefault("told too", []).append(item_id)
