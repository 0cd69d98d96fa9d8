"""Why memos still wait to be written down, as the queue told it last."""

from PySide6.QtCore import QObject, Signal

from kdesk.domain.ids import MemoId
from kdesk.domain.problem import Problem, Trouble
from kdesk.jobs.transcriber import (
    NO_MODEL,
    Listened,
    NoModel,
    QueueEmpty,
    Stopped,
    TranscriberEvent,
)
from kdesk.ui.notices import Notices


class HeldUp(QObject):
    """Asked by a memo's page, whenever that was made; in the banner each trouble is told once."""

    changed = Signal()

    def __init__(self, notices: Notices) -> None:
        super().__init__(notices)
        self._notices = notices
        self._without_model: dict[MemoId, Problem] = {}
        self.stopped: Problem | None = None
        """What the whole queue stands still for."""
        self._told: set[str] = set()
        notices.speech_told.connect(self._hear)

    def why(self, memo_id: MemoId) -> Problem | None:
        """What keeps this memo waiting; None when nothing is known that does."""
        return self._without_model.get(memo_id) or self.stopped

    def forget(self, memo_id: MemoId | None = None) -> None:
        """It is tried again: this memo alone, or whatever waits."""
        if memo_id is None:
            self._without_model.clear()
            for sentence in self._told:
                self._notices.problem_over.emit(sentence)
            self._told.clear()
        else:
            self._without_model.pop(memo_id, None)
        self.stopped = None
        self.changed.emit()

    def _hear(self, event: TranscriberEvent) -> None:
        match event:
            case NoModel(problem, memo_ids) if problem.sentence == NO_MODEL:
                # That none was added yet is no trouble: a memo's page says it by itself.
                self._without_model = {
                    memo_id: why
                    for memo_id, why in self._without_model.items()
                    if memo_id not in memo_ids
                }
            case NoModel(problem, memo_ids):
                self._without_model |= dict.fromkeys(memo_ids, problem)
                self._tell(self._and_waits(problem))
            case Stopped(problem):
                self.stopped = problem
                self._tell(problem)
            case Listened(memo_id):
                if not self.why(memo_id):
                    return
                self._without_model.pop(memo_id, None)
                self.stopped = None
            case QueueEmpty():
                self.forget()
                return
        self.changed.emit()

    def _and_waits(self, problem: Problem) -> Problem:
        """In the banner it isn't seen that memos wait for this."""
        if problem.trouble is not Trouble.BAD_MODEL:
            return problem
        words = self.tr("{reason} Memos wait until it is put right.")
        return Problem(problem.trouble, words.format(reason=problem.sentence))

    def _tell(self, problem: Problem) -> None:
        if problem.sentence not in self._told:
            self._told.add(problem.sentence)
            self._notices.tell_problem(problem)
