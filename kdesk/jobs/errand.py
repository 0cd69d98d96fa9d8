"""What the window, the porter and the fetch process say to each other, a JSON line at a time.

The window sends an Errand or Enough; back come Comings, then Here or NotHere, and Over once the
process that went is gone. Nothing here knows a network.
"""

from dataclasses import dataclass
from typing import TypeAlias

from kdesk.domain.problem import Problem
from kdesk.jobs.lines import Lines
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

_LINES: Lines[Order | Answer] = Lines(
    *(Errand, Enough),
    *(Coming, Here, NotHere, Over),
    within=(Offer, Pinned),
)
as_line, from_line, messages = _LINES.write, _LINES.read, _LINES.each
