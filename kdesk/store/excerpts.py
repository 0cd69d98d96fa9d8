"""Where things were said: the seconds of a memo that belong to an insight, a goal, an entry."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.orm import Session

from kdesk.domain.excerpt import Excerpt
from kdesk.domain.ids import AnyId, MemoId
from kdesk.domain.memo import Memo
from kdesk.store import memos
from kdesk.store.rows import ExcerptRow, ItemRow, id_of

if TYPE_CHECKING:
    from kdesk.store.vault import Vault

_ITEMS = ItemRow.__table__.c


def of(vault: Vault, item_id: str) -> Excerpt | None:
    """Where a thing was said; None when it was not."""
    with vault.reading() as session:
        return in_(session, [item_id]).get(item_id)


def from_memo(vault: Vault, memo_id: str) -> tuple[tuple[AnyId, Excerpt], ...]:
    """What came of a memo's words and isn't in the bin, in the order they sound."""
    query = (
        select(ExcerptRow)
        .join(ItemRow.__table__, _ITEMS.id == ExcerptRow.owner_id)
        .where(
            ExcerptRow.memo_id == memo_id,
            ExcerptRow.theme_id.is_(None),
            _ITEMS.removed_at.is_(None),
        )
        .order_by(ExcerptRow.start, ExcerptRow.seq)
    )
    with vault.reading() as session:
        return tuple((id_of(row.owner_id), value(row)) for row in session.scalars(query))


def memo_of(vault: Vault, excerpt: Excerpt) -> Memo | None:
    """The memo it was said in; None when that is in the bin or gone for good."""
    query = select(_ITEMS.id).where(_ITEMS.id == excerpt.memo_id, _ITEMS.removed_at.is_(None))
    with vault.reading() as session:
        there = session.scalar(query)
    return None if there is None else memos.find(vault, there)


def in_(session: Session, item_ids: list[str]) -> dict[str, Excerpt]:
    """The excerpts of these things, by their ids."""
    query = select(ExcerptRow).where(
        ExcerptRow.owner_id.in_(item_ids), ExcerptRow.theme_id.is_(None)
    )
    return {row.owner_id: value(row) for row in session.scalars(query)}


def keep(session: Session, item_id: str, excerpt: Excerpt | None) -> None:
    """Keep where a new thing was said, if it was."""
    if excerpt is not None:
        session.flush()  # the thing itself comes first
        session.add(row_for(item_id, excerpt))


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
