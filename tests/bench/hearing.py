"""What the measurements of the recorder share: its process, its clock, a second pair of ears."""

import os
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from statistics import median

from kdesk.jobs.protocol import Level
from kdesk.jobs.recorder import Recorder
from tests.jobs.ears import Ears, Place, until
from tests.process import spent
from tests.virtual_mic import VirtualMic

NOW = datetime(2026, 11, 19, 15, 2, tzinfo=UTC)
SECOND = 96_000
"""Bytes of one second as it is kept."""


@contextmanager
def recorder_at(place: Place, ears: Ears) -> Iterator[Recorder]:
    """A recorder that keeps at `place`; its process ends with the block."""
    made = Recorder(
        ears,
        captures=place.captures,
        fallback=place.fallback,
        recipient=place.recipient,
        device=None,
    )
    try:
        yield made
    finally:
        made.close()


def child(word: bytes = b"record") -> int:
    """The one process of ours with this word in its command; it may just be beginning."""
    found: list[int] = []

    def one() -> bool:
        threads = Path(f"/proc/{os.getpid()}/task").glob("*/children")
        children = {int(pid) for thread in threads for pid in thread.read_text().split()}
        commands = {pid: Path(f"/proc/{pid}/cmdline").read_bytes() for pid in children}
        found[:] = [pid for pid, command in commands.items() if word in command.split(b"\0")]
        return len(found) == 1

    until(one)
    return found[0]


def until_at_rest(pid: int) -> None:
    """Wait until a process has loaded all it wants and does nothing any more."""
    pause = threading.Event()
    before = -1.0
    while (now := spent(pid)) != before:
        before = now
        pause.wait(0.25)


def frames_lost(ears: Ears) -> float:
    """Seconds by which the kept sound fell behind the clock between its beginning and its end.

    News of a level is late by however busy the machine is, never early: the least late one of the
    first and of the last fifty are compared.
    """
    late = [
        moment - level.seconds
        for moment, level in zip(ears.moments(Level), ears.all(Level), strict=True)
    ]
    return min(late[-50:]) - min(late[:50])


def of_all(seconds: list[float]) -> str:
    """The middle and the worst, in milliseconds."""
    return f"{median(seconds) * 1000:.0f} ms, worst {max(seconds) * 1000:.0f}"


class Witness:
    """Hears the same microphone all the time, so that it knows what sounded when.

    What it has heard of a moment's sound comes later than that moment: so a place in its sound
    that is counted from how much it has heard by then is, if anything, too early.
    """

    def __init__(self, mic: VirtualMic) -> None:
        command = ["parec", "--raw", "--rate=48000", "--format=s16le", "--channels=1"]
        self._ears = subprocess.Popen(
            [*command, "--latency-msec=10", "--device=ear"],
            env={"PATH": "/usr/bin:/bin", **mic.environment},
            stdout=subprocess.PIPE,
        )
        self._sound = bytearray()
        threading.Thread(target=self._listen, daemon=True).start()

    @property
    def heard(self) -> int:
        """How many bytes of sound so far."""
        return len(self._sound)

    @property
    def hears(self) -> bool:
        """Whether there was anything but silence."""
        return any(self._sound[-SECOND // 10 :])

    def where(self, sound: bytes) -> int:
        """Where this begins in what was heard; -1 when it never sounded so."""
        return self._sound.find(sound)

    def end(self) -> None:
        """Stop listening."""
        self._ears.terminate()
        self._ears.wait(5)

    def _listen(self) -> None:
        assert self._ears.stdout is not None
        with self._ears.stdout as sound:
            while part := sound.read1(1 << 16):  # type: ignore[attr-defined]
                self._sound += part


@contextmanager
def witness(mic: VirtualMic, playing: Path) -> Iterator[Witness]:
    """Somebody who listens while a sound is played from before to after."""
    made = Witness(mic)
    playing_it = mic.begin_speaking(playing)
    try:
        until(lambda: made.hears)
        yield made
    finally:
        playing_it.terminate()
        playing_it.wait(5)
        made.end()
