import string
import threading

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from kdesk.domain.ids import Kind
from kdesk.domain.item import Hit
from kdesk.store import goals, memos, searches
from kdesk.store.vault import Vault
from tests.store import things
from tests.store.making import LATER, NOW

on_one_journal = settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=200, deadline=None
)


def found(vault: Vault, words: str) -> list[str]:
    return [hit.item.text for hit in searches.find(vault, words)]


def shown(hit: Hit) -> list[str]:
    return [hit.snippet[start:end] for start, end in hit.spans]


def test_everything_that_is_kept_is_found_by_its_words(journal: Vault) -> None:
    session = things.session(journal)
    memo = things.memo(journal)
    memos.set_transcript(journal, things.transcript(memo, "a rope in the water"), now=NOW)
    entry = things.entry(journal, "the rope again")
    goal = things.goal(journal, title="Tie no rope")
    look = goals.check_in(journal, goal.id, note="no rope today", at=NOW, next_on=None, now=NOW)
    creation = things.creation(journal, title="Rope, in ink")
    hits = searches.find(journal, "rope")
    made = (session, memo, entry, goal, look, creation)
    assert {hit.item.id for hit in hits} == {each.id for each in made}
    assert all(list(map(str.lower, shown(hit))) == ["rope"] for hit in hits)
    only = searches.find(journal, "rope", kinds=frozenset({Kind.MEMO}))
    assert [hit.item.id for hit in only] == [memo.id]


def test_the_last_word_may_be_only_begun_and_the_others_not(journal: Vault) -> None:
    things.entry(journal, "The river was wide.")
    assert found(journal, "r") == found(journal, "wide riv") == ["The river was wide."]
    assert found(journal, "riv wide") == []
    assert found(journal, "riv ") == ["The river was wide."]


def test_all_the_words_must_be_there_in_any_order(journal: Vault) -> None:
    things.entry(journal, "The river was wide.")
    assert found(journal, "wide river") == ["The river was wide."]
    assert found(journal, "wide ocean") == []


def test_quotes_ask_for_words_side_by_side(journal: Vault) -> None:
    things.entry(journal, "The river was wide.")
    assert found(journal, '"river was"') == ["The river was wide."]
    assert found(journal, '"was river"') == []
    assert found(journal, '"river wa"') == []
    assert found(journal, '"river wa') == ["The river was wide."]


def test_case_and_accents_do_not_matter(journal: Vault) -> None:
    things.entry(journal, "Café au LAIT, e\u0301te\u0301, Ångström")
    for words in ("cafe", "CAFÉ", "cafe\u0301", "lait", "ete", "été", "angstrom"):
        (hit,) = searches.find(journal, words)
        assert len(hit.spans) == 1, words
    assert shown(searches.find(journal, "ete")[0]) == ["e\u0301te\u0301"]


def test_words_that_were_edited_away_are_not_found(journal: Vault) -> None:
    memo = things.memo(journal)
    memos.set_transcript(journal, things.transcript(memo, "the liver"), now=NOW)
    memos.correct(journal, memo.id, "the river", now=LATER)
    assert found(journal, "liver") == []
    assert found(journal, "river") == ["the river"]


def test_a_title_counts_more_than_a_text(journal: Vault) -> None:
    text = things.entry(journal, "river and other words", title="Something else")
    title = things.entry(journal, "nothing of the kind is said", title="River")
    hits = searches.find(journal, "river")
    assert [hit.item.id for hit in hits] == [title.id, text.id]
    assert hits[0].snippet == "River"


def test_a_snippet_shows_the_words_within_a_long_text(journal: Vault) -> None:
    things.entry(journal, "before " * 100 + "the river\nwas wide " + "after " * 100)
    (hit,) = searches.find(journal, "river wide")
    assert hit.snippet.startswith("…")
    assert hit.snippet.endswith("…")
    assert "the river was wide" in hit.snippet
    assert shown(hit) == ["river", "wide"]


def test_words_after_a_nul_are_found_and_shown(journal: Vault) -> None:
    things.entry(journal, "before\0the river\0after")
    for words in ("before", "river", "after"):
        (hit,) = searches.find(journal, words)
        assert shown(hit) == [words]
        assert hit.item.text == "before\0the river\0after"


def test_a_word_at_the_end_of_ten_megabytes_is_found(journal: Vault) -> None:
    things.entry(journal, "x " * 5_000_000 + "river")
    (hit,) = searches.find(journal, "river")
    assert len(hit.snippet) < 200


@pytest.mark.parametrize(
    "words",
    ["", " ", '"', '""', '"""', "*", "AND", "NOT", "a OR", "NEAR(a b)", "title:", "^a", "a*b", "-a",
     "(", "a AND (b", "\0", "a\0b", "{title} : a", "'; DROP TABLE items; --", "\ud800", "🌊",
     "a " * 5_000_000, '"' * 10_000, "\u202ea"],
    ids=lambda words: repr(words[:12]),
)  # fmt: skip
def test_no_syntax_is_anything_but_words(journal: Vault, words: str) -> None:
    things.entry(journal, "a river, and not or near title b")
    searches.find(journal, words)


@on_one_journal
@given(st.text() | st.text('"*^(){}:+-\0 abANDORNT'))
@example("a" * 2000)
def test_searching_never_raises(journal: Vault, words: str) -> None:
    searches.find(journal, words)


@on_one_journal
@given(st.text(), st.text(string.ascii_letters + string.digits, min_size=1, max_size=12), st.text())
def test_a_word_is_found_whatever_stands_around_it(
    journal: Vault, before: str, word: str, after: str
) -> None:
    entry = things.entry(journal, f"{before} {word} {after}")
    hits = searches.find(journal, f'"{word}"', limit=100_000)
    (hit,) = [hit for hit in hits if hit.item.id == entry.id]
    assert hit.spans
    assert all(shown(hit))
    assert any(each.lower() == word.lower() for each in shown(hit))


def test_searching_does_not_wait_for_a_writer(journal: Vault) -> None:
    things.entry(journal, "the river")
    written, searched = threading.Event(), threading.Event()

    def write() -> None:
        with journal.writing():
            written.set()
            searched.wait(5)

    writer = threading.Thread(target=write)
    writer.start()
    written.wait(5)
    assert found(journal, "river") == ["the river"]
    searched.set()
    writer.join()


def test_of_more_than_can_be_ranked_none_is_lost_and_the_last_added_come_first(
    journal: Vault, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(searches, "_RANKED", 3)
    session = things.session(journal)
    old = [things.entry(journal, "rope", title="rope") for _ in range(3)]
    new = [things.entry(journal, "a rope among many other words") for _ in range(3)]
    first = [hit.item.id for hit in searches.find(journal, "rope", limit=3)]
    assert set(first) == {entry.id for entry in new}
    assert len(searches.find(journal, "rope", limit=100)) == 7
    only = searches.find(journal, "rope", kinds=frozenset({Kind.SESSION}))
    assert [hit.item.id for hit in only] == [session.id]
    assert old[0].id in {hit.item.id for hit in searches.find(journal, "rope")}
