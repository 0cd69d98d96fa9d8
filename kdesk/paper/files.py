"""Files written out for the person, whole or not at all."""

import errno
import os
from contextlib import suppress
from pathlib import Path

from kdesk.domain.problem import Problem, Trouble


def write_whole(file: Path, data: bytes) -> None:
    """Write beside the file, then put it in its place; Problem CANNOT_WRITE or DISK_FULL."""
    beside = file.with_name(f"{file.name}.part")
    try:
        with beside.open("wb") as written:
            written.write(data)
            written.flush()
            os.fsync(written.fileno())
        beside.replace(file)
    except OSError as trouble:
        with suppress(OSError):
            beside.unlink(missing_ok=True)
        if trouble.errno == errno.ENOSPC:
            sentence = (
                "The disk is full, so the file was not written. Make room, or choose another."
            )
            raise Problem(Trouble.DISK_FULL, sentence) from None
        sentence = "The file could not be written there. Choose another folder."
        raise Problem(Trouble.CANNOT_WRITE, sentence) from None
