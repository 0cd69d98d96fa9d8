from dataclasses import replace

import pytest

from kdesk.domain.alignment import PlacedWord, paragraphs, place
from kdesk.domain.sentence import Sentence, sentence_at
from kdesk.domain.transcript import Utterance
from tests.domain.test_alignment import utterance


def heard(*lines: tuple[float, str]) -> tuple[tuple[PlacedWord, ...], str]:
    utterances: tuple[Utterance, ...] = tuple(utterance(line, start) for start, line in lines)
    text = paragraphs(utterances)
    return place(utterances, text), text


def said(words: tuple[PlacedWord, ...], text: str, sentence: Sentence) -> str:
    return text[words[sentence.first].begin : words[sentence.last].end]


@pytest.mark.parametrize(
    ("number", "wanted"),
    [
        (0, "It was warm."),
        (2, "It was warm."),
        (3, "“Really?”"),
        (4, "Yes"),
        (5, "and then"),
        (6, "and then"),
    ],
)
def test_a_sentence_goes_from_stop_to_stop_and_never_over_a_line(number: int, wanted: str) -> None:
    words, text = heard((1.0, "It was warm. “Really?” Yes"), (9.0, "and then"))
    assert said(words, text, sentence_at(words, text, number)) == wanted


def test_a_sentence_has_a_little_air_but_never_a_neighbour_s_word() -> None:
    words, text = heard((1.0, "It was warm. I know."), (9.0, "And then."))
    first, second, third = (sentence_at(words, text, number) for number in (0, 3, 5))
    assert (first.start, first.finish) == (0.85, 2.5)
    assert (second.start, second.finish) == (2.5, 3.8)
    assert (third.start, third.finish) == (8.85, 10.3)


def test_without_stops_a_breath_ends_it() -> None:
    many = " ".join(["word"] * 20)
    words, text = heard((0.0, many), (10.6, many), (21.2, many))
    assert said(words, text, sentence_at(words, text, 25)) == many
    short, text = heard((0.0, "and then"), (1.6, "it was warm"))
    assert said(short, text, sentence_at(short, text, 0)) == "and then it was warm"


def test_a_line_that_somebody_began_ends_it() -> None:
    words, text = heard((0.0, "and then it was warm"))
    broken = text.replace("then it", "then\nit")
    assert said(words, broken, sentence_at(words, broken, 0)) == "and then"


def test_a_pause_in_a_line_that_somebody_joined_still_ends_it() -> None:
    words, text = heard((0.0, "and then"), (9.0, "it was warm"))
    joined = text.replace("\n", " ")
    assert said(words, joined, sentence_at(words, joined, 0)) == "and then"


def test_words_out_of_order_make_no_sentence_that_ends_before_it_begins() -> None:
    words, text = heard((1.0, "It was warm."))
    odd = (words[0], replace(words[1], start=3.0, finish=3.0), replace(words[2], start=3.0))
    sentence = sentence_at(odd, text, 0)
    assert sentence.start < sentence.finish
