"""Themes and the passages that carry them, kept."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING
from unicodedata import category

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import Session, aliased

from kdesk.domain.excerpt import Excerpt
from kdesk.domain.ids import Kind, ThemeId
from kdesk.domain.problem import Problem, Trouble
from kdesk.domain.theme import Tagged, Theme
from kdesk.store import excerpts, filing
from kdesk.store.ids import new_id
from kdesk.store.rows import ExcerptRow, ItemRow, ThemeRow, id_of

if TYPE_CHECKING:
    from kdesk.store.vault import Vault

LONGEST = 60
"""Characters of a theme's name."""

_JOINERS = "\u200c\u200d"
"""They are not seen, but words of some languages and some pictures need them."""

_WHOLE = Excerpt(None, 0.0, 0.0, "")
"""How a row says that the thing as a whole carries the theme: no passage is without words."""


def tag(
    vault: Vault, name: str, item_id: str, excerpt: Excerpt | None = None, *, now: datetime
) -> Tagged:
    """Have a passage, or a whole thing, carry the theme of this name, a new one or one there is.

    Capitals make no difference; twice is once. Raises Problem NOT_FOUND, and BAD_INPUT for a name
    without a word or a long one.
    """
    wanted = plain(name)
    if not wanted:
        raise Problem(Trouble.BAD_INPUT, "A theme needs a name, such as water.")
    if len(wanted) > LONGEST:
        raise Problem(
            Trouble.BAD_INPUT,
            f"A theme's name is a word or a few, up to {LONGEST} letters. Choose a shorter one.",
        )
    with vault.writing() as session:
        filing.row_of(session, ItemRow, item_id)
        theme = _named(session, wanted, now)
        row = excerpts.row_for(item_id, excerpt or _WHOLE)
        row.theme_id = theme.id
        for there in session.scalars(select(ExcerptRow).where(ExcerptRow.owner_id == item_id)):
            if there.theme_id == theme.id and _place(there) == _place(row):
                return _tagged(there, theme.name)
        session.add(row)
        session.flush()
        return _tagged(row, theme.name)


def plain(name: str) -> str:
    """The name on one line, without what steers a terminal or turns a line around."""
    return " ".join("".join(letter for letter in name if _plain(letter)).split())


def untag(vault: Vault, tagged: Tagged) -> None:
    """Take a theme off a passage; a theme that nothing carries, not even in the bin, is gone."""
    with vault.writing() as session:
        row = session.get(ExcerptRow, tagged.seq)
        if row is None or row.theme_id != tagged.theme_id:
            return
        session.delete(row)
        session.flush()
        forget_unused(session)


def every(vault: Vault) -> tuple[Theme, ...]:
    """All themes that something out of the bin carries, by name, each with how many passages."""
    query = (
        select(ThemeRow.id, ThemeRow.name, func.count())
        .join(ExcerptRow, ExcerptRow.theme_id == ThemeRow.id)
        .join(ItemRow.__table__, ItemRow.__table__.c.id == ExcerptRow.owner_id)
        .where(ItemRow.__table__.c.removed_at.is_(None))
        .group_by(ThemeRow.id)
    )
    with vault.reading() as session:
        found = [Theme(ThemeId(id), name, count) for id, name, count in session.execute(query)]
    return tuple(sorted(found, key=lambda theme: theme.name.casefold()))


def of(vault: Vault, item_id: str) -> tuple[Tagged, ...]:
    """What a thing carries itself, and what the passage it was said in carries; as they sound."""
    said = aliased(ExcerptRow)
    within = select(said.seq).where(
        said.owner_id == item_id, said.theme_id.is_(None), _overlap(said)
    )
    return _passages(vault, or_(ExcerptRow.owner_id == item_id, within.exists()))


def passages(vault: Vault, theme_id: ThemeId) -> tuple[Tagged, ...]:
    """What carries a theme and isn't in the bin."""
    return _passages(vault, ExcerptRow.theme_id == theme_id)


def carriers(theme_id: ThemeId) -> Select[str]:
    """The ids of what carries a theme, and of what was said in a passage that carries it."""
    said = aliased(ExcerptRow)
    within = (
        select(said.owner_id)
        .join(ExcerptRow, _overlap(said))
        .where(said.theme_id.is_(None), ExcerptRow.theme_id == theme_id)
    )
    own = select(ExcerptRow.owner_id).where(ExcerptRow.theme_id == theme_id)
    return select(own.union(within).subquery().c.owner_id)


def forget_unused(session: Session) -> None:
    """Delete the names of themes that nothing carries any more."""
    used = select(ExcerptRow.theme_id).where(ExcerptRow.theme_id.is_not(None))
    for row in session.scalars(select(ThemeRow).where(ThemeRow.id.not_in(used))):
        session.delete(row)


def _passages(vault: Vault, which: ColumnElement[bool]) -> tuple[Tagged, ...]:
    items = ItemRow.__table__.c
    query = (
        select(ExcerptRow, ThemeRow.name)
        .join(ThemeRow, ThemeRow.id == ExcerptRow.theme_id)
        .join(ItemRow.__table__, items.id == ExcerptRow.owner_id)
        .where(and_(which, items.removed_at.is_(None)))
        .order_by(ExcerptRow.start, ExcerptRow.seq)
    )
    with vault.reading() as session:
        return tuple(_tagged(row, name) for row, name in session.execute(query))


def _overlap(said: type[ExcerptRow]) -> ColumnElement[bool]:
    """Whether a passage that carries a theme sounds at the same time as this one."""
    return and_(
        said.memo_id == ExcerptRow.memo_id,
        said.start < ExcerptRow.end,
        said.end > ExcerptRow.start,
    )


def _named(session: Session, wanted: str, now: datetime) -> ThemeRow:
    """The theme of this name; a new one when there is none."""
    for row in session.scalars(select(ThemeRow)):
        if row.name.casefold() == wanted.casefold():
            return row
    row = ThemeRow(id=new_id(Kind.THEME, now), name=wanted)
    session.add(row)
    session.flush()
    return row


def _tagged(row: ExcerptRow, name: str) -> Tagged:
    said = excerpts.value(row)
    return Tagged(
        seq=row.seq,
        theme_id=ThemeId(row.theme_id or ""),
        name=name,
        item_id=id_of(row.owner_id),
        excerpt=None if said == _WHOLE else said,
    )


def _plain(letter: str) -> bool:
    return letter.isspace() or letter in _JOINERS or not category(letter).startswith("C")


def _place(row: ExcerptRow) -> tuple[str | None, float, float]:
    return row.memo_id, row.start, row.end
