from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kdesk.domain.ids import SessionId
from kdesk.domain.phase import (
    BAR,
    ago,
    along,
    is_session_day,
    last_begun,
    next_planned,
    phase_at,
    phases_from,
)
from kdesk.domain.session import Session

WORDS = Path(__file__).parents[2] / "resources" / "words"
NOON = datetime(2026, 11, 19, 12, 0, tzinfo=UTC)


def session(begun_at: datetime) -> Session:
    return Session(SessionId(f"session-{begun_at:%d%H}"), begun_at, "Session 1", "", "", "")


@pytest.mark.parametrize(
    ("hours", "name"),
    [
        (0, "first-hours"),
        (11.99, "first-hours"),
        (12, "first-day"),
        (24, "settling"),
        (48, "integration-talk"),
        (71.9, "integration-talk"),
        (72, "two-weeks"),
        (336, "later"),
        (10_000, "later"),
    ],
)
def test_each_hour_after_a_session_lies_in_the_phase_suggested_for_it(
    hours: float, name: str
) -> None:
    phase = phase_at(
        timedelta(hours=hours), phases_from((WORDS / "phases.toml").read_text("utf-8"))
    )
    assert phase is not None
    assert phase.id == name


def test_before_a_session_there_is_no_phase() -> None:
    phases = phases_from((WORDS / "phases.toml").read_text("utf-8"))
    assert phase_at(timedelta(minutes=-1), phases) is None


def test_phases_written_out_of_order_are_put_in_order_of_time() -> None:
    written = "\n".join(
        f'[[phase]]\nid="{name}"\nfrom_hours={hours}\nname=""\nheading=""\ntext=""\nmoments=[]'
        for name, hours in (("late", 24), ("early", 0))
    )
    early, late = phases_from(written)
    assert (early.id, early.ends, late.id, late.ends) == (
        "early",
        timedelta(hours=24),
        "late",
        None,
    )


def test_a_planned_session_is_not_the_last_one() -> None:
    past, coming = session(NOON - timedelta(days=9)), session(NOON + timedelta(days=2))
    assert last_begun([coming, past], NOON) == past
    assert next_planned([past, coming, session(NOON + timedelta(days=5))], NOON) == coming
    assert last_begun([coming], NOON) is None
    assert next_planned([past], NOON) is None


def test_the_night_after_an_evening_session_is_still_its_day() -> None:
    evening = session(NOON.replace(hour=20))
    assert is_session_day([evening], NOON)
    assert is_session_day([evening], NOON + timedelta(hours=15))
    assert not is_session_day([evening], NOON + timedelta(hours=33))
    assert not is_session_day([evening], NOON - timedelta(hours=13))


@given(st.timedeltas(min_value=timedelta(days=-30), max_value=timedelta(days=400)))
def test_the_place_on_the_bar_never_leaves_it(since: timedelta) -> None:
    assert 0 <= along(since) <= 1


def test_the_bar_runs_from_the_session_to_two_weeks_after() -> None:
    assert along(timedelta(0)) == 0
    assert along(BAR) == 1
    assert along(timedelta(hours=12)) < along(timedelta(hours=24)) < along(timedelta(hours=48))


@pytest.mark.parametrize(
    ("since", "words"),
    [
        (timedelta(seconds=20), "just now"),
        (timedelta(minutes=1), "1 minute ago"),
        (timedelta(minutes=59), "59 minutes ago"),
        (timedelta(hours=1), "1 hour ago"),
        (timedelta(hours=47), "47 hours ago"),
        (timedelta(hours=49), "2 days ago"),
        (timedelta(days=22), "3 weeks ago"),
        (timedelta(days=100), "3 months ago"),
        (timedelta(days=800), "2 years ago"),
    ],
)
def test_time_since_is_said_in_the_unit_a_person_would_use(since: timedelta, words: str) -> None:
    assert ago(since) == words
