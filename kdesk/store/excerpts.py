"""Where things were said: the seconds of a memo that belong to an insight, a goal, an entry."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from kdesk.domain.excerpt import Excerpt
from kdesk.domain.ids import AnyId, MemoId
from kdesk.store import filing
from kdesk.store.rows import ExcerptRow, ItemRow, id_of

if TYPE_CHECKING:
    from kdesk.store.vault import Vault


def link(vault: Vault, item_id: str, excerpt: Excerpt) -> None:
    """Keep where a thing was said, in place of what was kept before; Problem NOT_FOUND."""
    with vault.writing() as session:
        filing.row_of(session, ItemRow, item_id)
        for row in session.scalars(_of(item_id)):
            session.delete(row)
        session.add(row_for(item_id, excerpt))
        filing.tell_too(session, item_id)


def of(vault: Vault, item_id: str) -> Excerpt | None:
    """Where a thing was said; None when it was not."""
    with vault.reading() as session:
        return in_(session, [item_id]).get(item_id)


def from_memo(vault: Vault, memo_id: str) -> tuple[tuple[AnyId, Excerpt], ...]:
    """What came of a memo's words and isn't in the bin, in the order they sound."""
    query = (
        select(ExcerptRow)
        .join(ItemRow, ItemRow.id == ExcerptRow.owner_id)
        .where(
            ExcerptRow.memo_id == memo_id,
            ExcerptRow.theme_id.is_(None),
            ItemRow.removed_at.is_(None),
        )
        .order_by(ExcerptRow.start, ExcerptRow.seq)
    )
    with vault.reading() as session:
        return tuple((id_of(row.owner_id), value(row)) for row in session.scalars(query))


def in_(session: Session, item_ids: list[str]) -> dict[str, Excerpt]:
    """The excerpts of these things, by their ids."""
    query = select(ExcerptRow).where(
        ExcerptRow.owner_id.in_(item_ids), ExcerptRow.theme_id.is_(None)
    )
    return {row.owner_id: value(row) for row in session.scalars(query)}


def row_for(item_id: str, excerpt: Excerpt) -> ExcerptRow:
    """The row that keeps an excerpt."""
    return ExcerptRow(
        owner_id=item_id,
        memo_id=excerpt.memo_id,
        start=excerpt.start,
        end=excerpt.end,
        words=excerpt.words,
    )


def value(row: ExcerptRow) -> Excerpt:
    """The excerpt in a row."""
    memo_id = None if row.memo_id is None else MemoId(row.memo_id)
    return Excerpt(memo_id, row.start, row.end, row.words)


def _of(item_id: str) -> Select[ExcerptRow]:
    return select(ExcerptRow).where(ExcerptRow.owner_id == item_id, ExcerptRow.theme_id.is_(None))
