"""What the window, the porter and the fetch process say to each other, a JSON line at a time.

The window sends an Errand or Enough; back come Comings, then Here or NotHere, and Over once the
process that went is gone. Nothing here knows a network.
"""

import json
from dataclasses import asdict, dataclass
from typing import Any, TypeAlias

from kdesk.domain.problem import Problem, Trouble
from kdesk.speech.catalogue import Offer, Pinned


@dataclass(frozen=True, slots=True)
class Errand:
    """Get this model into this folder of models."""

    models: str
    offer: Offer


@dataclass(frozen=True, slots=True)
class Enough:
    """End the errand at once; what has come so far stays."""


@dataclass(frozen=True, slots=True)
class Coming:
    """So many bytes of this model are here."""

    name: str
    got: int


@dataclass(frozen=True, slots=True)
class Here:
    """This model is whole and among the others."""

    name: str


@dataclass(frozen=True, slots=True)
class NotHere:
    """This model could not be got, and why."""

    name: str
    problem: Problem


@dataclass(frozen=True, slots=True)
class Over:
    """The process that went for this model is gone."""

    name: str


Order: TypeAlias = Errand | Enough
Answer: TypeAlias = Coming | Here | NotHere | Over
_PLAIN = {kind.__name__: kind for kind in (Enough, Coming, Here, Over)}


def as_line(message: Order | Answer) -> bytes:
    """The value as one line with its newline."""
    match message:
        case Errand(models, offer):
            fields: dict[str, Any] = {"models": models, "offer": asdict(offer)}
        case NotHere(name, problem):
            fields = {"name": name, "trouble": problem.trouble, "sentence": problem.sentence}
        case _:
            fields = asdict(message)
    return json.dumps({"is": type(message).__name__, **fields}).encode() + b"\n"


def from_line(line: bytes) -> Order | Answer:
    """The value a line stands for; ValueError when it is cut off or stands for none."""
    try:
        fields = json.loads(line)
        kind = fields.pop("is")
        if kind == "Errand":
            offer = fields["offer"]
            pinned = tuple(Pinned(**file) for file in offer["files"])
            return Errand(fields["models"], Offer(**{**offer, "files": pinned}))
        if kind == "NotHere":
            problem = Problem(Trouble(fields["trouble"]), fields["sentence"])
            return NotHere(fields["name"], problem)
        message: Order | Answer = _PLAIN[kind](**fields)
    except (AttributeError, KeyError, TypeError) as unknown:
        raise ValueError("not a message of kdesk's own") from unknown
    return message
