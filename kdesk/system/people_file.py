"""The people somebody chose to see while the journal is locked: a small file anybody can read.

It is written from the open journal, only for those marked so, and holds no more than it takes to
reach them: name, role and number, never the note.
"""

import os
import tomllib
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import tomli_w

from kdesk.domain.ids import PersonId
from kdesk.domain.person import Person
from kdesk.domain.problem import Problem, Trouble

_HEAD = """\
# These people are also shown while kdesk is locked, because that was chosen on its Support page.
# This file is not encrypted. kdesk writes it anew; what is changed here by hand is not kept.
"""


def keep(path: Path, people: Iterable[Person]) -> None:
    """Have exactly those in the file who are marked for it; without anybody there is no file.

    Raises Problem CANNOT_WRITE, and then the file is as it was.
    """
    text = _text(people)
    try:
        # Left by a write that was cut off; somebody in it may be chosen no longer.
        _half(path).unlink(missing_ok=True)
        if not text:
            path.unlink(missing_ok=True)
        elif text != _found(path):
            _write(path, text)
    except OSError as error:
        raise Problem(
            Trouble.CANNOT_WRITE,
            "Who is shown while kdesk is locked could not be changed on the disk "
            f"({error.strerror or 'unknown reason'}). It stays as it was; check that the disk has "
            "room and can be written to.",
        ) from error


def read(path: Path) -> tuple[Person, ...]:
    """Those in the file, in its order; nobody when there is none or it can't be understood."""
    try:
        written = tomllib.loads(_found(path)).get("person", [])
    except tomllib.TOMLDecodeError:
        return ()
    if not isinstance(written, list):
        return ()
    return tuple(_person(one) for one in written if _is_person(one))


def _text(people: Iterable[Person]) -> str:
    written = [
        {"name": person.name, "role": person.role, "number": person.number}
        for person in people
        if person.while_locked
    ]
    return _HEAD + "\n" + tomli_w.dumps({"person": written}) if written else ""


def _found(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return ""


def _half(path: Path) -> Path:
    return path.with_suffix(".new")


def _write(path: Path, text: str) -> None:
    new = _half(path)
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    descriptor = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8", newline="") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        new.replace(path)
    except OSError:
        new.unlink(missing_ok=True)
        raise


def _is_person(written: Any) -> bool:
    return isinstance(written, dict) and all(
        isinstance(written.get(field, ""), str) for field in ("name", "role", "number")
    )


def _person(written: dict[str, str]) -> Person:
    return Person(
        id=PersonId(""),
        name=written.get("name", ""),
        role=written.get("role", ""),
        number=written.get("number", ""),
        note="",
        while_locked=True,
    )
