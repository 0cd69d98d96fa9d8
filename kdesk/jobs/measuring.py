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
        self._at_hand: tuple[Model, Callable[[], None]] | None = None

    def begin(self, model: Model) -> bool:
        """Try this model in the background; False while another one is being tried."""
        if self.name:
            return False
        name = self.name = model.name

        def told(problem: Problem | None) -> None:
            self.name = ""
            self._listener(Measured(name, over=True, problem=problem))

        self._listener(Measured(name, over=False))
        self._at_hand = model, speeds.measure(self._places, model, told)
        return True

    def stop(self) -> Model | None:
        """End the trial at hand, if there is one, and say of which model; nothing of it is kept."""
        if not self.name or self._at_hand is None:
            return None
        model, end = self._at_hand
        end()
        return model

    def close(self) -> None:
        """The same, and nobody is told of anything any more."""
        self._listener = _nobody
        self.stop()


def _nobody(_: Measured) -> None:
    """Hear of it and do nothing."""
