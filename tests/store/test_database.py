import os
import sys
import threading
import traceback
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text, update

from kdesk.domain.change import Change, Happening
from kdesk.domain.ids import EntryId, Kind
from kdesk.domain.problem import Problem, Trouble
from kdesk.store.database import Database
from kdesk.store.rows import EntryRow, ItemRow, keepable, micros, minutes, moment

KEY = bytes(range(32))


def row(name: str = "entry-1", words: str = "The river was wide.") -> EntryRow:
    return EntryRow(
        id=name, at=1, offset=0, title="", text=words, detail="", session_id=None,
        created_at=1, edited_at=1, entry_kind="free",
    )  # fmt: skip


@pytest.fixture
def database(tmp_path: Path) -> Database:
    return Database(tmp_path / "journal.db", KEY)


def test_what_was_written_is_there_after_opening_again(tmp_path: Path, database: Database) -> None:
    with database.writing() as session:
        session.add(row())
    database.close()
    with Database(tmp_path / "journal.db", KEY).reading() as session:
        assert [each.text for each in session.query(ItemRow)] == ["The river was wide."]


def test_a_write_that_fails_keeps_nothing_and_tells_nobody(database: Database) -> None:
    heard: list[tuple[Change, ...]] = []
    database.listen(heard.append)
    with pytest.raises(ZeroDivisionError), database.writing() as session:
        session.add(row())
        session.flush()
        raise ZeroDivisionError
    with database.reading() as session:
        assert session.query(ItemRow).all() == []
    assert heard == []


def test_listeners_are_told_once_for_each_commit_and_after_it(database: Database) -> None:
    heard: list[tuple[Change, ...]] = []
    kept: list[int] = []

    def listener(changes: tuple[Change, ...]) -> None:
        heard.append(changes)
        with database.reading() as session:
            kept.append(session.query(ItemRow).count())

    database.listen(listener)
    with database.writing() as session:
        session.add(row("entry-1"))
        session.flush()
        session.add(row("entry-2"))
    added = Happening.ADDED
    assert heard == [
        (
            Change(Kind.ENTRY, EntryId("entry-1"), added),
            Change(Kind.ENTRY, EntryId("entry-2"), added),
        )
    ]
    assert kept == [2]


def test_a_commit_that_changes_nothing_tells_nobody(database: Database) -> None:
    with database.writing() as session:
        session.add(row())
    heard: list[tuple[Change, ...]] = []
    database.listen(heard.append)
    with database.writing() as session:
        session.query(EntryRow).one().text = "The river was wide."
    assert heard == []


def test_a_bulk_statement_is_refused_because_nobody_would_be_told(database: Database) -> None:
    with pytest.raises(RuntimeError, match="without telling"), database.writing() as session:
        session.execute(update(ItemRow).values(title="all of them"))


def test_reading_can_change_nothing(database: Database) -> None:
    with pytest.raises(RuntimeError, match=r"within reading"), database.reading() as session:
        session.add(row())
        session.flush()


def test_a_reader_sees_one_moment_while_another_thread_writes(database: Database) -> None:
    with database.reading() as session:
        assert session.query(ItemRow).count() == 0
        writer = threading.Thread(target=_write, args=(database,))
        writer.start()
        writer.join()
        assert session.query(ItemRow).count() == 0
    with database.reading() as session:
        assert session.query(ItemRow).count() == 1


def _write(database: Database) -> None:
    with database.writing() as session:
        session.add(row())


def test_threads_that_write_at_once_take_turns(database: Database) -> None:
    def write(number: int) -> None:
        for each in range(10):
            with database.writing() as session:
                session.query(ItemRow).count()
                session.add(row(f"entry-{number}-{each}"))

    writers = [threading.Thread(target=write, args=(number,)) for number in range(4)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    with database.reading() as session:
        assert session.query(ItemRow).count() == 40


def test_another_programs_write_is_noticed_once_and_its_own_never(
    tmp_path: Path, database: Database
) -> None:
    other = Database(tmp_path / "journal.db", KEY)
    with database.writing() as session:
        session.add(row("entry-1"))
    assert not database.changed_elsewhere()
    with other.writing() as session:
        session.add(row("entry-2"))
    with database.writing() as session:
        session.add(row("entry-3"))
    assert database.changed_elsewhere()
    assert not database.changed_elsewhere()


def test_nothing_of_the_journal_can_be_read_in_its_files(
    tmp_path: Path, database: Database
) -> None:
    with database.writing() as session:
        session.add(row(words="a sentence only for me"))
    for file in tmp_path.glob("journal.db*"):
        assert b"only for me" not in file.read_bytes()
        assert b"SQLite format" not in file.read_bytes()
    database.close()


def test_only_the_owner_may_read_the_files(tmp_path: Path, database: Database) -> None:
    with database.writing() as session:
        session.add(row())
    modes = {file.name: file.stat().st_mode & 0o777 for file in tmp_path.glob("journal.db*")}
    assert set(modes.values()) == {0o600}


def test_the_pragmas_are_those_of_the_vault(database: Database) -> None:
    wanted = {
        "journal_mode": "wal",
        "synchronous": 2,  # FULL
        "foreign_keys": 1,
        "secure_delete": 1,
        "temp_store": 2,  # MEMORY
        "trusted_schema": 0,
        "busy_timeout": 5000,
    }
    with database.reading() as session:
        found = {name: session.execute(text(f"PRAGMA {name}")).scalar() for name in wanted}
    assert found == wanted


def broken(change: Callable[[bytearray], object]) -> Callable[[Path], None]:
    def apply(path: Path) -> None:
        data = bytearray(path.read_bytes())
        change(data)
        path.write_bytes(data)

    return apply


@pytest.mark.parametrize(
    "harm",
    [
        broken(lambda data: data.__setitem__(100, data[100] ^ 1)),
        broken(lambda data: data.__delitem__(slice(1000, None))),
        broken(lambda data: data.__setitem__(slice(None), b"a text file\n" * 1000)),
        broken(lambda data: data.clear()),
        Path.unlink,
    ],
    ids=["a flipped bit", "cut off", "another file", "empty", "missing"],
)
def test_a_damaged_database_is_told_and_left_as_it_is(
    tmp_path: Path, database: Database, harm: Callable[[Path], None]
) -> None:
    path = tmp_path / "journal.db"
    with database.writing() as session:
        session.add(row())
    database.close()
    harm(path)
    before = path.read_bytes() if path.exists() else None
    with pytest.raises(Problem) as told:
        Database(path, KEY, must_exist=True)
    assert told.value.trouble is Trouble.DAMAGED
    assert (path.read_bytes() if path.exists() else None) == before


def test_the_wrong_key_opens_nothing_and_is_in_no_message(
    tmp_path: Path, database: Database
) -> None:
    database.close()
    wrong = os.urandom(32)
    with pytest.raises(Problem) as told:
        Database(tmp_path / "journal.db", wrong)
    said = "".join(traceback.format_exception(told.value))
    assert told.value.trouble is Trouble.DAMAGED
    assert wrong.hex() not in said


def test_a_fault_names_no_word_of_the_journal(database: Database) -> None:
    with pytest.raises(Exception, match="UNIQUE") as raised, database.writing() as session:
        session.add(row(words="a sentence only for me"))
        session.add(row(words="another one for me"))
    assert "for me" not in "".join(traceback.format_exception(raised.value))


@pytest.mark.skipif(sys.platform != "linux", reason="limits of a file's size are told by EFBIG")
def test_a_full_disk_is_told_and_loses_nothing(tmp_path: Path, database: Database) -> None:
    with database.writing() as session:
        session.add(row())
    with database.reading() as session:
        pages = session.execute(text("PRAGMA page_count")).scalar_one()
    with pytest.raises(Problem) as told, database.writing() as session:
        session.execute(text(f"PRAGMA max_page_count = {pages}"))
        session.add(row("entry-2", "x" * 100_000))
    assert told.value.trouble is Trouble.DISK_FULL
    with database.reading() as session:
        assert [each.id for each in session.query(ItemRow)] == ["entry-1"]


def test_a_busy_journal_is_told(tmp_path: Path, database: Database) -> None:
    other = Database(tmp_path / "journal.db", KEY)
    with database.writing() as session:
        session.add(row())
        session.flush()
        with pytest.raises(Problem) as told, _impatient(other):
            pass
    assert told.value.trouble is Trouble.IN_USE


def _impatient(database: Database):  # type: ignore[no-untyped-def]
    with database.reading() as session:
        session.execute(text("PRAGMA busy_timeout = 1"))
    return database.writing()


@given(
    st.datetimes(
        timezones=st.integers(-14 * 60, 14 * 60).map(lambda m: timezone(timedelta(minutes=m)))
    )
)
def test_every_moment_keeps_its_microsecond_and_its_own_clock(at: datetime) -> None:
    again = moment(micros(at), minutes(at))
    assert again == at
    assert again.utcoffset() == at.utcoffset()


def test_a_moment_without_a_clock_is_refused() -> None:
    with pytest.raises(ValueError, match="offset"):
        micros(datetime(2026, 11, 19))  # noqa: DTZ001 — that is the point


def test_half_a_surrogate_pair_is_replaced_and_everything_else_kept() -> None:
    assert keepable("a\ud83db") == "a\ufffdb"
    assert keepable("\ufeffé\0\u202e🌊") == "\ufeffé\0\u202e🌊"
    assert micros(datetime(1970, 1, 1, tzinfo=UTC)) == 0
