"""Whether everything the journal needs is there and as it was written."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from kdesk.domain.problem import Problem, Trouble
from kdesk.store import captures, header, sealed

if TYPE_CHECKING:
    from kdesk.store.progress import Progress
    from kdesk.store.vault import Vault


@dataclass(frozen=True, slots=True)
class Report:
    """What a check found; the lists hold names of sealed files."""

    header: bool
    database: bool
    files: int
    """How many sealed files the journal needs."""
    damaged: tuple[str, ...]
    missing: tuple[str, ...]
    stray: tuple[str, ...]
    """Sealed files that nothing in the journal names; no harm, and nothing is lost by them."""
    aside: tuple[str, ...] = ()
    """Recordings that could not be filed whole, the names of their files in `captures`."""

    @property
    def whole(self) -> bool:
        """Whether nothing is damaged or missing."""
        return self.header and self.database and not self.damaged and not self.missing

    def lines(self) -> tuple[str, ...]:
        """What was found, a plain line each."""
        sound = self.files - len(self.damaged) - len(self.missing)
        return (
            f"Header: {'whole' if self.header else 'damaged'}",
            f"Database: {'whole' if self.database else 'damaged'}",
            f"Files: {sound} of {self.files} whole",
            *(f"Damaged: {name}" for name in self.damaged),
            *(f"Missing: {name}" for name in self.missing),
            *(f"Needed by nothing: {name}" for name in self.stray),
            *(f"Set aside: {name}" for name in self.aside),
        )

    def record(self) -> dict[str, Any]:
        """The same for `--json`."""
        return {
            "whole": self.whole,
            "header": self.header,
            "database": self.database,
            "files": self.files,
            "damaged": list(self.damaged),
            "missing": list(self.missing),
            "stray": list(self.stray),
            "aside": list(self.aside),
        }


def check(vault: Vault, progress: Progress | None = None) -> Report:
    """Read the header, every page of the database and every sealed file; changes nothing."""
    database = vault.database.is_whole()
    with vault.reading() as session:
        blobs = tuple(sealed.every(session)) if database else ()
    there = frozenset(vault.blobs.names())
    damaged = []
    for number, blob in enumerate(blobs, 1):
        if blob.name in there and not vault.blobs.check(blob):
            damaged.append(blob.name)
        if progress is not None:
            progress.fraction(number / len(blobs))
    named = frozenset(blob.name for blob in blobs)
    return Report(
        header=_header_is_whole(vault),
        database=database,
        files=len(blobs),
        damaged=tuple(damaged),
        missing=tuple(sorted(named - there)),
        stray=tuple(sorted(there - named)) if database else (),
        aside=captures.aside(vault.captures),
    )


def _header_is_whole(vault: Vault) -> bool:
    """Whether both copies are there and hold the same."""
    try:
        return header.find(vault.folder).twice
    except Problem as problem:
        if problem.trouble in {Trouble.DAMAGED, Trouble.NO_VAULT}:
            return False
        raise
