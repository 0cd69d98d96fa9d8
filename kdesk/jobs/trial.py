"""The process that tries a microphone once: three seconds heard, judged, played back, forgotten."""

import os
import threading
from typing import BinaryIO

from kdesk.audio.trial import Trial
from kdesk.domain.problem import Problem, Trouble
from kdesk.domain.verdict import Verdict
from kdesk.jobs.child import close_doors, end_with
from kdesk.jobs.outbox import Outbox
from kdesk.jobs.protocol import Ended, Failed, Level, Tried, Try, from_line
from kdesk.jobs.runner import within

OPENS_WITHIN = 5.0
LISTENS_WITHIN = 8.0
PLAYS_WITHIN = 8.0
"""Seconds; a sound system that hangs takes for ever."""
TOLD_WITHIN = 2.0


def main(stdin: BinaryIO, stdout: BinaryIO) -> int:
    """Take one Try, tell how it goes; it ends at once when its input does."""
    close_doors()
    outbox = Outbox(stdout)
    threading.excepthook = lambda _: os._exit(1)  # a bug: the window says that the test ended
    order = from_line(line) if (line := stdin.readline()) else None
    if isinstance(order, Try):
        end_with(stdin)  # the microphone must not stay open for nobody
        outbox.add(_tried(outbox, order))
    outbox.flush(TOLD_WITHIN)
    os._exit(0)  # an ordinary end would wait for a sound system that hangs


def _tried(outbox: Outbox, order: Try) -> Ended | Failed:
    def told(loudness: float, seconds: float) -> None:
        outbox.add(Level(round(loudness, 3), round(seconds, 2)))

    try:
        trial = within(OPENS_WITHIN, lambda: Trial(order.device))
        verdict = within(LISTENS_WITHIN, lambda: trial.listen(told))
        outbox.add(Tried(verdict, trial.device))
        if verdict is not Verdict.NOTHING:
            within(PLAYS_WITHIN, lambda: trial.play(order.speaker, told))
    except TimeoutError:
        return Failed(_no_answer())
    except Problem as problem:
        return Failed(problem)
    return Ended()


def _no_answer() -> Problem:
    return Problem(
        Trouble.NO_SOUND_LIBRARY,
        "The sound system of this computer does not answer. Check that other programs can play "
        "and record sound, then test again.",
    )
