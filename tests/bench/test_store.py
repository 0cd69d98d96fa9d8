"""How fast the kept journal is at 10,000 things, and its outline at 50,000.

The figures asked for are 16 ms, one frame, for the newest 200, a search and an addition.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from kdesk.domain.entry import EntryKind
from kdesk.domain.ids import Kind, MemoId
from kdesk.store import entries, items, memos, searches
from kdesk.store.ids import new_id
from kdesk.store.vault import Vault
from tests.bench.big_journal import NEWEST_AT, fill
from tests.store import making

FRAME = 0.016


@pytest.fixture(scope="module")
def big(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Vault]:
    yield from filled(tmp_path_factory, 10_000)


@pytest.fixture(scope="module")
def huge(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Vault]:
    yield from filled(tmp_path_factory, 50_000)


def filled(places: pytest.TempPathFactory, count: int) -> Iterator[Vault]:
    vault = making.made(places.mktemp("vault"))
    fill(vault, count)
    yield vault
    vault.close()


def within_a_frame(benchmark: BenchmarkFixture) -> bool:
    """Whether half of the runs took at most a frame."""
    stats = benchmark.stats
    assert stats is not None
    return bool(stats.stats.median <= FRAME)


def test_the_newest_200(big: Vault, benchmark: BenchmarkFixture) -> None:
    found = benchmark(lambda: items.newest(big, limit=200))
    assert len(found) == 200
    assert within_a_frame(benchmark)


def test_the_next_200_of_one_kind(big: Vault, benchmark: BenchmarkFixture) -> None:
    before = items.newest(big, limit=5000)[-1]
    kinds = frozenset({Kind.CREATION})
    found = benchmark(lambda: items.newest(big, limit=200, before=before, kinds=kinds))
    assert len(found) == 200
    assert within_a_frame(benchmark)


@pytest.mark.parametrize("words", ["b", "ba", "rare", "kalo me", '"ba be"', "nothing-like-it"])
def test_a_search_as_one_types(big: Vault, benchmark: BenchmarkFixture, words: str) -> None:
    benchmark(lambda: searches.find(big, words))
    assert within_a_frame(benchmark)


def test_adding_an_entry(big: Vault, benchmark: BenchmarkFixture) -> None:
    text = items.newest(big, limit=1, kinds=frozenset({Kind.ENTRY}))[0].text
    benchmark(
        lambda: entries.add(
            big,
            at=NEWEST_AT,
            kind=EntryKind.DAILY,
            title="",
            text=text,
            session_id=None,
            now=NEWEST_AT,
        )
    )
    assert within_a_frame(benchmark)


def test_adding_a_memo(big: Vault, benchmark: BenchmarkFixture) -> None:
    sound = big.blobs.add(b"a sound", "audio/flac", "flac")

    def add() -> None:
        memos.add(
            big,
            id=MemoId(new_id(Kind.MEMO, NEWEST_AT)),
            at=NEWEST_AT,
            seconds=60,
            sound=sound,
            original=None,
            peaks=bytes(400),
            cut=False,
            now=NEWEST_AT,
        )

    benchmark(add)
    assert within_a_frame(benchmark)


def test_editing_an_entry(big: Vault, benchmark: BenchmarkFixture) -> None:
    entry = entries.newest(big, 1)[0]
    texts = iter(range(1_000_000))
    benchmark(lambda: entries.edit(big, replace(entry, text=f"{next(texts)}"), now=NEWEST_AT))
    assert within_a_frame(benchmark)


def test_a_month(big: Vault, benchmark: BenchmarkFixture) -> None:
    benchmark(lambda: items.between(big, NEWEST_AT - timedelta(days=30), NEWEST_AT))
    assert within_a_frame(benchmark)


def test_the_newest_50_memos(big: Vault, benchmark: BenchmarkFixture) -> None:
    assert len(benchmark(lambda: memos.newest(big, 50))) == 50
    assert within_a_frame(benchmark)


@pytest.mark.full
def test_the_outline_of_50000(huge: Vault, benchmark: BenchmarkFixture) -> None:
    assert len(benchmark(lambda: items.outline(huge))) == 50_000


@pytest.mark.full
def test_the_months_of_50000(huge: Vault, benchmark: BenchmarkFixture) -> None:
    assert sum(month.count for month in benchmark(lambda: items.months(huge))) == 50_000


@pytest.mark.full
def test_the_newest_200_of_50000(huge: Vault, benchmark: BenchmarkFixture) -> None:
    assert len(benchmark(lambda: items.newest(huge, limit=200))) == 200
    assert within_a_frame(benchmark)
