"""From a passphrase, a device or 24 words to the root secret, before any database is open."""

from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from kdesk.domain.problem import Problem, Trouble
from kdesk.store import header, keys, slots
from kdesk.store.devices import DeviceKeeper
from kdesk.store.header import Found, Header

NOT_THIS_ONE = "That passphrase doesn't open this journal. Try again, or use the 24 words."


@dataclass(frozen=True, slots=True)
class Unlocked:
    """The root secret, and the header it was checked against; never shown whole."""

    root: bytes
    header: Header
    sound: bool
    """Both copies of the header are on the disk as they should be."""
    certain: bool = True
    """The header vouches for the root; else only the database can."""

    def __repr__(self) -> str:
        return "Unlocked()"


def by_device(folder: Path, device: DeviceKeeper) -> Unlocked:
    """With this computer's key; Problem WRONG_KEY when there is none, and as header.find."""
    found = header.find(folder)
    if found.header.devices:
        key = device.find(found.header.vault_id)
        for slot in found.header.devices if key else ():
            root = slots.open_device(slot, found.header.vault_id, key or b"")
            if root is not None:
                return _checked(root, found)
    raise Problem(
        Trouble.WRONG_KEY,
        "This computer has no key for this journal. Open it with the passphrase or the 24 words.",
    )


def by_passphrase(folder: Path, passphrase: str) -> Unlocked:
    """With the passphrase; Problem WRONG_KEY, always the same, and as header.find."""
    found = header.find(folder)
    for slot in found.header.passphrases:
        root = slots.open_passphrase(slot, found.header.vault_id, passphrase)
        if root is not None:
            return _checked(root, found)
    raise Problem(Trouble.WRONG_KEY, NOT_THIS_ONE)


def by_words(words: str, folder: Path, new_id: str) -> Unlocked:
    """With the 24 words; Problem WRONG_KEY, TOO_NEW or CANNOT_READ.

    A header that is damaged, missing or somebody else's is no obstacle: one without slots, under
    the id `new_id`, takes its place, and opening the database tells whether the words are right.
    """
    root = keys.root_of(words)
    try:
        return _checked(root, header.find(folder))
    except Problem as problem:
        if problem.trouble not in (Trouble.DAMAGED, Trouble.NO_VAULT):
            raise
    return Unlocked(root, Header(new_id, keys.recipient(root), 1, ()), sound=False, certain=False)


def worked_on(day: date, seen: Header) -> Header | None:
    """The header after the passphrase has worked on that day; None when nothing changes.

    The device slot goes once it has worked on two days: then it is known, not just written down.
    """
    if not seen.devices:
        return None
    (slot,) = seen.passphrases
    days = tuple(sorted({*slot.worked_on, day}))
    if days == slot.worked_on:
        return None
    kept = replace(slot, worked_on=days)
    rest = () if len(days) > 1 else seen.devices
    return Header(seen.vault_id, seen.recipient, seen.gen + 1, (kept, *rest))


def _checked(root: bytes, found: Found) -> Unlocked:
    header.check(found, keys.derive(root, keys.HEADER))
    if found.header.recipient != keys.recipient(root):
        raise Problem(Trouble.DAMAGED, header.DAMAGED)
    return Unlocked(root, found.header, found.twice)
