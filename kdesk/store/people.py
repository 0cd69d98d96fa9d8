"""People one can turn to, kept in the order the person gave them."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from kdesk.domain.ids import Kind, PersonId
from kdesk.domain.person import Person
from kdesk.domain.problem import Problem, Trouble
from kdesk.store.ids import new_id
from kdesk.store.rows import PersonRow

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from kdesk.store.vault import Vault


def add(
    vault: Vault,
    *,
    name: str,
    role: str = "",
    number: str = "",
    note: str = "",
    while_locked: bool = False,
    now: datetime,
) -> Person:
    """Keep somebody, at the end of the list."""
    person = Person(
        id=PersonId(new_id(Kind.PERSON, now)),
        name=name,
        role=role,
        number=number,
        note=note,
        while_locked=while_locked,
    )
    with vault.writing() as session:
        last = session.scalar(select(func.max(PersonRow.position)))
        session.add(_row(person, 0 if last is None else last + 1))
    return person


def edit(vault: Vault, person: Person) -> Person:
    """Keep the person as they now are; raises Problem NOT_FOUND."""
    with vault.writing() as session:
        row = _row_of(session, person.id)
        row.name, row.role, row.number = person.name, person.role, person.number
        row.note, row.while_locked = person.note, person.while_locked
        return _value(row)


def remove(vault: Vault, person_id: PersonId) -> None:
    """Take somebody off the list for good; raises Problem NOT_FOUND."""
    with vault.writing() as session:
        session.delete(_row_of(session, person_id))


def put_back(vault: Vault, person: Person, place: int) -> None:
    """Have somebody who was taken off in their place again, counted from 0."""
    with vault.writing() as session:
        rows = _rows(session)
        row = _row(person, place)
        rows.insert(place, row)
        session.add(row)
        _number(rows)


def move(vault: Vault, person_id: PersonId, place: int) -> None:
    """Have somebody in this place of the list, counted from 0; raises Problem NOT_FOUND."""
    with vault.writing() as session:
        row = _row_of(session, person_id)
        rows = [other for other in _rows(session) if other is not row]
        rows.insert(place, row)
        _number(rows)


def every(vault: Vault) -> tuple[Person, ...]:
    """All of them, in their order."""
    with vault.reading() as session:
        return tuple(map(_value, _rows(session)))


def _rows(session: Session) -> list[PersonRow]:
    return list(session.scalars(select(PersonRow).order_by(PersonRow.position, PersonRow.seq)))


def _number(rows: list[PersonRow]) -> None:
    """Number the places anew: who was taken off left a gap."""
    for place, row in enumerate(rows):
        if row.position != place:
            row.position = place


def _row(person: Person, position: int) -> PersonRow:
    return PersonRow(
        id=person.id,
        position=position,
        name=person.name,
        role=person.role,
        number=person.number,
        note=person.note,
        while_locked=person.while_locked,
    )


def _row_of(session: Session, person_id: PersonId) -> PersonRow:
    row = session.scalars(select(PersonRow).where(PersonRow.id == person_id)).first()
    if row is None:
        raise Problem(Trouble.NOT_FOUND, "This person isn't in the list any more.")
    return row


def _value(row: PersonRow) -> Person:
    return Person(
        id=PersonId(row.id),
        name=row.name,
        role=row.role,
        number=row.number,
        note=row.note,
        while_locked=row.while_locked,
    )
