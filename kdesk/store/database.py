"""The sealed database: sessions to read and to write in, and word of what each commit changed."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection, Engine, QueuePool, create_engine, event, inspect
from sqlalchemy.orm import ORMExecuteState, Session, UOWTransaction
from sqlcipher3 import dbapi2

from kdesk.domain.change import Change, Happening
from kdesk.domain.ids import kind_of
from kdesk.store import cipher, durable, migrations
from kdesk.store.rows import ItemRow, PersonRow, id_of

Listener = Callable[[tuple[Change, ...]], None]

_BEGIN = "kdesk_begin"


class Database:
    """The journal's database, open; its tables are made or brought up to date on the way in."""

    def __init__(self, path: Path, key: bytes, *, must_exist: bool = False) -> None:
        """Open `path` with its raw key of 32 bytes; makes it when missing, unless `must_exist`.

        Raises Problem DAMAGED (missing, unreadable under the key, or none of ours) and TOO_NEW.
        """
        self._path = path
        self._key = key
        self._listeners: list[Listener] = []
        self._turn = threading.RLock()
        self._seen = 0
        if must_exist:
            if not (path.is_file() and path.stat().st_size):  # SQLite would begin a new journal
                raise cipher.damaged()
        elif not path.is_file():
            with durable.door():
                path.touch(mode=0o600)
        self._engine = _engine(path, key)
        try:
            self._settle()
        except BaseException:
            self.close()
            raise

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A session that sees one moment of the journal and may change nothing."""
        with cipher.faults_told(self._path), self._begin("DEFERRED") as connection:
            session = Session(connection, autoflush=False, expire_on_commit=False)
            event.listen(session, "before_flush", _refuse)
            event.listen(session, "do_orm_execute", _refuse_silent_writes)
            with session:
                yield session

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """A session whose changes are kept at its end, all or none; then the listeners are told.

        One writes at a time; another thread's turn is waited for, another program's up to 5 s.
        """
        changes = _Changes()
        told: tuple[Change, ...] = ()
        with self._turn:
            with cipher.faults_told(self._path), self._begin("IMMEDIATE") as connection:
                session = Session(connection, expire_on_commit=False)
                event.listen(session, "after_flush", changes.collect)
                event.listen(session, "do_orm_execute", _refuse_silent_writes)
                with session:
                    yield session
                    session.flush()
                changes.tell_too(session)
                told = changes.told()
                writes = _writes(connection) + bool(told)
                if told:
                    connection.exec_driver_sql(f"PRAGMA user_version = {writes}")
            if told and writes == self._seen + 1:
                self._seen = writes  # else another program wrote too, and is still to be told of
        if told:
            for listener in tuple(self._listeners):
                listener(told)

    def listen(self, listener: Listener) -> None:
        """Tell the listener what each commit changed, on the thread that wrote."""
        self._listeners.append(listener)

    def changed_elsewhere(self) -> bool:
        """Whether another program wrote since the last time this was asked."""
        with self._turn, cipher.faults_told(self._path), self._begin("DEFERRED") as connection:
            writes = _writes(connection)
            changed = writes != self._seen
            self._seen = writes
        return changed

    def copy(self, into: Path) -> None:
        """Write a compact copy under the same key; `into` must not exist yet."""
        cipher.copy(self._path, self._key, into)

    def is_whole(self, path: Path | None = None) -> bool:
        """Whether the database, or a copy of it at `path`, is whole to the last page."""
        return cipher.is_whole(path or self._path, self._key)

    def close(self) -> None:
        """Let go of the file and of the key."""
        self._engine.dispose()
        self._key = b""
        self._listeners.clear()

    @contextmanager
    def _begin(self, how: str) -> Iterator[Connection]:
        with self._engine.execution_options(**{_BEGIN: how}).begin() as connection:
            yield connection

    def _settle(self) -> None:
        with cipher.faults_told(self._path), self._begin("DEFERRED") as connection:
            self._seen = _writes(connection)
            if migrations.revision(connection) == migrations.NEWEST:
                return
        builder = _engine(self._path, self._key, references_held=False)
        try:
            options = {_BEGIN: "IMMEDIATE"}
            with (
                cipher.faults_told(self._path),
                builder.execution_options(**options).begin() as connection,
            ):
                migrations.settle(connection, self._copy_aside)
        finally:
            builder.dispose()

    def _copy_aside(self, revision: str) -> None:
        """Keep the database as it was before a migration, beside it, until the next one."""
        folder, stem = self._path.parent, self._path.stem
        half = folder / f"{stem}.before.half"
        half.unlink(missing_ok=True)
        self.copy(half)
        if not self.is_whole(half):
            raise cipher.damaged()
        for older in folder.glob(f"{stem}.before-*.db"):
            older.unlink()
        half.rename(folder / f"{stem}.before-{revision}.db")


class _Changes:
    """What one commit changed, gathered flush by flush."""

    def __init__(self) -> None:
        self._happenings: dict[str, Happening] = {}

    def collect(self, session: Session, _context: UOWTransaction) -> None:
        for row in session.new:
            self._touched(row, lambda _: Happening.ADDED)
        for row in session.dirty:
            if session.is_modified(row):
                self._touched(row, _happening)
        for row in session.deleted:
            self._touched(row, lambda _: Happening.REMOVED)

    def tell_too(self, session: Session) -> None:
        for item_id in session.info.get("told too", ()):
            self._note(item_id, Happening.EDITED)

    def told(self) -> tuple[Change, ...]:
        return tuple(
            Change(kind_of(item_id), id_of(item_id), happening)
            for item_id, happening in self._happenings.items()
        )

    def _touched(self, row: object, happening: Callable[[ItemRow | PersonRow], Happening]) -> None:
        """Note what became of a thing; whatever belongs to one makes it an edited one."""
        if isinstance(row, ItemRow | PersonRow):
            self._note(row.id, happening(row))
        elif owner := getattr(row, "owner_id", None):
            self._note(owner, Happening.EDITED)

    def _note(self, item_id: str, happening: Happening) -> None:
        before = self._happenings.get(item_id)
        if before is None or (happening is not Happening.EDITED and before is not Happening.ADDED):
            self._happenings[item_id] = happening


def _happening(row: ItemRow | PersonRow) -> Happening:
    if isinstance(row, PersonRow):
        return Happening.EDITED
    history = inspect(row).attrs.removed_at.history
    if not history.has_changes():
        return Happening.EDITED
    return Happening.RESTORED if row.removed_at is None else Happening.REMOVED


def _refuse(*_: object) -> None:
    raise RuntimeError("a change within reading()")


def _refuse_silent_writes(state: ORMExecuteState) -> None:
    """Only changed rows are told of; a bulk statement would be a silent write."""
    if state.is_insert or state.is_update or state.is_delete:
        raise RuntimeError("a bulk statement would change the journal without telling the views")


def _engine(path: Path, key: bytes, *, references_held: bool = True) -> Engine:
    engine = create_engine(
        "sqlite+pysqlite://",
        creator=cipher.connector(path, key, references_held=references_held),
        module=dbapi2,
        poolclass=QueuePool,
        hide_parameters=True,
    )
    event.listen(engine, "begin", _begin)
    return engine


def _begin(connection: Connection) -> None:
    # The driver's own BEGIN is off: a write must take its place in the queue at once, not at
    # its first change, or two of them that have both read would both have to give up.
    how = connection.get_execution_options().get(_BEGIN, "DEFERRED")
    connection.exec_driver_sql(f"BEGIN {how}")


def _writes(connection: Connection) -> int:
    """How many commits have changed the journal, counted in the file's own header."""
    return int(connection.exec_driver_sql("PRAGMA user_version").scalar_one())
