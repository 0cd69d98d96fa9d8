from dataclasses import replace

import pytest

from kdesk.domain.change import Change, Happening
from kdesk.domain.entry import EntryKind
from kdesk.domain.excerpt import Excerpt
from kdesk.domain.goal import Direction
from kdesk.domain.ids import Kind
from kdesk.domain.problem import Problem, Trouble
from kdesk.store import bin as the_bin
from kdesk.store import entries, excerpts, goals, insights, items, memos, searches, themes
from kdesk.store.vault import Vault
from tests.store import things
from tests.store.making import LATER, NOW
from tests.store.things import DAY

STONE = "I can put one stone down."


def said(journal: Vault, start: float = 134.0, words: str = STONE) -> Excerpt:
    return Excerpt(things.memo(journal, title="The river").id, start, start + 4.0, words)


def test_an_insight_is_kept_with_the_second_it_was_said(journal: Vault) -> None:
    session = things.session(journal)
    excerpt = said(journal)
    made = insights.add(
        journal, at=NOW, text=STONE, session_id=session.id, excerpt=excerpt, now=NOW
    )
    assert insights.find(journal, made.id) == made
    assert (made.text, made.excerpt, made.session_id) == (STONE, excerpt, session.id)
    shown = items.find(journal, made.id)
    assert (shown.kind, shown.title, shown.text) == (Kind.INSIGHT, STONE, STONE)


def test_a_new_insight_is_told_once(journal: Vault, told: list[tuple[Change, ...]]) -> None:
    excerpt = said(journal)
    del told[:]
    made = insights.add(journal, at=NOW, text=STONE, excerpt=excerpt, now=NOW)
    assert told == [(Change(Kind.INSIGHT, made.id, Happening.ADDED),)]


def test_an_edit_is_kept_and_told_and_leaves_where_it_was_said(
    journal: Vault, told: list[tuple[Change, ...]]
) -> None:
    made = insights.add(journal, at=NOW, text=STONE, excerpt=said(journal), now=NOW)
    other = replace(made, text="One stone at a time.", at=NOW - DAY, excerpt=None)
    kept = insights.edit(journal, other, now=LATER)
    assert kept == replace(other, excerpt=made.excerpt) == insights.find(journal, made.id)
    assert told[-1] == (Change(Kind.INSIGHT, made.id, Happening.EDITED),)


def test_insights_come_newest_first_and_between_is_half_open(journal: Vault) -> None:
    first, second, third = (
        insights.add(journal, at=NOW + n * DAY, text=str(n), now=NOW) for n in range(3)
    )
    assert insights.newest(journal) == (third, second, first)
    assert insights.newest(journal, NOW, NOW + 2 * DAY) == (second, first)
    the_bin.remove(journal, second.id, now=NOW)
    assert insights.newest(journal) == (third, first)


def test_an_insight_is_found_by_its_words(journal: Vault) -> None:
    made = insights.add(journal, at=NOW, text=STONE, now=NOW)
    (hit,) = searches.find(journal, "one stone")
    assert hit.item.id == made.id


def test_an_unknown_insight_is_not_found(journal: Vault) -> None:
    with pytest.raises(Problem) as told:
        insights.find(journal, "insight-none")
    assert told.value.trouble is Trouble.NOT_FOUND


def test_a_goal_and_a_question_keep_where_they_were_said(journal: Vault) -> None:
    excerpt = said(journal)
    goal = goals.add(
        journal, at=NOW, title=STONE, direction=Direction.START, excerpt=excerpt, now=NOW
    )
    question = entries.add(
        journal,
        at=NOW,
        kind=EntryKind.QUESTION,
        title="",
        text=STONE,
        session_id=None,
        excerpt=excerpt,
        now=NOW,
    )
    assert excerpts.of(journal, goal.id) == excerpts.of(journal, question.id) == excerpt
    assert excerpts.of(journal, things.entry(journal).id) is None


def test_what_came_of_a_memo_is_told_in_the_order_it_sounds(journal: Vault) -> None:
    late = said(journal, 134.0)
    early = replace(late, start=3.0, end=5.0, words="And then the kitchen.")
    second = insights.add(journal, at=NOW, text=STONE, excerpt=late, now=NOW)
    first = goals.add(
        journal, at=NOW, title="Cook", direction=Direction.START, excerpt=early, now=NOW
    )
    gone = insights.add(journal, at=NOW, text="gone", excerpt=early, now=NOW)
    the_bin.remove(journal, gone.id, now=NOW)
    themes.tag(journal, "water", str(late.memo_id), late, now=NOW)  # not a thing of its own
    assert excerpts.from_memo(journal, str(late.memo_id)) == (
        (first.id, early),
        (second.id, late),
    )


def test_a_memo_in_the_bin_takes_its_sound_along_but_not_the_words(
    journal: Vault, told: list[tuple[Change, ...]]
) -> None:
    excerpt = said(journal)
    made = insights.add(journal, at=NOW, text=STONE, excerpt=excerpt, now=NOW)
    memo = memos.find(journal, str(excerpt.memo_id))
    assert excerpts.memo_of(journal, excerpt) == memo
    the_bin.remove(journal, memo.id, now=NOW)
    assert excerpts.memo_of(journal, excerpt) is None
    assert Change(Kind.INSIGHT, made.id, Happening.EDITED) in told[-1]
    the_bin.restore(journal, memo.id, now=NOW)
    assert excerpts.memo_of(journal, excerpt) == memo
    assert Change(Kind.INSIGHT, made.id, Happening.EDITED) in told[-1]


def test_a_memo_erased_for_good_leaves_the_insight_and_its_words(
    journal: Vault, told: list[tuple[Change, ...]]
) -> None:
    excerpt = said(journal)
    made = insights.add(journal, at=NOW, text=STONE, excerpt=excerpt, now=NOW)
    the_bin.remove(journal, str(excerpt.memo_id), now=NOW)
    del told[:]
    the_bin.empty(journal, LATER)
    left = insights.find(journal, made.id)
    assert left.excerpt == replace(excerpt, memo_id=None)
    assert excerpts.memo_of(journal, replace(excerpt, memo_id=None)) is None
    assert Change(Kind.INSIGHT, made.id, Happening.EDITED) in told[0]


def test_an_insight_erased_for_good_leaves_nothing_of_itself(journal: Vault) -> None:
    excerpt = said(journal)
    made = insights.add(journal, at=NOW, text=STONE, excerpt=excerpt, now=NOW)
    the_bin.remove(journal, made.id, now=NOW)
    the_bin.empty(journal, LATER)
    assert excerpts.of(journal, made.id) is None
    assert memos.find(journal, str(excerpt.memo_id)).id == excerpt.memo_id
