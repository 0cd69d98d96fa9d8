"""After a recording is saved: it becomes a memo, and the words are asked for."""

import threading
from collections.abc import Callable
from datetime import date

from PySide6.QtCore import QElapsedTimer, QObject, QTimer, Signal

from kdesk.domain.problem import Problem, Trouble
from kdesk.jobs.encoding import Spare
from kdesk.jobs.runner import Progress
from kdesk.ui.desk import Desk
from kdesk.ui.widgets.waiting import Post, Waiting

ENDS_WITHIN = 5.0
"""Seconds `close` waits for the job at hand. It may be interrupted anywhere, and goes on when the
journal is next open."""
TRIES_AGAIN_IN_MS = 5_000
TRIES = 24
"""How often a journal that is busy with another program is tried before anybody is told: each try
waits as long again."""
ALL = 100
SAID_AFTER_MS = 700
"""What is filed sooner needs no word."""


class Filing(QObject):
    """Files what was recorded and typed, one round at a time, and wakes the transcriber.

    When there is nothing more to file, it sees to the day's upkeep.
    """

    rested = Signal()
    """A round is over, whether or not all is filed, and no other follows at once."""

    def __init__(self, desk: Desk, parent: QObject) -> None:
        super().__init__(parent)
        self._desk = desk
        self._again = False
        self._closed = False
        self._tended_on: date | None = None
        self._post = Post()
        self._post.came.connect(self._tell_progress)
        self._progress = _by_the_hundredth(self._post)
        self._begun = QElapsedTimer()
        self._told = ALL
        self._ended = threading.Event()
        self._ended.set()
        self._round = Waiting(desk.runner, self)
        self._round.ended.connect(lambda: self._tell_percent(ALL))
        self._round.done.connect(self._all_filed)
        self._round.failed.connect(self._not_filed)
        self._upkeep = Waiting(desk.runner, self)
        self._upkeep.done.connect(self._go_on)
        self._upkeep.failed.connect(self._not_tended)
        self._aside_too = True
        self._busy = 0
        self._trouble = ""
        self._spare = Spare()
        self.later = QTimer(self)
        self.later.setSingleShot(True)
        self.later.setInterval(TRIES_AGAIN_IN_MS)
        self.later.timeout.connect(self.file)

    def expect(self) -> None:
        """Somebody speaks: make ready what will be needed once they have finished."""
        self._desk.runner.start(lambda _progress: self._spare.start())

    def file(self) -> None:
        """File everything that waits; what is saved meanwhile is filed right after."""
        if self._closed:
            return
        self._again = self._round.busy or self._upkeep.busy
        if self._again:
            return
        vault, now, fallback = self._desk.vault, self._desk.now(), self._desk.places.fallback
        progress, aside_too, spare = self._progress, self._aside_too, self._spare

        def job() -> None:
            from kdesk.jobs.finalise import finalise_all  # noqa: PLC0415 - on the job's thread
            from kdesk.store import typed_notes  # noqa: PLC0415

            try:
                typed_notes.take_in(vault, now=now, fallback=fallback)
            finally:  # a note that can't be read keeps no recording waiting
                finalise_all(
                    vault,
                    now=now,
                    progress=progress,
                    fallback=fallback,
                    aside_too=aside_too,
                    spare=spare,
                )

        self._begun.start()
        self._begin(self._round, job)

    def close(self) -> None:
        """End at the next good moment; call it before the vault is closed."""
        self._closed = True
        self.later.stop()
        self._progress.cancel()
        self._ended.wait(ENDS_WITHIN)
        self._spare.close()

    def _begin(self, waiting: Waiting, work: Callable[[], None]) -> None:
        ended = self._ended
        ended.clear()

        def job() -> None:
            try:
                work()
            finally:
                ended.set()

        waiting.start(job)

    def _tell_progress(self, fraction: float) -> None:
        if self._round.busy and self._begun.elapsed() >= SAID_AFTER_MS:
            self._tell_percent(min(int(fraction * ALL), ALL - 1))

    def _tell_percent(self, percent: int) -> None:
        if percent != self._told and not self._closed:
            self._told = percent
            self._desk.notices.filing_told.emit(percent)

    def _all_filed(self) -> None:
        self._trouble = ""
        self._filed()

    def _filed(self) -> None:
        if self._closed:
            return
        self._aside_too = False
        self._busy = 0
        self._desk.transcriber.wake()
        if not self._again:
            self.rested.emit()
            self._tend()
        self._go_on()

    def _not_filed(self, problem: Problem) -> None:
        if problem.trouble is Trouble.IN_USE and self._busy < TRIES:
            self._busy += 1
            if not self._closed:
                self.later.start()
            return
        if problem.sentence != self._trouble:  # it is tried again and again, and said once
            self._desk.notices.tell_problem(problem)
        self._trouble = problem.sentence
        self._filed()

    def _tend(self) -> None:
        vault, now = self._desk.vault, self._desk.now()
        if self._tended_on == now.date():
            return
        self._tended_on = now.date()

        def job() -> None:
            from kdesk.jobs.upkeep import tend  # noqa: PLC0415 - on the job's thread

            tend(vault, now)

        self._begin(self._upkeep, job)

    def _not_tended(self, problem: Problem) -> None:
        if problem.trouble is Trouble.IN_USE:
            self._tended_on = None  # with the next round, then
            self._go_on()
        elif not self._closed:
            self._desk.notices.tell_problem(problem)
            self._go_on()

    def _go_on(self) -> None:
        if self._again and not self._closed:
            self.file()


def _by_the_hundredth(post: Post) -> Progress:
    """A progress that posts no more often than a person could see."""
    last = [-1]

    def told(fraction: float) -> None:
        hundredth = int(fraction * ALL)
        if hundredth != last[0]:
            last[0] = hundredth
            post.came.emit(fraction)

    return Progress(told)
