"""The window's side of the intake process: bytes there, a prepared file back."""

import hashlib
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import PurePosixPath
from typing import BinaryIO

from kdesk.domain.problem import Problem, Trouble
from kdesk.jobs.prepared import Arriving, Fraction, TornError, read_answer
from kdesk.jobs.runner import Progress, end_child, start_child

BLOCK = 1 << 20
LONGEST_NAME = 120

_GAVE_UP = "This file could not be read; it may be damaged. Choose another copy of it."
_STOPPED = "Stopped; nothing of this file was kept. Add it again whenever you like."


@contextmanager
def prepare(file: BinaryIO, name: str, progress: Progress | None = None) -> Iterator[Arriving]:
    """Have a file looked at in a process of its own; Problem BAD_FILE, CANNOT_READ.

    What comes back is read within the block; the process ends with it.
    """
    followed = progress or Progress()
    shown = plain_name(name)
    try:
        child = start_child("intake")
    except OSError as refused:
        raise Problem(
            Trouble.CANNOT_READ, "The file could not be looked at. Close other programs, try again."
        ) from refused
    try:
        ending = PurePosixPath(shown).suffix.removeprefix(".")
        sha256 = _send(file, ending, child, followed)
        yield replace(_answer(child, followed), name=shown, sha256=sha256)
    except TornError:
        raise Problem(Trouble.BAD_FILE, _GAVE_UP) from None
    finally:
        end_child(child)


def plain_name(name: str) -> str:
    """The last part of a name, without what is no letter: shown, never used as a path."""
    last = name.replace("\\", "/").rpartition("/")[2]
    plain = "".join(c for c in last if c.isprintable())
    stem, dot, ending = plain.rpartition(".")
    if dot and len(ending) <= 8:
        return f"{stem[: LONGEST_NAME - 9]}.{ending}"
    return plain[:LONGEST_NAME]


def _send(file: BinaryIO, ending: str, child: subprocess.Popen[bytes], progress: Progress) -> str:
    """Pass the file on; the hash of all of it, empty when the child didn't want all."""
    if child.stdin is None:
        raise Problem(Trouble.BAD_FILE, _GAVE_UP)
    sent = hashlib.sha256()
    # A child that refuses early closes its end; what it had to say is read all the same.
    try:
        child.stdin.write(ending.encode("utf-8", "replace") + b"\n")
        while block := _read(file):
            _go_on(progress)
            sent.update(block)
            child.stdin.write(block)
        child.stdin.close()
    except BrokenPipeError:
        return ""
    return sent.hexdigest()


def _read(file: BinaryIO) -> bytes:
    try:
        return file.read(BLOCK)
    except OSError as trouble:
        raise Problem(
            Trouble.CANNOT_READ,
            "The file could not be read to its end. Check the disk or card it is on.",
        ) from trouble


def _answer(child: subprocess.Popen[bytes], progress: Progress) -> Arriving:
    if child.stdout is None:
        raise Problem(Trouble.BAD_FILE, _GAVE_UP)
    while True:
        _go_on(progress)
        try:
            answer = read_answer(child.stdout, lambda: _go_on(progress))
        except ValueError:  # the file ended the process, or its limits did
            raise Problem(Trouble.BAD_FILE, _GAVE_UP) from None
        match answer:
            case Fraction(done):
                progress.fraction(done)
            case Problem():
                raise answer
            case Arriving():
                return answer


def _go_on(progress: Progress) -> None:
    if progress.cancelled:
        raise Problem(Trouble.BAD_INPUT, _STOPPED)
