"""What Today gathers: greetings, small steps whose time is near, when to offer protection."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from enum import StrEnum

from kdesk.domain.goal import Goal, GoalStatus
from kdesk.domain.phase import is_session_day
from kdesk.domain.session import Session

SOON = timedelta(days=7)
"""A check-in this near is worth showing."""


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
