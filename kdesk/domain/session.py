"""A guided session, and which one a moment belongs to."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from kdesk.domain.ids import SessionId

BELONGS_WITHIN = timedelta(hours=24)
"""A memo spoken this long after a session began is still about it (PRODUCT: a day)."""


@dataclass(frozen=True, slots=True)
class Session:
    """One guided session: when, where, with whom, and what was hoped for."""

    id: SessionId
    begun_at: datetime
    title: str
    place: str
    companions: str
    intention: str


def session_at(moment: datetime, sessions: Iterable[Session]) -> Session | None:
    """The most recent session begun at most a day before `moment`, or None."""
    near = [s for s in sessions if s.begun_at <= moment <= s.begun_at + BELONGS_WITHIN]
    return max(near, key=lambda session: session.begun_at, default=None)
