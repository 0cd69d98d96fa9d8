"""Where one is after a session: phases whose offsets can be edited."""

import math
import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from kdesk.domain.question import Moment
from kdesk.domain.session import Session

BAR = timedelta(days=14)
"""How much of the time after a session the bar shows: "several days to a couple of weeks"."""


@dataclass(frozen=True, slots=True)
class Phase:
    """A stretch of time after a session's beginning; `ends` is None for the last one."""

    id: str
    begins: timedelta
    ends: timedelta | None
    name: str
    heading: str
    text: str
    moments: tuple[Moment, ...]
    mark: bool

    def holds(self, since: timedelta) -> bool:
        """Whether this much time after the session is within the phase."""
        return self.begins <= since and (self.ends is None or since < self.ends)


def phases_from(text: str) -> tuple[Phase, ...]:
    """The phases written in resources/words/phases.toml, in order of time.

    Raises ValueError or KeyError when they aren't written as that file says.
    """
    written = sorted(tomllib.loads(text)["phase"], key=lambda phase: phase["from_hours"])
    begins = [timedelta(hours=phase["from_hours"]) for phase in written]
    ends: list[timedelta | None] = [*begins[1:], None]
    return tuple(
        Phase(
            id=phase["id"],
            begins=begin,
            ends=end,
            name=phase["name"],
            heading=phase["heading"],
            text=phase["text"],
            moments=tuple(Moment(moment) for moment in phase["moments"]),
            mark=phase.get("mark", False),
        )
        for phase, begin, end in zip(written, begins, ends, strict=True)
    )


def phase_at(since: timedelta, phases: Iterable[Phase]) -> Phase | None:
    """The phase this much time after a session's beginning; None before it began."""
    return next((phase for phase in phases if phase.holds(since)), None)


def last_begun(sessions: Iterable[Session], now: datetime) -> Session | None:
    """The session that began most recently, planned ones aside."""
    begun = [session for session in sessions if session.begun_at <= now]
    return max(begun, key=lambda session: session.begun_at, default=None)


def next_planned(sessions: Iterable[Session], now: datetime) -> Session | None:
    """The soonest session still to come."""
    planned = [session for session in sessions if session.begun_at > now]
    return min(planned, key=lambda session: session.begun_at, default=None)


def is_session_day(sessions: Iterable[Session], now: datetime) -> bool:
    """Whether a session began or begins on today's date, or less than a day ago.

    A day has both meanings here, so that the night after an evening session is still its day.
    """
    return any(
        session.begun_at.astimezone(now.tzinfo).date() == now.date()
        or timedelta(0) <= now - session.begun_at < timedelta(hours=24)
        for session in sessions
    )


def along(since: timedelta) -> float:
    """How far along the bar a time after the session lies, 0 to 1.

    By the square root, so that the first days, of which more is said, have more room than the
    later ones; what is before or after the bar lies at its end.
    """
    return math.sqrt(min(max(since / BAR, 0.0), 1.0))


def ago(since: timedelta) -> str:
    """`just now`, `40 minutes ago`, `19 hours ago`, `3 days ago`, `5 weeks ago`, `4 months ago`."""
    minutes = int(since / timedelta(minutes=1))
    steps: Sequence[tuple[int, int, str]] = (
        (60, 1, "minute"),
        (48 * 60, 60, "hour"),
        (21 * 24 * 60, 24 * 60, "day"),
        (90 * 24 * 60, 7 * 24 * 60, "week"),
        (730 * 24 * 60, 30 * 24 * 60, "month"),
    )
    if minutes < 1:
        return "just now"
    for limit, unit, word in steps:
        if minutes < limit:
            count = minutes // unit
            return f"{count} {word} ago" if count == 1 else f"{count} {word}s ago"
    return f"{minutes // (365 * 24 * 60)} years ago"
