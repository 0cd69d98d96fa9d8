"""The person's own names and places, for the speech model to expect; they are in no settings."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import TYPE_CHECKING

from kdesk.domain.personal_words import LONGEST, MOST, tidied
from kdesk.domain.problem import Problem, Trouble
from kdesk.store.rows import FactRow, keepable

if TYPE_CHECKING:
    from kdesk.store.vault import Vault

_NAME = "personal words"


def every(vault: Vault) -> tuple[str, ...]:
    """All of them, the dearest first."""
    with vault.reading() as session:
        fact = session.get(FactRow, _NAME)
        return () if fact is None else tuple(json.loads(fact.value))


def keep(vault: Vault, words: Iterable[str]) -> tuple[str, ...]:
    """Have these from now on, in this order, and no others; returns them tidied.

    Problem BAD_INPUT when they are more than MOST, or one is longer than LONGEST.
    """
    kept = tidied(map(keepable, words))
    if len(kept) > MOST:
        raise Problem(
            Trouble.BAD_INPUT,
            f"A speech model can expect {MOST} names or places at once. Leave some out.",
        )
    if any(len(word) > LONGEST for word in kept):
        raise Problem(
            Trouble.BAD_INPUT,
            "One of these is very long. Write names and places, with commas between.",
        )
    with vault.writing() as session:
        session.merge(FactRow(name=_NAME, value=json.dumps(kept)))
    return kept
