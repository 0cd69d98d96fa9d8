"""Looking for a microphone that gives sound, while a recording waits for one."""

import threading
from collections.abc import Callable, Collection
from typing import Generic, Protocol, TypeVar

from kdesk.domain.problem import Problem

LOOKS_EVERY = 0.5
"""Seconds between two rounds."""
GIVES_SOUND_WITHIN = 1.5
"""Seconds that one which is open may take to its first block; after them the next one is tried."""
ENDS_WITHIN = 1.0


class Opened(Protocol):
    """A microphone that is open."""

    name: str

    def close(self) -> bool:
        """Let it go; False when the sound system doesn't."""


M = TypeVar("M", bound=Opened)


class Search(Generic[M]):
    """Opens one after the other, on a thread of its own, until one gives sound or it is ended.

    `open_one` gets the names of those that were open and gave nothing, and what to call with the
    first block; it raises Problem when there is none. The one with sound goes to `found`.
    """

    def __init__(
        self,
        open_one: Callable[[Collection[str], Callable[[], None]], M],
        found: Callable[[M], None],
    ) -> None:
        self.steps = 0
        """Grows as long as the sound system answers."""
        self._ended = False
        self._woken = threading.Event()
        self._thread = threading.Thread(
            target=lambda: self._run(open_one, found), name="kdesk-search", daemon=True
        )
        self._thread.start()

    def end(self) -> bool:
        """Look no further and leave none open; False when the sound system doesn't let go."""
        self._ended = True
        self._woken.set()
        self._thread.join(ENDS_WITHIN)
        return not self._thread.is_alive()

    def _run(
        self,
        open_one: Callable[[Collection[str], Callable[[], None]], M],
        found: Callable[[M], None],
    ) -> None:
        mute: set[str] = set()
        while True:
            self.steps += 1
            self._woken.clear()
            if self._ended:
                return
            try:
                microphone = open_one(mute, self._woken.set)
            except Problem:
                self.steps += 1
                mute.clear()
                self._woken.wait(LOOKS_EVERY)
                continue
            self.steps += 1
            if self._woken.wait(GIVES_SOUND_WITHIN) and not self._ended:
                found(microphone)
                return
            mute.add(microphone.name)
            while not microphone.close():  # as long as it hangs, no step is made
                if self._ended:
                    return
