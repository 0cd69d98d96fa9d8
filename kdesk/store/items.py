"""Every kind of kept thing in one list, by time: what timelines, lists and counts are made of."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, Select, case, func, select, tuple_
from sqlalchemy.orm import Session, aliased

from kdesk.domain.ids import ITEM_KINDS, Kind
from kdesk.domain.item import Item, Month
from kdesk.domain.problem import Problem, Trouble
from kdesk.store import filing
from kdesk.store.rows import CheckInRow, ItemRow, id_of, micros, moment

if TYPE_CHECKING:
    from kdesk.store.vault import Vault

TABLE = ItemRow.__table__.c
_GOAL = aliased(ItemRow)
_TITLE = case(
    (
        TABLE.kind == Kind.CHECK_IN.value,
        select(_GOAL.title)
        .join(CheckInRow.__table__, CheckInRow.__table__.c.goal_id == _GOAL.id)
        .where(CheckInRow.__table__.c.seq == TABLE.seq)
        .scalar_subquery(),
    ),
    else_=TABLE.title,
)
COLUMNS = (
    TABLE.id,
    TABLE.kind,
    TABLE.at,
    TABLE.offset,
    _TITLE,  # a check-in goes by the name of its goal
    TABLE.text,
    TABLE.session_id,
    TABLE.detail,
)
_LOCAL_SECONDS = (
    TABLE.at - ((TABLE.at % 1_000_000) + 1_000_000) % 1_000_000
) / 1_000_000 + TABLE.offset * 60


def newest(
    vault: Vault,
    *,
    limit: int = 200,
    before: Item | None = None,
    kinds: frozenset[Kind] | None = None,
) -> tuple[Item, ...]:
    """The newest things first, by (at, id); with `before`, those that follow it in that list."""
    query = select(*COLUMNS).where(*_shown(kinds)).order_by(TABLE.at.desc(), TABLE.id.desc())
    if before is not None:
        query = query.where(tuple_(TABLE.at, TABLE.id) < (micros(before.at), before.id))
    with vault.reading() as session:
        return items_of(session, query.limit(limit))


def between(
    vault: Vault, start: datetime, end: datetime, kinds: frozenset[Kind] | None = None
) -> tuple[Item, ...]:
    """What lies from `start` to before `end`, newest first."""
    query = (
        select(*COLUMNS)
        .where(*_shown(kinds), *within(start, end))
        .order_by(TABLE.at.desc(), TABLE.id.desc())
    )
    with vault.reading() as session:
        return items_of(session, query)


def of_session(vault: Vault, session_id: str) -> tuple[Item, ...]:
    """What is filed to a session, newest first; nothing while the session is in the bin."""
    query = (
        select(*COLUMNS)
        .where(*_shown(None), TABLE.session_id == session_id)
        .order_by(TABLE.at.desc(), TABLE.id.desc())
    )
    with vault.reading() as session:
        if session_id in filing.binned_sessions(session):
            return ()
        return items_of(session, query)


def find(vault: Vault, item_id: str) -> Item:
    """The thing of that name, in the bin or not; raises Problem NOT_FOUND."""
    with vault.reading() as session:
        found = items_of(session, select(*COLUMNS).where(TABLE.id == item_id))
    if not found:
        raise filing.not_found()
    return found[0]


def months(vault: Vault, kinds: frozenset[Kind] | None = None) -> tuple[Month, ...]:
    """The months that hold something, newest first, each thing by its own clock."""
    month = func.strftime("%Y-%m", _LOCAL_SECONDS, "unixepoch")
    query = select(month, func.count()).where(*_shown(kinds)).group_by(month).order_by(month.desc())
    with vault.reading() as session:
        return tuple(
            Month(int(name[:4]), int(name[5:]), count) for name, count in session.execute(query)
        )


def count(vault: Vault, kinds: frozenset[Kind] | None = None) -> int:
    """How many things there are."""
    with vault.reading() as session:
        return session.execute(select(func.count()).where(*_shown(kinds))).scalar_one()


def counts(vault: Vault) -> dict[Kind, int]:
    """How many things of each kind there are; every kind is named."""
    query = select(TABLE.kind, func.count()).where(*_shown(None)).group_by(TABLE.kind)
    with vault.reading() as session:
        found = {Kind(kind): number for kind, number in session.execute(query)}
    return {kind: found.get(kind, 0) for kind in ITEM_KINDS}


def outline(vault: Vault, kinds: frozenset[Kind] | None = None) -> list[tuple[str, int, int]]:
    """Every thing, newest first: (id, microseconds since 1970 UTC, minutes ahead of UTC)."""
    names = ",".join(f"'{kind.value}'" for kind in sorted(kinds or ()))
    only = "" if kinds is None else f" AND kind IN ({names})"
    statement = (
        'SELECT id, at, "offset" FROM items WHERE removed_at IS NULL'  # noqa: S608 — our own names
        f"{only} ORDER BY at DESC, id DESC"
    )
    with vault.reading() as session:
        # Past SQLAlchemy's rows: 50,000 of them would take several frames.
        connection: Any = session.connection().connection.driver_connection
        rows: list[tuple[str, int, int]] = connection.execute(statement).fetchall()
        return rows


def assign(vault: Vault, item_id: str, session_id: str | None, *, now: datetime) -> None:
    """File a thing to a session, or to none; a session itself can't be (Problem BAD_INPUT)."""
    with vault.writing() as session:
        row = filing.row_of(session, ItemRow, item_id)
        if row.kind == Kind.SESSION.value:
            raise Problem(
                Trouble.BAD_INPUT, "A session can't belong to another session. Choose none for it."
            )
        row.session_id = filing.checked(session, session_id)
        filing.note_edit(session, row, now)


def items_of(session: Session, query: Select[Any]) -> tuple[Item, ...]:
    """The items a query over COLUMNS finds."""
    binned = filing.binned_sessions(session)
    return tuple(item_of(columns, binned) for columns in session.execute(query))


def item_of(columns: Iterable[Any], binned: frozenset[str]) -> Item:
    """The item in a row of COLUMNS."""
    item_id, kind_name, at, offset, title, text, session_id, detail = columns
    kind = Kind(kind_name)
    return Item(
        id=id_of(item_id),
        kind=kind,
        at=moment(at, offset),
        title=filing.label(kind, title, text),
        text=text,
        session_id=filing.shown_session(session_id, binned),
        detail=detail,
    )


def within(start: datetime, end: datetime) -> tuple[ColumnElement[bool], ...]:
    """From `start` to before `end`."""
    return TABLE.at >= micros(start), TABLE.at < micros(end)


def _shown(kinds: frozenset[Kind] | None) -> tuple[ColumnElement[bool], ...]:
    shown = TABLE.removed_at.is_(None)
    if kinds is None:
        return (shown,)
    return shown, TABLE.kind.in_(sorted(kind.value for kind in kinds))
