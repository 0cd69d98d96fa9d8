"""Small sealed files of captures: what a recording is, what happened in it, words that were typed.

Needs no secret and no open vault, so it works while locked.
"""

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TypeVar

import pyrage

from kdesk.store import durable

T = TypeVar("T")

BALLAST = ".ballast"
"""In the vault's captures: room set aside, given up when the disk is full."""


def keep(
    name: str,
    said: Mapping[str, object],
    recipient: str,
    folder: Path | None,
    fallback: Path | None,
) -> Path:
    """Seals it and has it on the disk in the vault's folder or else in the other one; says where.

    A folder that is None is left alone; the vault's is never made anew. Raises the last OSError.
    """
    sealed = pyrage.encrypt(
        json.dumps(said).encode(), [pyrage.x25519.Recipient.from_str(recipient)]
    )

    def write(place: Path) -> Path:
        durable.write_whole(place / name, sealed)
        return place

    if folder is not None:
        try:
            return with_ballast(folder, lambda: write(folder))
        except OSError:
            if fallback is None:
                raise
    if fallback is None:
        raise FileNotFoundError("no folder to write to")
    fallback.mkdir(mode=0o700, parents=True, exist_ok=True)
    return write(fallback)


def with_ballast(folder: Path, write: Callable[[], T]) -> T:
    """What `write` gives; on a full disk once more when the ballast is given up; raises OSError."""
    try:
        return write()
    except OSError as refused:
        if refused.errno not in durable.FULL:
            raise
        try:
            (folder / BALLAST).unlink()
            durable.sync_folder(folder)
        except OSError:
            raise refused from None
    return write()
