"""The speech process as the window's side sees it: a memo and a model in, words out."""

import subprocess
import threading
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from kdesk.jobs.hearing import Finished, Listen, Words, answer_from, order_line
from kdesk.jobs.runner import start_child


class EarLostError(Exception):
    """The speech process ended in the middle of a memo."""


class Ear:
    """Starts the speech process when it is needed; one memo at a time.

    `stop` may be called from any thread, everything else from one.
    """

    def __init__(self) -> None:
        self._child: subprocess.Popen[bytes] | None = None
        self._lock = threading.Lock()

    def listen(self, model: Path, flac: bytes) -> Iterator[Words | Finished]:
        """The words of one memo as they come, Finished last.

        Raises the Problem the process has with this memo, EarLostError when the process is gone.
        """
        child = self._started()
        stdin, stdout = child.stdin, child.stdout
        if stdin is None or stdout is None:
            raise ValueError("a speech process without pipes")
        try:
            stdin.write(order_line(Listen(str(model), len(flac))))
            stdin.write(flac)
            stdin.flush()
            while True:
                answer = answer_from(stdout.readline())
                if isinstance(answer, Words | Finished):
                    yield answer
                else:
                    raise answer.problem
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
        """End the process and let go of its pipes; a later `listen` starts another."""
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

    def _started(self) -> subprocess.Popen[bytes]:
        with self._lock:
            if self._child is not None and self._child.poll() is None:
                return self._child
        self.close()
        with self._lock:
            try:
                self._child = start_child("listen", steps_back=True)
            except OSError as error:
                raise EarLostError from error
            return self._child
