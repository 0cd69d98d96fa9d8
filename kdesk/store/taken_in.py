"""Which files were taken in already, by the SHA-256 of their own bytes."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.orm import Session

from kdesk.domain.ids import AnyId
from kdesk.store.rows import ItemRow, TakenInRow, id_of

if TYPE_CHECKING:
    from kdesk.store.vault import Vault


def note(session: Session, sources: Iterable[str], item_id: str | None) -> None:
    """Keep, with the thing itself, which files it was made of."""
    wanted = tuple(sources)
    if wanted:
        session.flush()  # the thing is there before what names it
    for sha256 in wanted:
        row = session.get(TakenInRow, sha256)
        if row is None:
            session.add(TakenInRow(sha256=sha256, item_id=item_id))
        else:
            row.item_id = item_id


def leave_alone(vault: Vault, sources: Iterable[str]) -> None:
    """Keep that these files are known, though nothing new became of them."""
    with vault.writing() as session:
        for sha256 in sources:
            if session.get(TakenInRow, sha256) is None:
                session.add(TakenInRow(sha256=sha256, item_id=None))


def is_known(vault: Vault, sha256: str) -> bool:
    """Whether a file of this hash was ever taken in, even if what it became is gone since."""
    with vault.reading() as session:
        return session.get(TakenInRow, sha256) is not None


def what_became_of(vault: Vault, sha256: str) -> AnyId | None:
    """What the file became; None when there is no such thing, or when it is in the bin."""
    query = (
        select(TakenInRow.item_id)
        .join(ItemRow, ItemRow.id == TakenInRow.item_id)
        .where(TakenInRow.sha256 == sha256, ItemRow.removed_at.is_(None))
    )
    with vault.reading() as session:
        found = session.scalar(query)
        return None if found is None else id_of(found)
