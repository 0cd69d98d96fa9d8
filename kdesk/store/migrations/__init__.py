"""From an older journal's tables to today's; alembic is loaded only when there is such a way to go.

A new step is a file in `versions`, and its revision becomes `NEWEST`.
"""

import re
from collections.abc import Callable
from pathlib import Path

from sqlalchemy import Connection

from kdesk.domain.problem import Problem, Trouble
from kdesk.store import cipher, fts
from kdesk.store.rows import Row

NEWEST = "0003"
STEPS = Path(__file__).parent


def settle(
    connection: Connection,
    copy_aside: Callable[[str], None],
    *,
    newest: str = NEWEST,
    steps: Path = STEPS,
) -> None:
    """Make the tables, or bring older ones up to `newest`, in the connection's transaction.

    The connection must not hold references while tables are rebuilt; they are checked at the end.
    `copy_aside` is called with the old revision before anything is changed. Raises Problem
    TOO_NEW when a newer kdesk made them, DAMAGED when they are none of ours.
    """
    have = revision(connection)
    if have == newest:
        return
    if have is None:
        if connection.exec_driver_sql("SELECT count(*) FROM sqlite_master").scalar_one():
            raise cipher.damaged()
        make(connection, newest)
        return
    if not re.fullmatch(r"\d{4}", have) or have > newest:
        raise Problem(
            Trouble.TOO_NEW,
            "This journal was written by a newer kdesk. Install the newer version to open it.",
        )
    copy_aside(have)
    climb(connection, newest, steps)
    fts.remake(connection.exec_driver_sql)
    if connection.exec_driver_sql("PRAGMA foreign_key_check").first() is not None:
        raise RuntimeError("a migration left references to rows that are gone")


def make(connection: Connection, revision: str = NEWEST) -> None:
    """Make today's tables in an empty database."""
    Row.metadata.create_all(connection)
    fts.make(connection.exec_driver_sql)
    connection.exec_driver_sql(
        "CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL, "
        "CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num))"
    )
    connection.exec_driver_sql("INSERT INTO alembic_version VALUES (?)", (revision,))


def revision(connection: Connection) -> str | None:
    """Which version the tables are of; None where there are none of ours, "" when not said."""
    table = "SELECT count(*) FROM sqlite_master WHERE name = 'alembic_version'"
    if not connection.exec_driver_sql(table).scalar_one():
        return None
    row = connection.exec_driver_sql("SELECT version_num FROM alembic_version").first()
    return "" if row is None else str(row[0])


def climb(connection: Connection, newest: str = NEWEST, steps: Path = STEPS) -> None:
    """Take every step there is from where the tables are to `newest`."""
    from alembic import command  # noqa: PLC0415 — a start with today's tables must not pay for it
    from alembic.config import Config  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", str(steps).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, newest)
