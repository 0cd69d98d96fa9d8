from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from kdesk.domain.alignment import paragraphs
from kdesk.domain.choosing import together
from kdesk.domain.comparison import Comparison, compare
from kdesk.domain.difference import differing
from kdesk.domain.pairing import spoken
from kdesk.domain.transcript import Utterance, Word


def heard(line: str, start: float, model: str = "base", *, pause: float = 0.0) -> Utterance:
    """Words of half a second each."""
    words = tuple(
        Word(f" {word}", start + n / 2, start + n / 2 + 0.5, 0.9)
        for n, word in enumerate(line.split())
    )
    return Utterance(start, words[-1].end, words, pause, model)


BASE = (
    heard("It was like a river.", 1.0),
    heard("I was not afraid.", 5.0, pause=1.5),
    heard("My grandmother's kitten.", 20.0, pause=13.0),
)
SMALL = (
    heard("It was like a river.", 1.1, "small"),
    heard("I was not afraid of it.", 5.1, "small"),
    heard("My grandmother's kitchen.", 20.2, "small"),
)


def sides(found: Comparison) -> list[tuple[str, str]]:
    return [(passage.mine.text, passage.other.text) for passage in found.passages]


def heard_words(utterances: tuple[Utterance, ...]) -> list[Word]:
    return [word for utterance in utterances for word in utterance.words]


def test_sentences_that_sound_together_stand_side_by_side() -> None:
    found = compare(BASE, paragraphs(BASE), SMALL)
    assert sides(found) == [
        ("It was like a river.", "It was like a river."),
        ("I was not afraid.", "I was not afraid of it."),
        ("My grandmother's kitten.", "My grandmother's kitchen."),
    ]
    assert [passage.same for passage in found.passages] == [True, False, False]
    assert found.differing == 2
    assert (found.passages[2].start, found.passages[2].end) == (20.0, 21.7)


def test_another_language_is_found_by_its_time() -> None:
    german = (heard("Es war wie ein Fluss.", 1.0), heard("Die Küche.", 20.1))
    found = compare(BASE, paragraphs(BASE), german)
    assert sides(found) == [
        ("It was like a river.", "Es war wie ein Fluss."),
        ("I was not afraid.", ""),
        ("My grandmother's kitten.", "Die Küche."),
    ]


def test_two_sentences_stand_beside_one_that_lasts_as_long() -> None:
    one = (heard("It was warm and I stayed there", 1.0),)
    two = (heard("It was warm.", 1.0), heard("And I stayed there.", 2.5))
    assert sides(compare(one, paragraphs(one), two)) == [
        ("It was warm and I stayed there", "It was warm. And I stayed there.")
    ]


def test_a_short_word_told_a_little_later_is_the_same_one() -> None:
    mine, other = (heard("Yes.", 10.0),), (heard("Yes.", 10.6),)
    assert sides(compare(mine, "Yes.", other)) == [("Yes.", "Yes.")]


def test_what_one_machine_heard_in_silence_stands_alone() -> None:
    other = (*BASE[:2], heard("Thanks for watching.", 12.0), BASE[2])
    found = compare(BASE, paragraphs(BASE), other)
    assert sides(found)[2] == ("", "Thanks for watching.")
    heard_now, text = together(found, {2})
    assert text == "It was like a river. I was not afraid.\nThanks for watching.\n" + (
        "My grandmother's kitten."
    )
    assert heard_words(heard_now) == heard_words(other)
    back = compare(heard_now, text, BASE)
    heard_now, text = together(back, {2})
    assert text == paragraphs(BASE), "leaving it out again closes the gap, pause and all"
    assert heard_words(heard_now) == heard_words(BASE)
    assert heard_now[2].pause == 13.0


def test_a_sentence_that_is_left_out_leaves_its_new_line_behind() -> None:
    mine = (heard("One.", 0.0), heard("Thank you.", 10.0), heard("Two.", 11.5))
    other = (heard("One.", 0.0), heard("Two.", 11.5))
    found = compare(mine, paragraphs(mine), other)
    assert together(found, ())[1] == "One.\nThank you. Two."
    assert together(found, {1})[1] == "One.\nTwo."


def test_one_sentence_of_mine_becomes_the_machines_again() -> None:
    mine = "It was like a brook. I was not afraid.\nMy grandmother's kitchen."
    found = compare(BASE, mine, BASE)
    assert [passage.same for passage in found.passages] == [False, True, False]
    heard_now, text = together(found, {0})
    assert text == "It was like a river. I was not afraid.\nMy grandmother's kitchen."
    assert heard_now == BASE, "the machine's own words were never others"


def test_a_chosen_sentence_keeps_who_heard_it() -> None:
    found = compare(BASE, paragraphs(BASE), SMALL)
    heard_now, text = together(found, {2})
    assert text == "It was like a river. I was not afraid.\nMy grandmother's kitchen."
    assert [utterance.model for utterance in heard_now] == ["base", "base", "small"]
    assert heard_now[:2] == BASE[:2]
    assert heard_now[2].words == SMALL[2].words
    assert heard_now[2].pause == SMALL[2].start - BASE[1].end
    again = compare(heard_now, text, BASE)
    assert again.passages[2].mine.models == ("small",)


def test_a_sentence_within_an_utterance_is_cut_out_of_it() -> None:
    mine = (heard("One two. Three fore. Five six.", 0.0, pause=0.4),)
    other = (heard("One two. Three four. Five six.", 0.0, "small"),)
    heard_now, text = together(compare(mine, paragraphs(mine), other), {1})
    assert text == "One two. Three four. Five six."
    assert [(u.text, u.model, u.pause) for u in heard_now] == [
        ("One two.", "base", 0.4),
        ("Three four.", "small", 0.0),
        ("Five six.", "base", 0.0),
    ]
    assert [(u.start, u.end) for u in heard_now] == [(0.0, 1.0), (1.0, 2.0), (2.0, 3.0)]


def test_a_sentence_somebody_deleted_can_come_back_once() -> None:
    mine = "It was like a river.\nMy grandmother's kitten."
    found = compare(BASE, mine, BASE)
    assert sides(found)[1] == ("", "I was not afraid.")
    heard_now, text = together(found, {1})
    assert text == paragraphs(BASE)
    assert heard_now == BASE, "what was heard there is not there twice"


def test_the_first_sentence_can_come_back_too() -> None:
    found = compare(BASE, "I was not afraid.\nMy grandmother's kitten.", SMALL)
    assert sides(found)[0] == ("", "It was like a river.")
    heard_now, text = together(found, {0})
    assert text.split() == paragraphs(BASE).split()
    assert [utterance.model for utterance in heard_now] == ["small", "base", "base"]


def test_own_words_without_a_machines_stay_whole() -> None:
    found = compare((), "  All of this\nI typed. ", SMALL)
    assert sides(found)[0] == ("All of this\nI typed.", "")
    assert together(found, ())[1] == "  All of this\nI typed. "
    heard_now, text = together(compare(BASE, "", SMALL), {0, 1})
    assert text == "It was like a river. I was not afraid of it."
    assert {utterance.model for utterance in heard_now} == {"small", "base"}


def test_the_words_that_differ_are_pointed_out() -> None:
    left, right = differing("I was not afraid.", "I was never so afraid.")
    assert left == [(6, 9)]
    assert right == [(6, 14)]
    assert differing("", "All new") == ([], [(0, 7)])
    assert differing("All gone", "") == ([(0, 8)], [])
    assert differing("One more, here", "One here") == ([(4, 9)], [])


letters = st.text("ab. \n", max_size=4)
times = st.floats(0, 60, allow_nan=False)


@st.composite
def anything(draw: st.DrawFn) -> tuple[Utterance, ...]:
    """Any words, overlapping and out of order as Whisper sometimes gives them."""
    word = st.builds(
        lambda text, a, b: Word(text, min(a, b), max(a, b), 0.5), letters, times, times
    )
    groups = draw(st.lists(st.lists(word, min_size=1, max_size=6), max_size=4))
    return tuple(
        Utterance(min(w.start for w in words), max(w.end for w in words), tuple(words), n / 7)
        for n, words in enumerate(groups)
    )


@given(anything(), st.text("ab. \n", max_size=30), anything())
def test_whatever_is_compared_nothing_is_lost(
    mine: tuple[Utterance, ...], text: str, other: tuple[Utterance, ...]
) -> None:
    cut = spoken(mine, text)
    assert all(one.finish <= after.start for one, after in pairwise(cut))
    found = compare(mine, text, other)
    untouched, same = together(found, ())
    assert same == text
    if text.split():
        assert heard_words(untouched) == heard_words(mine)
    whole = range(len(found.passages))
    theirs, words = together(found, whole)
    assert words.split() == paragraphs(other).split()
    assert heard_words(theirs) == (heard_words(other) if words.split() else [])
    for passage in found.passages:
        assert passage.start <= passage.end
        assert passage.mine.text or passage.other.text


@given(anything(), anything())
def test_taking_and_giving_back_leads_home(
    mine: tuple[Utterance, ...], other: tuple[Utterance, ...]
) -> None:
    text = paragraphs(mine)
    found = compare(mine, text, other)
    for number in range(len(found.passages)):
        heard_now, now = together(found, {number})
        kept = [p.mine.text for n, p in enumerate(found.passages) if n != number]
        assert all(part.split() == [] or part in now for part in kept)
        assert len(heard_words(heard_now)) <= len(heard_words(mine)) + len(heard_words(other))
