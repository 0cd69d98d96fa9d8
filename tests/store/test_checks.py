from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import text

from kdesk.store import bin as the_bin
from kdesk.store import captures, checks
from kdesk.store.vault import Vault
from tests.store import things
from tests.store.making import LATER, NOW
from tests.store.speaking import recorded, sound


def flip(path: Path, place: int) -> None:
    data = bytearray(path.read_bytes())
    data[place] ^= 1
    path.chmod(0o600)
    path.write_bytes(data)


def test_a_whole_journal_is_told_so(journal: Vault) -> None:
    things.memo(journal, original=b"as it came")
    report = checks.check(journal)
    assert report.whole
    assert report.lines() == ("Header: whole", "Database: whole", "Files: 2 of 2 whole")
    assert report.record()["files"] == 2


def test_a_damaged_and_a_missing_file_are_named(journal: Vault) -> None:
    damaged, missing = things.memo(journal).sound, things.memo(journal).sound
    flip(journal.blobs.path(damaged.name), -1)
    journal.blobs.remove(missing)
    report = checks.check(journal)
    assert not report.whole
    assert (report.damaged, report.missing) == ((damaged.name,), (missing.name,))
    assert "Files: 0 of 2 whole" in report.lines()
    assert f"Damaged: {damaged.name}" in report.lines()
    assert report.record()["damaged"] == [damaged.name]


def test_a_file_nothing_needs_is_named_and_does_no_harm(journal: Vault) -> None:
    stray = journal.blobs.add(b"left by a crash", "audio/flac", "flac")
    report = checks.check(journal)
    assert report.whole
    assert report.stray == (stray.name,)


def test_a_recording_that_was_set_aside_is_named(journal: Vault) -> None:
    memo_id = recorded(journal, sound(9_600))
    captures.put_aside(journal.captures, memo_id)
    report = checks.check(journal)
    assert f"Set aside: {memo_id}.wav.age.aside" in report.lines()
    assert report.record()["aside"] == [f"{memo_id}.wav.age.aside"]


@pytest.mark.parametrize(
    "harm",
    [
        lambda folder: flip(folder / "vault.json", 40),
        lambda folder: (folder / "vault.mirror.json").unlink(),
        lambda folder: [path.unlink() for path in folder.glob("vault*.json")],
    ],
    ids=["a flipped bit", "no mirror", "none at all"],
)
def test_a_header_that_is_not_kept_twice_is_damaged(
    journal: Vault, harm: Callable[[Path], object]
) -> None:
    harm(journal.folder)
    report = checks.check(journal)
    assert not report.header
    assert not report.whole
    assert report.database


@pytest.mark.parametrize("page", [1, 5, -1], ids=["second page", "sixth page", "last page"])
def test_a_flipped_bit_in_any_page_of_the_database_is_found(journal: Vault, page: int) -> None:
    things.memo(journal)
    path = journal.folder / "db" / "journal.db"
    assert checks.check(journal).database  # takes the log into the file
    size = path.stat().st_size
    flip(path, (page % (size // 4096)) * 4096 + 1000)
    assert not checks.check(journal).database


def test_a_database_cut_at_a_pages_edge_is_found(journal: Vault) -> None:
    things.entry(journal, "x" * 100_000)
    path = journal.folder / "db" / "journal.db"
    assert checks.check(journal).database
    path.write_bytes(path.read_bytes()[:-4096])
    report = checks.check(journal)
    assert not report.database
    assert not report.whole
    assert "Database: damaged" in report.lines()


def test_a_flipped_bit_in_a_page_that_holds_nothing_now_is_found(journal: Vault) -> None:
    entry = things.entry(journal, "x" * 100_000)
    the_bin.remove(journal, entry.id, now=NOW)
    the_bin.empty(journal, LATER)
    assert checks.check(journal).database
    with journal.reading() as session:
        free = session.execute(text("PRAGMA freelist_count")).scalar_one()
        pages = session.execute(text("PRAGMA page_count")).scalar_one()
    assert free > 10
    path = journal.folder / "db" / "journal.db"
    whole = path.read_bytes()
    found = 0
    for page in range(pages - 5, pages):
        flip(path, page * 4096 + 1000)
        found += not checks.check(journal).database
        path.write_bytes(whole)
    assert found == 5


def test_rows_that_break_the_tables_own_rules_are_found(journal: Vault) -> None:
    things.entry(journal)
    with journal.writing() as session:
        session.execute(text("PRAGMA writable_schema = ON"))
        session.execute(
            text(
                "UPDATE sqlite_master SET sql = "
                "replace(sql, 'removed_at INTEGER', 'removed_at INTEGER NOT NULL') "
                "WHERE name = 'items'"
            )
        )
        session.execute(text("PRAGMA writable_schema = RESET"))
    assert not checks.check(journal).database


def test_a_check_takes_the_log_in_so_that_it_is_checked_too(journal: Vault) -> None:
    things.entry(journal)
    log = journal.folder / "db" / "journal.db-wal"
    assert log.stat().st_size > 0
    checks.check(journal)
    assert log.stat().st_size == 0


def test_a_check_says_how_far_it_is(journal: Vault) -> None:
    for _ in range(4):
        things.memo(journal)

    heard: list[float] = []

    class Progress:
        def fraction(self, value: float) -> None:
            heard.append(value)

    checks.check(journal, Progress())
    assert heard == [0.25, 0.5, 0.75, 1]
