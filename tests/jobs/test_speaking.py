"""What is known of one press of Record, across the processes that record."""

from datetime import UTC, datetime, timedelta

import pytest

from kdesk.domain.ids import MemoId
from kdesk.jobs import speaking
from kdesk.jobs.protocol import Level, Saved
from kdesk.jobs.speaking import Speaking
from kdesk.store.ids import made_at

AT = datetime(2026, 11, 19, 15, 2, tzinfo=UTC)
BEFORE = MemoId("memo-01JD2F7Q8Z0000000000000000")


def test_each_memo_goes_on_from_the_last_that_holds_sound() -> None:
    one = Speaking(AT, BEFORE)
    first = one.next()
    assert (first.at, first.after) == (AT, BEFORE)
    assert one.next().after == BEFORE  # of the first there was no sound
    one.begun()
    last = one.id
    one.look()
    one.next()
    assert one.next().after == last


def test_its_times_are_counted_from_the_press_whatever_the_clock_says(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(speaking, "moment", lambda: 1000.0)
    one = Speaking(AT, None, _pressed=910.0)
    assert one.next().at == AT
    second = one.next()
    assert second.at == AT + timedelta(seconds=90)
    assert made_at(second.id) == second.at


def test_seconds_count_on_from_memo_to_memo_and_each_is_saved_with_its_own() -> None:
    one = Speaking(AT, None)
    assert one.saved() == ()
    one.next()
    one.begun()
    assert one.level(Level(0.5, 60.0)) == Level(0.5, 60.0)
    first = one.id
    assert first is not None
    one.next()
    assert one.saved() == (Saved(first, 60.0),)
    one.begun()
    assert one.level(Level(0.5, 2.5)) == Level(0.5, 62.5)
    assert one.id is not None
    assert one.saved() == (Saved(one.id, 2.5),)


def test_it_looks_for_half_a_minute() -> None:
    one = Speaking(AT, None)
    assert not one.looks()
    one.look()
    assert one.looks()
    assert one.looks_until is not None
    one.looks_until -= speaking.LOOKS_FOR
    assert not one.looks()
