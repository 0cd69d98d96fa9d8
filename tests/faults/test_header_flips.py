"""Every flipped bit of a header: "damaged", or the mirror opens; never "wrong passphrase"."""

from pathlib import Path

import pytest

from kdesk.domain.problem import Problem, Trouble
from kdesk.store import unlocking, vault
from tests.faults.conftest import Tally
from tests.store.making import SECRET, made


@pytest.fixture
def folder(memory_disk: Path) -> Path:
    made(memory_disk, SECRET).close()
    return memory_disk / "vault"


def flips(whole: bytes) -> list[bytes]:
    spoilt = []
    for place in range(len(whole)):
        for bit in range(8):
            changed = bytearray(whole)
            changed[place] ^= 1 << bit
            spoilt.append(bytes(changed))
    return spoilt


@pytest.mark.parametrize("name", ["vault.json", "vault.mirror.json"])
def test_with_any_bit_of_one_copy_flipped_the_passphrase_opens(folder: Path, name: str) -> None:
    whole = (folder / name).read_bytes()
    root = unlocking.by_passphrase(folder, SECRET).root
    for spoilt in flips(whole):
        (folder / name).write_bytes(spoilt)
        assert unlocking.by_passphrase(folder, SECRET).root == root


def test_with_any_bit_of_both_copies_flipped_the_header_is_damaged_or_opens(
    folder: Path, tally: Tally
) -> None:
    whole = (folder / "vault.json").read_bytes()
    root = unlocking.by_passphrase(folder, SECRET).root
    damaged = 0
    for spoilt in flips(whole):
        for name in ("vault.json", "vault.mirror.json"):
            (folder / name).write_bytes(spoilt)
        try:
            # Where white space turned into other white space, nothing was lost.
            assert unlocking.by_passphrase(folder, SECRET).root == root
        except Problem as problem:
            assert problem.trouble is Trouble.DAMAGED
            damaged += 1
    assert damaged > 0.9 * len(whole) * 8
    tally("a flipped bit in both headers", len(whole) * 8, "none taken for a wrong passphrase")


def test_a_header_cut_off_anywhere_is_damaged(folder: Path) -> None:
    whole = (folder / "vault.json").read_bytes()
    for length in range(len(whole)):
        for name in ("vault.json", "vault.mirror.json"):
            (folder / name).write_bytes(whole[:length])
        with pytest.raises(Problem) as caught:
            unlocking.by_passphrase(folder, SECRET)
        assert caught.value.trouble is Trouble.DAMAGED


def test_opening_mends_the_spoilt_copy(folder: Path) -> None:
    whole = (folder / "vault.json").read_bytes()
    for name in ("vault.json", "vault.mirror.json"):
        for spoilt in (b"", whole[:300], None):
            (folder / name).unlink()
            if spoilt is not None:
                (folder / name).write_bytes(spoilt)
            vault.open_with_passphrase(folder, SECRET).close()
            assert (folder / name).read_bytes() == whole
