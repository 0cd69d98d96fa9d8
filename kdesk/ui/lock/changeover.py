"""Locking puts a new process in this one's place: what the old one leaves for the new one.

It hands over the single-instance lock, where the window stood, and a curtain that stands there
until the new window does. Nothing else survives.
"""

import os
import sys
from contextlib import suppress
from dataclasses import dataclass
from subprocess import Popen

from kdesk.jobs.runner import start_child
from kdesk.system.single_instance import SingleInstance
from kdesk.ui.lock import curtain

PLACE = "KDESK_WINDOW_PLACE"
CURTAIN = "KDESK_CURTAIN"
"""The descriptors of the curtain's input and output, and its process."""
RECORD = "KDESK_RECORD"
"""Record was pressed while the old process went."""

Place = tuple[int, int, int, int]


@dataclass(frozen=True, slots=True)
class Left:
    """What the process before has left; empty at an ordinary start."""

    place: tuple[int, ...]
    curtain: str
    record: bool

    def raise_curtain(self) -> bool:
        """Let the curtain's process end; whether Record was pressed while it stood alone."""
        told = b""
        with suppress(OSError, ValueError):
            orders, answers, process = map(int, self.curtain.split(","))
            os.close(orders)
            with open(answers, "rb") as rest:  # noqa: PTH123 - a descriptor
                told = rest.read()
            os.waitpid(process, 0)
        return curtain.RECORD in told


def left_by_the_process_before() -> Left:
    """Take what was left; it is not passed on to children."""
    place = os.environ.pop(PLACE, "").split(",")
    drawn = os.environ.pop(CURTAIN, "")
    record = bool(os.environ.pop(RECORD, ""))
    whole = len(place) == 4 and all(part.lstrip("-").isdecimal() for part in place)
    return Left(tuple(map(int, place)) if whole else (), drawn, record)


def draw_curtain(place: Place, colour: str) -> "Popen[bytes] | None":
    """Cover this place until the new window stands; None when that can't be done here."""
    with suppress(OSError):
        child = start_child("curtain")
        line = curtain.order(place, colour, os.environ)
        if child.stdin and child.stdout and curtain.draw(child.stdin, child.stdout, line):
            return child
    return None


def leave(place: Place, child: "Popen[bytes] | None", *, record: bool = False) -> None:
    """Leave word for the process that comes next; `record`: it is to begin at once."""
    if record:
        os.environ[RECORD] = "1"
    os.environ[PLACE] = ",".join(map(str, place))
    if child is not None and child.stdin is not None and child.stdout is not None:
        ends = child.stdin.fileno(), child.stdout.fileno()
        for descriptor in ends:
            os.set_inheritable(descriptor, True)
        os.environ[CURTAIN] = ",".join(map(str, (*ends, child.pid)))


def relaunch(instance: SingleInstance) -> None:
    """Become the new process; nothing that is in memory is left."""
    instance.pass_on()
    frozen = getattr(sys, "frozen", False)
    command = [sys.executable] if frozen else [sys.executable, "-m", "kdesk"]
    os.execv(sys.executable, command)  # noqa: S606 - no shell is the point
