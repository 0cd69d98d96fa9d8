"""The vault's header: who it is sealed to and the slots that open it, kept twice.

`sum` tells damage from a wrong passphrase without any key; `mac` tells, once the vault is open,
that nobody else wrote it. The valid copy with the highest `gen` holds.
"""

import hashlib
import hmac
import json
from base64 import b64decode, b64encode
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pyrage

from kdesk.domain.problem import Problem, Trouble
from kdesk.store import durable
from kdesk.store.slots import DeviceSlot, PassphraseSlot, Slot, Stretch

NAME = "vault.json"
MIRROR = "vault.mirror.json"
DATABASE = Path("db", "journal.db")
FORMAT = "kdesk-vault"
VERSION = 1
LARGEST = 1 << 16
KEYS = frozenset({"fmt", "ver", "vault_id", "recipient", "gen", "slots", "sum", "mac"})
SLOT_KEYS = {
    "passphrase": frozenset(
        {"kind", "memory", "passes", "lanes", "salt", "box", "set_on", "worked_on"}
    ),
    "device": frozenset({"kind", "box"}),
}
DAMAGED = (
    "The journal's header is damaged, so no passphrase can be checked; yours may well be right. "
    "Open it with the 24 recovery words, or restore a backup."
)


@dataclass(frozen=True, slots=True)
class Header:
    """What a header says."""

    vault_id: str
    recipient: str
    gen: int
    slots: tuple[Slot, ...]

    @property
    def passphrases(self) -> tuple[PassphraseSlot, ...]:
        """The slots a passphrase opens; there is one at most."""
        return tuple(slot for slot in self.slots if isinstance(slot, PassphraseSlot))

    @property
    def devices(self) -> tuple[DeviceSlot, ...]:
        """The slots this computer's key opens; there is one at most."""
        return tuple(slot for slot in self.slots if isinstance(slot, DeviceSlot))


@dataclass(frozen=True, slots=True)
class Found:
    """A header as it was found; `twice` when both copies hold the same."""

    header: Header
    mac: str
    twice: bool


def exists(folder: Path) -> bool:
    """Whether the folder has a header, readable or not."""
    return (folder / NAME).exists() or (folder / MIRROR).exists()


def find(folder: Path) -> Found:
    """The header that holds; Problem NO_VAULT, DAMAGED, TOO_NEW or CANNOT_READ."""
    copies = [_bytes_of(folder / NAME), _bytes_of(folder / MIRROR)]
    if copies == [None, None]:
        raise gone() if (folder / DATABASE).exists() else missing()
    found = [_parse(copy) for copy in copies if copy is not None]
    valid = [one for one in found if one is not None]
    if not valid:
        raise Problem(Trouble.DAMAGED, DAMAGED)
    header, mac = max(valid, key=lambda one: one[0].gen)
    return Found(header, mac, twice=copies[0] == copies[1])


def recipient_of(folder: Path, pin: Path | None = None) -> str:
    """Who recordings are sealed to, `age1…`; works locked.

    The pin outside the vault holds even against the header, which somebody else may have
    changed. Without one: Problem NO_VAULT, DAMAGED, TOO_NEW or CANNOT_READ.
    """
    if pin is not None and (pinned := pinned_in(pin)):
        return pinned
    try:
        return _whole(find(folder).header.recipient)
    except pyrage.RecipientError:
        raise Problem(Trouble.DAMAGED, DAMAGED) from None


def pinned_in(pin: Path) -> str:
    """Who the pin outside the vault names; empty when there is none or its text is broken."""
    with suppress(OSError, ValueError, pyrage.RecipientError):
        return _whole(pin.read_text("ascii").strip())
    return ""


def missing() -> Problem:
    """What to say of a folder without a journal."""
    return Problem(
        Trouble.NO_VAULT,
        "There is no journal in this folder. Choose the one that holds it, or restore a backup.",
    )


def gone() -> Problem:
    """What to say of a journal whose header is not there, though the journal is."""
    return Problem(
        Trouble.DAMAGED,
        "The journal is here, but its header is missing, so no passphrase can be checked. "
        "Open it with the 24 recovery words, or restore a backup.",
    )


def check(found: Found, key: bytes) -> None:
    """Problem DAMAGED unless the header was written with this key."""
    if not hmac.compare_digest(_mac(_body(found.header), key), found.mac):
        raise Problem(
            Trouble.DAMAGED,
            "The journal's header was changed by something other than kdesk. "
            "Restore a backup, or open it with the 24 recovery words.",
        )


def write(folder: Path, header: Header, key: bytes) -> None:
    """Keeps both copies, one after the other; raises OSError. One of them is always whole."""
    body = _body(header)
    mac = _mac(body, key)
    data = json.dumps({**body, "mac": mac, "sum": _sum(body, mac)}, indent=1, sort_keys=True)
    durable.write_whole(folder / NAME, data.encode())
    durable.write_whole(folder / MIRROR, data.encode())


def _bytes_of(path: Path) -> bytes | None:
    try:
        with path.open("rb") as file:
            return file.read(LARGEST + 1)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise durable.unreadable("The journal's header", error) from error


def _parse(data: bytes) -> tuple[Header, str] | None:
    """The header and its mac, None when damaged; Problem TOO_NEW when it is sound but newer."""
    try:
        found = json.loads(data)
        body = {key: value for key, value in found.items() if key not in ("sum", "mac")}
        if len(data) > LARGEST or found["sum"] != _sum(body, found["mac"]):
            return None
        if _is_newer(found):
            raise Problem(
                Trouble.TOO_NEW,
                "This journal was made by a newer kdesk. Install that version to open it.",
            )
        slots = tuple(_slot(slot) for slot in found["slots"])
        header = Header(str(body["vault_id"]), str(body["recipient"]), int(body["gen"]), slots)
        return header, str(found["mac"])
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None


def _is_newer(found: Mapping[str, Any]) -> bool:
    if found["fmt"] != FORMAT or found["ver"] != VERSION or set(found) - KEYS:
        return True
    return any(
        slot["kind"] not in SLOT_KEYS or set(slot) - SLOT_KEYS[slot["kind"]]
        for slot in found["slots"]
    )


def _slot(kept: Mapping[str, Any]) -> Slot:
    box = b64decode(kept["box"], validate=True)
    if kept["kind"] == "device":
        return DeviceSlot(box)
    return PassphraseSlot(
        Stretch(int(kept["memory"]), int(kept["passes"]), int(kept["lanes"])),
        b64decode(kept["salt"], validate=True),
        box,
        date.fromisoformat(kept["set_on"]),
        tuple(date.fromisoformat(day) for day in kept["worked_on"]),
    )


def _kept(slot: Slot) -> dict[str, Any]:
    box = b64encode(slot.box).decode()
    if isinstance(slot, DeviceSlot):
        return {"kind": "device", "box": box}
    return {
        "kind": "passphrase",
        "memory": slot.stretch.memory,
        "passes": slot.stretch.passes,
        "lanes": slot.stretch.lanes,
        "salt": b64encode(slot.salt).decode(),
        "box": box,
        "set_on": slot.set_on.isoformat(),
        "worked_on": [day.isoformat() for day in slot.worked_on],
    }


def _body(header: Header) -> dict[str, Any]:
    return {
        "fmt": FORMAT,
        "ver": VERSION,
        "vault_id": header.vault_id,
        "recipient": header.recipient,
        "gen": header.gen,
        "slots": [_kept(slot) for slot in header.slots],
    }


def _line(body: Mapping[str, Any]) -> bytes:
    return json.dumps(body, sort_keys=True, separators=(",", ":")).encode()


def _mac(body: Mapping[str, Any], key: bytes) -> str:
    return hmac.new(key, _line(body), hashlib.sha256).hexdigest()


def _sum(body: Mapping[str, Any], mac: str) -> str:
    # The mac is summed too, so that a flipped bit in it is damage and not somebody else's hand.
    return hashlib.sha256(_line({**body, "mac": mac})).hexdigest()


def _whole(recipient: str) -> str:
    """The recipient itself; raises RecipientError when it is none."""
    pyrage.x25519.Recipient.from_str(recipient)
    return recipient
