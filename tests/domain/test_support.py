from pathlib import Path

from kdesk.domain.ids import PersonId
from kdesk.domain.person import Person, is_blank
from kdesk.domain.support import support_words_from

WORDS = Path(__file__).parents[2] / "resources" / "words" / "support.toml"


def person(name: str = "", role: str = "", number: str = "", note: str = "") -> Person:
    return Person(PersonId("person-1"), name, role, number, note, False)


def test_two_plain_lines_and_the_one_about_emergencies_are_there() -> None:
    words = support_words_from(WORDS.read_text("utf-8"))
    assert words.emergency == "In an emergency, call your local emergency number."
    assert len(words.grounding) == 2
    assert all(words.roles)


def test_one_word_anywhere_is_somebody() -> None:
    assert is_blank(person())
    assert is_blank(person(name=" ", number="\n"))
    for words in ({"name": "Ida"}, {"role": "a friend"}, {"number": "0555"}, {"note": "Ring."}):
        assert not is_blank(person(**words))
