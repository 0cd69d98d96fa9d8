"""How fast a recording becomes a memo, beside what encoding and decoding alone cost here and now.

As in the program, an encoder was made ready while somebody still spoke.

What is asked for, 300 times as fast as it was spoken, is asked of a machine that does nothing else;
a busy one is asked how much is added to the bare work, which the same run measures.
"""

import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from kdesk.audio import flac
from kdesk.jobs.encoding import Spare
from kdesk.jobs.finalise import finalise_all
from kdesk.jobs.runner import start_child
from kdesk.store import memos
from kdesk.store.vault import Vault
from tests.bench.conftest import Figure
from tests.store.making import NOW, made
from tests.store.speaking import begun, meta

SPEECH = Path(__file__).parents[2] / "resources/sample/memo.flac"
MINUTE = 60 * 2 * 48_000
BLOCK = 1 << 20
TRIES = 3
FAST = 300
"""Times real time."""
ADDED = 1.7
"""What decrypting, hashing, sealing and keeping may make of the bare work, beside its starts."""


@pytest.fixture
def journal(tmp_path: Path) -> Iterator[Vault]:
    opened = made(tmp_path)
    yield opened
    opened.close()


def spoken(minutes: int) -> bytes:
    speech = flac.decode(SPEECH.read_bytes())
    return (speech * (minutes * MINUTE // len(speech) + 1))[: minutes * MINUTE]


def within(work: Callable[[], object]) -> float:
    """Seconds that it takes."""
    begun_at = time.perf_counter()
    work()
    return time.perf_counter() - begun_at


def filed_within(journal: Vault, sound: bytes, number: int, spare: Spare) -> float:
    about = meta(number)
    sink = begun(journal, about)
    for start in range(0, len(sound), BLOCK):
        sink.write(sound[start : start + BLOCK])
    sink.finish()
    took = within(lambda: finalise_all(journal, now=NOW, spare=spare))
    assert memos.find(journal, about.id).seconds == len(sound) / 96_000
    return took


def bare(sound: bytes) -> None:
    """What no filing can do without: encoding, and decoding what was made."""
    blocks = (sound[start : start + BLOCK] for start in range(0, len(sound), BLOCK))
    for _ in flac.decoded(flac.encode(blocks)):
        pass


def start_of_an_encoder() -> None:
    with start_child("encode") as child:
        child.communicate()


@pytest.mark.timeout(900)
@pytest.mark.parametrize("minutes", [1, 10, pytest.param(60, marks=pytest.mark.full)])
def test_a_recording_becomes_a_memo_many_times_as_fast_as_it_was_spoken(
    journal: Vault, minutes: int, request: pytest.FixtureRequest, figure: Figure
) -> None:
    sound = spoken(minutes)
    alone, starts, took = [], [], []
    for number in range(TRIES):
        spare = Spare()
        spare.start()
        alone.append(within(lambda: bare(sound)))
        starts.append(within(start_of_an_encoder))
        took.append(filed_within(journal, sound, number, spare))
    fastest = 60 * minutes / min(took)
    figure(
        f"filing {minutes} min, {min(alone):.2f} s of it bare work, {min(starts):.2f} s the start",
        f"{min(took):.2f} s, {fastest:.0f} x real time",
        f"{FAST} x on an idle machine",
    )
    assert min(took) <= ADDED * max(alone) + max(starts)
    if request.config.getoption("--full"):
        assert fastest >= FAST
