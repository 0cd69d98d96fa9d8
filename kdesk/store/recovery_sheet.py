"""Whether the person has the recovery words on paper, as far as kdesk can know: it showed them."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from kdesk.domain.times import aware
from kdesk.store.rows import FactRow

if TYPE_CHECKING:
    from kdesk.store.vault import Vault

_SHOWN_AT = "recovery words shown at"


def note_shown(vault: Vault, *, now: datetime) -> None:
    """Remember that the 24 words were shown to be written down."""
    with vault.writing() as session:
        session.merge(FactRow(name=_SHOWN_AT, value=aware(now).isoformat()))


def shown_at(vault: Vault) -> datetime | None:
    """When the words were last shown, or None."""
    with vault.reading() as session:
        fact = session.get(FactRow, _SHOWN_AT)
        return None if fact is None else datetime.fromisoformat(fact.value)
