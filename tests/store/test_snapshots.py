import json
from datetime import UTC, datetime, timedelta, timezone
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kdesk.domain.problem import Problem, Trouble
from kdesk.store import items, snapshots, streams, vault
from kdesk.store.vault import Vault
from tests.store import making, things
from tests.store.making import NOW
from tests.store.things import DAY


def test_a_snapshot_is_made_once_a_day_and_holds_the_journal(journal: Vault) -> None:
    memo = things.memo(journal)
    place = snapshots.snapshot(journal, NOW)
    assert place == journal.folder / "snapshots" / "20261119T150200Z"
    assert {path.name for path in place.iterdir()} == {"journal.db", "vault.json", "manifest.age"}
    assert (place / "journal.db").stat().st_mode & 0o077 == 0
    assert snapshots.snapshot(journal, NOW + timedelta(hours=1)) is None
    assert snapshots.snapshot(journal, NOW + DAY) is not None
    assert journal.database.is_whole(place / "journal.db")
    into = BytesIO()
    sealed = streams.Source(BytesIO((place / "manifest.age").read_bytes()))
    streams.unseal(sealed, streams.Sink(into), journal.identity)
    assert json.loads(into.getvalue())["blobs"] == {memo.sound.name: memo.sound.sha256}


def test_a_snapshot_put_in_the_databases_place_is_the_journal_of_that_day(tmp_path: Path) -> None:
    journal = making.made(tmp_path)
    entry = things.entry(journal)
    place = snapshots.snapshot(journal, NOW)
    assert place is not None
    things.entry(journal)
    journal.close()
    (place / "journal.db").replace(journal.folder / "db" / "journal.db")
    back = vault.open_with_device(journal.folder, making.keeper(tmp_path))
    assert [item.id for item in items.newest(back)] == [entry.id]
    back.close()


def test_a_copy_that_is_not_whole_never_gets_its_name(
    journal: Vault, monkeypatch: pytest.MonkeyPatch
) -> None:
    copy = journal.database.copy

    def spoil(into: Path) -> None:
        copy(into)
        data = bytearray(into.read_bytes())
        data[6000] ^= 1
        into.write_bytes(data)

    monkeypatch.setattr(journal.database, "copy", spoil)
    with pytest.raises(Problem) as told:
        snapshots.snapshot(journal, NOW)
    assert told.value.trouble is Trouble.DAMAGED
    assert list((journal.folder / "snapshots").iterdir()) == []


def test_what_an_interrupted_snapshot_left_is_cleared_away(journal: Vault) -> None:
    half = journal.folder / "snapshots" / ".half-1"
    half.mkdir()
    (half / "journal.db").write_bytes(b"half")
    snapshots.snapshot(journal, NOW)
    assert not half.exists()


def test_the_day_is_that_of_utc_so_that_a_journey_makes_no_second_one(journal: Vault) -> None:
    east = NOW.astimezone(timezone(timedelta(hours=12)))
    assert snapshots.snapshot(journal, NOW) is not None
    assert snapshots.snapshot(journal, east) is None


def test_folders_of_other_names_are_no_snapshots(journal: Vault) -> None:
    for name in ("2026-mine-Z", "20261119T150200Z", "notes"):
        (journal.folder / "snapshots" / name).mkdir()
    assert snapshots.snapshots(journal.folder) == []


def test_two_years_of_days_leave_seven_days_four_weeks_and_twelve_months() -> None:
    kept = snapshots.worth_keeping(NOW - number * DAY for number in range(730))
    assert kept >= {NOW - number * DAY for number in range(7)}
    sundays = [NOW - timedelta(days=4 + 7 * week) for week in range(3)]  # NOW is a Thursday
    assert kept >= set(sundays)
    assert len({(moment.year, moment.month) for moment in kept}) == 12
    assert len(kept) <= 7 + 4 + 12


def test_older_snapshots_are_thinned_out(journal: Vault) -> None:
    for number in range(12):
        snapshots.snapshot(journal, datetime(2026, 3, 2, 12, tzinfo=UTC) + number * DAY)
    kept = [moment.day for moment, _ in snapshots.snapshots(journal.folder)]
    assert kept == [13, 12, 11, 10, 9, 8, 7]


@given(st.lists(st.datetimes(timezones=st.just(UTC)), max_size=60))
def test_the_newest_snapshot_is_always_kept_and_never_more_than_23(moments: list[datetime]) -> None:
    kept = snapshots.worth_keeping(moments)
    assert len(kept) <= 23
    assert kept <= set(moments)
    assert not moments or max(moments) in kept
