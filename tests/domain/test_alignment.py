from dataclasses import replace
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from kdesk.domain.alignment import paragraphs, place, word_at, word_under
from kdesk.domain.difference import differing
from kdesk.domain.transcript import Utterance, Word


def utterance(line: str, start: float, *, probability: float = 0.9) -> Utterance:
    """Words of half a second each."""
    words = tuple(
        Word(f" {word}", start + n / 2, start + n / 2 + 0.5, probability)
        for n, word in enumerate(line.split())
    )
    return Utterance(start, words[-1].end, words)


RIVER = (utterance("It was like standing in the river", 1.0), utterance("and it was warm", 10.0))

letters = st.text("ab c,-\n", max_size=4)


@st.composite
def heard(draw: st.DrawFn) -> tuple[Utterance, ...]:
    """Any words, overlapping and out of order as Whisper sometimes gives them."""
    times = st.floats(0, 60, allow_nan=False)
    word = st.builds(
        lambda text, a, b, p: Word(text, min(a, b), max(a, b), p),
        letters,
        times,
        times,
        st.floats(0, 1),
    )
    groups = draw(st.lists(st.lists(word, max_size=6), max_size=4))
    return tuple(
        Utterance(words[0].start, words[-1].end, tuple(words)) for words in groups if words
    )


def test_unchanged_words_keep_their_own_times() -> None:
    text = paragraphs(RIVER)
    placed = place(RIVER, text)
    said = [word for line in RIVER for word in line.words]
    assert [text[word.begin : word.end] for word in placed] == text.split()
    assert [(word.start, word.finish) for word in placed] == [(w.start, w.end) for w in said]


def test_a_long_pause_starts_a_new_line_and_is_told() -> None:
    text = paragraphs(RIVER)
    assert text == "It was like standing in the river\nand it was warm"
    placed = place(RIVER, text)
    assert placed[7].pause == 10.0 - 4.5
    assert [word.pause for word in placed[1:7]] == [0.0] * 6


def test_words_without_a_long_pause_flow_on() -> None:
    assert paragraphs((utterance("one two", 0.0), utterance("three", 2.0))) == "one two three"


def test_one_corrected_word_takes_the_time_of_the_one_it_replaces() -> None:
    text = "It was like standing in the liver\nand it was warm"
    word = place(RIVER, text)[6]
    assert (word.start, word.finish, word.heard, word.doubtful(1.0)) == (4.0, 4.5, "river", False)


def test_punctuation_and_capitals_are_no_new_words() -> None:
    unsure = (utterance("the river", 0.0, probability=0.2),)
    assert [word.doubtful(0.3) for word in place(unsure, "The river.")] == [True, True]
    assert [word.doubtful(0.2) for word in place(unsure, "The river.")] == [False, False]


def test_a_rewritten_passage_shares_the_time_of_what_it_stands_for() -> None:
    placed = place(RIVER, "It was in the river\nand it was warm")
    assert placed[1].heard == "was like standing"
    added = place(RIVER, "It was like standing still in the river\nand it was warm")[4]
    assert (added.start, added.heard) == (3.0, "")


def test_words_added_beside_a_long_pause_stay_with_their_own_line() -> None:
    before = place(RIVER, "It was like standing in the river then\nand it was warm")[7]
    assert (before.start, before.finish, before.pause) == (4.5, 4.5, 0.0)
    after = place(RIVER, "It was like standing in the river\nso and it was warm")[7]
    assert (after.start, after.finish) == (10.0, 10.0)
    first = place(RIVER, "Yes, it was like standing in the river\nand it was warm")[0]
    assert first.start == 1.0


def test_the_pause_stays_at_the_beginning_of_its_line_whatever_is_typed_there() -> None:
    for line in ("so and it was warm", "it was warm", "then so and it was warm", "But it was warm"):
        placed = place(RIVER, f"It was like standing in the river\n{line}")
        assert [word.pause for word in placed if word.pause >= 3.0] == [5.5], line
        assert placed[7].pause == 5.5, line


def test_the_pause_that_was_measured_counts_more_than_where_words_are_said_to_begin() -> None:
    told = replace(RIVER[1], start=6.0, pause=5.0)
    told = replace(told, words=(replace(told.words[0], start=6.0), *told.words[1:]))
    assert paragraphs((RIVER[0], told)).count("\n") == 1
    assert place((RIVER[0], told), paragraphs((RIVER[0], told)))[7].pause == 5.0


def test_a_long_pause_within_what_was_heard_at_once_is_one_too() -> None:
    words = (*RIVER[0].words, *RIVER[1].words)
    assert paragraphs((Utterance(1.0, 12.0, words),)) == paragraphs(RIVER)


def test_the_word_that_sounds_is_found_by_time_and_by_place() -> None:
    placed = place(RIVER, paragraphs(RIVER))
    assert word_at(placed, 0.5) is None
    assert word_at(placed, 4.2) == placed[6]
    assert word_at(placed, 7.0) == placed[6], "it stays while nobody speaks"
    assert word_under(placed, placed[3].begin + 2) == placed[3]
    assert word_under(placed, placed[-1].end + 1) is None


@given(heard(), st.text("abc ,\n", max_size=60))
def test_times_never_go_back_and_spans_never_overlap(
    utterances: tuple[Utterance, ...], text: str
) -> None:
    placed = place(utterances, text)
    for before, word in pairwise(placed):
        assert before.start <= word.start
        assert before.end < word.begin
    assert all(word.start <= word.finish for word in placed)
    if placed:
        assert [text[word.begin : word.end] for word in placed] == text.split()


@given(heard(), st.text("abc ,\n", max_size=60))
def test_what_the_machine_heard_can_be_read_back_from_any_correction(
    utterances: tuple[Utterance, ...], text: str
) -> None:
    placed = place(utterances, text)
    if placed:
        machine = "\n".join(line.text for line in utterances).split()
        assert " ".join(word.heard for word in placed).split() == machine


@given(heard())
def test_the_machine_s_own_words_all_keep_their_probability(
    utterances: tuple[Utterance, ...],
) -> None:
    placed = place(utterances, paragraphs(utterances))
    least = [word.probability for line in utterances for word in line.words if word.text.strip()]
    assert (min(word.probability for word in placed) if placed else 1.0) == min(least, default=1.0)


@st.composite
def edits(draw: st.DrawFn) -> list[tuple[float, int, str]]:
    """Where in the text, from 0 to 1, how many characters are taken out, and what is put in."""
    typed = st.text("ab river,\n🌊", max_size=8)
    return draw(st.lists(st.tuples(st.floats(0, 1), st.integers(0, 12), typed), max_size=8))


@given(heard(), edits())
def test_no_sequence_of_edits_turns_time_back_or_loses_a_word(
    utterances: tuple[Utterance, ...], changes: list[tuple[float, int, str]]
) -> None:
    text = paragraphs(utterances)
    machine = text.split()
    for share, out, typed in changes:
        at = round(share * len(text))
        text = text[:at] + typed + text[at + out :]
        placed = place(utterances, text)
        assert all(before.start <= after.start for before, after in pairwise(placed))
        assert all(word.start <= word.finish for word in placed)
        assert [text[word.begin : word.end] for word in placed] == (text.split() if placed else [])
        assert bool(placed) == bool(machine and text.split())
        if placed:
            assert " ".join(word.heard for word in placed).split() == machine
    # And back again: nothing that was typed in between has taken a time or a word away.
    back = place(utterances, paragraphs(utterances))
    assert [word.heard for word in back] == machine


@st.composite
def spoken(draw: st.DrawFn) -> tuple[Utterance, ...]:
    """Different words, one after the other, with pauses, as a person says them."""
    lines, second = [], 0.0
    for line in range(draw(st.integers(1, 4))):
        second += draw(st.floats(0, 20))
        said = " ".join(f"w{line}x{n}" for n in range(draw(st.integers(1, 6))))
        lines.append(utterance(said, second))
        second = lines[-1].end
    return tuple(lines)


@given(spoken(), edits())
def test_words_that_nobody_touched_keep_their_own_seconds(
    utterances: tuple[Utterance, ...], changes: list[tuple[float, int, str]]
) -> None:
    text = paragraphs(utterances)
    for share, out, typed in changes:
        at = round(share * len(text))
        text = text[:at] + typed + text[at + out :]
    seconds = {word.text.strip(): word.start for line in utterances for word in line.words}
    for word in place(utterances, text):
        shown = text[word.begin : word.end]
        if shown in seconds and text.split().count(shown) == 1:  # no word made of two halves
            assert word.start == seconds[shown]
            assert shown in word.heard.split()


@st.composite
def rewritten(draw: st.DrawFn) -> tuple[int, dict[int, str]]:
    """How often a sentence is said, and new words for some of all its words, at both ends too."""
    often = draw(st.integers(50, 80))
    inside = draw(st.sets(st.integers(1, 4 * often - 2), max_size=6))
    return often, {number: f"new{number}" for number in (0, *inside, 4 * often - 1)}


@settings(max_examples=30, deadline=None)
@given(rewritten(), st.sampled_from(("", "well", "so now then")))
def test_words_nobody_touched_keep_their_second_though_one_sentence_is_said_over_and_over(
    changed: tuple[int, dict[int, str]], added: str
) -> None:
    often, new = changed
    words = ["I", "am", "safe", "here."] * often
    machine = tuple(utterance("I am safe here.", 2.0 * n) for n in range(often))
    said = [new.get(number, word) for number, word in enumerate(words)]
    text = f"{added} {' '.join(said)}".strip()
    placed = place(machine, text)[len(added.split()) :]
    assert [word.start for n, word in enumerate(placed) if n not in new] == [
        n / 2 for n in range(len(words)) if n not in new
    ]


def test_a_changed_word_in_a_long_text_marks_no_other() -> None:
    words = ["I", "am", "safe", "here."] * 60
    other = ["You", *words[1:100], "was", *words[101:]]
    assert differing(" ".join(words), " ".join(other))[1] == [
        (0, 3),
        (len(" ".join(other[:100])) + 1, len(" ".join(other[:101]))),
    ]
