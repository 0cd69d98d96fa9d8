from dataclasses import replace
from datetime import datetime, timedelta, timezone

import pytest

from kdesk.domain.change import Change, Happening
from kdesk.domain.ids import Kind, SessionId
from kdesk.domain.problem import Problem, Trouble
from kdesk.store import items, sessions
from kdesk.store.vault import Vault
from tests.store import things
from tests.store.making import LATER, NOW
from tests.store.things import DAY, HOUR


def test_a_session_is_kept_to_the_letter(journal: Vault) -> None:
    begun = datetime(2026, 3, 29, 1, 59, 59, 123456, tzinfo=timezone(timedelta(hours=5.5)))
    made = sessions.add(
        journal,
        begun_at=begun,
        title=" One \0 ",
        place="\u202eplace",
        companions="",
        intention="let\ngo",
        now=NOW,
    )
    found = sessions.find(journal, made.id)
    assert found == made
    assert (found.title, found.place, found.intention) == (" One \0 ", "\u202eplace", "let\ngo")
    assert found.begun_at == begun
    assert found.begun_at.utcoffset() == timedelta(hours=5.5)


def test_an_edit_is_kept_and_told(journal: Vault, told: list[tuple[Change, ...]]) -> None:
    made = things.session(journal)
    edited = replace(made, title="Third", begun_at=NOW - DAY, companions="Grace")
    assert sessions.edit(journal, edited, now=LATER) == edited
    assert sessions.find(journal, made.id) == edited
    assert told[-1] == (Change(Kind.SESSION, made.id, Happening.EDITED),)


def test_sessions_come_newest_first_and_between_is_half_open(journal: Vault) -> None:
    first, second, third = (things.session(journal, NOW + n * DAY) for n in range(3))
    assert sessions.newest(journal) == (third, second, first)
    assert sessions.newest(journal, 1) == (third,)
    assert sessions.between(journal, NOW, NOW + 2 * DAY) == (second, first)


def test_a_session_is_found_by_its_words_and_named_in_lists(journal: Vault) -> None:
    named, nameless = things.session(journal), things.session(journal, NOW - HOUR, title="")
    shown = items.find(journal, named.id)
    assert (shown.title, shown.detail) == ("The second one", "the clinic")
    assert all(words in shown.text for words in ("rope", "Ada", "clinic"))
    assert items.find(journal, nameless.id).title == "Session"


def test_a_session_that_is_not_there_is_told(journal: Vault) -> None:
    with pytest.raises(Problem) as said:
        sessions.find(journal, "session-01")
    assert said.value.trouble is Trouble.NOT_FOUND
    with pytest.raises(Problem):
        sessions.find(journal, things.entry(journal).id)
    with pytest.raises(Problem):
        things.memo(journal, session_id=SessionId("session-01"))
