from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kdesk.domain.change import Change, Happening
from kdesk.domain.entry import EntryKind
from kdesk.domain.ids import Kind
from kdesk.store import bin as the_bin
from kdesk.store import entries, items
from kdesk.store.vault import Vault
from tests.store import things
from tests.store.making import LATER, NOW
from tests.store.things import DAY


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=50)
@given(st.text(), st.text())
def test_every_text_is_kept_to_the_letter(journal: Vault, title: str, text: str) -> None:
    kept = entries.find(journal, things.entry(journal, text, title=title).id)
    assert (kept.title, kept.text) == (title, text)


@pytest.mark.parametrize(
    "text",
    ["a\0b\0", "\u202eright to left\u202c", "🌊" * 3, "  \r\n\t", "x" * 10_000_000],
    ids=["NUL", "right to left", "emoji", "blanks", "ten megabytes"],
)
def test_strange_texts_are_kept_to_the_letter(journal: Vault, text: str) -> None:
    made = things.entry(journal, text)
    assert entries.find(journal, made.id).text == text
    assert items.find(journal, made.id).text == text
    edited = entries.edit(journal, replace(made, text=text[1:]), now=LATER)
    assert entries.find(journal, made.id).text == edited.text == text[1:]


def test_half_a_surrogate_pair_does_not_keep_the_rest_from_being_kept(journal: Vault) -> None:
    entry = things.entry(journal, "a \ud83d river", title="\udc00")
    assert entries.find(journal, entry.id).text == "a \ufffd river"
    assert entries.find(journal, entry.id).title == "\ufffd"


def test_an_edit_is_kept_and_told(journal: Vault, told: list[tuple[Change, ...]]) -> None:
    session = things.session(journal)
    made = things.entry(journal)
    edited = replace(made, title="Dream", kind=EntryKind.DREAM, at=NOW - DAY, session_id=session.id)
    assert entries.edit(journal, edited, now=LATER) == edited
    assert entries.find(journal, made.id) == edited
    assert told[-1] == (Change(Kind.ENTRY, made.id, Happening.EDITED),)


def test_saving_an_unchanged_entry_tells_nobody(
    journal: Vault, told: list[tuple[Change, ...]]
) -> None:
    made = things.entry(journal)
    entries.edit(journal, made, now=LATER)
    assert len(told) == 1


def test_what_an_entry_said_before_is_kept_newest_first(journal: Vault) -> None:
    made = things.entry(journal, "The river was wide.", title="River")
    second = entries.edit(journal, replace(made, text="A mountain."), now=LATER)
    entries.edit(journal, replace(second, title="Mountain"), now=LATER + DAY)
    before = entries.versions(journal, made.id)
    assert [(each.title, each.text) for each in before] == [
        ("River", "A mountain."),
        ("River", "The river was wide."),
    ]
    assert [each.edited_at for each in before] == [LATER, NOW]


def test_a_text_that_only_grows_needs_no_version_for_each_letter(journal: Vault) -> None:
    entry = things.entry(journal, "")
    for length in range(1, 20):
        entry = entries.edit(journal, replace(entry, text="The river was wide."[:length]), now=NOW)
    assert entries.versions(journal, entry.id) == ()


def test_an_edit_does_not_lose_the_session_that_is_in_the_bin(journal: Vault) -> None:
    session = things.session(journal)
    made = things.entry(journal, session_id=session.id)
    the_bin.remove(journal, session.id, now=NOW)
    shown = entries.find(journal, made.id)
    assert shown.session_id is None
    entries.edit(journal, replace(shown, text="The river was wide. And cold."), now=LATER)
    the_bin.restore(journal, session.id, now=NOW)
    assert entries.find(journal, made.id).session_id == session.id


def test_an_entry_without_a_title_goes_by_its_first_words(journal: Vault) -> None:
    def title(text: str) -> str:
        return items.find(journal, things.entry(journal, text).id).title

    assert title("## The river\nwas wide") == "The river was wide"
    assert title("") == "Entry"
    assert title("w" * 60) == "w" * 48 + "…"


def test_the_kind_is_told_in_lists(journal: Vault) -> None:
    letter = things.entry(journal, kind=EntryKind.SMALL_CHANGE)
    assert items.find(journal, letter.id).detail == "small change"
    assert items.find(journal, things.entry(journal).id).detail == ""


def test_entries_come_newest_first_and_between_is_half_open(journal: Vault) -> None:
    first, second, third = (things.entry(journal, at=NOW + n * DAY) for n in range(3))
    assert entries.newest(journal) == (third, second, first)
    assert entries.newest(journal, 1) == (third,)
    assert entries.between(journal, NOW, NOW + 2 * DAY) == (second, first)
