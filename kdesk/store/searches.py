"""Finding words in everything that is kept, as one types."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sqlalchemy import bindparam, select, text

from kdesk.domain.ids import Kind
from kdesk.domain.item import Hit
from kdesk.store import filing, items
from kdesk.store.snippets import WORD, Phrase, Snippets

if TYPE_CHECKING:
    from kdesk.store.vault import Vault

_PART = re.compile(r'"([^"]*)("?)|([^"\s]+)')
_LONGEST = 400
"""More letters than anybody types; of a pasted book the first words are searched for."""

_RANKED = 500
"""Of more things than this that hold the words, the last added are ranked: a frame is short."""

_HELD = (
    "FROM items_fts JOIN items ON items.seq = items_fts.rowid WHERE items_fts MATCH :words "
    "AND items.removed_at IS NULL AND items.kind IN :kinds"
)
_BEST = text(
    f"SELECT items_fts.rowid {_HELD} AND items_fts.rank MATCH 'bm25(4.0, 1.0)' "
    "AND items_fts.rowid >= coalesce("
    f"(SELECT items_fts.rowid {_HELD} ORDER BY items_fts.rowid DESC LIMIT 1 OFFSET :ranked), 0) "
    "ORDER BY items_fts.rank LIMIT :limit"
).bindparams(bindparam("kinds", expanding=True))


def find(
    vault: Vault, words: str, *, limit: int = 50, kinds: frozenset[Kind] | None = None
) -> tuple[Hit, ...]:
    """What holds all the words, the best first; "…" asks for a phrase, the last word may be begun.

    Takes any text whatever; one without letters or digits finds nothing.
    """
    asked = phrases(words)
    if not asked:
        return ()
    wanted = sorted(kind.value for kind in (Kind if kinds is None else kinds))
    asking = {
        "words": _expression(asked),
        "kinds": wanted,
        "limit": limit,
        "ranked": max(limit, _RANKED) - 1,
    }
    with vault.reading() as session:
        places = {seq: place for place, (seq,) in enumerate(session.execute(_BEST, asking))}
        query = select(items.TABLE.seq, *items.COLUMNS).where(items.TABLE.seq.in_(places))
        rows = sorted(session.execute(query), key=lambda row: places[row[0]])
        binned = filing.binned_sessions(session)
    snippets = Snippets(asked)
    return tuple(snippets.hit(items.item_of(columns, binned)) for _, *columns in rows)


def phrases(words: str) -> tuple[Phrase, ...]:
    """What was asked for: words, and words that stand side by side, without FTS5's own syntax."""
    typed = words[:_LONGEST].rstrip()
    asked = []
    for part in _PART.finditer(typed):
        quoted, closed, bare = part.groups()
        # A word with a dash or an apostrophe in it is two words to the index, side by side.
        side_by_side = tuple(WORD.findall(bare if quoted is None else quoted))
        if side_by_side:
            asked.append(Phrase(side_by_side, begun=part.end() == len(typed) and not closed))
    return tuple(dict.fromkeys(asked))


def _expression(asked: tuple[Phrase, ...]) -> str:
    return " ".join(f'"{" ".join(phrase.words)}"{" *" if phrase.begun else ""}' for phrase in asked)
