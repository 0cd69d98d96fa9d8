import hashlib
import hmac

import pyrage
from hypothesis import given
from hypothesis import strategies as st

from kdesk.store import keys

roots = st.binary(min_size=32, max_size=32)


@given(roots)
def test_24_words_and_the_root_are_the_same(root: bytes) -> None:
    words = keys.words_of(root)
    assert len(words) == 24
    assert keys.root_of("  ".join(words).title()) == root


def test_words_with_their_numbers_are_taken() -> None:
    words = keys.words_of(bytes(range(32)))
    numbered = "\n".join(f"{place}. {word}," for place, word in enumerate(words, 1))
    assert keys.root_of(numbered) == bytes(range(32))


def test_the_words_are_those_of_the_standard() -> None:
    """Test vectors of BIP-39 (Trezor's python-mnemonic), 256 bits."""
    assert keys.words_of(bytes(32)) == (*["abandon"] * 23, "art")
    assert keys.words_of(b"\xff" * 32) == (*["zoo"] * 23, "vote")


@given(roots)
def test_the_root_is_an_age_identity(root: bytes) -> None:
    text = keys.identity_text(root)
    assert text.startswith("AGE-SECRET-KEY-1")
    assert str(pyrage.x25519.Identity.from_str(text)) == text
    sealed = pyrage.encrypt(b"x", [pyrage.x25519.Recipient.from_str(keys.recipient(root))])
    assert pyrage.decrypt(sealed, [keys.identity(root)]) == b"x"


@given(roots)
def test_keys_are_derived_as_the_standard_says_and_differ(root: bytes) -> None:
    """RFC 5869: extract with an empty salt, one block of expand."""
    secret = hmac.new(bytes(32), root, hashlib.sha256).digest()
    for purpose in (keys.DATABASE, keys.HEADER):
        expected = hmac.new(secret, purpose + b"\x01", hashlib.sha256).digest()
        assert keys.derive(root, purpose) == expected
    assert keys.derive(root, keys.DATABASE) != keys.derive(root, keys.HEADER)


def test_no_two_roots_are_alike() -> None:
    assert len({keys.new_root() for _ in range(100)}) == 100
