"""What kinds of entry are called, what they are for, and which questions go with them."""

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass

from kdesk.domain.entry import Entry, EntryKind
from kdesk.domain.question import Question


@dataclass(frozen=True, slots=True)
class EntryWord:
    """The words for one kind of entry; `questions` are an offer, never a form."""

    kind: EntryKind
    name: str
    hint: str
    questions: tuple[Question, ...]


def entry_words_from(text: str, questions: Sequence[Question]) -> tuple[EntryWord, ...]:
    """The kinds written in resources/words/entries.toml, in their order.

    Raises ValueError or KeyError when they aren't written as that file says.
    """
    by_id = {question.id: question for question in questions}
    return tuple(
        EntryWord(
            kind=EntryKind(written["kind"]),
            name=written["name"],
            hint=written["hint"],
            questions=tuple(by_id[question_id] for question_id in written["questions"]),
        )
        for written in tomllib.loads(text)["entry"]
    )


def is_untouched(entry: Entry, questions: Sequence[Question]) -> bool:
    """Whether an entry holds no words of the person's own: no text, at most a question as title."""
    title = entry.title.strip()
    return not entry.text.strip() and (
        not title or any(question.text == title for question in questions)
    )
