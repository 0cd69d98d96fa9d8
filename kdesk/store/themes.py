"""Themes and the passages that carry them, kept."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import TYPE_CHECKING
from unicodedata import category

from sqlalchemy import ColumnElement, CompoundSelect, Select, and_, or_, select
from sqlalchemy.orm import Session, aliased

from kdesk.domain.excerpt import Excerpt
from kdesk.domain.ids import ITEM_KINDS, Kind, ThemeId
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

_ITEMS = ItemRow.__table__.c
_TAGGED = (
    select(ExcerptRow, ThemeRow.name, _ITEMS.removed_at)
    .join(ThemeRow, ThemeRow.id == ExcerptRow.theme_id)
    .join(ItemRow.__table__, _ITEMS.id == ExcerptRow.owner_id)
    .order_by(ExcerptRow.start, ExcerptRow.seq)
)


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
        return _tagged(_carried(session, theme.id, item_id, excerpt or _WHOLE), theme.name)


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


def every(vault: Vault, kinds: Collection[Kind] = ITEM_KINDS) -> tuple[Theme, ...]:
    """All themes that something of these kinds out of the bin carries, by name."""
    carriers = _carriers().subquery()
    carried = (
        select(carriers.c.theme_id)
        .join(ItemRow.__table__, _ITEMS.id == carriers.c.owner_id)
        .where(_ITEMS.removed_at.is_(None), _ITEMS.kind.in_([kind.value for kind in kinds]))
    )
    with vault.reading() as session:
        rows = session.scalars(select(ThemeRow).where(ThemeRow.id.in_(carried)))
        found = [Theme(ThemeId(row.id), row.name) for row in rows]
    return tuple(sorted(found, key=lambda theme: theme.name.casefold()))


def of(vault: Vault, item_id: str) -> tuple[Tagged, ...]:
    """What a thing carries itself, and what the passage it was said in carries; as they sound.

    While the memo of that passage is in the bin its theme is still told, but not its words.
    """
    said = aliased(ExcerptRow)
    within = select(said.seq).where(
        said.owner_id == item_id, said.theme_id.is_(None), _overlap(said)
    )
    query = _TAGGED.where(or_(ExcerptRow.owner_id == item_id, within.exists()))
    with vault.reading() as session:
        return tuple(
            _tagged(row, name, told=removed_at is None or row.owner_id == item_id)
            for row, name, removed_at in session.execute(query)
        )


def passages(vault: Vault, theme_id: ThemeId) -> tuple[Tagged, ...]:
    """What carries a theme and isn't in the bin."""
    query = _TAGGED.where(ExcerptRow.theme_id == theme_id, _ITEMS.removed_at.is_(None))
    with vault.reading() as session:
        return tuple(_tagged(row, name) for row, name, _ in session.execute(query))


def carriers(theme_id: ThemeId) -> Select[str]:
    """The ids of what carries a theme, and of what was said in a passage that carries it."""
    carried = _carriers().subquery()
    return select(carried.c.owner_id).where(carried.c.theme_id == theme_id)


def hand_on(session: Session, memo_id: str) -> None:
    """Before a memo goes for good: what was said in its passages carries their themes itself."""
    within = _within().where(ExcerptRow.memo_id == memo_id).distinct()
    for theme_id, owner_id in session.execute(within).all():
        _carried(session, theme_id or "", owner_id, _WHOLE)


def forget_unused(session: Session) -> None:
    """Delete the names of themes that nothing carries any more."""
    used = select(ExcerptRow.theme_id).where(ExcerptRow.theme_id.is_not(None))
    for row in session.scalars(select(ThemeRow).where(ThemeRow.id.not_in(used))):
        session.delete(row)


def _carried(session: Session, theme_id: str, item_id: str, excerpt: Excerpt) -> ExcerptRow:
    """The row that has a thing carry a theme; the one there is, if it does."""
    row = excerpts.row_for(item_id, excerpt)
    row.theme_id = theme_id
    for there in session.scalars(select(ExcerptRow).where(ExcerptRow.owner_id == item_id)):
        if there.theme_id == theme_id and _place(there) == _place(row):
            return there
    session.add(row)
    session.flush()
    return row


def _carriers() -> CompoundSelect[str | None, str]:
    """Every theme with each thing that carries it, itself or by the passage it was said in."""
    own = select(ExcerptRow.theme_id, ExcerptRow.owner_id).where(ExcerptRow.theme_id.is_not(None))
    return own.union(_within())


def _within() -> Select[str | None, str]:
    """The theme of a passage with each thing that was said in it."""
    said = aliased(ExcerptRow)
    return (
        select(ExcerptRow.theme_id, said.owner_id)
        .select_from(ExcerptRow)
        .join(said, _overlap(said))
        .where(said.theme_id.is_(None), ExcerptRow.theme_id.is_not(None))
    )


def _overlap(said: type[ExcerptRow]) -> ColumnElement[bool]:
    """Whether a passage that carries a theme sounds at the same time as this one.

    Words somebody added sound for no time at all: those begin together.
    """
    both = and_(said.start < ExcerptRow.end, said.end > ExcerptRow.start)
    return and_(said.memo_id == ExcerptRow.memo_id, or_(both, said.start == ExcerptRow.start))


def _named(session: Session, wanted: str, now: datetime) -> ThemeRow:
    """The theme of this name; a new one when there is none."""
    for row in session.scalars(select(ThemeRow)):
        if row.name.casefold() == wanted.casefold():
            return row
    row = ThemeRow(id=new_id(Kind.THEME, now), name=wanted)
    session.add(row)
    session.flush()
    return row


def _tagged(row: ExcerptRow, name: str, *, told: bool = True) -> Tagged:
    said = excerpts.value(row)
    return Tagged(
        seq=row.seq,
        theme_id=ThemeId(row.theme_id or ""),
        name=name,
        item_id=id_of(row.owner_id),
        excerpt=said if told and said != _WHOLE else None,
    )


def _plain(letter: str) -> bool:
    return letter.isspace() or letter in _JOINERS or not category(letter).startswith("C")


def _place(row: ExcerptRow) -> tuple[str | None, float, float]:
    return row.memo_id, row.start, row.end
