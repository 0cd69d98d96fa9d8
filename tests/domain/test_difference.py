import random
from time import perf_counter

from hypothesis import given
from hypothesis import strategies as st

from kdesk.domain.difference import steps

words = st.lists(st.sampled_from("abc"), max_size=12)


def longest(old: list[str], new: list[str]) -> int:
    """How many words can be the same in order, straight from its definition."""
    row = [0] * (len(new) + 1)
    for left in old:
        after = [0]
        for j, right in enumerate(new, 1):
            after.append(row[j - 1] + 1 if left == right else max(row[j], after[-1]))
        row = after
    return row[-1]


@given(words, words)
def test_as_many_words_as_can_be_are_the_same(old: list[str], new: list[str]) -> None:
    i = j = same = 0
    before = ""
    for tag, i1, i2, j1, j2 in steps(old, new):
        assert (i, j) == (i1, j1)
        assert (old[i1:i2] == new[j1:j2]) is (tag == "equal")
        assert (tag == "equal") is not (before == "equal") or not before
        same += i2 - i1 if tag == "equal" else 0
        i, j, before = i2, j2, tag
    assert (i, j) == (len(old), len(new))
    assert same == longest(old, new)


def test_a_word_that_was_said_twice_goes_where_the_new_one_stands() -> None:
    assert steps(["a", "a", "a", "b"], ["a", "so", "a", "b"])[1] == ("replace", 1, 2, 1, 2)
    assert steps(["b", "a", "a", "a"], ["b", "a", "so", "a"])[1] == ("replace", 2, 3, 2, 3)


def test_an_hour_is_compared_before_anybody_waits() -> None:
    chance = random.Random(7)  # noqa: S311
    prose = [f"w{int(chance.paretovariate(0.6))}" for _ in range(9000)]
    for text in (prose, ["I", "am", "safe", "here."] * 2250):
        for edits in (2, 60, 200):
            new = ["first", *text[1:-1], "last"]
            for number in range(edits):
                new[chance.randrange(9000)] = f"new{number}"
            begun = perf_counter()
            steps(text, new)
            assert perf_counter() - begun < 2.0, "it takes some 0.2 s"
