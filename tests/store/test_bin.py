from datetime import timedelta

import pytest
from sqlalchemy import func, select, table, text

from kdesk.domain.change import Change, Happening
from kdesk.domain.ids import Kind
from kdesk.domain.problem import Problem, Trouble
from kdesk.store import bin as the_bin
from kdesk.store import entries, goals, items, memos, searches
from kdesk.store.vault import Vault
from tests.store import things
from tests.store.making import LATER, NOW
from tests.store.things import DAY


def test_what_is_in_the_bin_is_in_no_list_and_in_no_search(journal: Vault) -> None:
    entry = things.entry(journal, "The river was wide.")
    the_bin.remove(journal, entry.id, now=NOW)
    span = (NOW - DAY, NOW + DAY)
    assert items.newest(journal) == items.between(journal, *span) == ()
    assert entries.newest(journal) == entries.between(journal, *span) == ()
    assert items.outline(journal) == []
    assert items.months(journal) == ()
    assert items.count(journal) == items.counts(journal)[Kind.ENTRY] == 0
    assert searches.find(journal, "river") == ()


def test_what_is_in_the_bin_can_be_seen_there_and_comes_back(
    journal: Vault, told: list[tuple[Change, ...]]
) -> None:
    entry = things.entry(journal)
    the_bin.remove(journal, entry.id, now=LATER)
    (binned,) = the_bin.newest(journal)
    assert (binned.id, binned.removed_at) == (entry.id, LATER)
    assert entries.find(journal, entry.id) == entry
    the_bin.restore(journal, entry.id, now=LATER)
    assert the_bin.newest(journal) == ()
    assert [item.id for item in items.newest(journal)] == [entry.id]
    assert told[-2:] == [
        (Change(Kind.ENTRY, entry.id, Happening.REMOVED),),
        (Change(Kind.ENTRY, entry.id, Happening.RESTORED),),
    ]


def test_removing_twice_keeps_the_first_time(
    journal: Vault, told: list[tuple[Change, ...]]
) -> None:
    entry = things.entry(journal)
    the_bin.remove(journal, entry.id, now=NOW)
    the_bin.remove(journal, entry.id, now=LATER)
    assert the_bin.newest(journal)[0].removed_at == NOW
    assert len(told) == 2


def test_the_last_removed_comes_first(journal: Vault) -> None:
    first, second = things.entry(journal), things.entry(journal)
    the_bin.remove(journal, second.id, now=NOW)
    the_bin.remove(journal, first.id, now=LATER)
    assert [item.id for item in the_bin.newest(journal)] == [first.id, second.id]


def test_a_memo_shows_no_session_while_it_is_in_the_bin_and_again_afterwards(
    journal: Vault, told: list[tuple[Change, ...]]
) -> None:
    session = things.session(journal)
    memo = things.memo(journal)
    the_bin.remove(journal, session.id, now=NOW)
    assert memos.find(journal, memo.id).session_id is None
    assert items.newest(journal)[0].session_id is None
    assert items.of_session(journal, session.id) == ()
    assert Change(Kind.MEMO, memo.id, Happening.EDITED) in told[-1]
    the_bin.restore(journal, session.id, now=NOW)
    assert memos.find(journal, memo.id).session_id == session.id
    assert [item.id for item in items.of_session(journal, session.id)] == [memo.id]
    assert Change(Kind.MEMO, memo.id, Happening.EDITED) in told[-1]


def test_a_goal_goes_with_its_check_ins_and_comes_back_with_them(journal: Vault) -> None:
    goal = things.goal(journal)
    kept, gone = (
        goals.check_in(journal, goal.id, note=note, at=NOW, next_on=None, now=NOW)
        for note in ("kept", "gone")
    )
    the_bin.remove(journal, gone.id, now=NOW)
    the_bin.remove(journal, goal.id, now=LATER)
    assert items.newest(journal) == ()
    assert [item.id for item in the_bin.newest(journal)] == [goal.id, gone.id]
    the_bin.restore(journal, goal.id, now=LATER)
    assert goals.find(journal, goal.id).check_ins == (kept,)


def test_a_check_in_brings_its_goal_back(journal: Vault) -> None:
    goal = things.goal(journal)
    look = goals.check_in(journal, goal.id, note="rested", at=NOW, next_on=None, now=NOW)
    the_bin.remove(journal, look.id, now=NOW)
    the_bin.remove(journal, goal.id, now=LATER)
    the_bin.restore(journal, look.id, now=LATER)
    assert {item.id for item in items.newest(journal)} == {goal.id, look.id}


def test_emptying_deletes_what_was_removed_before_then_and_its_files(
    journal: Vault, told: list[tuple[Change, ...]]
) -> None:
    old, new = things.memo(journal, original=b"mp3"), things.memo(journal)
    creation = things.creation(journal, pictures=2)
    for item in (old, creation):
        the_bin.remove(journal, item.id, now=NOW)
    the_bin.remove(journal, new.id, now=LATER)
    assert the_bin.empty(journal, LATER) == 2
    assert [item.id for item in the_bin.newest(journal)] == [new.id]
    assert list(journal.blobs.names()) == [new.sound.name]
    assert {change.id for change in told[-1]} == {old.id, creation.id}
    with pytest.raises(Problem) as said:
        memos.find(journal, old.id)
    assert said.value.trouble is Trouble.NOT_FOUND


def test_emptying_goes_on_where_it_was_cut_short(
    journal: Vault, monkeypatch: pytest.MonkeyPatch
) -> None:
    memo = things.memo(journal)
    the_bin.remove(journal, memo.id, now=NOW)

    def cut_short(blob: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(journal.blobs, "remove", cut_short)
        with pytest.raises(KeyboardInterrupt):
            the_bin.empty(journal, LATER)
    assert list(journal.blobs.names()) == [memo.sound.name]
    the_bin.empty(journal, LATER)
    assert list(journal.blobs.names()) == []


def test_emptying_leaves_no_row_behind(journal: Vault) -> None:
    session = things.session(journal)
    memo = things.memo(journal)
    memos.set_transcript(journal, things.transcript(memo, "the river"), now=NOW)
    entry = things.entry(journal)
    entries.edit(journal, entries.find(journal, entry.id), now=NOW)
    goal = things.goal(journal)
    goals.check_in(journal, goal.id, note="rested", at=NOW, next_on=None, now=NOW)
    creation = things.creation(journal)
    for item in (session, memo, entry, goal, creation):
        the_bin.remove(journal, item.id, now=NOW)
    assert the_bin.empty(journal, LATER) == 6
    with journal.reading() as reading:
        tables = reading.scalars(
            text("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE '%fts%'")
        ).all()
        left = {
            name: reading.scalar(select(func.count()).select_from(table(name))) for name in tables
        }
    assert {name for name, count in left.items() if count} == {"alembic_version"}


def test_what_belonged_to_an_emptied_session_stays_and_is_told_of(
    journal: Vault, told: list[tuple[Change, ...]]
) -> None:
    session = things.session(journal)
    memo = things.memo(journal)
    the_bin.remove(journal, session.id, now=NOW)
    the_bin.empty(journal, LATER)
    assert memos.find(journal, memo.id).session_id is None
    assert Change(Kind.MEMO, memo.id, Happening.EDITED) in told[-1]


def test_emptied_words_are_gone_from_the_index(journal: Vault) -> None:
    entry = things.entry(journal, "an unmistakable word")
    things.entry(journal, "another")
    the_bin.remove(journal, entry.id, now=NOW)
    the_bin.empty(journal, NOW + timedelta(seconds=1))
    with journal.reading() as reading:
        blocks = reading.scalars(text("SELECT block FROM items_fts_data")).all()
    assert not any(b"unmist" in block for block in blocks)
    assert any(b"another" in block for block in blocks)
