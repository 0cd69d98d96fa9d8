from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kdesk.domain.change import Change, Happening
from kdesk.domain.excerpt import Excerpt
from kdesk.domain.ids import Kind
from kdesk.domain.insight import Insight
from kdesk.domain.memo import Memo
from kdesk.domain.problem import Problem, Trouble
from kdesk.store import bin as the_bin
from kdesk.store import insights, themes
from kdesk.store.vault import Vault
from tests.store import things
from tests.store.making import LATER, NOW


def passage(memo: Memo, start: float = 10.0) -> Excerpt:
    return Excerpt(memo.id, start, start + 5.0, "the water was warm")


def names(journal: Vault) -> list[tuple[str, int]]:
    """Every theme, and how many passages carry it."""
    return [(t.name, len(themes.passages(journal, t.id))) for t in themes.every(journal)]


def kept(journal: Vault, said: Excerpt) -> Insight:
    return insights.add(journal, at=NOW, text="It was warm.", excerpt=said, now=NOW)


def test_a_passage_carries_a_theme(journal: Vault, told: list[tuple[Change, ...]]) -> None:
    memo = things.memo(journal)
    tagged = themes.tag(journal, "water", memo.id, passage(memo), now=NOW)
    assert (tagged.name, tagged.item_id, tagged.excerpt) == ("water", memo.id, passage(memo))
    assert themes.of(journal, memo.id) == themes.passages(journal, tagged.theme_id) == (tagged,)
    assert names(journal) == [("water", 1)]
    assert told[-1] == (Change(Kind.MEMO, memo.id, Happening.EDITED),)


def test_capitals_and_spaces_make_no_other_theme(journal: Vault) -> None:
    memo = things.memo(journal)
    first = themes.tag(journal, "My  sister ", memo.id, passage(memo), now=NOW)
    second = themes.tag(journal, "MY SISTER", memo.id, passage(memo, 60.0), now=NOW)
    assert first.theme_id == second.theme_id
    assert names(journal) == [("My sister", 2)]


def test_the_same_passage_carries_a_theme_once(journal: Vault) -> None:
    memo = things.memo(journal)
    first = themes.tag(journal, "water", memo.id, passage(memo), now=NOW)
    assert themes.tag(journal, "Water", memo.id, passage(memo), now=NOW) == first
    assert names(journal) == [("water", 1)]


def test_a_whole_thing_carries_a_theme(journal: Vault) -> None:
    made = insights.add(journal, at=NOW, text="Wide, and slow.", now=NOW)
    tagged = themes.tag(journal, "water", made.id, now=NOW)
    assert tagged.excerpt is None
    assert themes.of(journal, made.id) == (tagged,)
    assert themes.tag(journal, "water", made.id, now=NOW) == tagged


@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40, deadline=None
)
@given(st.text(max_size=30))
def test_any_name_is_a_theme_or_refused(journal: Vault, name: str) -> None:
    memo = things.memo(journal)
    if not themes.plain(name):
        with pytest.raises(Problem) as told:
            themes.tag(journal, name, memo.id, passage(memo), now=NOW)
        assert told.value.trouble is Trouble.BAD_INPUT
        return
    first = themes.tag(journal, name, memo.id, passage(memo), now=NOW)
    assert themes.tag(journal, name, memo.id, passage(memo), now=NOW) == first


def test_a_theme_on_something_unknown_is_refused_and_leaves_no_name(journal: Vault) -> None:
    with pytest.raises(Problem) as told:
        themes.tag(journal, "water", "memo-none", None, now=NOW)
    assert told.value.trouble is Trouble.NOT_FOUND
    assert names(journal) == []


def test_a_theme_that_nothing_carries_any_more_is_gone(
    journal: Vault, told: list[tuple[Change, ...]]
) -> None:
    memo = things.memo(journal)
    first = themes.tag(journal, "water", memo.id, passage(memo), now=NOW)
    second = themes.tag(journal, "water", memo.id, passage(memo, 60.0), now=NOW)
    themes.untag(journal, first)
    assert names(journal) == [("water", 1)]
    themes.untag(journal, second)
    assert told[-1] == (Change(Kind.MEMO, memo.id, Happening.EDITED),)
    themes.untag(journal, second)  # twice is once
    assert names(journal) == []
    assert themes.tag(journal, "Water", memo.id, passage(memo), now=NOW).name == "Water"


def test_what_is_in_the_bin_comes_back_with_its_themes(journal: Vault) -> None:
    memo, other = things.memo(journal), things.memo(journal)
    theirs = themes.tag(journal, "water", memo.id, passage(memo), now=NOW)
    mine = themes.tag(journal, "water", other.id, passage(other), now=NOW)
    the_bin.remove(journal, memo.id, now=NOW)
    assert names(journal) == [("water", 1)]
    themes.untag(journal, mine)
    assert names(journal) == []
    the_bin.restore(journal, memo.id, now=NOW)
    assert themes.of(journal, memo.id) == (theirs,)
    assert names(journal) == [("water", 1)]


def test_a_memo_erased_for_good_leaves_no_name_of_a_theme(journal: Vault) -> None:
    memo = things.memo(journal)
    themes.tag(journal, "water", memo.id, passage(memo), now=NOW)
    the_bin.remove(journal, memo.id, now=NOW)
    the_bin.empty(journal, LATER)
    again = things.memo(journal)
    assert themes.tag(journal, "WATER", again.id, passage(again), now=NOW).name == "WATER"


def test_an_insight_carries_the_themes_of_the_passage_it_was_said_in(journal: Vault) -> None:
    memo = things.memo(journal)
    water = themes.tag(journal, "water", memo.id, passage(memo, 10.0), now=NOW)
    themes.tag(journal, "fire", memo.id, passage(memo, 15.0), now=NOW)
    themes.tag(journal, "earth", memo.id, passage(memo, 5.0), now=NOW)
    within = replace(passage(memo), start=12.0, end=14.0)
    made = kept(journal, within)
    own = themes.tag(journal, "home", made.id, now=NOW)
    aside = insights.add(journal, at=NOW, text="Nothing of the kind.", now=NOW)
    assert set(themes.of(journal, made.id)) == {own, water}
    assert themes.of(journal, aside.id) == ()
    assert insights.newest(journal, theme_id=water.theme_id) == (made,)
    assert insights.newest(journal, theme_id=own.theme_id) == (made,)


def test_what_was_said_in_a_passage_keeps_its_theme_while_the_memo_is_in_the_bin(
    journal: Vault,
) -> None:
    memo = things.memo(journal)
    water = themes.tag(journal, "water", memo.id, passage(memo), now=NOW)
    made = kept(journal, passage(memo))
    the_bin.remove(journal, memo.id, now=NOW)
    (carried,) = themes.of(journal, made.id)
    assert (carried.seq, carried.name) == (water.seq, "water")
    assert carried.excerpt is None, "words of what is in the bin are told nowhere"
    assert [theme.name for theme in themes.every(journal)] == ["water"]
    assert themes.passages(journal, water.theme_id) == ()
    assert insights.newest(journal, theme_id=water.theme_id) == (made,)
    the_bin.restore(journal, memo.id, now=NOW)
    assert themes.of(journal, made.id) == (water,)
    the_bin.remove(journal, memo.id, now=NOW)
    the_bin.remove(journal, made.id, now=NOW)
    assert themes.every(journal) == ()


def test_what_was_said_in_a_passage_keeps_its_theme_once_the_memo_is_erased(
    journal: Vault, told: list[tuple[Change, ...]]
) -> None:
    memo = things.memo(journal)
    water = themes.tag(journal, "water", memo.id, passage(memo), now=NOW)
    themes.tag(journal, "fire", memo.id, passage(memo, 60.0), now=NOW)
    made, binned, gone = (kept(journal, passage(memo)) for _ in range(3))
    own = themes.tag(journal, "water", binned.id, now=NOW)
    the_bin.remove(journal, binned.id, now=LATER)
    for item_id in (memo.id, gone.id):
        the_bin.remove(journal, item_id, now=NOW)
    assert the_bin.empty(journal, LATER) == 2
    assert {change.id for change in told[-1]} == {memo.id, made.id, binned.id, gone.id}
    (carried,) = themes.of(journal, made.id)
    assert (carried.name, carried.excerpt) == ("water", None)
    assert insights.newest(journal, theme_id=water.theme_id)[0].id == made.id
    the_bin.restore(journal, binned.id, now=LATER)
    assert themes.of(journal, binned.id) == (own,), "what it carried itself is not there twice"
    assert [theme.name for theme in themes.every(journal)] == ["water"]
    themes.untag(journal, carried)
    themes.untag(journal, own)
    assert themes.every(journal) == ()


def test_words_that_sound_for_no_time_are_in_the_passage_that_begins_with_them(
    journal: Vault,
) -> None:
    memo = things.memo(journal)
    added = replace(passage(memo), end=10.0)
    themes.tag(journal, "water", memo.id, added, now=NOW)
    made = kept(journal, added)
    assert [tagged.name for tagged in themes.of(journal, made.id)] == ["water"]


def test_themes_can_be_asked_for_by_what_carries_them(journal: Vault) -> None:
    memo = things.memo(journal)
    themes.tag(journal, "water", memo.id, passage(memo), now=NOW)
    themes.tag(journal, "morning", things.goal(journal).id, now=NOW)
    assert [theme.name for theme in themes.every(journal)] == ["morning", "water"]
    assert [theme.name for theme in themes.every(journal, {Kind.MEMO})] == ["water"]


def test_themes_come_by_name(journal: Vault) -> None:
    memo = things.memo(journal)
    for name in ("water", "Fire", "home"):
        themes.tag(journal, name, memo.id, passage(memo), now=NOW)
    assert names(journal) == [("Fire", 1), ("home", 1), ("water", 1)]


def test_a_name_is_one_plain_line(journal: Vault) -> None:
    memo = things.memo(journal)
    tagged = themes.tag(journal, "my\x1b\u202e sis\x00ter\n", memo.id, passage(memo), now=NOW)
    assert tagged.name == "my sister"
    themes.tag(journal, "w" * 60, memo.id, passage(memo), now=NOW)
    with pytest.raises(Problem) as told:
        themes.tag(journal, "w" * 61, memo.id, passage(memo), now=NOW)
    assert told.value.trouble is Trouble.BAD_INPUT
    assert "Choose a shorter one." in told.value.sentence
    assert names(journal) == [("my sister", 1), ("w" * 60, 1)]
