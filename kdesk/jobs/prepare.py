"""The window's side of the intake process: bytes there, a prepared file back."""

import subprocess
from contextlib import suppress
from dataclasses import replace
from pathlib import PurePosixPath
from typing import BinaryIO

from kdesk.domain.problem import Problem, Trouble
from kdesk.jobs.prepared import Fraction, Prepared, read_answer
from kdesk.jobs.runner import Progress, start_child

BLOCK = 1 << 20
LONGEST_NAME = 120

_GAVE_UP = "This file could not be read; it may be damaged. Choose another copy of it."
_STOPPED = "Stopped; nothing of this file was kept. Add it again whenever you like."


def prepare(file: BinaryIO, name: str, progress: Progress | None = None) -> Prepared:
    """Have a file looked at in a process of its own; Problem BAD_FILE, CANNOT_READ."""
    followed = progress or Progress()
    shown = _plain_name(name)
    try:
        child = start_child("intake")
    except OSError as refused:
        raise Problem(
            Trouble.CANNOT_READ, "The file could not be looked at. Close other programs, try again."
        ) from refused
    with child:
        try:
            _send(file, PurePosixPath(shown).suffix.removeprefix("."), child, followed)
            return replace(_answer(child, followed), name=shown)
        finally:
            child.kill()


def _send(file: BinaryIO, ending: str, child: subprocess.Popen[bytes], progress: Progress) -> None:
    if child.stdin is None:
        raise Problem(Trouble.BAD_FILE, _GAVE_UP)
    # A child that refuses early closes its end; what it had to say is read all the same.
    with suppress(BrokenPipeError):
        child.stdin.write(ending.encode("utf-8", "replace") + b"\n")
        while block := _read(file):
            if progress.cancelled:
                raise Problem(Trouble.BAD_INPUT, _STOPPED)
            child.stdin.write(block)
    with suppress(BrokenPipeError):
        child.stdin.close()


def _read(file: BinaryIO) -> bytes:
    try:
        return file.read(BLOCK)
    except OSError as trouble:
        raise Problem(
            Trouble.CANNOT_READ,
            "The file could not be read to its end. Check the disk or card it is on.",
        ) from trouble


def _answer(child: subprocess.Popen[bytes], progress: Progress) -> Prepared:
    if child.stdout is None:
        raise Problem(Trouble.BAD_FILE, _GAVE_UP)
    while True:
        if progress.cancelled:
            raise Problem(Trouble.BAD_INPUT, _STOPPED)
        try:
            answer = read_answer(child.stdout)
        except ValueError:  # the file ended the process, or its limits did
            raise Problem(Trouble.BAD_FILE, _GAVE_UP) from None
        match answer:
            case Fraction(done):
                progress.fraction(done)
            case Problem():
                raise answer
            case Prepared():
                return answer


def _plain_name(name: str) -> str:
    """The last part of a name, without what is no letter: shown, never used as a path."""
    last = name.replace("\\", "/").rpartition("/")[2]
    plain = "".join(c for c in last if c.isprintable())
    stem, dot, ending = plain.rpartition(".")
    if dot and len(ending) <= 8:
        return f"{stem[: LONGEST_NAME - 9]}.{ending}"
    return plain[:LONGEST_NAME]
