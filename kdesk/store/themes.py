"""Themes and the passages that carry them, kept."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import ColumnElement, func, select

from kdesk.domain.excerpt import Excerpt
from kdesk.domain.ids import Kind, ThemeId
from kdesk.domain.problem import Problem, Trouble
from kdesk.domain.theme import Tagged, Theme
from kdesk.store import excerpts, filing
from kdesk.store.ids import new_id
from kdesk.store.rows import ExcerptRow, ItemRow, ThemeRow, id_of

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from kdesk.store.vault import Vault


def named(vault: Vault, name: str, *, now: datetime) -> Theme:
    """The theme of this name, a new one when there is none; capitals make no difference.

    Raises Problem BAD_INPUT for a name without a word.
    """
    wanted = " ".join(name.split())
    if not wanted:
        raise Problem(Trouble.BAD_INPUT, "A theme needs a name, such as water.")
    with vault.writing() as session:
        for row in session.scalars(select(ThemeRow)):
            if row.name.casefold() == wanted.casefold():
                return Theme(ThemeId(row.id), row.name, _count(session, row.id))
        row = ThemeRow(id=new_id(Kind.THEME, now), name=wanted)
        session.add(row)
        return Theme(ThemeId(row.id), row.name)


def tag(vault: Vault, theme_id: ThemeId, item_id: str, excerpt: Excerpt) -> Tagged:
    """Have a passage carry a theme; raises Problem NOT_FOUND."""
    with vault.writing() as session:
        _row_of(session, theme_id)
        filing.row_of(session, ItemRow, item_id)
        row = excerpts.row_for(item_id, excerpt)
        row.theme_id = theme_id
        session.add(row)
        session.flush()
        filing.tell_too(session, item_id)
        return _tagged(row)


def untag(vault: Vault, tagged: Tagged) -> None:
    """Take a theme off a passage; a theme that no passage carries is gone too."""
    with vault.writing() as session:
        row = session.get(ExcerptRow, tagged.seq)
        if row is None:
            return
        session.delete(row)
        session.flush()
        filing.tell_too(session, tagged.item_id)
        if not _count(session, tagged.theme_id):
            session.delete(_row_of(session, tagged.theme_id))


def every(vault: Vault) -> tuple[Theme, ...]:
    """All themes by name, each with how many passages carry it."""
    with vault.reading() as session:
        found = [
            Theme(ThemeId(row.id), row.name, _count(session, row.id))
            for row in session.scalars(select(ThemeRow))
        ]
    return tuple(sorted(found, key=lambda theme: theme.name.casefold()))


def of(vault: Vault, item_id: str) -> tuple[Tagged, ...]:
    """The passages of a thing that carry themes, in the order they sound."""
    return _passages(vault, ExcerptRow.owner_id == item_id)


def passages(vault: Vault, theme_id: ThemeId) -> tuple[Tagged, ...]:
    """What carries a theme and isn't in the bin."""
    return _passages(vault, ExcerptRow.theme_id == theme_id)


def _passages(vault: Vault, which: ColumnElement[bool]) -> tuple[Tagged, ...]:
    query = (
        select(ExcerptRow)
        .join(ItemRow, ItemRow.id == ExcerptRow.owner_id)
        .where(which, ExcerptRow.theme_id.is_not(None), ItemRow.removed_at.is_(None))
        .order_by(ExcerptRow.start, ExcerptRow.seq)
    )
    with vault.reading() as session:
        return tuple(map(_tagged, session.scalars(query)))


def _tagged(row: ExcerptRow) -> Tagged:
    return Tagged(row.seq, ThemeId(row.theme_id or ""), id_of(row.owner_id), excerpts.value(row))


def _count(session: Session, theme_id: str) -> int:
    query = (
        select(func.count())
        .select_from(ExcerptRow)
        .join(ItemRow, ItemRow.id == ExcerptRow.owner_id)
        .where(ExcerptRow.theme_id == theme_id, ItemRow.removed_at.is_(None))
    )
    return session.scalar(query) or 0


def _row_of(session: Session, theme_id: str) -> ThemeRow:
    row = session.scalars(select(ThemeRow).where(ThemeRow.id == theme_id)).first()
    if row is None:
        raise Problem(Trouble.NOT_FOUND, "This theme isn't in the journal any more.")
    return row
