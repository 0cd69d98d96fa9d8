"""The speech process as the window's side sees it: sound and a model in, words out."""

import subprocess
import threading
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from kdesk.jobs.hearing import (
    End,
    Finished,
    Follow,
    Listen,
    More,
    Words,
    answer_from,
    order_line,
)
from kdesk.jobs.runner import start_child
from kdesk.speech.wish import NO_WISH, Wish


class EarLostError(Exception):
    """The speech process ended in the middle of a memo."""


class Ear:
    """Starts the speech process when it is needed.

    One thread gives it sound, and one, the same or another, takes its answers; `stop` may be
    called from any.
    """

    def __init__(self) -> None:
        self._child: subprocess.Popen[bytes] | None = None
        self._lock = threading.Lock()

    def listen(
        self, model: Path, flac: bytes, wish: Wish = NO_WISH, *, on_cpu: bool = False
    ) -> Iterator[Words | Finished]:
        """The words of one memo as they come, Finished last; without a graphics card if asked.

        Raises the Problem the process has with this memo, EarLostError when the process is gone.
        """
        self._started()
        self._give(order_line(Listen(str(model), len(flac), wish, on_cpu)), flac)
        return self.answers()

    def follow(self, model: Path, wish: Wish) -> None:
        """Begin a memo that is being spoken; EarLostError as ever."""
        self._started()
        self._give(order_line(Follow(str(model), wish)))

    def more(self, pcm: bytes) -> None:
        """What was said next, s16 mono at 48 kHz; waits while the process doesn't take it."""
        self._give(order_line(More(len(pcm))), pcm)

    def end(self, *, whole: bool) -> None:
        """No more comes of that memo; `answers` end once what came is heard."""
        self._give(order_line(End(whole)))

    def answers(self) -> Iterator[Words | Finished]:
        """The words of the memo that was begun first and isn't Finished; raises as `listen`."""
        child = self._child
        if child is None or child.stdout is None:
            raise EarLostError
        try:
            while True:
                answer = answer_from(child.stdout.readline())
                if not isinstance(answer, Words | Finished):
                    raise answer.problem
                yield answer
                if isinstance(answer, Finished):
                    return
        except (OSError, ValueError) as gone:
            raise EarLostError from gone

    def stop(self) -> None:
        """End the process, whatever it does; whoever listens gets EarLostError."""
        with self._lock:
            if self._child is not None:
                self._child.kill()

    def close(self) -> None:
        """End the process and let go of its pipes; a later memo starts another."""
        with self._lock:
            child, self._child = self._child, None
        if child is None:
            return
        child.kill()
        for pipe in (child.stdin, child.stdout):
            if pipe is not None:
                with suppress(OSError):  # what was still to be written has no reader
                    pipe.close()
        child.wait()

    def _give(self, *parts: bytes) -> None:
        child = self._child
        if child is None or child.stdin is None:
            raise EarLostError
        try:
            for part in parts:
                child.stdin.write(part)
            child.stdin.flush()
        except (OSError, ValueError) as gone:
            raise EarLostError from gone

    def _started(self) -> None:
        with self._lock:
            if self._child is not None and self._child.poll() is None:
                return
        self.close()
        with self._lock:
            try:
                self._child = start_child("listen", steps_back=True)
            except OSError as error:
                raise EarLostError from error
