"""Kill -9 in the middle of a recording, again and again: a bit-exact beginning is always there."""

import os
import random
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from kdesk.domain.ids import MemoId
from kdesk.store import captures
from kdesk.store.vault import Vault
from tests.faults.conftest import Tally
from tests.store.making import made
from tests.store.speaking import BLOCK, fallback_of, meta, read_back, sound

CHUNK = 64 * 1024
ROOT = Path(__file__).resolve().parents[2]
MOST_BLOCKS = 1500
"""15 s of sound, 21 chunks."""
AT_ONCE = 4


@pytest.fixture
def opened(memory_disk: Path) -> Iterator[Vault]:
    vault = made(memory_disk)
    yield vault
    vault.close()


def spoken_until(opened: Vault, blocks: int) -> "Victim":
    about = meta()
    child = subprocess.Popen(
        [
            sys.executable,
            "-m",
            "tests.faults.speak_until_killed",
            str(opened.captures),
            str(fallback_of(opened)),
            opened.recipient,
            about.id,
            about.at.isoformat(),
        ],
        cwd=ROOT,
        stdout=subprocess.PIPE,
    )
    return Victim(child, about.id, blocks)


class Victim:
    """One child: killed as soon as it has counted so many blocks."""

    def __init__(self, child: subprocess.Popen[bytes], capture_id: MemoId, blocks: int) -> None:
        self.child = child
        self.id = capture_id
        self.blocks = blocks
        self.counted = 0

    def kill(self) -> None:
        assert self.child.stdout is not None
        with self.child.stdout as told:
            while self.counted < self.blocks:
                heard = os.read(told.fileno(), self.blocks - self.counted)
                assert heard, "it ended by itself"
                self.counted += len(heard)
            self.child.kill()
            self.child.wait(30)
            self.counted += len(told.read())


def killed(opened: Vault, tries: int, seed: int) -> list[int]:
    """Bytes lost in each of so many killed recordings."""
    chance = random.Random(seed)  # noqa: S311 - where to kill, not a key
    lost = []
    for first in range(0, tries, AT_ONCE):
        victims = [
            spoken_until(opened, chance.randint(1, MOST_BLOCKS))
            for _ in range(min(AT_ONCE, tries - first))
        ]
        with ThreadPoolExecutor(AT_ONCE) as killers:
            list(killers.map(Victim.kill, victims))
        for victim in victims:
            kept, finished = read_back(opened, victim.id)
            assert not finished
            assert kept == sound(len(kept))
            lost.append(victim.counted * BLOCK - len(kept))
            # Told with it: a disk that refused would have sent the rest to the other folder.
            assert lost[-1] <= CHUNK + BLOCK, (victim.counted, len(kept), sizes(opened))
            captures.remove(opened.captures, victim.id, opened)
    return lost


def sizes(opened: Vault) -> list[tuple[str, int]]:
    """What lies in the vault's folder of recordings and in the other one."""
    folders = (opened.captures, fallback_of(opened))
    files = (file for folder in folders if folder.is_dir() for file in folder.iterdir())
    return [(f"{file.parent.name}/{file.name}", file.stat().st_size) for file in files]


def assert_little_is_lost(lost: list[int], tally: Tally) -> None:
    seconds = max(lost) / (2 * 48_000)
    tally("kill -9 of what seals a recording", len(lost), f"{seconds:.2f} s of sound")
    assert max(lost) > 0, "nothing was ever under way when it was killed"


def test_a_killed_recording_loses_at_most_one_chunk_and_one_block(
    opened: Vault, tally: Tally
) -> None:
    assert_little_is_lost(killed(opened, tries=20, seed=1), tally)


@pytest.mark.full
@pytest.mark.timeout(1800)
def test_two_hundred_killed_recordings_lose_at_most_one_chunk_and_one_block(
    opened: Vault, tally: Tally
) -> None:
    assert_little_is_lost(killed(opened, tries=200, seed=2), tally)


def test_a_killed_recording_is_no_longer_taken_for_a_growing_one(opened: Vault) -> None:
    victim = spoken_until(opened, 200)
    victim.kill()
    assert [one.growing for one in captures.waiting(opened.captures)] == [False]
