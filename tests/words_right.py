"""How many words came back: what every test of speech measures with."""

import re
from collections.abc import Sequence


def words(text: str) -> list[str]:
    """The words alone, in small letters."""
    return re.findall(r"[a-z0-9']+", text.lower())


def share_right(expected: str, heard: str) -> float:
    """1 minus the word error rate: 1.0 when every word came back, at least 0.0."""
    wanted, got = words(expected), words(heard)
    if not wanted:
        return 1.0 if not got else 0.0
    return max(0.0, 1 - compared(wanted, got)[0] / len(wanted))


def compared(wanted: Sequence[str], got: Sequence[str]) -> tuple[int, list[tuple[int, int]]]:
    """How many words are wrong, missing or too many; and the places of those that came back."""
    rows = [list(range(len(got) + 1))]
    for at, word in enumerate(wanted, start=1):
        before, row = rows[-1], [at]
        for to, other in enumerate(got, start=1):
            row.append(min(before[to] + 1, row[-1] + 1, before[to - 1] + (word != other)))
        rows.append(row)
    back: list[tuple[int, int]] = []
    at, to = len(wanted), len(got)
    while at and to:
        same = wanted[at - 1] == got[to - 1]
        if rows[at][to] == rows[at - 1][to - 1] + (not same):
            at, to = at - 1, to - 1
            back += [(at, to)] * same
        elif rows[at][to] == rows[at - 1][to] + 1:
            at -= 1
        else:
            to -= 1
    return rows[-1][-1], back[::-1]
