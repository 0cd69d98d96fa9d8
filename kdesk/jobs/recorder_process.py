"""One recorder process as the window holds it: its pipes, its end, and what is said of that."""

import signal
import sys
import threading
from collections.abc import Callable
from contextlib import suppress

from kdesk.domain.problem import Problem, Trouble
from kdesk.jobs.protocol import Message, RecorderOrder, as_line, messages
from kdesk.jobs.runner import start_child, start_thread


class RecorderProcess:
    """Runs from the start; OSError when it can't be started.

    `heard` gets each answer and `ended` the trouble that its end would be in the middle of a
    recording, both on a thread that reads the answers.
    """

    def __init__(
        self,
        heard: Callable[["RecorderProcess", Message], None],
        ended: Callable[["RecorderProcess", Problem], None],
    ) -> None:
        self._heard = heard
        self._ended = ended
        self._child = start_child("record")
        self._reader = start_thread("recorder", self._read)

    @property
    def alive(self) -> bool:
        """Whether it still runs."""
        return self._child.poll() is None

    def tell(self, order: RecorderOrder) -> None:
        """Give an order; to one that has just died it is given in vain, and `ended` follows."""
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
                        self._heard(self, answer)
        finally:  # a bug in what an answer led to must not leave it recording for nobody
            self.let_go()
            self._ended(self, _died(self._child.wait()))


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
