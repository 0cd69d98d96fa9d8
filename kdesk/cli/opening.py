"""Which journal a command means, and how it is opened without a window."""

import getpass
import sys
from argparse import Namespace
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from kdesk.domain.problem import Problem, Trouble
from kdesk.store import header
from kdesk.store import vault as vaults
from kdesk.store.devices import DeviceKeeper
from kdesk.store.vault import Vault
from kdesk.system.paths import usual_places

NO_KEY = (
    "This journal opens with a passphrase. Give it with --passphrase-file FILE, "
    "or the 24 recovery words with --recovery-file FILE."
)

AWAY = (
    "The journal isn't where it was. Connect its disk, put its folder back, or name its folder "
    "with --vault. Only if it is gone for good: `kdesk init` makes a new, empty one."
)

LOST_WITH_IT = (
    "The journal's header was damaged and is mended; if there was a passphrase, it was lost with "
    "it. `kdesk passphrase` sets a new one."
)


def folder_of(chosen: Namespace) -> Path:
    """The folder named by --vault, else the usual one."""
    return Path(chosen.vault) if chosen.vault else usual_places().vault


def is_usual(folder: Path) -> bool:
    """Whether this is where the window's journal is."""
    return folder.resolve() == usual_places().vault.resolve()


def device() -> DeviceKeeper:
    """Where this computer keeps its own key."""
    return DeviceKeeper(usual_places().device_keys)


@contextmanager
def opened(chosen: Namespace, now: datetime) -> Iterator[Vault]:
    """The journal, open for one command."""
    vault = _open(chosen, folder_of(chosen), now)
    try:
        yield vault
    finally:
        vault.close()


@contextmanager
def alone_with(folder: Path) -> Iterator[None]:
    """Keep an open window, and a second such command, away from the journal for a while.

    Raises Problem IN_USE when one is there already, NO_VAULT when there is no journal.
    """
    from kdesk.system.single_instance import SingleInstance

    _there(folder)
    places = usual_places()
    lock = places.instance_lock if is_usual(folder) else folder / "lock"
    place = SingleInstance(lock, places.door)
    if not place.claim():
        raise Problem(
            Trouble.IN_USE, "kdesk is open and does this by itself. Close it first to do it here."
        )
    try:
        yield
    finally:
        place.release()


def secret(name: str) -> str:
    """The first line of a file, `-` being standard input; the rest is none of our business."""
    if name == "-":
        return sys.stdin.readline().rstrip("\r\n")
    return _text(name).partition("\n")[0].rstrip("\r")


def asked_twice() -> str:
    """A new passphrase typed twice at the terminal."""
    if not sys.stdin.isatty():
        raise Problem(Trouble.BAD_INPUT, "Give the new passphrase with --new-passphrase-file FILE.")
    first = getpass.getpass("New passphrase: ")
    if first != getpass.getpass("Once more: "):
        raise Problem(
            Trouble.BAD_INPUT, "The two were not the same. Nothing was changed; try once more."
        )
    return first


def _open(chosen: Namespace, folder: Path, now: datetime) -> Vault:
    _there(folder)
    if chosen.passphrase_file:
        return vaults.open_with_passphrase(
            folder, secret(chosen.passphrase_file), device(), now=now
        )
    if chosen.recovery_file:
        vault = vaults.open_with_words(folder, _text(chosen.recovery_file))
        if vault.mended:
            print(LOST_WITH_IT, file=sys.stderr)
        return vault
    try:
        return vaults.open_with_device(folder, device())
    except Problem as problem:
        if problem.trouble is not Trouble.WRONG_KEY:
            raise
    if not sys.stdin.isatty():
        raise Problem(Trouble.WRONG_KEY, NO_KEY)
    return vaults.open_with_passphrase(folder, getpass.getpass("Passphrase: "), device(), now=now)


def _there(folder: Path) -> None:
    if not vaults.exists(folder):
        if is_usual(folder) and header.pinned_in(usual_places().pin):
            raise Problem(Trouble.NO_VAULT, AWAY)
        raise Problem(Trouble.NO_VAULT, "There is no journal here yet. `kdesk init` makes one.")


def _text(name: str) -> str:
    try:
        return sys.stdin.read() if name == "-" else Path(name).read_text(encoding="utf-8")
    except FileNotFoundError as error:
        raise Problem(
            Trouble.CANNOT_READ, f"There is no file {name}. Check how its name is written."
        ) from error
    except (OSError, UnicodeDecodeError) as error:
        raise Problem(
            Trouble.CANNOT_READ,
            f"The file {name} can't be read. Check that it is there and yours to read.",
        ) from error
