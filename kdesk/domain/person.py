"""Somebody to turn to: a friend, a therapist, a clinic, a line one can call."""

from dataclasses import dataclass

from kdesk.domain.ids import PersonId


@dataclass(frozen=True, slots=True)
class Person:
    """A name and how to reach it, in the person's own words."""

    id: PersonId
    name: str
    role: str
    """Who they are to the person: "my therapist", "the clinic, at night"."""
    number: str
    """A telephone number, or whatever else reaches them."""
    note: str
    while_locked: bool
    """Also shown while the journal is locked; then it can be read by whoever uses the computer."""


def is_blank(person: Person) -> bool:
    """Whether not a word is noted of them."""
    return not (person.name + person.role + person.number + person.note).strip()
