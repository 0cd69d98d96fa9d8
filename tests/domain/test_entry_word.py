from datetime import UTC, datetime
from pathlib import Path

import pytest

from kdesk.domain.entry import Entry, EntryKind
from kdesk.domain.entry_word import EntryWord, entry_words_from, is_untouched
from kdesk.domain.ids import EntryId
from kdesk.domain.question import Question, questions_from

WORDS = Path(__file__).parents[2] / "resources" / "words"


def questions() -> tuple[Question, ...]:
    return questions_from((WORDS / "questions.toml").read_text("utf-8"))


def shipped() -> tuple[EntryWord, ...]:
    return entry_words_from((WORDS / "entries.toml").read_text("utf-8"), questions())


def entry(title: str, text: str) -> Entry:
    at = datetime(2026, 11, 20, 8, 0, tzinfo=UTC)
    return Entry(EntryId("entry-1"), at, EntryKind.FREE, title, text, None)


def test_every_kind_of_entry_has_a_name_a_hint_and_a_question() -> None:
    assert sorted(word.kind for word in shipped()) == sorted(EntryKind)
    assert all(word.name and word.hint and word.questions for word in shipped())


def test_a_question_nobody_wrote_is_refused() -> None:
    with pytest.raises(KeyError):
        entry_words_from('[[entry]]\nkind="free"\nname="a"\nhint="b"\nquestions=["B99"]', [])


@pytest.mark.parametrize(
    ("title", "text", "untouched"),
    [
        ("", "", True),
        ("  ", " \n", True),
        ("What emotions came up?", "", True),
        ("What emotions came up?", "Grief.", False),
        ("My own words", "", False),
        ("", ".", False),
    ],
)
def test_only_an_entry_without_a_word_of_ones_own_is_untouched(
    title: str, text: str, untouched: bool
) -> None:
    assert is_untouched(entry(title, text), questions()) is untouched
