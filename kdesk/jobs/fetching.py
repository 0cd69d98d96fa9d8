"""The window's end of getting a model: one at a time, through the porter; nothing here is network.

What is being got goes on while kdesk locks: the pipes to the porter are handed to the process that
takes this one's place.
"""

import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TypeAlias

from kdesk.domain.problem import Problem, Trouble
from kdesk.jobs import half
from kdesk.jobs.errand import (
    Answer,
    Coming,
    Enough,
    Errand,
    Here,
    NotHere,
    Over,
    as_line,
    messages,
)
from kdesk.jobs.runner import start_thread
from kdesk.jobs.way_out import Porter
from kdesk.speech.catalogue import Offer

ENDS_WITHIN = 3.0
"""Seconds a model's half is waited for before it is left as it is."""

Outcome: TypeAlias = Here | NotHere | Over
FetchEvent: TypeAlias = Coming | Outcome


class Fetching:
    """Gets one model at a time and tells one listener, on a thread that reads the answers.

    Comings are followed by Here, by NotHere, or by Over after `pause` and `cancel`.
    """

    def __init__(self, models: Path, porter: Porter | None = None) -> None:
        self._models = models
        self._porter = porter
        self._lock = threading.RLock()
        self._listener: Callable[[FetchEvent], None] = lambda _: None
        self._reader: threading.Thread | None = None
        self._closed = self._asked = self._dropped = False
        self._outcome: Here | NotHere | None = None
        self.coming: Coming | None = None
        """What is being got now, and how far it is."""
        if porter is not None:  # it may be on its way since before the lock
            self._read(porter)

    def tell_to(self, listener: Callable[[FetchEvent], None]) -> None:
        """Tell this listener from now on, and no other."""
        with self._lock:
            self._listener = listener

    def got(self, name: str) -> int:
        """Bytes of a model that are here while it isn't whole; 0 when it isn't being got."""
        return half.got(self._models, name)

    def begin(self, offer: Offer) -> None:
        """Get this model, or what is missing of it; nothing while another one is on its way."""
        with self._lock:
            if self.coming is not None or self._closed:
                return
            self._outcome, self._asked, self._dropped = None, False, False
            self.coming = Coming(offer.name, self.got(offer.name))
            try:
                if self._porter is None:
                    self._porter = Porter.begun()
                    self._read(self._porter)
                self._porter.tell(as_line(Errand(str(self._models), offer)))
            except OSError:
                self._end(NotHere(offer.name, _gone()))

    def pause(self) -> None:
        """Stop getting; what has come so far stays, and `begin` goes on from there."""
        self._stop()

    def cancel(self, name: str) -> None:
        """Stop getting this model and leave nothing of it, unless another kdesk is getting it."""
        with self._lock:
            if self.coming is not None and self.coming.name == name:
                self._dropped = True
                self._stop()
                return
        self._listener(self._discarded(name))

    def pass_on(self) -> None:
        """Leave what is on its way to the program that is about to run in this process."""
        with self._lock:
            if self._porter is not None:
                self._porter.pass_on()

    def close(self) -> None:
        """End what is on its way; what has come so far stays."""
        with self._lock:
            self._closed = self._asked = True
            porter, reader = self._porter, self._reader
        if porter is not None:
            porter.end()
        if reader is not None:
            reader.join(ENDS_WITHIN)

    def _stop(self) -> None:
        with self._lock:
            self._asked = True
            if self.coming is not None and self._porter is not None:
                with suppress(OSError):  # the end of its answers tells that it is gone
                    self._porter.tell(as_line(Enough()))

    def _read(self, porter: Porter) -> None:
        def read() -> None:
            for answer in messages(porter.answers):  # after a lock half of one may be missing
                if isinstance(answer, Answer):
                    self._hear(answer)
            self._bury(porter)

        self._reader = start_thread("porter", read)

    def _hear(self, answer: Answer) -> None:
        with self._lock:
            match answer:
                case Coming():
                    self.coming = answer
                    self._listener(answer)
                case Over(name):
                    self._end(self._outcome or self._lost(name))
                case _:
                    self._outcome = answer

    def _bury(self, porter: Porter) -> None:
        with self._lock:
            if self._porter is porter:
                self._porter = None
            if self.coming is not None:
                name = self.coming.name
                self._end(self._lost(name))
        porter.buried()

    def _lost(self, name: str) -> Outcome:
        """What became of a model that nothing was heard of."""
        if (self._models / name).is_dir():  # told to the process before, just as it went
            return Here(name)
        return Over(name) if self._asked else NotHere(name, _gone())

    def _end(self, outcome: Outcome) -> None:
        if self._dropped and not isinstance(outcome, Here):
            outcome = self._discarded(outcome.name)
        self.coming = self._outcome = None
        self._listener(outcome)

    def _discarded(self, name: str) -> Outcome:
        try:
            half.discard(self._models, name)
        except Problem as problem:
            return NotHere(name, problem)
        return Over(name)


def _gone() -> Problem:
    return Problem(
        Trouble.CANNOT_FETCH,
        "The process that gets speech models has ended. Close kdesk, open it again, and get the "
        "model again; what has come so far is kept.",
    )
