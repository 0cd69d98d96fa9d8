"""Where everything stands on the session-day screen, as plain numbers.

Each thing has room for the most it ever says, so that nothing moves from stage to stage.
"""

from dataclasses import dataclass

from PySide6.QtCore import QRect, QSize

from kdesk.ui.widgets.ring import LEAST, USUAL

EDGE = 28
CHOICES_APART = 20
AROUND_RING, UNDER_WORDS, UNDER_HINT, OVER_CHOICES = 36, 18, 14, 26
OVER_SPOKEN, UNDER_SPOKEN = 26, 14
"""Pixels between; a small window has less of each."""
RING_SHARE = 0.32
"""Of the window's height, at most."""
SMALL_SHARE = 0.22
"""The same where there is room to be kept for what has been said."""
LARGEST_RING = 320


@dataclass(frozen=True, slots=True)
class Heights:
    """Pixels each thing needs at its fullest."""

    words: int
    hint: int
    marks: int
    choices: int
    corner: int
    spoken: int = 0
    """At least, for what the machine has heard so far; 0 when that is not to be seen."""


@dataclass(frozen=True, slots=True)
class Arrangement:
    """The rectangles of one window size."""

    ring: QRect
    """Of the ring itself, without its light."""
    words: QRect
    hint: QRect
    marks: QRect
    choices: QRect
    corners: QRect
    spoken: QRect


def arrange(window: QSize, need: Heights) -> Arrangement:
    """Ring, words, hint, what was said, marks and choices in a column, the corners at the foot.

    Where the window is too small for all of it, or what is said is to be seen, the choices stand
    between the corners; the distances shrink, and the ring does, down to its least. Room that is
    left then belongs to what is said.
    """
    width, height = window.width(), window.height()
    foot = height - 16 - need.corner
    texts = need.words + need.hint + need.spoken + need.marks
    around = (OVER_SPOKEN, UNDER_SPOKEN) if need.spoken else (UNDER_HINT, 0)
    gaps = (AROUND_RING, UNDER_WORDS, *around, OVER_CHOICES)
    ring = _ring(height, need)
    room = foot - EDGE - texts
    shared = need.spoken > 0 or room - need.choices - sum(gaps) < LEAST
    if shared:
        foot = height - 16 - need.choices
        room = foot - 12 - texts
        spare = max(0.15, min(1.0, (room - LEAST) / sum(gaps)))
        gaps = tuple(round(gap * spare) for gap in gaps)  # type: ignore[assignment]
    else:
        room -= need.choices
    ring = max(LEAST, min(ring, room - sum(gaps)))
    left = max(0, room - sum(gaps) - ring)
    over = min(EDGE - 12, left // 4) if need.spoken else left * 3 // 5
    top = max(6, over + (12 if shared else EDGE))
    rows = {"ring": QRect((width - ring) // 2, top, ring, ring)}
    below = top + ring + gaps[0]
    for name, tall, gap in (
        ("words", need.words, gaps[1]),
        ("hint", need.hint, gaps[2]),
        ("spoken", need.spoken + left - over if need.spoken else 0, gaps[3]),
        ("marks", need.marks, gaps[4]),
    ):
        rows[name] = QRect(EDGE, below, width - 2 * EDGE, tall)
        below += tall + gap
    rows["choices"] = QRect(0, foot if shared else below, width, need.choices)
    corners = QRect(EDGE - 12, foot, width - 2 * EDGE + 24, need.choices if shared else need.corner)
    return Arrangement(**rows, corners=corners)


def _ring(height: int, need: Heights) -> int:
    if need.spoken:
        return max(LEAST, min(LARGEST_RING, round(SMALL_SHARE * height)))
    return max(LEAST, min(LARGEST_RING, max(USUAL, round(RING_SHARE * height))))
