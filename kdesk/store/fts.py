"""The index of words: an FTS5 table over the items' titles and texts, fed by triggers."""

from collections.abc import Callable

INDEX = """
CREATE VIRTUAL TABLE items_fts USING fts5(
    title, text, content='items', content_rowid='seq',
    tokenize="unicode61 remove_diacritics 2", prefix='1 2 3'
)"""

TRIGGERS = {
    "items_fts_added": """
CREATE TRIGGER items_fts_added AFTER INSERT ON items BEGIN
    INSERT INTO items_fts(rowid, title, text) VALUES (new.seq, new.title, new.text);
END""",
    "items_fts_edited": """
CREATE TRIGGER items_fts_edited AFTER UPDATE OF title, text ON items BEGIN
    INSERT INTO items_fts(items_fts, rowid, title, text)
    VALUES ('delete', old.seq, old.title, old.text);
    INSERT INTO items_fts(rowid, title, text) VALUES (new.seq, new.title, new.text);
END""",
    "items_fts_removed": """
CREATE TRIGGER items_fts_removed AFTER DELETE ON items BEGIN
    INSERT INTO items_fts(items_fts, rowid, title, text)
    VALUES ('delete', old.seq, old.title, old.text);
END""",
}


def make(execute: Callable[[str], object]) -> None:
    """Make the index and its triggers over a table of items."""
    execute(INDEX.strip())
    for statement in TRIGGERS.values():
        execute(statement.strip())


def remake(execute: Callable[[str], object]) -> None:
    """Make the triggers again and index every item anew.

    For the end of a migration: rebuilding the table of items silently drops its triggers.
    """
    for name, statement in TRIGGERS.items():
        execute(f"DROP TRIGGER IF EXISTS {name}")
        execute(statement.strip())
    execute("INSERT INTO items_fts(items_fts) VALUES ('rebuild')")
