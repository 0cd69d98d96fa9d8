"""The speech process: sound in through a pipe, words out through another, nothing else.

It has no network (the kernel sees to it), writes no file, lets every other process go first, and
knows neither the vault nor whose memo it hears.
"""

import os
import signal
import sys
from collections.abc import Iterator
from pathlib import Path
from queue import SimpleQueue
from typing import TYPE_CHECKING, BinaryIO, NamedTuple

from kdesk.domain.problem import Problem, Trouble
from kdesk.jobs import speeds
from kdesk.jobs.child import close_doors, reader_may_leave
from kdesk.jobs.hearing import (
    KEPT_RATE,
    Answer,
    End,
    Failed,
    Finished,
    Follow,
    Listen,
    More,
    Order,
    Words,
    answer_line,
    order_from,
)
from kdesk.jobs.runner import start_thread
from kdesk.speech.models import stamp
from kdesk.speech.speed import CPU
from kdesk.system.paths import usual_places
from kdesk.system.priority import step_back

if TYPE_CHECKING:
    from kdesk.speech.listener import Hearing, Listener, Said

LEAVES_AFTER = 60
"""Seconds without an order after which the process ends, and the model's memory is free."""

STUCK_AFTER = 900
"""Seconds for one piece of sound, 30 s at most, after which the process takes itself for stuck and
ends. Far longer than a model that fits the machine at all should need."""

TELLS_EVERY = 5.0
"""Seconds of silence in what is being spoken, after which it is told that they are heard."""

SWAPPED = "The speech model was changed while it was being loaded. Try again in a moment."


class _Given(NamedTuple):
    """An order and the sound that came with it; a More's is at the rate of speech."""

    order: Order
    sound: bytes = b""


def main(stdin: BinaryIO, stdout: BinaryIO) -> int:
    """Hear one memo after the other until there are no more orders."""
    sys.dont_write_bytecode = True
    close_doors()
    step_back()
    orders: SimpleQueue[_Given | None] = SimpleQueue()
    # Not through Python's own stdin: a thread that waits in it would make the interpreter abort.
    pipe = os.fdopen(stdin.fileno(), "rb", closefd=False)
    start_thread("orders", lambda: _take_in(pipe, orders))
    ear = _Ear(orders)
    with reader_may_leave(stdout):
        _end_in(LEAVES_AFTER)
        while given := orders.get():
            for answer in ear.answers(given):
                stdout.write(answer_line(answer))
                stdout.flush()
            _end_in(LEAVES_AFTER)
    return 0


def _take_in(pipe: BinaryIO, orders: "SimpleQueue[_Given | None]") -> None:
    """Take orders and sound as they come, however long the hearing takes; None is the end."""
    try:
        # After the network is refused and not before: this loads numpy.
        from kdesk.audio.resample import Resampler  # noqa: PLC0415
        from kdesk.speech.settings import RATE  # noqa: PLC0415

        resampler = Resampler(KEPT_RATE, 1, RATE)
        while line := pipe.readline():
            order = order_from(line)
            sound = b""
            if isinstance(order, Listen | More):
                sound = pipe.read(order.size)
                if len(sound) < order.size:
                    return
            if isinstance(order, Follow):
                resampler = Resampler(KEPT_RATE, 1, RATE)
            elif isinstance(order, More):
                sound = resampler.feed(sound)
            elif isinstance(order, End):
                sound = resampler.finish()
            orders.put(_Given(order, sound))
    finally:  # without it the process would wait for orders that nobody takes in
        orders.put(None)


class _Ear:
    """Keeps the model that was used last loaded."""

    def __init__(self, orders: "SimpleQueue[_Given | None]") -> None:
        self._orders = orders
        self._stamp: tuple[object, ...] = ()
        self._on_cpu = False
        self._listener: Listener | None = None

    def answers(self, given: _Given) -> Iterator[Answer]:
        """Do what is asked; the sound of a memo that has failed is passed over."""
        _end_in(STUCK_AFTER)
        try:
            if isinstance(given.order, Listen):
                yield from self._hear(given.order, given.sound)
            elif isinstance(given.order, Follow):
                yield from self._follow(given.order)
        except Problem as problem:
            yield Failed(problem)

    def _hear(self, order: Listen, flac: bytes) -> Iterator[Answer]:
        from kdesk.audio.flac import decoded  # noqa: PLC0415 - as in _take_in
        from kdesk.speech.settings import RATE  # noqa: PLC0415

        hearing = self._loaded(Path(order.model), on_cpu=order.on_cpu).begin(order.wish)
        for block in decoded(flac, RATE, order.wish.start):
            yield from _words(hearing, hearing.feed(block))
        yield from _words(hearing, hearing.finish())
        yield Finished(hearing.language)

    def _follow(self, order: Follow) -> Iterator[Answer]:
        hearing = self._loaded(Path(order.model)).begin(order.wish)
        told = 0.0
        while given := self._next():
            for words in _words(hearing, hearing.feed(given.sound)):
                told = words.until
                yield words
            if isinstance(given.order, End):
                if given.order.whole:
                    yield from _words(hearing, hearing.finish())
                else:
                    yield Words(hearing.until, (), hearing.language)
                yield Finished(hearing.language)
                return
            if hearing.until >= told + TELLS_EVERY:
                told = hearing.until
                yield Words(told, (), hearing.language)

    def _next(self) -> _Given | None:
        """The next of what is being spoken, however long the speaker pauses."""
        _end_in(0)
        given = self._orders.get()
        _end_in(STUCK_AFTER)
        if given is None:
            self._orders.put(None)  # whoever asks next is to see the end too
        return given

    def _loaded(self, folder: Path, *, on_cpu: bool = False) -> "Listener":
        seen = stamp(folder)
        if self._listener is None or seen != self._stamp or (on_cpu and not self._on_cpu):
            self._listener = None  # the old model's memory first
            listener = _load(folder, on_cpu=on_cpu)
            if stamp(folder) != seen:
                raise Problem(Trouble.BAD_MODEL, SWAPPED)
            self._listener, self._stamp, self._on_cpu = listener, seen, on_cpu
        return self._listener


def _load(folder: Path, *, on_cpu: bool) -> "Listener":
    """The model as it is heard best on this computer."""
    from kdesk.speech.listener import Listener  # noqa: PLC0415 - as in _take_in

    way = speeds.best(usual_places(), folder)
    if way.device == CPU or not on_cpu:
        try:
            return Listener.load(folder, way.device, way.threads)
        except Problem:
            if way.device == CPU:
                raise
    return Listener.load(folder)  # the graphics card is gone since, or busy, or failed


def _words(hearing: "Hearing", heard: "Iterator[Said]") -> Iterator[Words]:
    """What each piece became; for every one the process has its time anew."""
    _end_in(STUCK_AFTER)
    for utterances in heard:
        yield Words(hearing.until, utterances, hearing.language)
        _end_in(STUCK_AFTER)


def _end_in(seconds: int) -> None:
    """Have the kernel end this process after so long, unless this is called again before; 0: never.

    Windows has no such clock; there the window ends the process.
    """
    if hasattr(signal, "alarm"):
        signal.alarm(seconds)
