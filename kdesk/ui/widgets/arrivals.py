"""Files somebody brought to the open journal: taken in behind the pages, told in a line."""

from collections import deque
from collections.abc import Sequence
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from kdesk.domain.ids import AnyId, SessionId
from kdesk.domain.item import Item
from kdesk.domain.problem import Problem, Trouble
from kdesk.jobs.runner import Progress
from kdesk.ui.desk import Desk
from kdesk.ui.notices import Files, Offer, Undo
from kdesk.ui.widgets.foot_line import FootLine
from kdesk.ui.widgets.taking_in import TakingIn

if TYPE_CHECKING:
    # Loaded when the first file comes.
    from kdesk.jobs.bring_in import Brought, Refused

NAMED = 3
"""How many files are named before the rest is a number."""


class Arrivals(QObject):
    """Takes one bunch of files after the other; `line` says how far it is."""

    def __init__(self, desk: Desk, parent: QObject) -> None:
        super().__init__(parent)
        self._desk = desk
        self._waiting: deque[Files] = deque()
        self._session_id: SessionId | None = None
        self._number = 0
        self.line = FootLine(self.tr("Stop adding"))
        self.taking_in = TakingIn(desk, self)
        self.line.pressed.connect(self.taking_in.stop)
        self.taking_in.begun.connect(self._begin)
        self.taking_in.moved.connect(self._move)
        self.taking_in.ended.connect(self._end)
        self.taking_in.done.connect(self._tell)
        self.taking_in.failed.connect(self._tell_problem)
        desk.notices.files_brought.connect(self.bring)

    def bring(self, files: Files) -> None:
        """Take these in, after those that are on their way."""
        self._waiting.append(files)
        self._go_on()

    def _go_on(self) -> None:
        if self.taking_in.busy or not self._waiting:
            return
        files, desk = self._waiting.popleft(), self._desk
        vault, now = desk.vault, desk.now()
        self._session_id = files.session_id

        def job(progress: Progress) -> "Brought":
            from kdesk.jobs.bring_in import bring_in  # noqa: PLC0415 - on the job's thread

            return bring_in(
                vault, files.paths, session_id=files.session_id, now=now, progress=progress
            )

        self.taking_in.begin(len(files.paths), job)

    def _begin(self, number: int) -> None:
        self._number = number
        self._move(0.0)

    def _move(self, fraction: float) -> None:
        one = self.tr("Taking in the file: {percent} %")
        several = self.tr("Taking in {number} files: {percent} %")
        words = one if self._number == 1 else several
        self.line.tell(words.format(number=self._number, percent=round(fraction * 100)))

    def _end(self) -> None:
        self.line.tell("")

    def _tell(self, brought: "Brought") -> None:
        notices = self._desk.notices
        if brought.problem is not None:
            notices.tell_problem(brought.problem)
        elif brought.refused:
            notices.tell_problem(Problem(Trouble.BAD_FILE, refusal(self, brought.refused)))
        if brought.kept:
            self._desk.transcriber.wake()
        sentence, found = self._sentence(brought), (*brought.kept, *brought.there)
        apart = self._apart(brought.there)
        if sentence and apart:
            one, several = (
                self.tr("Put it with this session"),
                self.tr("Put them with this session"),
            )
            put = partial(self._put, apart, self._session_id)
            notices.offered.emit(Offer(sentence, one if len(apart) == 1 else several, put))
        elif sentence and len(found) == 1:
            only = found[0]
            show = Offer(sentence, self.tr("Show it"), lambda: notices.open_requested.emit(only))
            notices.offered.emit(show)
        elif sentence:
            notices.told.emit(sentence)
        self._go_on()

    def _apart(self, there: Sequence[AnyId]) -> tuple[Item, ...]:
        """What was there already and isn't with the session the files were brought to."""
        from kdesk.store import items  # noqa: PLC0415 - a file has come

        if self._session_id is None:
            return ()
        found: list[Item] = []
        for each in dict.fromkeys(there):
            with suppress(Problem):  # gone in this moment
                found.append(items.find(self._desk.vault, each))
        return tuple(item for item in found if item.session_id != self._session_id)

    def _put(self, apart: tuple[Item, ...], session_id: SessionId | None) -> None:
        from kdesk.store import items  # noqa: PLC0415 - a file has come

        vault, notices, now = self._desk.vault, self._desk.notices, self._desk.now
        try:
            for item in apart:
                items.assign(vault, item.id, session_id, now=now())
        except Problem as problem:
            notices.tell_problem(problem)
            return

        def undo() -> None:
            for item in apart:
                items.assign(vault, item.id, item.session_id, now=now())

        one, several = self.tr("It is with this session now."), self.tr("They are with it now.")
        notices.undo_offered.emit(Undo(one if len(apart) == 1 else several, undo))

    def _tell_problem(self, problem: Problem) -> None:
        self._desk.notices.tell_problem(problem)
        self._go_on()

    def _sentence(self, brought: "Brought") -> str:
        kept, there = len(brought.kept), len(brought.there)
        words = []
        if brought.stopped:
            words.append(self.tr("Stopped."))
        if kept == 1:
            words.append(self.tr("A copy is kept."))
        elif kept:
            words.append(self.tr("{number} copies are kept.").format(number=kept))
        words.append(abruptly(self, brought.cut, kept))
        if there == 1 and not kept:
            words.append(self.tr("This is already in your journal."))
        elif there and not kept:
            words.append(self.tr("All of this is already in your journal."))
        elif there == 1:
            words.append(self.tr("1 was already in your journal."))
        elif there:
            words.append(self.tr("{number} were already in your journal.").format(number=there))
        return " ".join(filter(None, words))


def abruptly(teller: QObject, cut: int, kept: int) -> str:
    """How many of those kept could not be read to their end; empty when all could."""
    if not cut:
        return ""
    if kept == 1:
        return teller.tr("It ends abruptly.")
    one, several = teller.tr("1 of them ends abruptly."), teller.tr("{number} end abruptly.")
    return one if cut == 1 else several.format(number=cut)


def refusal(teller: QObject, refused: "tuple[Refused, ...]") -> str:
    """Which files were not taken in, and why, in one plain sentence or two."""
    if len(refused) == 1:
        words = teller.tr("{names} was not taken in. {why}")
    else:
        words = teller.tr("{number} files were not taken in: {names}. {why}")
    names = [one.name for one in refused[:NAMED]]
    if len(refused) > NAMED:
        names.append(teller.tr("{number} more").format(number=len(refused) - NAMED))
    reasons = {one.sentence for one in refused}
    why = refused[0].sentence if len(reasons) == 1 else teller.tr("Add one alone to see why.")
    return words.format(number=len(refused), names=", ".join(names), why=why)
