"""Telephone numbers in lines: one that is broken in the middle is easily dialled wrong."""

import re

from PySide6.QtGui import QFontMetrics

WITHIN = re.compile(r"(?<=[\d)]) +(?=[\d(])")


def unbroken(text: str, metrics: QFontMetrics, width: int) -> str:
    """The text with lines that end beside its numbers only, where each of those fits the width."""
    joined = WITHIN.sub("\N{NO-BREAK SPACE}", text)
    # Where nothing can be broken Qt lets the end run out of the room.
    fits = all(metrics.horizontalAdvance(part) <= width for part in joined.split(" "))
    return joined if fits else text


def in_one_line(text: str, metrics: QFontMetrics) -> int:
    """Pixels that all of it needs to stand in one line."""
    # A pixel more than the letters take: at exactly their width Qt may find them too wide.
    return metrics.horizontalAdvance(text) + 1
