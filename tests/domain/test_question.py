import re
from datetime import date, timedelta
from pathlib import Path

from kdesk.domain.question import Moment, Question, fitting, question_for, questions_from

WORDS = Path(__file__).parents[2] / "resources" / "words"
DAY = date(2026, 11, 20)


def shipped() -> tuple[Question, ...]:
    return questions_from((WORDS / "questions.toml").read_text("utf-8"))


def test_every_question_of_the_sources_has_its_place_once() -> None:
    assert [question.id for question in shipped()] == [f"B{n:02}" for n in range(1, 59)]
    texts = [question.text for question in shipped()]
    assert len(set(texts)) == len(texts)


def test_every_moment_has_a_question() -> None:
    assert {question.moment for question in shipped()} == set(Moment)


def test_no_question_uses_a_word_kdesk_avoids() -> None:
    avoided = re.compile(
        r"\b(trip|heal\w*|cure\w*|relapse|failed|overdue|dose|unconscious)\b", re.I
    )
    assert [q.text for q in shipped() if avoided.search(q.text)] == []


def test_the_day_of_a_session_offers_nothing_to_interpret() -> None:
    fresh = fitting(shipped(), [Moment.FRESH])
    assert fresh
    assert not any(re.search(r"\b(mean|pattern|belief|insight|learn)\w*", q.text) for q in fresh)


def test_a_question_stays_the_same_all_day_and_another_is_another() -> None:
    questions = shipped()
    first = question_for(questions, DAY)
    assert first == question_for(questions, DAY)
    assert first != question_for(questions, DAY, skipped=1)
    assert first != question_for(questions, DAY + timedelta(days=1))


def test_asking_for_another_goes_through_all_that_may_be_asked() -> None:
    questions = shipped()
    askable = {question.text for question in questions if question.on_today}
    seen = {question_for(questions, DAY, skipped=n) for n in range(len(askable))}
    assert {question.text for question in seen if question} == askable


def test_an_answered_question_waits_until_nothing_else_is_left() -> None:
    questions = fitting(shipped(), [Moment.FRESH])
    kept_back = questions[-1]
    answered = [question.text for question in questions if question is not kept_back]
    assert question_for(questions, DAY, answered=answered) == kept_back
    assert question_for(questions, DAY, answered=[q.text for q in questions]) in questions


def test_without_questions_none_is_asked() -> None:
    assert question_for([], DAY) is None
    silent = Question("X", Moment.CARRY, "Hard one?", on_today=False)
    assert question_for([silent], DAY) is None
