"""What was changed between two rows of words: as little as can be, also where words come back."""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from difflib import SequenceMatcher

Step = tuple[str, int, int, int, int]
"""As difflib's: `equal`, `replace`, `delete` or `insert`, from:to of the old and of the new."""

FEW = 50
"""Words taken out or added up to which all of it is looked at together."""
MANY = 250
"""The same for a piece between two places that are surely unchanged; the work is its square."""
SURE = 6
"""Words in a row that both have exactly once: such a place is taken for unchanged."""

_Pair = tuple[int, int]
_Gap = tuple[int, int, int, int]


def steps(old: Sequence[str], new: Sequence[str]) -> list[Step]:
    """The steps from the old words to the new ones, in order, none lost; never two alike in a row.

    As many words as can be are the same, so that in a text that says one sentence over and over
    a changed word moves none of the others. Only a passage written quite anew is left to
    difflib's guess.
    """
    short = min(len(old), len(new))
    head = next((n for n in range(short) if old[n] != new[n]), short)
    tail = next((n for n in range(short - head) if old[-1 - n] != new[-1 - n]), short - head)
    same = [(n, n) for n in range(head)]
    same += _between(old, new, (head, len(old) - tail), (head, len(new) - tail))
    same += [(len(old) - n, len(new) - n) for n in range(tail, 0, -1)]
    return _told(same, old, new)


def spans(text: str) -> list[tuple[int, int]]:
    """Where the words of a text stand, cut at spaces."""
    return [found.span() for found in re.finditer(r"\S+", text)]


def differing(mine: str, other: str) -> tuple[list[_Pair], list[_Pair]]:
    """The stretches of characters in which two texts differ, word by word, for each of both."""
    ours, others = spans(mine), spans(other)
    left: list[_Pair] = []
    right: list[_Pair] = []
    for tag, i1, i2, j1, j2 in steps(mine.split(), other.split()):
        if tag != "equal":
            left += _stretch(ours[i1:i2])
            right += _stretch(others[j1:j2])
    return left, right


def _stretch(words: Sequence[_Pair]) -> list[_Pair]:
    return [(words[0][0], words[-1][1])] if words else []


def _between(old: Sequence[str], new: Sequence[str], olds: _Pair, news: _Pair) -> list[_Pair]:
    """The numbers of the words that are the same within these two stretches."""
    mine, other = old[slice(*olds)], new[slice(*news)]
    found = _fewest(mine, other, FEW)
    if found is None:
        found = []
        i = j = 0
        for place in [*_sure(mine, other), (len(mine), len(other))]:
            piece = mine[i : place[0]], other[j : place[1]]
            same = _fewest(*piece, MANY)
            if same is None:
                same = _guessed(*piece)
            found += [(i + a, j + b) for a, b in same]
            i, j = place
    return [(olds[0] + a, news[0] + b) for a, b in found]


def _fewest(old: Sequence[str], new: Sequence[str], most: int) -> list[_Pair] | None:
    """The words that stay when as few as can go and come; None when those are more than `most`.

    Of several such ways the one in which words stand in the places of others, where there is one.
    """
    same = _shortest(old, new, most, instead=False)
    if same is None or len(old) == len(same) or len(new) == len(same):
        return same
    other = _shortest(old, new, most, instead=True)
    return same if other is None or len(other) < len(same) else other


def _shortest(
    old: Sequence[str], new: Sequence[str], most: int, *, instead: bool
) -> list[_Pair] | None:
    """Myers' way (An O(ND) difference algorithm and its variations, 1986): for each number of
    changes and each diagonal, how far one gets; with `instead` one word for another is one change
    (Ukkonen, Algorithms for approximate string matching, 1985).
    """
    goal, ends = len(new) - len(old), (len(old), len(new))
    if abs(goal) > most:
        return None
    rounds: list[dict[int, int]] = []
    for changes in range(most + 1):
        before = rounds[-1] if rounds else {}
        reach: dict[int, int] = {}
        for diagonal in range(-changes, changes + 1, 1 if instead else 2):
            i = max(_entered(before, diagonal, ends, instead=instead)) if rounds else 0
            if i < 0:
                continue
            while i < len(old) and i + diagonal < len(new) and old[i] == new[i + diagonal]:
                i += 1
            reach[diagonal] = i
        rounds.append(reach)
        if reach.get(goal, -1) == len(old):
            return _way_back(rounds, ends, instead=instead)
    return None


def _entered(
    before: dict[int, int], diagonal: int, ends: _Pair, *, instead: bool
) -> tuple[int, int, int]:
    """How far one is in the old words after one more change: another word, one less, one more."""
    other = before.get(diagonal, -2) + 1 if instead else -1
    out = before.get(diagonal + 1, -2) + 1
    added = before.get(diagonal - 1, -1)
    most = min(ends[0], ends[1] - diagonal)
    return (
        other if other <= most else -1,
        out if out <= most else -1,
        added if added <= most else -1,
    )


def _way_back(rounds: list[dict[int, int]], ends: _Pair, *, instead: bool) -> list[_Pair]:
    i, diagonal = ends[0], ends[1] - ends[0]
    same: list[_Pair] = []
    for before in [*rounds[-2::-1], None]:
        came = (0, 0, 0) if before is None else _entered(before, diagonal, ends, instead=instead)
        since = max(came)
        same += [(n, n + diagonal) for n in range(i - 1, since - 1, -1)]
        way = came.index(since)
        i = since if way == 2 else since - 1
        diagonal += (0, 1, -1)[way]
    return same[::-1]


def _sure(old: Sequence[str], new: Sequence[str]) -> list[_Pair]:
    """Where words in a row begin that both have once, the most of them that keep their order."""
    mine, other = _once(old), _once(new)
    pairs = sorted((mine[words], other[words]) for words in mine.keys() & other.keys())
    ends: list[int] = []
    last: list[int] = []
    before: list[int] = []
    for number, (_, j) in enumerate(pairs):
        place = bisect_left(ends, j)
        before.append(last[place - 1] if place else -1)
        ends[place : place + 1] = [j]
        last[place : place + 1] = [number]
    chain: list[_Pair] = []
    number = last[-1] if last else -1
    while number >= 0:
        chain.append(pairs[number])
        number = before[number]
    return chain[::-1]


def _once(words: Sequence[str]) -> dict[tuple[str, ...], int]:
    """Where each run of words begins that is there exactly once."""
    runs = [tuple(words[n : n + SURE]) for n in range(len(words) - SURE + 1)]
    often = Counter(runs)
    return {run: n for n, run in enumerate(runs) if often[run] == 1}


def _guessed(old: Sequence[str], new: Sequence[str]) -> list[_Pair]:
    matcher = SequenceMatcher(None, old, new)
    return [
        (block.a + n, block.b + n)
        for block in matcher.get_matching_blocks()
        for n in range(block.size)
    ]


def _gaps(same: list[_Pair], olds: int, news: int) -> list[_Gap]:
    """What isn't the same: from:to of the old words, from:to of the new ones."""
    gaps: list[_Gap] = []
    i = j = 0
    for a, b in [*same, (olds, news)]:
        if i < a or j < b:
            gaps.append((i, a, j, b))
        i, j = a + 1, b + 1
    return gaps


def _told(same: list[_Pair], old: Sequence[str], new: Sequence[str]) -> list[Step]:
    told: list[Step] = []
    i = j = 0
    end = len(old), len(old), len(new), len(new)
    for a, b, c, d in [*_gaps(same, len(old), len(new)), end]:
        if i < a:
            told.append(("equal", i, a, j, c))
        if a < b or c < d:
            tag = "insert" if a == b else "delete" if c == d else "replace"
            told.append((tag, a, b, c, d))
        i, j = b, d
    return told
