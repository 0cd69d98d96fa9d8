from datetime import UTC, date, datetime, timedelta

import pytest

from kdesk.domain.goal import Direction, Goal, GoalStatus
from kdesk.domain.ids import GoalId, SessionId
from kdesk.domain.session import Session
from kdesk.domain.today import DayPart, day_part, offer_protection, small_steps

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
