"""Keeping whose words stand where no frame waits for it: of an hour they take half a second."""

from collections.abc import Callable
from typing import TypeAlias

from PySide6.QtCore import QObject, Signal

from kdesk.domain.choosing import Shown
from kdesk.domain.problem import Problem
from kdesk.store import versions
from kdesk.ui.desk import Desk
from kdesk.ui.memo.comparing import Gathered
from kdesk.ui.widgets.waiting import Waiting

Choice: TypeAlias = tuple[Gathered, frozenset[int], Callable[[Shown], None]]


class Keeping(QObject):
    """One choice at a time, then the newest of those that were made meanwhile."""

    ended = Signal()
    """Nothing is being kept any more."""
    refused = Signal()
    """What was chosen last could not be kept; a banner says why."""

    def __init__(self, desk: Desk, parent: QObject) -> None:
        super().__init__(parent)
        self._desk = desk
        self._next: Choice | None = None
        self._kept: Callable[[Shown], None] = lambda _: None
        self._waiting = Waiting(desk.runner, self)
        self._waiting.done.connect(self._take)
        self._waiting.failed.connect(self._fail)

    @property
    def busy(self) -> bool:
        """Whether something is being kept."""
        return self._waiting.busy

    def keep(
        self, gathered: Gathered, taken: frozenset[int], kept: Callable[[Shown], None]
    ) -> None:
        """Keep the other side of these passages; `kept` hears of it, unless a later choice came."""
        self._next = gathered, taken, kept
        if not self._waiting.busy:
            self._begin()

    def finish(self) -> None:
        """Wait for all that is being kept: the page is left, or the journal closes."""
        self._waiting.finish()
        self._waiting.finish()  # the choice that was made meanwhile

    def _begin(self) -> None:
        if self._next is None:
            self.ended.emit()
            return
        (gathered, taken, self._kept), self._next = self._next, None
        vault, now = self._desk.vault, self._desk.now()

        def job() -> Shown:
            shown = gathered.with_taken(taken)
            versions.show(vault, gathered.memo_id, shown, now=now)
            return shown

        self._waiting.start(job)

    def _take(self, shown: Shown) -> None:
        self._kept(shown)
        self._begin()

    def _fail(self, problem: Problem) -> None:
        self._next = None
        self._desk.notices.tell_problem(problem)
        self.refused.emit()
        self.ended.emit()
