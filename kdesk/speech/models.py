"""Speech models as folders: taken in, listed, removed.

Nothing here loads a model; the window's process may import it.
"""

import errno
import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from pathlib import Path

from kdesk.domain.problem import Problem, Trouble
from kdesk.speech.model_files import WANTED, bad, files, looked_through
from kdesk.speech.settings import CUTTING_FILE, cutting

WELCOME = (*WANTED, "preprocessor_config.json", CUTTING_FILE)
"""What is copied; anything else in a folder is left where it is."""

_BLOCK = 1 << 20


@dataclass(frozen=True, slots=True)
class Model:
    """A whole speech model on this computer; `bytes` is its size on disk."""

    name: str
    folder: Path
    bytes: int
    languages: str
    """`en`, or `many`."""


def check(folder: Path) -> Model:
    """Look through a model's folder without loading it.

    Raises Problem BAD_MODEL that names what is missing or broken.
    """
    try:
        return _checked(folder, _seen(folder))
    except (OSError, UnicodeDecodeError) as error:
        raise bad("The speech model's folder can't be read.") from error


def usable(folder: Path) -> Model:
    """The same, for one among the models; Problem BAD_MODEL says which one can't be used."""
    try:
        return check(folder)
    except Problem as problem:
        raise unusable(folder, problem.sentence) from problem


def unusable(folder: Path, why: str) -> Problem:
    """That this one among the models can't be used."""
    for its, said in (("its ", "The speech model's "), ("it ", "The speech model ")):
        if why.startswith(said):
            why = its + why.removeprefix(said)
    return bad(f"The speech model {folder.name} can't be used: {why[0].lower()}{why[1:]}")


def stamp(folder: Path) -> tuple[object, ...]:
    """Another one when the model in a folder has become another one."""
    try:
        return (folder, *_seen(folder))
    except OSError:
        return (folder,)


def folders(models: Path) -> list[Path]:
    """Every folder among the models, whole or not, by name; none where they can't be listed."""
    try:
        found = sorted(models.iterdir())
    except OSError:  # there is no such folder, or it goes in this moment, or is somebody else's
        return []
    return [folder for folder in found if folder.is_dir() and not folder.name.startswith(".")]


def installed(models: Path) -> tuple[Model, ...]:
    """The whole models in a folder of models, by name; broken ones are passed over."""
    found = []
    for folder in folders(models):
        with suppress(Problem):
            found.append(check(folder))
    return tuple(found)


def broken(models: Path) -> dict[str, Problem]:
    """What is wrong with each that isn't whole, by name."""
    found = {}
    for folder in folders(models):
        try:
            check(folder)
        except Problem as problem:
            found[folder.name] = problem
    return found


def add(models: Path, source: Path) -> Model:
    """Copy the model in `source` among the models, whole or not at all.

    Raises Problem BAD_MODEL (also when the copy differs), BAD_INPUT when there is one of that
    name, DISK_FULL, CANNOT_READ and CANNOT_WRITE.
    """
    check(source)
    name = _name_for(source)
    if (models / name).exists():
        raise Problem(Trouble.BAD_INPUT, f"There is a speech model called {name} already.")
    half = models / f".{name}.part"
    new = [folder for folder in (models, *models.parents) if not folder.exists()]
    try:
        with told_plainly():
            models.mkdir(parents=True, exist_ok=True)
            shutil.rmtree(half, ignore_errors=True)
            half.mkdir()
            for file in files(source, WELCOME):
                _copy(file, half / file.name)
            check(half)
            half.rename(models / name)
            sync(models)
    finally:
        shutil.rmtree(half, ignore_errors=True)
        with suppress(OSError):  # no folder is left that holds nothing
            for folder in new:
                folder.rmdir()
    return check(models / name)


def remove(models: Path, name: str) -> None:
    """Delete an installed model; Problem NOT_FOUND when there is none of that name."""
    folder = models / name
    if not name or Path(name).name != name or name.startswith(".") or not folder.is_dir():
        raise Problem(Trouble.NOT_FOUND, "There is no speech model of that name.")
    with told_plainly():
        gone = models / f".{name}.gone"  # so that a half-deleted model is never listed
        shutil.rmtree(gone, ignore_errors=True)
        folder.rename(gone)
        shutil.rmtree(gone)


def sync(folder: Path) -> None:
    """Have what a folder lists on the disk for good; raises OSError."""
    if os.name == "posix":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


@contextmanager
def told_plainly() -> Iterator[None]:
    """Turn what the file system says into a Problem."""
    try:
        yield
    except OSError as error:
        if error.errno in {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}:
            raise no_room() from error
        raise Problem(
            Trouble.CANNOT_WRITE,
            "The folder for speech models can't be written to. Look at its permissions.",
        ) from error


def no_room() -> Problem:
    """What to say when the disk has too little of it."""
    return Problem(
        Trouble.DISK_FULL,
        "There is not enough room on the disk for this speech model. Make room, try again.",
    )


def _seen(folder: Path) -> tuple[tuple[str, int, int, int], ...]:
    """What tells a model's files from others that come to lie in their place."""
    stats = ((file.name, file.stat()) for file in files(folder, WELCOME))
    return tuple((name, seen.st_size, seen.st_mtime_ns, seen.st_ino) for name, seen in stats)


# A look into a tokenizer takes 20 ms, and the window looks which models there are whenever it
# comes to the front. What is broken is looked at again each time.
@lru_cache(maxsize=64)
def _checked(folder: Path, _seen: object) -> Model:
    languages = looked_through(folder)
    cutting(folder)
    size = sum(file.stat().st_size for file in files(folder, WELCOME))
    return Model(folder.name, folder, size, languages)


def _name_for(source: Path) -> str:
    """A folder's own name, or the repository's where a hub's cache names folders by commit."""
    source = source.resolve()
    name = source.name
    if source.parent.name == "snapshots":
        name = source.parent.parent.name.rpartition("--")[2]
    return re.sub(r"[^\w.-]+", "-", name).strip(".-") or "model"


def _copy(source: Path, copy: Path) -> None:
    """Copy one file, sync it, read it back; Problem BAD_MODEL when it differs."""
    with source.open("rb") as old, copy.open("xb") as new:
        before = sha256()
        while block := old.read(_BLOCK):
            before.update(block)
            new.write(block)
        new.flush()
        os.fsync(new.fileno())
    after = sha256()
    with copy.open("rb") as written:
        while block := written.read(_BLOCK):
            after.update(block)
    if before.digest() != after.digest():
        raise bad("The copy of the speech model differs from its source. Add it again.")
