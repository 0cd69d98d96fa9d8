"""What Today gathers: greetings, small steps whose time is near, when to offer protection."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from enum import StrEnum

from kdesk.domain.goal import Goal, GoalStatus
from kdesk.domain.phase import BAR, Phase, is_session_day, last_begun, next_planned, phase_at
from kdesk.domain.question import Moment
from kdesk.domain.session import Session

SOON = timedelta(days=7)
"""A check-in or a session this near is worth turning to."""
WITHOUT_SESSION = (Moment.BEFORE, Moment.PERSPECTIVE, Moment.CADENCE)
"""What can be asked when there was no session yet."""


class DayPart(StrEnum):
    """A part of the day, for the greeting."""

    NIGHT = "night"
    MORNING = "morning"
    AFTERNOON = "afternoon"
    EVENING = "evening"


def day_part(now: datetime) -> DayPart:
    """Night until five, morning until noon, afternoon until six, then evening."""
    if now.hour < 5:
        return DayPart.NIGHT
    if now.hour < 12:
        return DayPart.MORNING
    return DayPart.AFTERNOON if now.hour < 18 else DayPart.EVENING


def small_steps(goals: Iterable[Goal], today: date) -> tuple[Goal, ...]:
    """Active goals whose check-in is today, was before, or comes within a week; soonest first."""
    near = [
        goal
        for goal in goals
        if goal.status is GoalStatus.ACTIVE
        and goal.check_in_on is not None
        and goal.check_in_on <= today + SOON
    ]
    return tuple(sorted(near, key=lambda goal: (goal.check_in_on or today, goal.at)))


def offer_protection(
    now: datetime, *, first_used: date | None, sessions: Iterable[Session], has_passphrase: bool
) -> bool:
    """Whether to offer a passphrase: on a day after the first use, never around a session."""
    return (
        not has_passphrase
        and first_used is not None
        and now.date() > first_used
        and not is_session_day(sessions, now)
    )


def coming_up(sessions: Iterable[Session], now: datetime) -> Session | None:
    """The next planned session when it is near enough to get ready for."""
    coming = next_planned(sessions, now)
    return coming if coming is not None and coming.begun_at - now <= SOON else None


def session_in_mind(sessions: Iterable[Session], now: datetime) -> Session | None:
    """What is written or spoken now is about this one: coming up, or begun in the last weeks."""
    known = list(sessions)
    coming, last = coming_up(known, now), last_begun(known, now)
    if coming is not None:
        return coming
    return last if last is not None and now - last.begun_at < BAR else None


def moments_for(
    sessions: Iterable[Session], now: datetime, phases: Iterable[Phase]
) -> tuple[Moment, ...]:
    """Which questions fit now; until the day after a session none asks for a meaning."""
    known = list(sessions)
    last = last_begun(known, now)
    if last is not None and last.begun_at.astimezone(now.tzinfo).date() == now.date():
        return (Moment.FRESH,)
    if coming_up(known, now) is not None:
        return (Moment.BEFORE,)
    phase = phase_at(now - last.begun_at, phases) if last is not None else None
    return phase.moments if phase is not None else WITHOUT_SESSION
