from datetime import datetime, timedelta, timezone

import pytest

from kdesk.domain.change import Change, Happening
from kdesk.domain.ids import ITEM_KINDS, Kind
from kdesk.domain.item import Item, Month
from kdesk.domain.problem import Problem, Trouble
from kdesk.store import goals, insights, items
from kdesk.store.vault import Vault
from tests.store import things
from tests.store.making import LATER, NOW
from tests.store.things import DAY, HOUR


def test_every_kind_is_in_the_list_newest_first(journal: Vault) -> None:
    session = things.session(journal, NOW)
    memo = things.memo(journal, NOW + HOUR)
    entry = things.entry(journal, at=NOW + 2 * HOUR)
    creation = things.creation(journal, NOW + 3 * HOUR)
    goal = things.goal(journal, NOW + 4 * HOUR)
    look = goals.check_in(journal, goal.id, note="rested", at=NOW + 5 * HOUR, next_on=None, now=NOW)
    insight = insights.add(journal, at=NOW + 6 * HOUR, text="Wide, and slow.", now=NOW)
    found = items.newest(journal)
    made = (insight, look, goal, creation, entry, memo, session)
    assert [item.id for item in found] == [each.id for each in made]
    assert [item.kind for item in found] == [
        Kind.INSIGHT, Kind.CHECK_IN, Kind.GOAL, Kind.CREATION, Kind.ENTRY, Kind.MEMO, Kind.SESSION,
    ]  # fmt: skip
    assert items.counts(journal) == dict.fromkeys(ITEM_KINDS, 1)
    assert items.count(journal) == 7
    assert items.count(journal, frozenset({Kind.MEMO, Kind.GOAL})) == 2


def test_pages_follow_each_other_without_gap_or_repeat_when_times_are_equal(
    journal: Vault,
) -> None:
    made = [things.entry(journal, str(number)) for number in range(10)]
    pages: list[Item] = []
    before: Item | None = None
    while page := items.newest(journal, limit=3, before=before):
        pages.extend(page)
        before = page[-1]
    assert [item.id for item in pages] == sorted((each.id for each in made), reverse=True)


def test_kinds_that_were_not_asked_for_are_left_out(journal: Vault) -> None:
    entry, session = things.entry(journal), things.session(journal)
    only = frozenset({Kind.ENTRY})
    assert [item.id for item in items.newest(journal, kinds=only)] == [entry.id]
    assert [each[0] for each in items.outline(journal, only)] == [entry.id]
    assert [item.id for item in items.between(journal, NOW, LATER, only)] == [entry.id]
    assert items.newest(journal, kinds=frozenset()) == ()
    assert items.outline(journal, frozenset()) == []
    assert {item.id for item in items.newest(journal)} == {entry.id, session.id}


def test_between_takes_its_start_and_leaves_its_end(journal: Vault) -> None:
    first, second, _ = (things.entry(journal, at=NOW + n * DAY) for n in range(3))
    found = items.between(journal, NOW, NOW + 2 * DAY)
    assert [item.id for item in found] == [second.id, first.id]


def test_the_order_is_that_of_moments_whatever_the_clocks_said(journal: Vault) -> None:
    east = datetime(2026, 11, 19, 15, 0, tzinfo=timezone(timedelta(hours=9)))
    west = datetime(2026, 11, 19, 9, 0, tzinfo=timezone(-timedelta(hours=8)))
    earlier, later = things.entry(journal, at=east), things.entry(journal, at=west)
    assert [item.id for item in items.newest(journal)] == [later.id, earlier.id]
    assert items.outline(journal)[1] == (earlier.id, int(east.timestamp() * 1_000_000), 540)


@pytest.mark.parametrize(
    ("at", "month"),
    [
        ("2026-11-30T23:59:59.999999+01:00", (2026, 11)),
        ("2026-12-01T00:00:00+01:00", (2026, 12)),
        ("1969-12-31T23:59:59.5+00:00", (1969, 12)),
        ("1970-01-01T00:00:00-08:00", (1970, 1)),
        ("0001-01-01T00:00:00+14:00", (1, 1)),
        ("9999-12-31T23:59:59.999999-12:00", (9999, 12)),
    ],
)
def test_a_month_is_that_of_the_things_own_clock(
    journal: Vault, at: str, month: tuple[int, int]
) -> None:
    things.entry(journal, at=datetime.fromisoformat(at))
    assert items.months(journal) == (Month(*month, count=1),)


def test_months_come_newest_first_with_their_counts(journal: Vault) -> None:
    for days in (0, 1, 40, 400):
        things.entry(journal, at=NOW - days * DAY)
    assert items.months(journal) == (Month(2026, 11, 2), Month(2026, 10, 1), Month(2025, 10, 1))
    assert items.months(journal, frozenset({Kind.MEMO})) == ()


def test_a_thing_can_be_filed_to_a_session_and_to_none(
    journal: Vault, told: list[tuple[Change, ...]]
) -> None:
    session, entry = things.session(journal), things.entry(journal)
    items.assign(journal, entry.id, session.id, now=LATER)
    assert items.find(journal, entry.id).session_id == session.id
    assert [item.id for item in items.of_session(journal, session.id)] == [entry.id]
    items.assign(journal, entry.id, None, now=LATER)
    assert items.find(journal, entry.id).session_id is None
    assert told[-2:] == [(Change(Kind.ENTRY, entry.id, Happening.EDITED),)] * 2


def test_only_a_session_takes_things_and_belongs_to_none(journal: Vault) -> None:
    session, entry = things.session(journal), things.entry(journal)
    with pytest.raises(Problem) as said:
        items.assign(journal, session.id, session.id, now=NOW)
    assert said.value.trouble is Trouble.BAD_INPUT
    with pytest.raises(Problem) as said:
        items.assign(journal, entry.id, entry.id, now=NOW)
    assert said.value.trouble is Trouble.NOT_FOUND


def test_an_id_that_names_nothing_is_told(journal: Vault) -> None:
    for name in ("", "entry-01", "nonsense", "a\0b", "'; DROP TABLE items"):
        with pytest.raises(Problem) as said:
            items.find(journal, name)
        assert said.value.trouble is Trouble.NOT_FOUND


def test_a_thing_without_a_title_goes_by_its_first_words_without_their_marks(
    journal: Vault,
) -> None:
    things.entry(journal, "# *Warm* water, **wide** and 2*3*4")
    assert items.newest(journal)[0].title == "Warm water, wide and 2*3*4"
