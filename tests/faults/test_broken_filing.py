"""Filing stopped or refused at each system call that changes the disk: the second start ends well.

Killed, a broken disk, a full one; the database's own calls too, which only the system's tracer
reaches.
"""

import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import pytest

from kdesk.audio import flac
from kdesk.domain.ids import MemoId
from kdesk.domain.problem import Problem
from kdesk.jobs.finalise import finalise_all
from kdesk.store import captures, memos, vault
from tests.faults.conftest import Tally
from tests.faults.test_capture_kills import CHUNK, ROOT
from tests.store.making import NOW, keeper, made
from tests.store.speaking import meta, recorded, sound

CALLS = "write,pwrite64,fsync,fdatasync,rename,unlink,ftruncate,mkdir"
WELL, HURT = sound(90_000), sound(5 * CHUNK)
LEFT = HURT[: 2 * CHUNK - 44]
"""What can be read of the damaged one."""
STRIDE = 6
"""The short form breaks every so many calls."""
AT_ONCE = 2


@dataclass(frozen=True)
class Waits:
    """A journal, not open, in which a sound and a damaged recording wait."""

    place: Path
    well: MemoId
    hurt: MemoId
    spoilt: bytes


@pytest.fixture
def waits(memory_disk: Path) -> Waits:
    if shutil.which("strace") is None:
        pytest.skip("needs strace")
    place = memory_disk / "one"
    journal = made(place)
    well, hurt = recorded(journal, WELL, meta(0)), recorded(journal, HURT, meta(1))
    file = journal.captures / f"{hurt}.wav.age"
    spoilt = bytearray(file.read_bytes())
    spoilt[3 * CHUNK - 1000] ^= 1
    file.write_bytes(spoilt)
    journal.close()
    return Waits(place, well, hurt, bytes(spoilt))


def traced(place: Path, log: Path, *how: str) -> None:
    words = ["strace", "-y", "-o", str(log), "-e", f"trace={CALLS}", *how]
    program = [sys.executable, "-B", "-m", "tests.faults.file_until_killed", str(place)]
    subprocess.run([*words, *program], cwd=ROOT, capture_output=True, check=False, timeout=60)


def calls_of(waits: Waits, place: Path, log: Path) -> Iterator[tuple[str, int]]:
    """Each call that changes the journal while it is filed: its name, and the how-manieth."""
    shutil.copytree(waits.place, place)
    traced(place, log)
    shutil.rmtree(place)
    counted: dict[str, int] = {}
    begun = False
    for line in log.read_text(errors="replace").splitlines():
        called = re.match(r"(\w+)\(", line)
        if called is None:
            continue
        name = called[1]
        counted[name] = counted.get(name, 0) + 1
        begun = begun or '"now\\n"' in line
        if begun and str(place) in line:
            yield name, counted[name]


def assert_second_start_ends_well(waits: Waits, place: Path, where: str) -> None:
    journal = vault.open_with_device(place / "vault", keeper(place))
    for _ in range(2):
        with suppress(Problem):  # told of the damaged one
            finalise_all(journal, now=NOW, aside_too=True)
    sounds = {
        memo.id: flac.decode(journal.blobs.read(memo.sound)) for memo in memos.newest(journal)
    }
    assert sounds == {waits.well: WELL, waits.hurt: LEFT}, where
    assert captures.waiting(journal.captures) == (), where
    (aside,) = captures.aside(journal.captures)
    assert (journal.captures / aside).read_bytes() == waits.spoilt, where
    journal.close()


def break_each(waits: Waits, memory_disk: Path, how: str, stride: int, tally: Tally) -> None:
    # Paths of one length, so that each copy makes the same calls.
    calls = list(calls_of(waits, memory_disk / "copy-000", memory_disk / "log"))
    assert len(calls) > 60

    def broken(number: int) -> None:
        name, nth = calls[number]
        place = memory_disk / f"copy-{number:03}"
        shutil.copytree(waits.place, place)
        traced(place, memory_disk / f"log-{number}", "-e", f"inject={name}:{how}:when={nth}")
        assert_second_start_ends_well(waits, place, f"{name} {nth} {how}")
        shutil.rmtree(place)

    numbers = range(0, len(calls), stride)
    with ThreadPoolExecutor(AT_ONCE) as workers:
        list(workers.map(broken, numbers))
    told = {"signal=KILL": "kill -9", "error=EIO": "a broken disk", "error=ENOSPC": "a full disk"}
    tally(f"filing: {told[how]} at a system call", len(numbers), "nothing")


@pytest.mark.timeout(300)
def test_filing_that_is_killed_at_some_call_loses_nothing(
    waits: Waits, memory_disk: Path, tally: Tally
) -> None:
    break_each(waits, memory_disk, "signal=KILL", STRIDE, tally)


@pytest.mark.full
@pytest.mark.timeout(1800)
@pytest.mark.parametrize("how", ["signal=KILL", "error=EIO", "error=ENOSPC"])
def test_filing_that_breaks_at_any_call_loses_nothing(
    waits: Waits, memory_disk: Path, how: str, tally: Tally
) -> None:
    break_each(waits, memory_disk, how, 1, tally)
