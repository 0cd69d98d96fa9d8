"""The bin: what was removed and can still come back."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import select, text
from sqlalchemy.orm import Session, aliased

from kdesk.domain.ids import Kind
from kdesk.domain.item import Item
from kdesk.store import filing, items, sealed, themes
from kdesk.store.rows import (
    CheckInRow,
    CreationFileRow,
    ExcerptRow,
    ItemRow,
    MemoRow,
    micros,
    moment,
)

if TYPE_CHECKING:
    from kdesk.store.vault import Vault


@dataclass(frozen=True, slots=True)
class Binned(Item):
    """A thing in the bin, and since when, in UTC."""

    removed_at: datetime = field(kw_only=True)


def remove(vault: Vault, item_id: str, *, now: datetime) -> None:
    """Move a thing to the bin, a goal with its check-ins; nothing when it is there already.

    What was filed to a session stays filed to it, and shows it again when it comes back.
    """
    with vault.writing() as session:
        row = filing.row_of(session, ItemRow, item_id)
        if row.removed_at is None:
            row.removed_at = micros(now)
            for check_in in _check_ins(session, row):
                check_in.removed_at = check_in.removed_at or row.removed_at
            _tell_members(session, row)


def restore(vault: Vault, item_id: str, *, now: datetime) -> None:
    """Take a thing out of the bin: a goal with the check-ins that went there with it, a check-in
    with its goal."""
    with vault.writing() as session:
        row = filing.row_of(session, ItemRow, item_id)
        if isinstance(row, CheckInRow):
            _restore(session, filing.row_of(session, ItemRow, row.goal_id), now)
        _restore(session, row, now)


def newest(vault: Vault) -> tuple[Binned, ...]:
    """What is in the bin, the last removed first; check-ins that went with their goal aside."""
    goal = aliased(ItemRow.__table__)
    check_ins = CheckInRow.__table__.c
    went_along = (
        select(goal.c.seq)
        .join(CheckInRow.__table__, check_ins.goal_id == goal.c.id)
        .where(check_ins.seq == items.TABLE.seq, goal.c.removed_at == items.TABLE.removed_at)
        .exists()
    )
    query = (
        select(items.TABLE.removed_at, *items.COLUMNS)
        .where(items.TABLE.removed_at.is_not(None), ~went_along)
        .order_by(items.TABLE.removed_at.desc(), items.TABLE.id.desc())
    )
    with vault.reading() as session:
        binned = filing.binned_sessions(session)
        return tuple(
            _value(items.item_of(columns, binned), removed_at)
            for removed_at, *columns in session.execute(query)
        )


def empty(vault: Vault, before: datetime) -> int:
    """Delete for good what was removed before then, with its files; says how many things.

    When it is cut short, the next call goes on where it stopped.
    """
    with vault.writing() as session:
        gone = list(session.scalars(select(ItemRow).where(ItemRow.removed_at < micros(before))))
        for row in gone:
            _tell_members(session, row)
            themes.hand_on(session, row.id)
            _let_go_of_files(session, row)
            _let_go_of_members(session, row)
        # A goal's check-ins go before it: the database would take them along unasked.
        for row in sorted(gone, key=lambda row: row.kind != Kind.CHECK_IN.value):
            session.delete(row)
            session.flush()
        if gone:
            themes.forget_unused(session)
            # Deleted words stay in the index's older pages until they are merged.
            session.execute(text("INSERT INTO items_fts(items_fts) VALUES ('optimize')"))
        unneeded = sealed.unneeded(session, before)
    for blob in unneeded:
        vault.blobs.remove(blob)
    with vault.writing() as session:
        sealed.forget(session, unneeded)
    return len(gone)


def _restore(session: Session, row: ItemRow, now: datetime) -> None:
    if row.removed_at is None:
        return
    for check_in in _check_ins(session, row):
        if check_in.removed_at == row.removed_at:
            check_in.removed_at = None
    row.removed_at = None
    row.edited_at = micros(now)
    _tell_members(session, row)


def _check_ins(session: Session, goal: ItemRow) -> list[CheckInRow]:
    return list(session.scalars(select(CheckInRow).where(CheckInRow.goal_id == goal.id)))


def _members(session: Session, row: ItemRow) -> list[ItemRow]:
    return list(session.scalars(select(ItemRow).where(ItemRow.session_id == row.id)))


def _tell_members(session: Session, row: ItemRow) -> None:
    """What is filed to a session, or was said in a memo, looks different without it."""
    for member in _members(session, row):
        filing.tell_too(session, member.id)
    said = select(ExcerptRow.owner_id).where(ExcerptRow.memo_id == row.id)
    for owner_id in session.scalars(said):
        if owner_id != row.id:
            filing.tell_too(session, owner_id)


def _let_go_of_members(session: Session, row: ItemRow) -> None:
    for member in _members(session, row):
        member.session_id = None


def _let_go_of_files(session: Session, row: ItemRow) -> None:
    if isinstance(row, MemoRow):
        files = [row.sound, row.original]
    else:
        query = select(CreationFileRow).where(CreationFileRow.owner_id == row.id)
        owned = list(session.scalars(query))
        files = [blob for file in owned for blob in (file.content, file.thumbnail)]
    for blob in files:
        if blob is not None:
            blob.unused_at = row.removed_at


def _value(item: Item, removed_at: int) -> Binned:
    fields = {name: getattr(item, name) for name in Item.__slots__}
    return Binned(**fields, removed_at=moment(removed_at, 0))
