"""The published models that can be got: pinned by commit, size and hash, in one data file."""

import tomllib
from dataclasses import dataclass
from pathlib import Path

from kdesk.domain.problem import Problem, Trouble

CATALOGUE = "speech-models.toml"
"""The data file's name, among the program's resources."""


@dataclass(frozen=True, slots=True)
class Pinned:
    """One file of a model, exactly as it must come."""

    name: str
    bytes: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Offer:
    """A model that can be got; `languages` is `en` or `many`."""

    name: str
    repository: str
    commit: str
    languages: str
    memory: int
    """Bytes the speech process takes with it at most."""
    words: str
    """What a person wants to know before choosing it."""
    files: tuple[Pinned, ...]

    @property
    def bytes(self) -> int:
        """What is to be got, and its size on disk."""
        return sum(file.bytes for file in self.files)


def offers(file: Path) -> tuple[Offer, ...]:
    """Every model in the data file, in its order."""
    found = tomllib.loads(file.read_text(encoding="utf-8"))["models"]
    return tuple(
        Offer(**{**fields, "files": tuple(Pinned(**one) for one in fields["files"])})
        for fields in found
    )


def offer(file: Path, name: str) -> Offer:
    """The model of this name; Problem NOT_FOUND that names those there are."""
    every = offers(file)
    for one in every:
        if one.name == name:
            return one
    raise Problem(
        Trouble.NOT_FOUND,
        f"There is no model of that name to get. There are {', '.join(o.name for o in every)}.",
    )
