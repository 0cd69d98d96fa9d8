"""The power goes while one speaks or while what was spoken is filed: what was kept is there.

The disk is a real one that is cut off under load; a control without syncing shows that the cuts
do lose what was not on it.
"""

import os
import random
import subprocess
import sys
import time
from contextlib import suppress
from dataclasses import dataclass

import pytest

from kdesk.audio import flac
from kdesk.domain.ids import MemoId
from kdesk.domain.problem import Problem
from kdesk.jobs.finalise import finalise_all
from kdesk.store import captures, memos, vault
from kdesk.store.vault import Vault
from tests.faults.conftest import Tally
from tests.faults.disks import CutDisk
from tests.faults.test_capture_kills import CHUNK, ROOT
from tests.store.making import NOW, keeper, made
from tests.store.speaking import BLOCK, meta, read_back, recorded, sound

LEAST_BLOCKS, MOST_BLOCKS = 300, 4000
"""Of 10 ms each, spoken before the cut."""
VOICES = 2

SYNCED = ""
UNSYNCED = "from kdesk.store import durable; durable.sync = lambda _: None; "
"""What a recorder would be that believes the system's cache."""


def opened(disk: CutDisk) -> Vault:
    return vault.open_with_device(disk.place / "vault", keeper(disk.place))


def program(module: str, how: str, *words: str) -> "subprocess.Popen[bytes]":
    code = f"{how}from tests.faults import {module}; {module}.main()"
    return subprocess.Popen([sys.executable, "-c", code, *words], cwd=ROOT, stdout=subprocess.PIPE)


@dataclass
class Voice:
    """Somebody who speaks until the power goes, and how much was counted as kept by then."""

    child: "subprocess.Popen[bytes]"
    id: MemoId
    counted: int = 0

    def listen(self, blocks: int) -> None:
        assert self.child.stdout is not None
        while self.counted < blocks:
            heard = os.read(self.child.stdout.fileno(), blocks - self.counted)
            assert heard, "it ended by itself"
            self.counted += len(heard)

    def end(self) -> None:
        self.child.kill()
        with self.child:
            pass


def voice(disk: CutDisk, recipient: str, how: str) -> Voice:
    about = meta()
    place = disk.place
    words = (str(place / "vault/captures"), str(place / "state"), recipient, about.id)
    return Voice(program("speak_until_killed", how, *words, about.at.isoformat()), about.id)


def cut_while_speaking(disk: CutDisk, tries: int, seed: int, how: str) -> list[int]:
    """Bytes that had been counted as kept and were gone, for each recording."""
    chance = random.Random(seed)  # noqa: S311 - when to cut, not a key
    made(disk.place).close()
    lost = []
    for _ in range(tries):
        journal = opened(disk)
        recipient = journal.recipient
        journal.close()
        voices = [voice(disk, recipient, how) for _ in range(VOICES)]
        for one in voices:
            one.listen(chance.randint(LEAST_BLOCKS, MOST_BLOCKS))
        disk.cut()
        for one in voices:
            one.end()
        disk.back()
        journal = opened(disk)
        for one in voices:
            kept = kept_of(journal, one.id)
            assert kept == sound(len(kept))
            lost.append(one.counted * BLOCK - len(kept))
        for file in journal.captures.iterdir():
            file.unlink()
        journal.close()
    return lost


def kept_of(journal: Vault, memo_id: MemoId) -> bytes:
    """The sound as far as it can be read."""
    try:
        return read_back(journal, memo_id)[0]
    except Problem:
        return b""


def assert_no_power_cut_costs_more_than_a_chunk(
    disk: CutDisk, tries: int, seed: int, tally: Tally
) -> None:
    lost = cut_while_speaking(disk, tries, seed, SYNCED)
    tally("power cut while recording", len(lost), f"{max(*lost, 0) / 96_000:.2f} s of sound")
    assert max(lost) <= CHUNK + BLOCK


@pytest.mark.timeout(300)
def test_a_power_cut_costs_a_recording_no_more_than_a_chunk(
    cut_disk: CutDisk, tally: Tally
) -> None:
    assert_no_power_cut_costs_more_than_a_chunk(cut_disk, 4, 1, tally)


@pytest.mark.full
@pytest.mark.timeout(3600)
def test_forty_power_cuts_cost_no_recording_more_than_a_chunk(
    cut_disk: CutDisk, tally: Tally
) -> None:
    assert_no_power_cut_costs_more_than_a_chunk(cut_disk, 40, 2, tally)


@pytest.mark.timeout(300)
def test_without_syncing_a_power_cut_does_cost_more(cut_disk: CutDisk, tally: Tally) -> None:
    lost = cut_while_speaking(cut_disk, 2, 3, UNSYNCED)
    tally("the same without syncing (a control)", len(lost), f"{max(lost) / 96_000:.1f} s of sound")
    assert max(lost) > 2 * CHUNK


def spoken(journal: Vault, chance: random.Random, known: dict[str, bytes]) -> None:
    for _ in range(3):
        data = sound(chance.randrange(1, 300_000) * 2)
        known[recorded(journal, data, meta(len(known)))] = data


def cut_while_filing(disk: CutDisk, tries: int, seed: int, how: str) -> tuple[int, int]:
    """How many recordings there were, and how many are neither a whole memo nor waiting."""
    chance = random.Random(seed)  # noqa: S311 - when to cut, not a key
    journal = made(disk.place)
    known: dict[str, bytes] = {}
    spoken(journal, chance, known)
    journal.close()
    longest = filed_within(disk)
    for _ in range(tries):
        journal = opened(disk)
        spoken(journal, chance, known)
        journal.close()
        child = program("file_until_killed", how, str(disk.place))
        assert child.stdout is not None
        assert child.stdout.readline() == b"now\n"
        with suppress(subprocess.TimeoutExpired):
            child.wait(chance.uniform(0, longest))
        disk.cut()
        child.kill()
        with child:
            pass
        disk.back()
    journal = opened(disk)
    with suppress(Problem):  # told of what is damaged
        finalise_all(journal, now=NOW)
    filed = memos.newest(journal, 10_000)
    assert len({memo.id for memo in filed}) == len(filed)
    whole = {memo.id for memo in filed if is_whole(journal, memo.id, known[memo.id])}
    assert captures.waiting(journal.captures) == ()
    journal.close()
    return len(known), len(known.keys() - whole)


def is_whole(journal: Vault, memo_id: MemoId, data: bytes) -> bool:
    try:
        return flac.decode(journal.blobs.read(memos.find(journal, memo_id).sound)) == data
    except Problem:
        return False


def filed_within(disk: CutDisk) -> float:
    with program("file_until_killed", SYNCED, str(disk.place)) as child:
        assert child.stdout is not None
        child.stdout.readline()
        begun = time.monotonic()
        assert child.wait(60) == 0
        return time.monotonic() - begun


def assert_each_is_filed_once(disk: CutDisk, tries: int, seed: int, tally: Tally) -> None:
    recordings, lost = cut_while_filing(disk, tries, seed, SYNCED)
    tally("power cut while filing", tries, f"{lost} of {recordings} recordings, none twice")
    assert lost == 0


@pytest.mark.timeout(300)
def test_a_power_cut_while_filing_leaves_each_recording_exactly_once(
    cut_disk: CutDisk, tally: Tally
) -> None:
    assert_each_is_filed_once(cut_disk, 4, 1, tally)


@pytest.mark.full
@pytest.mark.timeout(3600)
def test_forty_power_cuts_while_filing_leave_each_recording_exactly_once(
    cut_disk: CutDisk, tally: Tally
) -> None:
    assert_each_is_filed_once(cut_disk, 40, 2, tally)


@pytest.mark.full
@pytest.mark.timeout(3600)
def test_without_syncing_a_power_cut_while_filing_does_lose_some(
    cut_disk: CutDisk, tally: Tally
) -> None:
    recordings, lost = cut_while_filing(cut_disk, 20, 3, UNSYNCED)
    tally("the same without syncing (a control)", 20, f"{lost} of {recordings} recordings")
    assert lost > 0
