"""Creations, kept: what was made, its files in their order."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.orm import Session

from kdesk.domain.creation import Creation, CreationFile
from kdesk.domain.ids import CreationId, Kind, SessionId
from kdesk.store import filing, sealed, taken_in
from kdesk.store.ids import new_id
from kdesk.store.rows import BlobRow, CreationFileRow, CreationRow, micros, moment

if TYPE_CHECKING:
    from kdesk.store.vault import Vault


def add(
    vault: Vault,
    *,
    at: datetime,
    title: str,
    note: str,
    session_id: SessionId | None,
    files: Sequence[CreationFile],
    sources: tuple[str, ...] = (),
    now: datetime,
) -> Creation:
    """Keep a new creation; its files are sealed already, their hashes are `sources`."""
    item_id = new_id(Kind.CREATION, now)
    with vault.writing() as session:
        row = CreationRow(
            **filing.common(
                item_id,
                at=at,
                now=now,
                title=title,
                text=note,
                detail=_detail(files),
                session_id=filing.checked(session, session_id),
            )
        )
        session.add(row)
        session.flush()
        _keep_files(session, row, files)
        taken_in.note(session, sources, item_id)
        return _value(row, filing.binned_sessions(session), files)


def edit(
    vault: Vault, creation: Creation, *, sources: tuple[str, ...] = (), now: datetime
) -> Creation:
    """Keep the creation as it now is, files and their order too; raises Problem NOT_FOUND.

    A file that is left out stays sealed in the vault until the bin is emptied. The hashes of
    new ones are `sources`.
    """
    with vault.writing() as session:
        row = filing.row_of(session, CreationRow, creation.id)
        before = _files(session, [row.id])
        if tuple(map(_file, before)) != creation.files:
            for file in before:
                session.delete(file)
                _let_go(file.content, now)
                _let_go(file.thumbnail, now)
            session.flush()
            _keep_files(session, row, creation.files)
            row.edited_at = micros(now)
        filing.edit(
            session,
            row,
            at=creation.at,
            title=creation.title,
            text=creation.note,
            detail=_detail(creation.files),
            session_id=creation.session_id,
        )
        filing.note_edit(session, row, now)
        taken_in.note(session, sources, row.id)
        return _value(row, filing.binned_sessions(session), creation.files)


def find(vault: Vault, creation_id: str) -> Creation:
    """The creation of that name, in the bin or not; raises Problem NOT_FOUND."""
    with vault.reading() as session:
        return _values(session, [filing.row_of(session, CreationRow, creation_id)])[0]


def newest(vault: Vault, limit: int = 200) -> tuple[Creation, ...]:
    """The newest creations first."""
    with vault.reading() as session:
        return _values(session, session.scalars(filing.newest(CreationRow).limit(limit)))


def between(vault: Vault, start: datetime, end: datetime) -> tuple[Creation, ...]:
    """The creations from `start` to before `end`, newest first."""
    with vault.reading() as session:
        return _values(session, session.scalars(filing.newest(CreationRow, start, end)))


def _keep_files(session: Session, row: CreationRow, files: Sequence[CreationFile]) -> None:
    for position, file in enumerate(files):
        session.add(
            CreationFileRow(
                owner_id=row.id,
                position=position,
                name=file.name,
                content=sealed.row(session, file.content),
                thumbnail=sealed.row(session, file.thumbnail) if file.thumbnail else None,
            )
        )


def _let_go(blob: BlobRow | None, now: datetime) -> None:
    if blob is not None:
        blob.unused_at = micros(now)


def _values(session: Session, rows: Iterable[CreationRow]) -> tuple[Creation, ...]:
    binned = filing.binned_sessions(session)
    creations = list(rows)
    files: dict[str, list[CreationFile]] = {row.id: [] for row in creations}
    for file in _files(session, files):
        files[file.owner_id].append(_file(file))
    return tuple(_value(row, binned, files[row.id]) for row in creations)


def _files(session: Session, creation_ids: Iterable[str]) -> list[CreationFileRow]:
    query = (
        select(CreationFileRow)
        .where(CreationFileRow.owner_id.in_(list(creation_ids)))
        .order_by(CreationFileRow.owner_id, CreationFileRow.position)
    )
    return list(session.scalars(query))


def _file(row: CreationFileRow) -> CreationFile:
    thumbnail = sealed.blob(row.thumbnail) if row.thumbnail else None
    return CreationFile(row.name, sealed.blob(row.content), thumbnail)


def _detail(files: Sequence[CreationFile]) -> str:
    """`1 picture`, `3 files`; pictures only when all of them are."""
    pictures = all(file.content.media_type.startswith("image/") for file in files)
    word = "picture" if pictures else "file"
    return f"{len(files)} {word}{'' if len(files) == 1 else 's'}" if files else ""


def _value(row: CreationRow, binned: frozenset[str], files: Sequence[CreationFile]) -> Creation:
    return Creation(
        id=CreationId(row.id),
        at=moment(row.at, row.offset),
        title=row.title,
        note=row.text,
        session_id=filing.shown_session(row.session_id, binned),
        files=tuple(files),
    )
