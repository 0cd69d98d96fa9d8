"""What the window and the speech process say to each other: JSON lines, a FLAC after each Listen
and sound after each More. Importing it costs nothing; what loads a model is imported by the speech
process alone.
"""

import json
from dataclasses import asdict, dataclass
from typing import Any, TypeAlias

from kdesk.domain.problem import Problem, Trouble
from kdesk.domain.transcript import Utterance, as_lists, from_lists
from kdesk.speech.wish import Wish

KEPT_RATE = 48_000
"""Frames a second of what is being spoken."""

NO_WISH = Wish()

# To the speech process


@dataclass(frozen=True, slots=True)
class Listen:
    """Hear the memo whose FLAC of `size` bytes follows, with the model in this folder."""

    model: str
    size: int
    wish: Wish = NO_WISH


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

_ORDERS: dict[str, type[Any]] = {kind.__name__: kind for kind in (Listen, Follow, More, End)}


def order_line(order: Order) -> bytes:
    """The order as one line."""
    return _line({"is": type(order).__name__, **asdict(order)})


def order_from(line: bytes) -> Order:
    """The order a line stands for."""
    fields = json.loads(line)
    if "wish" in fields:
        wish = fields["wish"]
        fields["wish"] = Wish(**{**wish, "words": tuple(wish["words"])})
    order: Order = _ORDERS[fields.pop("is")](**fields)
    return order


def answer_line(answer: Answer) -> bytes:
    """The answer as one line."""
    match answer:
        case Words(until, utterances, language):
            return _line({"until": until, "utterances": as_lists(utterances), "in": language})
        case Finished(language):
            return _line({"language": language})
        case Failed(problem):
            return _line({"trouble": problem.trouble, "sentence": problem.sentence})


def answer_from(line: bytes) -> Answer:
    """The answer a line stands for; ValueError when it is cut off or stands for none."""
    try:
        fields = json.loads(line)
        if "trouble" in fields:
            return Failed(Problem(Trouble(fields["trouble"]), fields["sentence"]))
        if "language" in fields:
            return Finished(fields["language"])
        return Words(fields["until"], from_lists(fields["utterances"]), fields["in"])
    except (KeyError, TypeError) as unknown:
        raise ValueError("not an answer of the speech process") from unknown


def _line(fields: dict[str, object]) -> bytes:
    return json.dumps(fields).encode() + b"\n"
