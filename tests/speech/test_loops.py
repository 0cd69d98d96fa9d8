"""Phrases that come again and again are kept once; everything else is kept to the letter."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kdesk.domain.transcript import Word
from kdesk.speech.loops import without_loops

LONG = "the tide went out and left the boats on their sides in the mud as it does each autumn and "


def words(text: str) -> list[Word]:
    return [Word(f" {word}", at, at + 1, 0.9) for at, word in enumerate(text.split())]


def kept(text: str) -> str:
    return "".join(word.text for word in without_loops(words(text))).strip()


@pytest.mark.parametrize(
    ("said", "left"),
    [
        ("", ""),
        ("the sea", "the sea"),
        ("no no", "no no"),
        ("so so so so so", "so"),
        ("I see. I see. I see. I see.", "I see."),
        ("Thank you. thank you, Thank You! and then", "Thank you. and then"),
        ("before a b c a b c a b c after", "before a b c after"),
        ("a b a b c", "a b a b c"),
        (f"so {3 * LONG}then", f"so {LONG}then"),
        ("... ... ... rain", "... rain"),
    ],
)
def test_a_phrase_three_times_in_a_row_is_kept_once(said: str, left: str) -> None:
    assert kept(said) == left


@given(st.lists(st.sampled_from("abc"), max_size=40))
def test_what_is_left_is_part_of_what_was_said_in_its_order(letters: list[str]) -> None:
    said = words(" ".join(letters))
    left = without_loops(said)
    assert list(left) == [word for word in said if word in left]
    if len(set(letters)) == len(letters):
        assert list(left) == said
