"""Periods, what is counted, and how texts are shortened."""

from datetime import UTC, date, datetime, timedelta, timezone
from time import thread_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kdesk.domain.ids import SessionId
from kdesk.domain.session import Session
from kdesk.domain.summary import (
    BOLD,
    ITALIC,
    USUAL,
    Period,
    Section,
    Summary,
    all_of_it,
    days_said,
    emphasised,
    one_month,
    room_for_each,
    shortened,
    since_last_session,
    two_weeks,
    unmarked,
)

TODAY = date(2026, 11, 20)


def session(day: int, intention: str = "To listen.") -> Session:
    begun = datetime(2026, 11, day, 14, tzinfo=UTC)
    return Session(SessionId(f"session-{day}"), begun, "", "", "", intention)


def summary(sections: frozenset[Section] = USUAL, *sessions: Session) -> Summary:
    return Summary(two_weeks(TODAY), sections, False, sessions, (), (), (), (), (), ())


def test_two_weeks_go_back_fourteen_days() -> None:
    assert two_weeks(TODAY) == Period(date(2026, 11, 6), TODAY)


@pytest.mark.parametrize(
    ("today", "first"),
    [
        (date(2026, 11, 20), date(2026, 10, 20)),
        (date(2026, 3, 31), date(2026, 2, 28)),
        (date(2026, 1, 15), date(2025, 12, 15)),
    ],
)
def test_a_month_goes_back_to_the_same_day_or_the_months_last(today: date, first: date) -> None:
    assert one_month(today) == Period(first, today)


def test_since_the_last_session_leaves_out_one_that_is_still_to_come() -> None:
    assert since_last_session(TODAY, [session(3), session(19), session(25)]) == Period(
        date(2026, 11, 19), TODAY
    )


def test_without_a_session_there_is_nothing_since_the_last() -> None:
    assert since_last_session(TODAY, []) is None


def test_a_moment_belongs_to_the_day_its_own_clock_showed() -> None:
    # 23:30 on the 5th in Lima is the 6th in UTC.
    lima = timezone(timedelta(hours=-5))
    period = Period(date(2026, 11, 6), TODAY)
    assert not period.holds(datetime(2026, 11, 5, 23, 30, tzinfo=lima))
    assert period.holds(datetime(2026, 11, 20, 23, 59, tzinfo=lima))


def test_the_beginning_of_everything_is_open() -> None:
    assert all_of_it(TODAY).holds(datetime(1970, 1, 1, tzinfo=UTC))
    assert not all_of_it(TODAY).holds(datetime(2026, 11, 21, tzinfo=UTC))


@pytest.mark.parametrize(
    ("period", "words"),
    [
        (Period(date(2026, 11, 6), TODAY), "6 – 20 November 2026"),
        (Period(date(2026, 10, 28), TODAY), "28 October – 20 November 2026"),
        (Period(date(2025, 12, 28), TODAY), "28 December 2025 – 20 November 2026"),
        (Period(TODAY, TODAY), "20 November 2026"),
        (Period(None, TODAY), "Everything up to 20 November 2026"),
    ],
)
def test_a_period_is_said_without_saying_anything_twice(period: Period, words: str) -> None:
    assert days_said(period) == words


def test_a_session_without_an_intention_is_not_counted_among_intentions() -> None:
    made = summary(USUAL, session(8), session(19, "  "))
    assert made.count(Section.INTENTIONS) == 1


def test_what_is_not_wanted_makes_the_page_empty() -> None:
    assert not summary(USUAL, session(8)).is_empty
    assert summary(frozenset({Section.MEMOS}), session(8)).is_empty
    assert summary(USUAL).is_empty


def test_a_shortened_text_ends_after_a_whole_word() -> None:
    assert shortened("The yellow light, over the table", 20) == "The yellow light…"
    assert shortened("short\n\nenough", 20) == "short enough"


def test_a_heading_loses_its_mark_and_nothing_else() -> None:
    assert unmarked("### What stayed?\n\nThe #1 thing # and\n#tag") == (
        "What stayed?\n\nThe #1 thing # and\n#tag"
    )


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("It was *warm*, and **so** wide.", "It was {i}warm{i}, and {b}so{b} wide."),
        ("_Warm_, __wide__, ***slow***.", "{i}Warm{i}, {b}wide{b}, {i}{b}slow{i}{b}."),
        ("**All of *it*, really**", "{b}All of {i}it{i}, really{b}"),
        ("*a* *b*", "{i}a{i} {i}b{i}"),
        ("# *A* title\n* one\n* two*", "{i}A{i} title\n* one\n* two*"),
        ("2*3*4, 2 * 3 * 4, a_long_name, *open", "2*3*4, 2 * 3 * 4, a_long_name, *open"),
        ("a_long_ name, 5* or 6*", "a_long_ name, 5* or 6*"),
        (r"\*as typed\* and * this*", r"\*as typed\* and * this*"),
        ("*one\ntwo*", "*one\ntwo*"),
        (f"a{ITALIC}b{BOLD}c", "abc"),
    ],
)
def test_stars_around_words_are_emphasis_and_others_stay(typed: str, told: str) -> None:
    assert emphasised(typed) == told.format(i=ITALIC, b=BOLD)
    assert unmarked(typed) == told.format(i="", b="")


def test_stars_without_end_are_looked_through_before_anybody_waits() -> None:
    begun = thread_time()
    emphasised("a *b" * 1_000)
    short = thread_time() - begun
    begun = thread_time()
    emphasised("a *b" * 20_000)
    assert thread_time() - begun < 60 * short + 0.1, "not the square of it"


def test_an_accent_stays_with_its_letter() -> None:
    word = "e\u0301" * 30
    cut = shortened(word, 20)
    assert cut.endswith("\u0301…")
    assert cut.count("e") == cut.count("\u0301")


@given(st.text(), st.integers(2, 60))
def test_a_shortened_text_is_never_longer_than_its_room(text: str, limit: int) -> None:
    assert len(shortened(text, limit)) <= limit


def test_more_texts_get_less_room_each() -> None:
    assert room_for_each(1) > room_for_each(20) > room_for_each(36)
    assert room_for_each(0) == room_for_each(1)
    assert room_for_each(10_000) == room_for_each(1_000)
