"""What the window and the speech process say to each other: JSON lines, a FLAC after each Listen
and sound after each More. Importing it costs nothing; what loads a model is imported by the speech
process alone.
"""

from dataclasses import dataclass
from typing import TypeAlias

from kdesk.domain.problem import Problem
from kdesk.domain.transcript import Utterance, Word
from kdesk.jobs.lines import Lines
from kdesk.speech.wish import NO_WISH, Wish

KEPT_RATE = 48_000
"""Frames a second of what is being spoken."""

# To the speech process


@dataclass(frozen=True, slots=True)
class Listen:
    """Hear the memo whose FLAC of `size` bytes follows, with the model in this folder."""

    model: str
    size: int
    wish: Wish = NO_WISH
    on_cpu: bool = False
    """On the processor alone, for something failed already."""


@dataclass(frozen=True, slots=True)
class Follow:
    """Hear a memo while it is spoken: More comes bit by bit, and one End."""

    model: str
    wish: Wish = NO_WISH


@dataclass(frozen=True, slots=True)
class More:
    """So many bytes follow of the sound as it is kept, s16 mono at KEPT_RATE."""

    size: int


@dataclass(frozen=True, slots=True)
class End:
    """No more comes of the memo that is being spoken; unless it is `whole` there would be more."""

    whole: bool


# From it


@dataclass(frozen=True, slots=True)
class Words:
    """What came next, and the second before which all is heard."""

    until: float
    utterances: tuple[Utterance, ...]
    language: str = ""
    """Of the memo, as far as that is known."""


@dataclass(frozen=True, slots=True)
class Finished:
    """The memo is heard to its end; the language is empty when there was no voice in it."""

    language: str


@dataclass(frozen=True, slots=True)
class Failed:
    """This memo can't be heard; the process goes on."""

    problem: Problem


Order: TypeAlias = Listen | Follow | More | End
Answer: TypeAlias = Words | Finished | Failed

_ORDERS: Lines[Order] = Lines(Listen, Follow, More, End, within=(Wish,))
_ANSWERS: Lines[Answer] = Lines(Words, Finished, Failed, within=(Utterance, Word))
order_line, order_from = _ORDERS.write, _ORDERS.read
answer_line, answer_from = _ANSWERS.write, _ANSWERS.read
