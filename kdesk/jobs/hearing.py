"""What the window and the speech process say to each other: JSON lines, and one FLAC after each
Listen. Importing it costs nothing; what loads a model is imported by the speech process alone.
"""

import json
from dataclasses import dataclass
from typing import TypeAlias

from kdesk.domain.problem import Problem, Trouble
from kdesk.domain.transcript import Utterance, as_lists, from_lists


@dataclass(frozen=True, slots=True)
class Listen:
    """Hear the memo whose FLAC of `size` bytes follows, with the model in this folder."""

    model: str
    size: int


@dataclass(frozen=True, slots=True)
class Words:
    """What came next, and how much of the memo is heard, from 0 to 1."""

    fraction: float
    utterances: tuple[Utterance, ...]


@dataclass(frozen=True, slots=True)
class Finished:
    """The memo is heard to its end; the language is empty when there was no voice in it."""

    language: str


@dataclass(frozen=True, slots=True)
class Failed:
    """This memo can't be heard; the process goes on."""

    problem: Problem


Answer: TypeAlias = Words | Finished | Failed


def order_line(order: Listen) -> bytes:
    """The order as one line."""
    return _line({"model": order.model, "size": order.size})


def order_from(line: bytes) -> Listen:
    """The order a line stands for."""
    fields = json.loads(line)
    return Listen(fields["model"], fields["size"])


def answer_line(answer: Answer) -> bytes:
    """The answer as one line."""
    match answer:
        case Words(fraction, utterances):
            return _line({"fraction": fraction, "utterances": as_lists(utterances)})
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
        return Words(fields["fraction"], from_lists(fields["utterances"]))
    except (KeyError, TypeError) as unknown:
        raise ValueError("not an answer of the speech process") from unknown


def _line(fields: dict[str, object]) -> bytes:
    return json.dumps(fields).encode() + b"\n"
