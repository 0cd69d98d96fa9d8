"""Slots: ways to the root secret, each wrapping it for one passphrase or one device."""

import secrets
import unicodedata
from dataclasses import dataclass
from datetime import date

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from kdesk.domain.problem import Problem, Trouble


@dataclass(frozen=True, slots=True)
class Stretch:
    """How much work a guess at the passphrase costs: memory in KiB, passes, lanes."""

    memory: int
    passes: int
    lanes: int

    def __post_init__(self) -> None:
        # A header somebody else wrote must not make us ask for all the memory there is.
        if not (8 * self.lanes <= self.memory <= 4 << 20 and 1 <= self.passes <= 64):
            raise ValueError("an unreasonable stretch")
        if not 1 <= self.lanes <= 64:
            raise ValueError("an unreasonable stretch")


STRONG = Stretch(memory=256 << 10, passes=3, lanes=4)
"""256 MiB, 3 passes: 0.46 s where it was measured; above RFC 9106's second recommendation."""


@dataclass(frozen=True, slots=True)
class PassphraseSlot:
    """The root wrapped for a passphrase; `worked_on` are days on which it has opened the vault."""

    stretch: Stretch
    salt: bytes
    box: bytes
    set_on: date
    worked_on: tuple[date, ...] = ()


@dataclass(frozen=True, slots=True)
class DeviceSlot:
    """The root wrapped for a key that this computer keeps."""

    box: bytes


Slot = PassphraseSlot | DeviceSlot


def passphrase_slot(
    root: bytes, vault_id: str, passphrase: str, set_on: date, stretch: Stretch
) -> PassphraseSlot:
    """A new slot for the passphrase; Problem BAD_INPUT when it is empty."""
    if not passphrase.strip():
        raise Problem(Trouble.BAD_INPUT, "A passphrase needs at least one letter.")
    salt = secrets.token_bytes(16)
    box = _wrap(root, _stretched(passphrase, salt, stretch), vault_id, "passphrase")
    return PassphraseSlot(stretch, salt, box, set_on)


def device_slot(root: bytes, vault_id: str, device_key: bytes) -> DeviceSlot:
    """A new slot for this computer's key."""
    return DeviceSlot(_wrap(root, device_key, vault_id, "device"))


def open_passphrase(slot: PassphraseSlot, vault_id: str, passphrase: str) -> bytes | None:
    """The root, or None when this is not the passphrase; Problem CANNOT_READ without memory."""
    key = _stretched(passphrase, slot.salt, slot.stretch)
    return _unwrap(slot.box, key, vault_id, "passphrase")


def open_device(slot: DeviceSlot, vault_id: str, device_key: bytes) -> bytes | None:
    """The root, or None when this is not the key."""
    return _unwrap(slot.box, device_key, vault_id, "device")


def _stretched(passphrase: str, salt: bytes, stretch: Stretch) -> bytes:
    # NFC, so that an é typed on one keyboard equals an é typed on another. Half a surrogate pair
    # can't be typed but can be pasted; an encoding error would carry the passphrase with it.
    secret = unicodedata.normalize("NFC", passphrase).encode("utf-8", "surrogatepass")
    try:
        return Argon2id(
            salt=salt,
            length=32,
            iterations=stretch.passes,
            lanes=stretch.lanes,
            memory_cost=stretch.memory,
        ).derive(secret)
    except MemoryError:
        raise Problem(
            Trouble.CANNOT_READ,
            f"Checking the passphrase needs {stretch.memory >> 10} MB of free memory for a "
            "moment. Close another program and try again.",
        ) from None


def _wrap(root: bytes, key: bytes, vault_id: str, kind: str) -> bytes:
    nonce = secrets.token_bytes(12)
    return nonce + ChaCha20Poly1305(key).encrypt(nonce, root, f"{vault_id} {kind}".encode())


def _unwrap(box: bytes, key: bytes, vault_id: str, kind: str) -> bytes | None:
    try:
        return ChaCha20Poly1305(key).decrypt(box[:12], box[12:], f"{vault_id} {kind}".encode())
    except (InvalidTag, ValueError):  # ValueError: a key or a box of a wrong length
        return None
