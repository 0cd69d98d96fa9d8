from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from kdesk.domain.goal import Direction, Goal, GoalStatus
from kdesk.domain.ids import GoalId, SessionId
from kdesk.domain.phase import phases_from
from kdesk.domain.question import Moment
from kdesk.domain.session import Session
from kdesk.domain.today import (
    WITHOUT_SESSION,
    DayPart,
    day_part,
    moments_for,
    offer_protection,
    session_in_mind,
    small_steps,
)

WORDS = Path(__file__).parents[2] / "resources" / "words"
NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)


def goal(name: str, on: date | None, status: GoalStatus = GoalStatus.ACTIVE) -> Goal:
    return Goal(GoalId(name), NOW, name, "", "", Direction.START, status, on, None, ())


@pytest.mark.parametrize(
    ("hour", "part"),
    [
        (0, DayPart.NIGHT),
        (4, DayPart.NIGHT),
        (5, DayPart.MORNING),
        (11, DayPart.MORNING),
        (12, DayPart.AFTERNOON),
        (17, DayPart.AFTERNOON),
        (18, DayPart.EVENING),
        (23, DayPart.EVENING),
    ],
)
def test_the_greeting_follows_the_hour(hour: int, part: DayPart) -> None:
    assert day_part(NOW.replace(hour=hour)) is part


def test_small_steps_are_active_goals_near_their_check_in_soonest_first() -> None:
    today = NOW.date()
    before, soon = goal("before", today - timedelta(days=40)), goal("soon", today)
    week, later = goal("week", today + timedelta(days=7)), goal("later", today + timedelta(days=8))
    resting = goal("resting", today, GoalStatus.RESTING)
    assert small_steps([later, week, resting, soon, goal("never", None), before], today) == (
        before,
        soon,
        week,
    )


def test_protection_is_offered_on_a_later_day_only() -> None:
    def offered(first_used: date | None, has_passphrase: bool = False) -> bool:
        return offer_protection(
            NOW, first_used=first_used, sessions=[], has_passphrase=has_passphrase
        )

    yesterday = NOW.date() - timedelta(days=1)
    assert offered(yesterday)
    assert not offered(NOW.date())
    assert not offered(None)
    assert not offered(yesterday, has_passphrase=True)


@pytest.mark.parametrize(
    ("begun", "offered"),
    [
        (NOW - timedelta(hours=2), False),
        (NOW + timedelta(hours=5), False),
        (NOW - timedelta(hours=23), False),
        (NOW - timedelta(hours=34), True),
        (NOW + timedelta(days=2), True),
    ],
)
def test_protection_is_never_offered_on_a_session_day(begun: datetime, offered: bool) -> None:
    session = Session(SessionId("session-1"), begun, "Session 1", "", "", "")
    assert (
        offer_protection(NOW, first_used=date(2026, 1, 1), sessions=[session], has_passphrase=False)
        is offered
    )


def session(hours_ago: float) -> Session:
    begun = NOW - timedelta(hours=hours_ago)
    return Session(SessionId(f"session-{hours_ago}"), begun, "Session", "", "", "")


@pytest.mark.parametrize(
    ("hours_ago", "in_mind"),
    [
        ([], None),
        ([5], 5),
        ([24 * 13], 24 * 13),
        ([24 * 15], None),
        ([30, -48], -48),
        ([30, -24 * 9], 30),
    ],
)
def test_what_is_said_now_is_about_the_session_that_is_near(
    hours_ago: list[float], in_mind: float | None
) -> None:
    found = session_in_mind([session(hours) for hours in hours_ago], NOW)
    assert found == (session(in_mind) if in_mind is not None else None)


@pytest.mark.parametrize(
    ("hours_ago", "moments"),
    [
        ([], WITHOUT_SESSION),
        ([2], (Moment.FRESH,)),
        ([9], (Moment.FRESH,)),
        ([2, -30], (Moment.FRESH,)),
        ([19], (Moment.REVIEW,)),
        ([19, -30], (Moment.BEFORE,)),
        ([-30], (Moment.BEFORE,)),
        ([-24 * 20], WITHOUT_SESSION),
    ],
)
def test_questions_fit_the_time_around_a_session(
    hours_ago: list[float], moments: tuple[Moment, ...]
) -> None:
    phases = phases_from((WORDS / "phases.toml").read_text("utf-8"))
    assert moments_for([session(hours) for hours in hours_ago], NOW, phases) == moments
