import pytest

from kdesk.domain.change import Change, Happening
from kdesk.domain.ids import Kind
from kdesk.domain.problem import Problem, Trouble
from kdesk.store import people
from kdesk.store.vault import Vault
from tests.store.making import NOW


def test_people_are_kept_in_the_order_they_were_given(journal: Vault) -> None:
    for name in ("Ada", "Ben", "Cleo"):
        people.add(journal, name=name, number="555 01", now=NOW)
    assert [person.name for person in people.every(journal)] == ["Ada", "Ben", "Cleo"]


def test_who_was_taken_off_comes_back_to_their_place(journal: Vault) -> None:
    kept = [people.add(journal, name=name, now=NOW) for name in ("Ada", "Ben", "Cleo")]
    people.remove(journal, kept[1].id)
    assert people.every(journal) == (kept[0], kept[2])
    people.put_back(journal, kept[1], 1)
    assert people.every(journal) == tuple(kept)
    with pytest.raises(Problem) as gone:
        people.remove(journal, people.add(journal, name="Dan", now=NOW).id)
        people.remove(journal, kept[0].id)
        people.remove(journal, kept[0].id)
    assert gone.value.trouble is Trouble.NOT_FOUND


def test_every_change_of_a_person_is_told(journal: Vault) -> None:
    told: list[tuple[Change, ...]] = []
    journal.listen(told.append)
    ada = people.add(journal, name="Ada", now=NOW)
    people.edit(journal, ada)
    people.remove(journal, ada.id)
    assert [change.happening for (change,) in told] == [Happening.ADDED, Happening.REMOVED]
    assert {change.kind for (change,) in told} == {Kind.PERSON}
