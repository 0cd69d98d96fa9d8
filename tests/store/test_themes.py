from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kdesk.domain.change import Change, Happening
from kdesk.domain.excerpt import Excerpt
from kdesk.domain.ids import Kind
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
    return [(theme.name, theme.passages) for theme in themes.every(journal)]


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
    made = insights.add(journal, at=NOW, text="It was warm.", excerpt=within, now=NOW)
    own = themes.tag(journal, "home", made.id, now=NOW)
    aside = insights.add(journal, at=NOW, text="Nothing of the kind.", now=NOW)
    assert set(themes.of(journal, made.id)) == {own, water}
    assert themes.of(journal, aside.id) == ()
    assert insights.newest(journal, theme_id=water.theme_id) == (made,)
    assert insights.newest(journal, theme_id=own.theme_id) == (made,)


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
