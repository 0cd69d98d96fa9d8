"""Where everything stands on the session-day screen, as plain numbers.

Each thing has room for the most it ever says, so that nothing moves from stage to stage.
"""

from dataclasses import dataclass

from PySide6.QtCore import QRect, QSize

from kdesk.ui.widgets.ring import LEAST, USUAL

EDGE = 28
CHOICES_APART = 20
AROUND_RING, UNDER_WORDS, UNDER_HINT, OVER_CHOICES = 36, 18, 14, 26
"""Pixels between; a small window has less of each."""
RING_SHARE = 0.32
"""Of the window's height, at most."""
LARGEST_RING = 320


@dataclass(frozen=True, slots=True)
class Heights:
    """Pixels each thing needs at its fullest."""

    words: int
    hint: int
    marks: int
    choices: int
    corner: int


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


def arrange(window: QSize, need: Heights) -> Arrangement:
    """Ring, words, hint, marks and choices in a column, the corners at the foot.

    Where the window is too small for all of it, the choices stand between the corners, the
    distances shrink, and the ring does, down to its least.
    """
    width, height = window.width(), window.height()
    foot = height - 16 - need.corner
    texts = need.words + need.hint + need.marks
    gaps = (AROUND_RING, UNDER_WORDS, UNDER_HINT, OVER_CHOICES)
    ring = max(LEAST, min(LARGEST_RING, max(USUAL, round(RING_SHARE * height))))
    room = foot - EDGE - texts
    shared = room - need.choices - sum(gaps) < LEAST
    if shared:
        foot = height - 16 - need.choices
        room = foot - 12 - texts
        spare = max(0.15, min(1.0, (room - LEAST) / sum(gaps)))
        gaps = tuple(round(gap * spare) for gap in gaps)  # type: ignore[assignment]
    else:
        room -= need.choices
    ring = max(LEAST, min(ring, room - sum(gaps)))
    top = max(6, (room - sum(gaps) - ring) * 3 // 5 + (12 if shared else EDGE))
    rows = {"ring": QRect((width - ring) // 2, top, ring, ring)}
    below = top + ring + gaps[0]
    for name, tall, gap in (
        ("words", need.words, gaps[1]),
        ("hint", need.hint, gaps[2]),
        ("marks", need.marks, gaps[3]),
    ):
        rows[name] = QRect(EDGE, below, width - 2 * EDGE, tall)
        below += tall + gap
    rows["choices"] = QRect(0, foot if shared else below, width, need.choices)
    corners = QRect(EDGE - 12, foot, width - 2 * EDGE + 24, need.choices if shared else need.corner)
    return Arrangement(**rows, corners=corners)
