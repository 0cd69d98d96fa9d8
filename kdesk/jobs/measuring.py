"""Trying how fast models are here, one at a time, whoever asks for it."""

from collections.abc import Callable
from dataclasses import dataclass

from kdesk.domain.problem import Problem
from kdesk.jobs import speeds
from kdesk.speech.models import Model
from kdesk.system.paths import Places


@dataclass(frozen=True, slots=True)
class Measured:
    """A model's measuring has begun or, with `over`, ended: kept, or not because of a problem."""

    name: str
    over: bool
    problem: Problem | None = None


class Measuring:
    """Tells one listener, of the end on another thread."""

    def __init__(self, places: Places, listener: Callable[[Measured], None]) -> None:
        self._places = places
        self._listener = listener
        self.name = ""
        """The model that is being tried now; empty: none is."""

    def begin(self, model: Model) -> bool:
        """Try this model in the background; False while another one is being tried."""
        if self.name:
            return False
        name = self.name = model.name

        def told(problem: Problem | None) -> None:
            self.name = ""
            self._listener(Measured(name, over=True, problem=problem))

        self._listener(Measured(name, over=False))
        speeds.measure(self._places, model, told)
        return True
