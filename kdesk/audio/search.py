"""Looking for a microphone that gives sound, while a recording waits for one."""

import threading
from collections.abc import Callable, Collection
from typing import Generic, Protocol, TypeVar

from kdesk.audio.level import is_dead
from kdesk.domain.problem import Problem

LOOKS_EVERY = 0.5
"""Seconds between two rounds."""
GIVES_SOUND_WITHIN = 1.5
"""Seconds that one which is open may take to its first block; after them the next one is tried."""
LIVENS_WITHIN = 0.5
"""Seconds of silence without any noise, from its first block on, after which it counts as dead: a
muted one, or one that nobody has connected."""
ENDS_WITHIN = 1.0


class Opened(Protocol):
    """A microphone that is open."""

    name: str

    def close(self) -> bool:
        """Let it go; False when the sound system doesn't."""


M = TypeVar("M", bound=Opened)


class Search(Generic[M]):
    """Opens one after the other, on a thread of its own, until one gives sound or it is ended.

    `open_one` gets the names of those that are not wanted now, and what to call with each block;
    it raises Problem when there is none. The one with sound goes to `found`: one that isn't dead,
    or any that gives blocks when all of them are.
    """

    def __init__(
        self,
        open_one: Callable[[Collection[str], Callable[[bytes], None]], M],
        found: Callable[[M], None],
    ) -> None:
        self.steps = 0
        """Grows as long as the sound system answers."""
        self._ended = False
        self._woken = threading.Event()
        self._lives = threading.Event()
        self._thread = threading.Thread(
            target=lambda: self._run(open_one, found), name="kdesk-search", daemon=True
        )
        self._thread.start()

    def end(self) -> bool:
        """Look no further and leave none open; False when the sound system doesn't let go."""
        self._ended = True
        self._woken.set()
        self._lives.set()
        self._thread.join(ENDS_WITHIN)
        return not self._thread.is_alive()

    def _run(
        self,
        open_one: Callable[[Collection[str], Callable[[bytes], None]], M],
        found: Callable[[M], None],
    ) -> None:
        mute: set[str] = set()
        dead: set[str] = set()
        any_will_do = False
        while True:
            self.steps += 1
            self._woken.clear()
            self._lives.clear()
            if self._ended:
                return
            try:
                microphone = open_one(mute | dead, self._hear)
            except Problem:
                self.steps += 1
                any_will_do = bool(dead)
                if not dead:
                    mute.clear()
                    self._woken.wait(LOOKS_EVERY)
                dead.clear()
                continue
            self.steps += 1
            if self._gives(any_will_do=any_will_do) and not self._ended:
                found(microphone)
                return
            (dead if self._woken.is_set() else mute).add(microphone.name)
            while not microphone.close():  # as long as it hangs, no step is made
                if self._ended:
                    return

    def _hear(self, pcm: bytes) -> None:
        if not self._lives.is_set() and not is_dead(pcm):
            self._lives.set()
        self._woken.set()

    def _gives(self, *, any_will_do: bool) -> bool:
        """Whether the one that is open gives what is wanted now."""
        return self._woken.wait(GIVES_SOUND_WITHIN) and (
            any_will_do or self._lives.wait(LIVENS_WITHIN)
        )
