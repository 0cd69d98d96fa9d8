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


def names(journal: Vault) -> str:
    return "".join(person.name for person in people.every(journal))


def test_who_was_taken_off_comes_back_between_the_same_two_whatever_went_before(
    journal: Vault,
) -> None:
    kept = {name: people.add(journal, name=name, now=NOW) for name in "ABCDEF"}
    for name in "ABC":
        people.remove(journal, kept[name].id)
    people.remove(journal, kept["E"].id)
    people.put_back(journal, kept["E"], 1)
    assert names(journal) == "DEF"


def test_somebody_is_moved_to_any_place(journal: Vault) -> None:
    kept = {name: people.add(journal, name=name, now=NOW) for name in "ABCD"}
    people.remove(journal, kept["B"].id)
    people.move(journal, kept["D"].id, 0)
    assert names(journal) == "DAC"
    people.move(journal, kept["D"].id, 1)
    assert names(journal) == "ADC"
    people.move(journal, kept["A"].id, 2)
    assert names(journal) == "DCA"
    with pytest.raises(Problem) as gone:
        people.move(journal, kept["B"].id, 0)
    assert gone.value.trouble is Trouble.NOT_FOUND


def test_a_move_tells_of_those_whose_place_is_another(journal: Vault) -> None:
    kept = {name: people.add(journal, name=name, now=NOW) for name in "ABC"}
    told: list[tuple[Change, ...]] = []
    journal.listen(told.append)
    people.move(journal, kept["B"].id, 0)
    ((*changes,),) = told
    assert {change.id for change in changes} == {kept["A"].id, kept["B"].id}
    assert {change.happening for change in changes} == {Happening.EDITED}
