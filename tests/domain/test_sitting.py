from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from kdesk.domain.ids import MemoId, SessionId
from kdesk.domain.memo import Blob, Listening, Memo
from kdesk.domain.sitting import evening_day, left_before, sittings, without_session

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
SOUND = Blob("sound", "audio/flac", 1, "")


def memo(hours_ago: float, seconds: float = 60) -> Memo:
    at = NOW - timedelta(hours=hours_ago)
    made = MemoId(f"memo-{at:%d%H%M}")
    return Memo(made, at, "", None, seconds, SOUND, None, b"", False, Listening.DONE, "", "")


def spoken(*hours_ago: float) -> list[Memo]:
    return [memo(hours) for hours in hours_ago]


def test_memos_without_a_long_silence_between_them_are_one_sitting() -> None:
    long = memo(30, seconds=4 * 3600)
    found = sittings([memo(1), memo(2.5), long, memo(25.5), memo(20)])
    assert [one.memos for one in found] == [
        (long, memo(25.5)),
        (memo(20),),
        (memo(2.5), memo(1)),
    ]
    assert found[0].begun_at == NOW - timedelta(hours=30)
    assert found[0].seconds == 4 * 3600 + 60
    assert found[0].ended_at == NOW - timedelta(hours=25.5) + timedelta(minutes=1)
    assert sittings([]) == ()


@pytest.mark.parametrize(("hour", "day"), [(0, 19), (4, 19), (5, 20), (23, 20)])
def test_somebody_who_is_still_up_at_night_is_in_the_day_before(hour: int, day: int) -> None:
    assert evening_day(NOW.replace(hour=hour)) == date(2026, 11, day)


def test_what_was_left_is_of_the_last_day_before_this_one() -> None:
    left = left_before(spoken(1, 3, 9, 18, 24, 60), NOW)
    assert left is not None
    assert list(left.memos) == spoken(24, 18, 9)  # at midnight it was still the evening before
    assert left_before(spoken(1, 3), NOW) is None
    assert left_before([], NOW) is None


def test_in_the_night_itself_nothing_was_left_yet() -> None:
    assert left_before(spoken(10), NOW.replace(hour=1)) is None


def test_a_day_is_that_of_the_clock_on_the_wall() -> None:
    there = NOW.astimezone(timezone(timedelta(hours=13)))
    assert left_before([memo(6)], NOW) is not None
    assert left_before([memo(6)], there) is None


def test_a_sitting_without_a_session_is_the_last_one_of_the_last_days() -> None:
    offered = without_session(spoken(20, 19, 40), NOW)
    assert offered is not None
    assert list(offered.memos) == spoken(20, 19)
    assert without_session(spoken(60), NOW) is None
    assert without_session([], NOW) is None


def test_one_memo_with_a_session_speaks_for_its_sitting() -> None:
    filed = replace(memo(19), session_id=SessionId("session-1"))
    assert without_session([memo(20), filed], NOW) is None


def test_a_sound_that_was_taken_in_makes_no_sitting() -> None:
    assert without_session([replace(memo(2), original=SOUND)], NOW) is None
