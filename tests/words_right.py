"""How many words came back: what every test of speech measures with."""

import re


def words(text: str) -> list[str]:
    """The words alone, in small letters."""
    return re.findall(r"[a-z0-9']+", text.lower())


def share_right(expected: str, heard: str) -> float:
    """1 minus the word error rate: 1.0 when every word came back, at least 0.0."""
    wanted, got = words(expected), words(heard)
    if not wanted:
        return 1.0 if not got else 0.0
    row = list(range(len(got) + 1))
    for at, word in enumerate(wanted, start=1):
        before, row = row, [at]
        for to, other in enumerate(got, start=1):
            row.append(min(before[to] + 1, row[-1] + 1, before[to - 1] + (word != other)))
    return max(0.0, 1 - row[-1] / len(wanted))
