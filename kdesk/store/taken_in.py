"""Which files were taken in already, by the SHA-256 of their own bytes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from kdesk.domain.ids import AnyId
from kdesk.store.rows import TakenInRow, id_of

if TYPE_CHECKING:
    from kdesk.store.vault import Vault


def note(vault: Vault, sha256: str, item_id: AnyId) -> None:
    """Keep what a file became."""
    with vault.writing() as session:
        row = session.get(TakenInRow, sha256)
        if row is None:
            session.add(TakenInRow(sha256=sha256, item_id=item_id))
        else:
            row.item_id = item_id


def is_known(vault: Vault, sha256: str) -> bool:
    """Whether a file of this hash was ever taken in, even if what it became is gone since."""
    with vault.reading() as session:
        return session.get(TakenInRow, sha256) is not None


def what_became_of(vault: Vault, sha256: str) -> AnyId | None:
    """What the file became, in the bin or not; None when there is no such thing (any more)."""
    with vault.reading() as session:
        found = session.scalar(select(TakenInRow.item_id).where(TakenInRow.sha256 == sha256))
        return None if found is None else id_of(found)
