"""Insights, kept."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy.orm import Session

from kdesk.domain.excerpt import Excerpt
from kdesk.domain.ids import InsightId, Kind, SessionId, ThemeId
from kdesk.domain.insight import Insight
from kdesk.store import excerpts, filing, themes
from kdesk.store.ids import new_id
from kdesk.store.rows import InsightRow, moment

if TYPE_CHECKING:
    from kdesk.store.vault import Vault


def add(
    vault: Vault,
    *,
    at: datetime,
    text: str,
    session_id: SessionId | None = None,
    excerpt: Excerpt | None = None,
    now: datetime,
) -> Insight:
    """Keep a new insight, and where it was said."""
    item_id = new_id(Kind.INSIGHT, now)
    with vault.writing() as session:
        row = InsightRow(
            **filing.common(
                item_id,
                at=at,
                now=now,
                title="",
                text=text,
                detail="",
                session_id=filing.checked(session, session_id),
            )
        )
        session.add(row)
        excerpts.keep(session, item_id, excerpt)
        return _value(row, filing.binned_sessions(session), excerpt)


def edit(vault: Vault, insight: Insight, *, now: datetime) -> Insight:
    """Keep the insight as it now is; where it was said stays; Problem NOT_FOUND."""
    with vault.writing() as session:
        row = filing.row_of(session, InsightRow, insight.id)
        filing.edit(
            session,
            row,
            at=insight.at,
            title="",
            text=insight.text,
            detail="",
            session_id=insight.session_id,
        )
        filing.note_edit(session, row, now)
        return _values(session, [row])[0]


def find(vault: Vault, insight_id: str) -> Insight:
    """One insight, in the bin or not; raises Problem NOT_FOUND."""
    with vault.reading() as session:
        return _values(session, [filing.row_of(session, InsightRow, insight_id)])[0]


def newest(
    vault: Vault,
    start: datetime | None = None,
    end: datetime | None = None,
    *,
    theme_id: ThemeId | None = None,
) -> tuple[Insight, ...]:
    """The insights that are not in the bin, newest first, from `start` to before `end`.

    With a theme, those that carry it, or were said in a passage that does.
    """
    query = filing.newest(InsightRow, start, end)
    if theme_id is not None:
        query = query.where(InsightRow.id.in_(themes.carriers(theme_id)))
    with vault.reading() as session:
        return _values(session, session.scalars(query))


def _values(session: Session, rows: Iterable[InsightRow]) -> tuple[Insight, ...]:
    insights = list(rows)
    binned = filing.binned_sessions(session)
    said = excerpts.in_(session, [row.id for row in insights])
    return tuple(_value(row, binned, said.get(row.id)) for row in insights)


def _value(row: InsightRow, binned: frozenset[str], excerpt: Excerpt | None) -> Insight:
    return Insight(
        id=InsightId(row.id),
        at=moment(row.at, row.offset),
        text=row.text,
        session_id=filing.shown_session(row.session_id, binned),
        excerpt=excerpt,
    )
