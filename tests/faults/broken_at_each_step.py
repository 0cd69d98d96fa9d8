"""Does one thing to many copies of a vault, stopped at the n-th step that touches the disk.

Run as a program: what to do, how it breaks (`kill`, or the number of an error that the step then
gives), the vault's place, and a folder for copies of it, 0/, 1/, 2/, …: the first breaks at its
first step, the second at its second, and so on until there is no such step. The exit codes are
printed: 0 it has no such step, 3 a Problem, 4 it went on all the same, −9 killed.
"""

import itertools
import os
import shutil
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from kdesk.domain.ids import MemoId
from kdesk.domain.problem import Problem
from kdesk.store import captures, vault
from tests.store.making import CHEAP, LATER, NEW, SECRET, keeper, made

STEPS = ("open", "write", "fsync", "fdatasync", "replace", "rename", "unlink", "mkdir", "rmdir")


def change(place: Path) -> Callable[[], object]:
    """A new passphrase, and the day on which the device's key goes."""
    opened = vault.open_with_passphrase(place / "vault", SECRET)

    def then() -> None:
        opened.set_passphrase(NEW, LATER, stretch=CHEAP)
        vault.open_with_passphrase(place / "vault", NEW, keeper(place), LATER)

    return then


def make(place: Path) -> Callable[[], object]:
    return lambda: made(place, SECRET)


def add(place: Path) -> Callable[[], object]:
    opened = vault.open_with_passphrase(place / "vault", SECRET)
    return lambda: opened.blobs.add(bytes(200_000), "image/png", "png")


def take_in(place: Path) -> Callable[[], object]:
    return lambda: captures.take_in_fallback(place / "state/captures", place / "vault/captures")


def remove(place: Path) -> Callable[[], object]:
    opened = vault.open_with_passphrase(place / "vault", SECRET)
    (only,) = captures.waiting(opened.captures)
    return lambda: captures.remove(opened.captures, MemoId(only.id), opened)


class Breaking:
    """Replaces what touches the disk by something that breaks once, at this step."""

    def __init__(self, step: int, how: str) -> None:
        self.left = step
        self.how = how
        for name in STEPS:
            setattr(os, name, self.breaking(getattr(os, name)))

    def breaking(self, real: Callable[..., Any]) -> Callable[..., Any]:
        def one(*args: Any, **kwargs: Any) -> Any:
            self.left -= 1
            if self.left == -1:
                if self.how == "kill":
                    os.kill(os.getpid(), signal.SIGKILL)
                raise OSError(int(self.how), os.strerror(int(self.how)))
            return real(*args, **kwargs)

        return one


def end(act: Callable[[], object], breaking: Breaking) -> int:
    try:
        act()
    except Problem:
        return 3
    return 4 if breaking.left < 0 else 0


def main() -> None:
    verb, how, one, many = sys.argv[1:]
    prepare = {"change": change, "make": make, "add": add, "take_in": take_in, "remove": remove}
    for step in itertools.count():
        place = Path(many, str(step))
        shutil.copytree(one, place)
        child = os.fork()
        if child == 0:
            act = prepare[verb](place)
            os._exit(end(act, Breaking(step, how)))
        code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        print(code)
        if code == 0:
            return


if __name__ == "__main__":
    main()
