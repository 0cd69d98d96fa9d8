"""Kill -9 in the middle of filing, again and again: each recording is a memo exactly once."""

import random
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from kdesk.audio import flac
from kdesk.jobs.finalise import finalise_all
from kdesk.store import captures, memos
from kdesk.store.vault import Vault
from tests.faults.conftest import Tally
from tests.store.making import NOW, made
from tests.store.speaking import meta, recorded, sound

ROOT = Path(__file__).resolve().parents[2]
LONGEST = 30.0
"""Seconds; filing two short recordings takes about one on a slow machine."""


@pytest.fixture
def journal(tmp_path: Path) -> Iterator[Vault]:
    opened = made(tmp_path)
    yield opened
    opened.close()


def killed_while_filing(journal: Vault, after: float) -> float | None:
    """Kill it so many seconds after it began; how long it took if it had ended before."""
    with subprocess.Popen(
        [sys.executable, "-m", "tests.faults.file_until_killed", str(journal.folder.parent)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
    ) as child:
        assert child.stdout is not None
        assert child.stdout.readline() == b"now\n"
        begun = time.monotonic()
        with suppress(subprocess.TimeoutExpired):
            child.wait(after)
        child.kill()
        return time.monotonic() - begun if child.wait() == 0 else None


def file_with_kills(journal: Vault, tries: int, seed: int, tally: Tally) -> None:
    chance = random.Random(seed)  # noqa: S311 - when to kill, not a key
    spoken: dict[str, bytes] = {}

    def speak() -> None:
        for _ in range(2):
            about = meta(len(spoken))
            data = sound(chance.randrange(1, 150_000) * 2)
            spoken[recorded(journal, data, about)] = data

    speak()
    longest = killed_while_filing(journal, LONGEST)  # nobody kills it: how fast is this machine?
    assert longest is not None
    interrupted = begun = 0
    for number in range(tries):
        if not captures.waiting(journal.captures):
            speak()
        kept = len(memos.newest(journal, 10_000))
        if killed_while_filing(journal, chance.uniform(0, longest)) is None:
            interrupted += 1
            begun += len(memos.newest(journal, 10_000)) > kept
        assert len(memos.newest(journal, 10_000)) + len(captures.waiting(journal.captures)) >= len(
            spoken
        ), f"a recording was lost at try {number}"
    finalise_all(journal, now=NOW)
    assert captures.waiting(journal.captures) == ()
    filed = memos.newest(journal, 10_000)
    assert sorted(memo.id for memo in filed) == sorted(spoken)
    for memo in filed:
        assert flac.decode(journal.blobs.read(memo.sound)) == spoken[memo.id]
        assert not memo.cut
    assert interrupted > tries / 4, "most were over before they could be killed"
    assert begun > 0, "no kill fell between two recordings"
    tally("kill -9 while filing", tries, f"0 of {len(spoken)} recordings, none twice")


@pytest.mark.timeout(300)
def test_filing_that_is_killed_files_each_recording_exactly_once(
    journal: Vault, tally: Tally
) -> None:
    file_with_kills(journal, tries=20, seed=1, tally=tally)


@pytest.mark.full
@pytest.mark.timeout(3600)
def test_filing_that_is_killed_two_hundred_times_files_each_exactly_once(
    journal: Vault, tally: Tally
) -> None:
    file_with_kills(journal, tries=200, seed=2, tally=tally)
