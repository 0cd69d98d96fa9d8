"""The one way views hear of things: what was kept, what went wrong, where to go next."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal

from kdesk.domain.problem import Problem


@dataclass(frozen=True, slots=True)
class Undo:
    """A quiet line with a way back, such as "Moved to the bin."."""

    sentence: str
    undo: Callable[[], None]


class Notices(QObject):
    """Told once by whoever did it; heard by every view that cares."""

    changed = Signal(object)
    """tuple[Change, ...], once for each commit."""
    problem_arisen = Signal(object)
    """Problem, for the banner."""
    told = Signal(str)
    """One quiet line that goes by itself."""
    undo_offered = Signal(object)
    """Undo."""
    open_requested = Signal(str)
    """The id of a kept thing to show."""
    page_requested = Signal(str)
    """The name of a page in the rail, such as `Timeline`."""
    record_requested = Signal()
    """Open the session-day screen, already recording."""
    sound_told = Signal(object)
    """PlayerEvent: how far the sound is that is being played."""
    speech_told = Signal(object)
    """TranscriberEvent: how far the machine is with the memos' words."""

    filing_told = Signal(int)
    """How much of what was recorded is filed, in per cent, when that takes a while; 100 at last."""

    def tell_problem(self, problem: Problem) -> None:
        """Show expected trouble in the banner."""
        self.problem_arisen.emit(problem)
