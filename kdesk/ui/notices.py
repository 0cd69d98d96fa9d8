"""The one way views hear of things: what was kept, what went wrong, where to go next."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from kdesk.domain.ids import SessionId
from kdesk.domain.problem import Problem


@dataclass(frozen=True, slots=True)
class Undo:
    """A quiet line with a way back, such as "Moved to the bin."."""

    sentence: str
    undo: Callable[[], None]


@dataclass(frozen=True, slots=True)
class Offer:
    """A quiet line with a way on, such as "This is already in your journal." and "Show it"."""

    sentence: str
    words: str
    go: Callable[[], None]


@dataclass(frozen=True, slots=True)
class Files:
    """Files somebody brings, and the session they are to belong to."""

    paths: tuple[Path, ...]
    session_id: SessionId | None = None


class Notices(QObject):
    """Told once by whoever did it; heard by every view that cares."""

    changed = Signal(object)
    """tuple[Change, ...], once for each commit."""
    problem_arisen = Signal(object)
    """Problem, for the banner."""
    problem_over = Signal(str)
    """The sentence of one that is over: the banner need not say it any more."""
    told = Signal(str)
    """One quiet line that goes by itself."""
    undo_offered = Signal(object)
    """Undo."""
    offered = Signal(object)
    """Offer."""
    files_brought = Signal(object)
    """Files, to be taken in."""
    folder_wanted = Signal()
    """Look into the watched folder."""
    folder_seen = Signal(object)
    """Seen: what that brought."""
    model_told = Signal(object)
    """FetchEvent: how getting a speech model goes."""
    model_removed = Signal()
    """A speech model was here before, whole or not."""
    speed_told = Signal(object)
    """Measured: a model is being tried on this computer, or was."""
    open_requested = Signal(str)
    """The id of a kept thing to show."""
    moment_requested = Signal(object)
    """Excerpt: a memo to show at the second where it was said."""
    copy_requested = Signal(str)
    """Words of the journal for the clipboard; see ui/widgets/copied."""
    page_requested = Signal(str)
    """The name of a page in the rail, such as `Timeline`."""
    record_requested = Signal()
    """Open the session-day screen, already recording."""
    sound_told = Signal(object)
    """PlayerEvent: how far the sound is that is being played."""
    speech_told = Signal(object)
    """TranscriberEvent: how far the machine is with the memos' words."""

    waiting_told = Signal()
    """Other memos wait to be filed than before; see Desk.waiting."""
    filing_told = Signal(int)
    """How much of what was recorded is filed, in per cent, when that takes a while; 100 at last."""

    def tell_problem(self, problem: Problem) -> None:
        """Show expected trouble in the banner."""
        self.problem_arisen.emit(problem)
