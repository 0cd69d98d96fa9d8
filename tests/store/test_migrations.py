import os
import signal
import subprocess
import sys
from importlib import import_module
from itertools import count
from pathlib import Path
from shutil import copytree

import pytest
from sqlalchemy import Connection, create_engine, event, func, select, text
from sqlalchemy import table as sa_table
from sqlcipher3 import dbapi2

from kdesk.domain.problem import Problem, Trouble
from kdesk.store import cipher, fts, migrations
from kdesk.store.database import Database
from tests.store import things
from tests.store.making import made

KEY = bytes(32)


def connected(path: Path) -> Connection:
    engine = create_engine(
        "sqlite+pysqlite://",
        creator=cipher.connector(path, KEY, references_held=False),
        module=dbapi2,
    )
    return engine.connect()


def schema(connection: Connection) -> dict[str, str]:
    rows = connection.execute(text("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL"))
    return {name: normal(sql) for name, sql in rows if name != "alembic_version"}


def normal(sql: str) -> str:
    """Columns and constraints, in no order and spacing of their own."""
    head, _, body = " ".join(sql.split()).partition("(")
    if not head.startswith("CREATE TABLE"):
        return " ".join(sql.split())
    return head + "|".join(sorted(part.strip(" )") for part in body.split(", ")))


def test_the_steps_lead_to_the_tables_of_the_models(tmp_path: Path) -> None:
    with connected(tmp_path / "models.db") as connection:
        migrations.make(connection)
        models = schema(connection)
    with connected(tmp_path / "steps.db") as connection:
        migrations.climb(connection)
        assert schema(connection) == models
        assert migrations.revision(connection) == migrations.NEWEST


def test_the_newest_step_is_the_one_the_program_asks_for() -> None:
    steps = sorted(migrations.STEPS.glob("versions/v*.py"))
    assert steps[-1].name.startswith(f"v{migrations.NEWEST}_")


def test_todays_tables_open_without_alembic(tmp_path: Path) -> None:
    Database(tmp_path / "journal.db", KEY).close()
    program = (
        "import sys; from pathlib import Path; from kdesk.store.database import Database; "
        "Database(Path(sys.argv[1]), bytes(32)); sys.exit('alembic' in sys.modules)"
    )
    opened = subprocess.run(
        [sys.executable, "-c", program, str(tmp_path / "journal.db")], check=False
    )
    assert opened.returncode == 0


def test_a_newer_journal_is_told_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "journal.db"
    Database(path, KEY).close()
    with connected(path) as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
        connection.commit()
    with pytest.raises(Problem) as told:
        Database(path, KEY)
    assert told.value.trouble is Trouble.TOO_NEW


def test_somebody_elses_tables_are_told_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "journal.db"
    with connected(path) as connection:
        connection.execute(text("CREATE TABLE recipes (id INTEGER)"))
        connection.commit()
    with pytest.raises(Problem) as told:
        Database(path, KEY)
    assert told.value.trouble is Trouble.DAMAGED
    with connected(path) as connection:
        assert set(schema(connection)) == {"recipes"}


STEP = '''
import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Rebuild the table of items, which drops its triggers, and add a column."""
    with op.batch_alter_table("items", recreate="always") as table:
        table.add_column(sa.Column("colour", sa.Text(), nullable=True))
    {then}
'''


def stepped(tmp_path: Path, then: str = "pass") -> Path:
    """The steps with one more after them."""
    steps = tmp_path / "steps"
    copytree(migrations.STEPS, steps)
    (steps / "versions" / "v0004_a_step.py").write_text(STEP.format(then=then))
    return steps


def filled(tmp_path: Path) -> Path:
    """A journal of today with something of most kinds, closed; under a key of zeros."""
    journal = made(tmp_path)
    session = things.session(journal)
    things.memo(journal)
    things.entry(journal, "The river was wide.", session_id=session.id)
    path = tmp_path / "filled.db"
    with journal.reading() as reading:
        raw = reading.connection().connection.driver_connection
        assert raw is not None
        raw.execute("COMMIT")
        raw.execute("ATTACH ? AS copy KEY \"x'" + KEY.hex() + "'\"", (str(path),))
        raw.execute("SELECT sqlcipher_export('copy')")
        raw.execute("DETACH copy")
        raw.execute("BEGIN")
    journal.close()
    return path


def test_a_rebuilt_table_keeps_its_rows_its_triggers_and_what_belongs_to_them(
    tmp_path: Path,
) -> None:
    path = filled(tmp_path)
    aside: list[str] = []
    with connected(path) as connection:
        migrations.settle(connection, aside.append, newest="0004", steps=stepped(tmp_path))
        connection.commit()
        assert aside == ["0003"]
        count = {
            name: connection.execute(select(func.count()).select_from(sa_table(name))).scalar_one()
            for name in ("items", "sessions", "memos", "entries")
        }
        assert count == {"items": 3, "sessions": 1, "memos": 1, "entries": 1}
        assert set(fts.TRIGGERS) <= set(schema(connection))
        connection.execute(text("UPDATE items SET text = 'a mountain' WHERE kind = 'entry'"))
        found = "SELECT count(*) FROM items_fts WHERE items_fts MATCH '{}'"
        assert connection.execute(text(found.format("mountain"))).scalar_one() == 1
        assert connection.execute(text(found.format("wide"))).scalar_one() == 0


def test_a_step_that_fails_half_way_leaves_the_journal_as_it_was(tmp_path: Path) -> None:
    path = filled(tmp_path)
    with connected(path) as connection:
        before = schema(connection)
    steps = stepped(tmp_path, then="raise ZeroDivisionError")
    with connected(path) as connection:
        connection.exec_driver_sql("BEGIN IMMEDIATE")
        with pytest.raises(ZeroDivisionError):
            migrations.settle(connection, lambda _: None, newest="0004", steps=steps)
        connection.rollback()
    with connected(path) as connection:
        assert schema(connection) == before
        assert migrations.revision(connection) == "0003"


def test_an_older_journal_is_copied_aside_before_it_is_changed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = filled(tmp_path)
    steps = stepped(tmp_path)
    settle = migrations.settle
    monkeypatch.setattr(migrations, "NEWEST", "0004")
    monkeypatch.setattr(
        migrations,
        "settle",
        lambda connection, aside: settle(connection, aside, newest="0004", steps=steps),
    )
    Database(path, KEY).close()
    copies = [file.name for file in tmp_path.glob("filled.before*")]
    assert copies == ["filled.before-0003.db"]
    with connected(tmp_path / copies[0]) as connection:
        assert migrations.revision(connection) == "0003"
        assert connection.execute(text("SELECT count(*) FROM items")).scalar_one() == 3
    with connected(path) as connection:
        assert migrations.revision(connection) == "0004"
        assert connection.execute(text("SELECT count(*) FROM sessions")).scalar_one() == 1


@pytest.mark.skipif(sys.platform == "win32", reason="kills a forked process")
def test_a_program_killed_at_any_statement_of_a_step_leaves_a_journal_that_opens(
    tmp_path: Path,
) -> None:
    import_module("alembic.command")  # here, so that not every child has to

    path, steps = filled(tmp_path), stepped(tmp_path)
    killed = 0
    for at in count(1):
        child = os.fork()
        if child == 0:
            _climb_and_die(path, steps, at)
        _, status = os.waitpid(child, 0)
        with connected(path) as connection:
            have = migrations.revision(connection)
            counted = connection.execute(text("SELECT count(*) FROM items")).scalar_one()
            rules = connection.execute(text("PRAGMA integrity_check")).scalar_one()
            found = "SELECT count(*) FROM items_fts WHERE items_fts MATCH 'wide'"
            assert connection.execute(text(found)).scalar_one() == 1
            assert set(fts.TRIGGERS) <= set(schema(connection))
        assert (counted, rules) == (3, "ok")
        if os.WIFEXITED(status):
            assert os.WEXITSTATUS(status) == 0
            assert have == "0004"
            break
        killed += 1
        assert have == "0003"
    assert killed > 20


def _climb_and_die(path: Path, steps: Path, at: int) -> None:
    """Take the step in this process, and kill it at its nth statement."""
    statements = count(1)

    def die(*_: object) -> None:
        if next(statements) == at:
            os.kill(os.getpid(), signal.SIGKILL)

    try:
        with connected(path) as connection:
            event.listen(connection, "before_cursor_execute", die)
            connection.exec_driver_sql("BEGIN IMMEDIATE")
            migrations.settle(connection, lambda _: None, newest="0004", steps=steps)
            connection.exec_driver_sql("COMMIT")
    except BaseException:
        os._exit(1)
    os._exit(0)
