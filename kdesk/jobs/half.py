"""A model that is being got: the folder it grows in, and how it becomes whole or nothing."""

import os
import shutil
import sys
from contextlib import suppress
from pathlib import Path

from kdesk.domain.problem import Problem, Trouble
from kdesk.speech.catalogue import Offer
from kdesk.speech.models import check, no_room, sync

ROOM_LEFT = 512_000_000
"""Bytes that stay free on the disk whatever is got: an hour and a half of recording."""

ENDING = ".fetch"
"""Of the folder's name, which begins with a dot: no half model is listed."""


def folder_of(models: Path, name: str) -> Path:
    """Where this model grows."""
    return models / f".{name}{ENDING}"


def got(models: Path, name: str) -> int:
    """Bytes of this model that are here; 0 when it isn't being got."""
    with suppress(OSError):
        return sum(file.stat().st_size for file in folder_of(models, name).iterdir())
    return 0


def drop(models: Path, name: str) -> None:
    """Delete what has come of it, and the folder of models when nothing else is in it."""
    shutil.rmtree(folder_of(models, name), ignore_errors=True)
    with suppress(OSError):
        models.rmdir()


def discard(models: Path, name: str) -> None:
    """Delete what has come of it, if anything has; Problem IN_USE while somebody is getting it."""
    with suppress(FileNotFoundError):
        handle = _hold(folder_of(models, name))
        try:
            drop(models, name)
        finally:
            if handle is not None:
                os.close(handle)


def begin(models: Path, offer: Offer) -> Path:
    """The folder to go on in; Problem BAD_INPUT, DISK_FULL, or OSError.

    It is held by this process until its end, so that nobody else writes into it.
    """
    if (models / offer.name).exists():
        raise Problem(Trouble.BAD_INPUT, f"There is a speech model called {offer.name} already.")
    half = folder_of(models, offer.name)
    half.mkdir(parents=True, exist_ok=True)
    _hold(half)
    if shutil.disk_usage(half).free < offer.bytes - got(models, offer.name) + ROOM_LEFT:
        if not got(models, offer.name):
            drop(models, offer.name)
        raise no_room()
    return half


def complete(models: Path, offer: Offer) -> None:
    """Put the model among the others; every file has been compared with its hash.

    Raises Problem BAD_MODEL when kdesk can't use it all the same, BAD_INPUT, OSError.
    """
    half, whole = folder_of(models, offer.name), models / offer.name
    check(half)
    for folder in (half, models):
        sync(folder)
    if whole.exists():  # added from a folder meanwhile
        raise Problem(Trouble.BAD_INPUT, f"There is a speech model called {offer.name} already.")
    half.rename(whole)
    sync(models)


def _hold(half: Path) -> int | None:
    """Hold the folder until the handle is closed, or this process ends."""
    if sys.platform == "win32":
        return None
    import fcntl  # noqa: PLC0415 - Unix only

    handle = os.open(half, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except (BlockingIOError, PermissionError):
        os.close(handle)
        raise Problem(
            Trouble.IN_USE,
            "This speech model is being got already by another kdesk. Wait for it, or stop it "
            "there.",
        ) from None
    except OSError:  # a disk without locks, such as one of a network: got without one
        pass
    return handle
