"""The rows of sealed files: which there are, and which nothing needs any more."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from kdesk.domain.memo import Blob
from kdesk.store.rows import BlobRow, micros


def row(session: Session, blob: Blob) -> BlobRow:
    """The row of a sealed file that is needed from now on."""
    kept = session.get(BlobRow, blob.name)
    if kept is None:
        kept = BlobRow(
            name=blob.name, media_type=blob.media_type, size=blob.size, sha256=blob.sha256
        )
        session.add(kept)
    kept.unused_at = None
    return kept


def blob(kept: BlobRow) -> Blob:
    """The sealed file of a row."""
    return Blob(kept.name, kept.media_type, kept.size, kept.sha256)


def every(session: Session) -> Iterator[Blob]:
    """All sealed files the journal knows of."""
    return map(blob, session.scalars(select(BlobRow).order_by(BlobRow.name)))


def unneeded(session: Session, before: datetime) -> tuple[Blob, ...]:
    """The sealed files that nothing has needed since before then."""
    query = select(BlobRow).where(BlobRow.unused_at < micros(before))
    return tuple(map(blob, session.scalars(query)))


def forget(session: Session, gone: Iterable[Blob]) -> None:
    """Drop the rows of sealed files that are no more."""
    for each in gone:
        kept = session.get(BlobRow, each.name)
        if kept is not None:
            session.delete(kept)
