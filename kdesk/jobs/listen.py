"""The speech process: memos in through a pipe, words out through another, nothing else.

It has no network (the kernel sees to it), writes no file, lets every other process go first, and
knows neither the vault nor whose memo it hears.
"""

import signal
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from kdesk.domain.problem import Problem
from kdesk.jobs.child import close_doors, reader_may_leave
from kdesk.jobs.hearing import Answer, Failed, Finished, Listen, Words, answer_line, order_from
from kdesk.system.priority import step_back

if TYPE_CHECKING:
    from kdesk.speech.listener import Listener

LEAVES_AFTER = 60
"""Seconds without an order after which the process ends, and the model's memory is free."""

STUCK_AFTER = 900
"""Seconds for one piece of sound, 30 s at most, after which the process takes itself for stuck and
ends. Far longer than a model that fits the machine at all should need."""


def main(stdin: BinaryIO, stdout: BinaryIO) -> int:
    """Hear one memo after the other until there are no more orders."""
    sys.dont_write_bytecode = True
    close_doors()
    step_back()
    ear = _Ear()
    with reader_may_leave(stdout):
        while line := _next_line(stdin):
            order = order_from(line)
            flac = stdin.read(order.size)
            if len(flac) < order.size:
                break
            for answer in ear.answers(order, flac):
                stdout.write(answer_line(answer))
                stdout.flush()
                _end_in(STUCK_AFTER)
    return 0


class _Ear:
    """Keeps the model that was used last loaded."""

    def __init__(self) -> None:
        self._folder = ""
        self._listener: Listener | None = None

    def answers(self, order: Listen, flac: bytes) -> Iterator[Answer]:
        # After the network is refused and not before: these load faster-whisper and onnxruntime.
        from kdesk.audio.flac import FlacReader, decoded  # noqa: PLC0415
        from kdesk.speech.settings import RATE  # noqa: PLC0415

        _end_in(STUCK_AFTER)
        try:
            listener = self._loaded(order.model)
            seconds = FlacReader(flac).seconds
            for heard in listener.listen(decoded(flac, RATE)):
                yield Words(min(1.0, heard.until / seconds), heard.utterances)
            yield Finished(listener.language)
        except Problem as problem:
            yield Failed(problem)

    def _loaded(self, folder: str) -> "Listener":
        from kdesk.speech.listener import Listener  # noqa: PLC0415 - as above

        if self._listener is None or folder != self._folder:
            self._listener = None  # the old model's memory first
            self._listener, self._folder = Listener.load(Path(folder)), folder
        return self._listener


def _next_line(stdin: BinaryIO) -> bytes:
    _end_in(LEAVES_AFTER)
    return stdin.readline()


def _end_in(seconds: int) -> None:
    """Have the kernel end this process after so long, unless this is called again before.

    Windows has no such clock; there the window ends the process.
    """
    if hasattr(signal, "alarm"):
        signal.alarm(seconds)
