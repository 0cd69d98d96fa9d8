"""One recorder process as the window holds it: its pipes, its end, and what is said of that."""

import signal
import sys
import threading
from collections.abc import Callable
from contextlib import suppress

from kdesk.domain.problem import Problem, Trouble
from kdesk.jobs.protocol import Beat, Begin, Message, RecorderOrder, as_line, messages
from kdesk.jobs.runner import start_child, start_thread

WATCHES_EVERY = 0.5
"""Seconds between two looks at whether it said anything, be it only that it lives."""
SILENT_AFTER = 6
"""Looks without a word, from which on it seems to hang; a Beat is due with every second one."""
HANGS_AFTER = 20
"""Looks without a word after which it is killed. Looks are counted and not seconds: while this
process or the whole computer sleeps there are none."""
GONE_WITHIN = 2.0
"""Seconds for one that is killed to be gone."""


class RecorderProcess:
    """Runs from the start; OSError when it can't be started.

    `heard` gets each answer and `ended` the trouble that its end would be in the middle of a
    recording, both on a thread that reads the answers. One that says nothing any more once it was
    told to begin is killed, and `ended` is told at once: it may be long before it is gone.
    """

    def __init__(
        self,
        heard: Callable[["RecorderProcess", Message], None],
        ended: Callable[["RecorderProcess", Problem], None],
    ) -> None:
        self._heard = heard
        self._ended = ended
        self._child = start_child("record")
        self._watched = False
        self._killed = False
        self._busy = False
        self._looks = 0
        self._reader = start_thread("recorder", self._read)

    @property
    def alive(self) -> bool:
        """Whether it still runs and may be expected to answer."""
        return not self._killed and self._child.poll() is None

    @property
    def silent(self) -> bool:
        """Whether it seems to hang."""
        return self._looks >= SILENT_AFTER

    def tell(self, order: RecorderOrder) -> None:
        """Give an order; to one that has just died it is given in vain, and `ended` follows."""
        if isinstance(order, Begin) and not self._watched:
            self._watched = True
            start_thread("recorder-watch", self._watch)
        if self._child.stdin is not None:
            with suppress(OSError, ValueError):
                self._child.stdin.write(as_line(order))
                self._child.stdin.flush()

    def let_go(self) -> None:
        """Give no more orders: it saves what it has, and ends."""
        if self._child.stdin is not None:
            with suppress(OSError):  # an order was still on its way to a process that has died
                self._child.stdin.close()

    def wait(self, within: float) -> None:
        """Wait until all its answers are read, so many seconds at most."""
        if self._reader is not threading.current_thread():
            self._reader.join(within)

    def _read(self) -> None:
        try:
            if self._child.stdout is not None:
                with self._child.stdout as answers:
                    for answer in messages(answers):
                        self._busy = True
                        if not isinstance(answer, Beat):
                            self._heard(self, answer)
                        self._busy, self._looks = False, 0
        finally:  # a bug in what an answer led to must not leave it recording for nobody
            self.let_go()
            self._ended(self, _died(self._child.wait()))

    def _watch(self) -> None:
        pause = threading.Event()
        while self._looks < HANGS_AFTER:
            pause.wait(WATCHES_EVERY)
            if self._child.poll() is not None:
                return
            if not self._busy:
                self._looks += 1
        self._killed = True
        self._child.kill()
        self.wait(GONE_WITHIN)  # its memo is filed only once no process holds it any more
        self._ended(self, _died(-signal.SIGTERM))


def not_started() -> Problem:
    """No process could be begun."""
    return Problem(
        Trouble.NO_SOUND_LIBRARY,
        "The recorder could not be started. Close other programs or start kdesk again, "
        "then try again.",
    )


def hangs() -> Problem:
    """The sound system does not come back from what the process asked of it."""
    return Problem(
        Trouble.NO_MICROPHONE,
        "The sound system of this computer does not answer any more. What you said until then is "
        "kept; say more whenever you like.",
    )


def _died(code: int) -> Problem:
    if sys.platform != "win32" and code == -signal.SIGABRT:
        return Problem(
            Trouble.NO_SOUND_LIBRARY,
            "The sound system of this computer refused to start. Check that other programs can "
            "record, then try again.",
        )
    return Problem(
        Trouble.NO_MICROPHONE,
        "The recorder ended unexpectedly. What was said until a second before is kept; "
        "say more whenever you like.",
    )
