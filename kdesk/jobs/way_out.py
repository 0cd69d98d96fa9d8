"""The window's pipes to the porter, the one process that may start something with a network.

It is begun before the kernel refuses the window the network, and handed on at each lock. Importing
this costs nothing: it happens before the window stands.
"""

import os
import sys
from contextlib import suppress
from subprocess import Popen
from typing import IO

from kdesk.jobs.runner import end_child, start_child

INHERITED = "KDESK_PORTER"
"""Names the pipes for the process that takes this one's place at a lock."""


class Porter:
    """The pipes to the porter's process."""

    def __init__(
        self, into: IO[bytes], out: IO[bytes], child: "Popen[bytes] | None" = None
    ) -> None:
        self._into = into
        self.handed_on = child is None
        """Something may be on its way since before a lock."""
        self._child = child
        self.answers = out

    @classmethod
    def begun(cls) -> "Porter":
        """A new one; only one from before the kernel's refusal reaches a network. OSError."""
        child = start_child("porter", outward=True)
        if child.stdin is None or child.stdout is None:
            raise OSError("no pipes")
        return cls(child.stdin, child.stdout, child)

    @classmethod
    def standing(cls) -> "Porter | None":
        """To be asked before the network is refused: the one the process before has left, else a
        new one where that refusal would hold for it later; None elsewhere, or when it can't be.
        """
        if (left := cls.inherited()) is not None:
            return left
        if sys.platform == "linux":
            with suppress(OSError):
                return cls.begun()
        return None

    @classmethod
    def inherited(cls) -> "Porter | None":
        """The one whose pipes the process before has left; they are passed on to no child."""
        left = os.environ.pop(INHERITED, "")
        try:
            into, out = map(int, left.split(","))
            for descriptor in (into, out):
                os.set_inheritable(descriptor, False)
        except (ValueError, OSError):
            return None
        return cls(os.fdopen(into, "wb"), os.fdopen(out, "rb"))

    def tell(self, line: bytes) -> None:
        """Give an order, one line; OSError when the porter is gone."""
        self._into.write(line)
        self._into.flush()

    def pass_on(self) -> None:
        """Keep the pipes for the program that is about to run in this process."""
        pipes = (self._into.fileno(), self.answers.fileno())
        for descriptor in pipes:
            os.set_inheritable(descriptor, True)
        os.environ[INHERITED] = ",".join(map(str, pipes))

    def end(self) -> None:
        """Have it end, and the fetch process with it."""
        with suppress(OSError):
            self._into.close()

    def buried(self) -> None:
        """Its answers are at their end: let go of the rest."""
        self.end()
        self.answers.close()
        if self._child is not None:
            end_child(self._child)
