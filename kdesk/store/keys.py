"""The root secret and everything made from it: age identity, database key, header key, words."""

import re
import secrets
from typing import Any

import bech32
import pyrage
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from mnemonic import Mnemonic

from kdesk.domain.problem import Problem, Trouble

ROOT_BYTES = 32
DATABASE = b"kdesk/v1/sqlcipher-raw-key"
HEADER = b"kdesk/v1/header-mac"


def new_root() -> bytes:
    """A new root secret: 32 random bytes."""
    return secrets.token_bytes(ROOT_BYTES)


def derive(root: bytes, purpose: bytes) -> bytes:
    """The 32-byte key for a purpose: HKDF-SHA256 (RFC 5869) with an empty salt."""
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=purpose).derive(root)


def identity_text(root: bytes) -> str:
    """The root as an age identity, `AGE-SECRET-KEY-1…` (age-encryption.org/v1, X25519)."""
    groups = bech32.convertbits(root, 8, 5)
    if groups is None:
        raise ValueError("not a root secret")
    return bech32.bech32_encode("age-secret-key-", groups).upper()


def identity(root: bytes) -> Any:
    """The root as pyrage's identity."""
    return pyrage.x25519.Identity.from_str(identity_text(root))


def recipient(root: bytes) -> str:
    """The public key that goes with the root, `age1…`."""
    return str(identity(root).to_public())


def words_of(root: bytes) -> tuple[str, ...]:
    """The root as 24 English words (BIP-39: 256 bits and an 8-bit checksum)."""
    return tuple(Mnemonic("english").to_mnemonic(root).split())


def root_of(words: str) -> bytes:
    """The root that 24 words stand for, in any spacing and case; Problem WRONG_KEY.

    Numbers and punctuation, as a sheet may have them, are no part of the words.
    """
    typed = re.sub(r"[\W\d_]+", " ", words.lower()).split()
    mnemonic = Mnemonic("english")
    # Looked at before converting: the converter's own error would quote a word.
    if len(typed) != 24:
        raise Problem(
            Trouble.WRONG_KEY,
            f"Recovery takes 24 words; these are {len(typed)}. Check the sheet and try again.",
        )
    unknown = [place for place, word in enumerate(typed, 1) if word not in mnemonic.wordlist]
    if unknown:
        raise Problem(
            Trouble.WRONG_KEY,
            f"Word {unknown[0]} is not one of the recovery words. Check its spelling.",
        )
    line = " ".join(typed)
    if not mnemonic.check(line):
        raise Problem(
            Trouble.WRONG_KEY,
            "These 24 words don't belong together. Check their order and spelling.",
        )
    return bytes(mnemonic.to_entropy(line))


def word_list() -> tuple[str, ...]:
    """The 2048 words in their order."""
    return tuple(Mnemonic("english").wordlist)
