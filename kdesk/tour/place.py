"""The folder of a tour: only what an earlier tour left is replaced."""

import shutil
from contextlib import suppress
from pathlib import Path

from kdesk.domain.problem import Problem, Trouble
from kdesk.store import durable
from kdesk.system.paths import Places

MARK = ".kdesk-tour"
MARKED = "This folder was made by `kdesk tour` and is replaced by the next one.\n"


def cleared(folder: Path) -> Path:
    """The folder, empty but for the mark.

    Raises Problem VAULT_EXISTS when it holds anything that is not a tour's, DISK_FULL and
    CANNOT_WRITE.
    """
    mark = folder / MARK
    try:
        if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
            if not mark.is_file() or mark.read_text(encoding="utf-8") != MARKED:
                raise Problem(
                    Trouble.VAULT_EXISTS,
                    "This folder holds something else. Choose an empty or a new one.",
                )
            shutil.rmtree(folder)
        folder.mkdir(parents=True, exist_ok=True)
        _put(mark)
    except (OSError, UnicodeDecodeError) as error:
        if isinstance(error, OSError) and error.errno in durable.FULL:
            raise durable.trouble_with(error) from error
        raise Problem(
            Trouble.CANNOT_WRITE, "This folder can't be written to. Choose another one."
        ) from error
    return folder


def _put(mark: Path) -> None:
    try:
        mark.write_text(MARKED, encoding="utf-8")
    except OSError:
        with suppress(OSError):
            mark.unlink(missing_ok=True)
            mark.parent.rmdir()
        raise


def places_in(folder: Path) -> Places:
    """Everything kdesk keeps, inside the tour's own folder."""
    places = Places(folder / "data", folder / "settings", folder / "state")
    places.prepare()
    return places
