"""The porter: begun before the kernel refuses the window the network, so that something can be got.

That refusal holds for whatever a process starts, so the one that fetches can't be the window's
child. The porter has no library that could reach a network, knows no journal, and waits. On an
order it starts the fetch process, passes on what that tells, and ends it.
"""

import subprocess
import sys
from typing import BinaryIO

from kdesk.jobs.errand import Errand, Over, as_line, messages
from kdesk.jobs.runner import end_child, start_child, start_thread
from kdesk.system.hardening import harden


def main(stdin: BinaryIO, stdout: BinaryIO) -> int:
    """Have one errand run at a time; it ends, and an errand with it, when its input does."""
    sys.dont_write_bytecode = True
    harden()
    going: _Going | None = None
    for order in messages(stdin):
        if going is not None:
            going.end()
        going = _Going(order, stdout) if isinstance(order, Errand) else None
    if going is not None:
        going.end()
    return 0


class _Going:
    """A fetch process that is on its way."""

    def __init__(self, errand: Errand, stdout: BinaryIO) -> None:
        self._name = errand.offer.name
        self._stdout = stdout
        self._child: subprocess.Popen[bytes] | None = None
        try:
            self._child = start_child("fetch", outward=True)
            if self._child.stdin is not None:
                self._child.stdin.write(as_line(errand))
                self._child.stdin.flush()
        except OSError:  # it could not be started, or died: Over is all there is to tell
            pass
        self._passing = start_thread("passing", self._pass_on)

    def end(self) -> None:
        """End it at once; nothing is told after this but what it told before."""
        if self._child is not None:
            self._child.kill()
        self._passing.join()

    def _pass_on(self) -> None:
        if self._child is not None and self._child.stdout is not None:
            for line in self._child.stdout:
                if line.endswith(b"\n"):  # killed in the middle of one
                    self._tell(line)
            end_child(self._child)
        self._tell(as_line(Over(self._name)))

    def _tell(self, line: bytes) -> None:
        try:
            self._stdout.write(line)
            self._stdout.flush()
        except OSError:  # the window is gone: the end of the input says so too
            return
