"""What a journal wants once a day."""

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

from kdesk.jobs.upkeep import BINNED_FOR, tend
from kdesk.store import bin, checks, items
from kdesk.store.snapshots import snapshots
from tests.store.making import made
from tests.store.things import entry

NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)


def test_a_day_leaves_one_snapshot_room_for_a_full_disk_and_a_bin_of_a_month(
    tmp_path: Path,
) -> None:
    vault = made(tmp_path / "vault")
    old, young, kept = entry(vault), entry(vault), entry(vault)
    bin.remove(vault, old.id, now=NOW - BINNED_FOR - timedelta(hours=1))
    bin.remove(vault, young.id, now=NOW - BINNED_FOR + timedelta(hours=1))
    tend(vault, NOW)
    tend(vault, NOW + timedelta(minutes=30))
    assert [one.id for one in bin.newest(vault)] == [young.id]
    assert [one.id for one in items.newest(vault, limit=9)] == [kept.id]
    assert len(snapshots(vault.folder)) == 1
    assert (vault.captures / ".ballast").stat().st_size > 0
    tend(vault, NOW + timedelta(days=1))
    assert len(snapshots(vault.folder)) == 2
    assert checks.check(vault).whole
    vault.close()


def test_what_a_kill_left_half_written_goes_after_a_day_and_nothing_else(tmp_path: Path) -> None:
    vault = made(tmp_path / "vault")
    folder = vault.captures
    sealing = vault.folder / "blobs/.incoming"
    sealing.mkdir()
    kept = [folder / "memo-x.wav.age", folder / ".memo-young.meta.age.0.part", sealing / "young"]
    gone = [folder / ".memo-x.meta.age.0.part", folder / ".memo-x.wav.age.part", sealing / "old"]
    for file in (*kept, *gone):
        file.write_bytes(b"sealed")
    old = (NOW - timedelta(days=2)).timestamp()
    for file in (kept[0], *gone):
        os.utime(file, (old, old))
    for file in kept[1:]:
        os.utime(file, (NOW.timestamp(), NOW.timestamp()))
    tend(vault, NOW)
    assert all(file.exists() for file in kept)
    assert not any(file.exists() for file in gone)
    vault.close()
