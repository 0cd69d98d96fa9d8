"""A connection to the sealed database: its key, its pragmas, its faults in plain words."""

import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy.exc import DBAPIError
from sqlcipher3 import dbapi2

from kdesk.domain.problem import Problem, Trouble

Connection = Any
"""A connection of sqlcipher3, which carries no types."""

_FAULTS = {
    dbapi2.SQLITE_FULL: (
        Trouble.DISK_FULL,
        "The disk is full. Make some room and try again; what was kept before is still there.",
    ),
    dbapi2.SQLITE_NOTADB: (
        Trouble.DAMAGED,
        "The journal's database is damaged or belongs to another vault. Restore a backup.",
    ),
    dbapi2.SQLITE_CORRUPT: (
        Trouble.DAMAGED,
        "The journal's database is damaged. Restore a backup.",
    ),
    dbapi2.SQLITE_BUSY: (
        Trouble.IN_USE,
        "The journal is busy with another program. Wait a moment and try again.",
    ),
    dbapi2.SQLITE_READONLY: (
        Trouble.CANNOT_WRITE,
        "The journal's folder can't be written to. Check who may write there.",
    ),
    dbapi2.SQLITE_CANTOPEN: (
        Trouble.CANNOT_READ,
        "The journal's database can't be opened. Check that its folder is there and readable.",
    ),
    dbapi2.SQLITE_IOERR: (
        Trouble.CANNOT_READ,
        "The disk with the journal can't be read or written. Check the disk and try again.",
    ),
}

_SHARED = 32_768
"""Bytes of the index that SQLite makes beside the database before it reads (sqlite.org/walformat).
"""

_PRAGMAS = (
    "PRAGMA busy_timeout = 5000",
    "PRAGMA synchronous = FULL",  # with NORMAL, acknowledged rows are lost when the power goes
    "PRAGMA secure_delete = ON",
    "PRAGMA temp_store = MEMORY",
    "PRAGMA trusted_schema = OFF",
    *(("PRAGMA fullfsync = ON",) if sys.platform == "darwin" else ()),
)


def connector(path: Path, key: bytes, *, references_held: bool = True) -> Callable[[], Connection]:
    """What opens a connection with the key and the pragmas of the vault.

    The key, 32 raw bytes, stays in this closure: it is in no address and no exception.
    Without `references_held` a table may be rebuilt without its dependants being deleted.
    """

    def connect() -> Connection:
        connection = dbapi2.connect(str(path), isolation_level=None, check_same_thread=False)
        try:
            connection.execute("PRAGMA cipher_log_level = NONE")
            connection.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
            for pragma in _PRAGMAS:
                connection.execute(pragma)
            if references_held:
                connection.execute("PRAGMA foreign_keys = ON")
            connection.execute("PRAGMA journal_mode = WAL")
        except BaseException:
            connection.close()
            raise
        return connection

    return connect


@contextmanager
def faults_told(path: Path) -> Iterator[None]:
    """Turn the world's faults into Problems; anything else is a bug and passes as it is."""
    try:
        yield
    except (DBAPIError, dbapi2.Error) as error:
        problem = _problem(error.orig if isinstance(error, DBAPIError) else error, path)
        if problem is None:
            raise
        raise problem from error


def damaged() -> Problem:
    """What to say of a database that is not what was written."""
    return Problem(*_FAULTS[dbapi2.SQLITE_CORRUPT])


def _problem(error: BaseException | None, path: Path) -> Problem | None:
    code = getattr(error, "sqlite_errorcode", None)
    if code is None:
        return None
    kind = code & 0xFF  # the low byte; the rest says which kind of it
    if kind in (dbapi2.SQLITE_IOERR, dbapi2.SQLITE_CANTOPEN) and _has_no_room(path):
        kind = dbapi2.SQLITE_FULL  # without room for its -shm file it says no more than that
    fault = _FAULTS.get(kind)
    return None if fault is None else Problem(*fault)


def _has_no_room(path: Path) -> bool:
    try:
        return shutil.disk_usage(path.parent).free < _SHARED
    except OSError:
        return False


def copy(path: Path, key: bytes, into: Path) -> None:
    """Write a compact copy of the database under the same key; `into` must not exist yet."""
    into.touch(0o600, exist_ok=False)  # SQLite would let others read it, and takes an empty file
    with faults_told(into):
        connection = connector(path, key)()
        try:
            connection.execute("VACUUM INTO ?", (str(into),))
        finally:
            connection.close()


def is_whole(path: Path, key: bytes) -> bool:
    """Whether every page of the database is what was written and its tables agree.

    The cipher's own check ignores the write-ahead log and misses a file cut at a page's edge,
    so the log is emptied first and SQLite's check is asked too.
    """
    try:
        connection = connector(path, key)()
    except dbapi2.DatabaseError:
        return False
    try:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        sealed = connection.execute("PRAGMA cipher_integrity_check").fetchall()
        tables = connection.execute("PRAGMA integrity_check").fetchall()
    except dbapi2.DatabaseError:
        return False
    else:
        return not sealed and tables == [("ok",)]
    finally:
        connection.close()
