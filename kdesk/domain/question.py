"""Questions as an offer: which ones fit a moment, and one to ask now."""

import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Moment(StrEnum):
    """When a question fits; resources/words/questions.toml says what each one means."""

    BEFORE = "before"
    FRESH = "fresh"
    REVIEW = "review"
    THEMES = "themes"
    CONNECTIONS = "connections"
    PERSPECTIVE = "perspective"
    ACTION = "action"
    ACCOUNTABILITY = "accountability"
    CARRY = "carry"
    THERAPIST = "therapist"
    CADENCE = "cadence"


@dataclass(frozen=True, slots=True)
class Question:
    """One question; `on_today` tells whether Today may ask it by itself."""

    id: str
    moment: Moment
    text: str
    on_today: bool


def questions_from(text: str) -> tuple[Question, ...]:
    """The questions written in resources/words/questions.toml.

    Raises ValueError or KeyError when they aren't written as that file says.
    """
    return tuple(
        Question(
            id=written["id"],
            moment=Moment(written["moment"]),
            text=written["text"],
            on_today=written.get("on_today", True),
        )
        for written in tomllib.loads(text)["question"]
    )


def fitting(questions: Iterable[Question], moments: Iterable[Moment]) -> tuple[Question, ...]:
    """The questions of these moments, in the order they are written."""
    wanted = frozenset(moments)
    return tuple(question for question in questions if question.moment in wanted)


def question_for(
    questions: Sequence[Question], today: date, skipped: int = 0, answered: Iterable[str] = ()
) -> Question | None:
    """One question for a day, the same all day long; `skipped` asks for another.

    Those whose text is among `answered` come only when nothing else is left. None when there
    are no questions that may be asked.
    """
    done = frozenset(answered)
    askable = [question for question in questions if question.on_today]
    open_ones = [question for question in askable if question.text not in done] or askable
    if not open_ones:
        return None
    return open_ones[(today.toordinal() + skipped) % len(open_ones)]
