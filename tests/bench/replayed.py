"""A recorder whose microphone has a long take ready and says it as fast as it is kept.

Run as a program in the recorder's place: how many seconds, and the folder it records to. All but
the microphone is the recorder's own: its queue, writer, sealing sink, levels and answers. After
the long take the microphone goes on at the pace of life, so that Stop comes as it always does.

With a WAV as well, that is said over and over instead of noise: so many times faster than life,
but for the last so many seconds.
"""

import sys
import threading
import time
import wave
from collections.abc import Callable, Sequence
from pathlib import Path

from kdesk.audio import recorder
from kdesk.jobs import record
from tests.audio.sounds import RATE, noise

BLOCK = RATE // 50 * 2
"""Bytes: 20 ms."""
AHEAD = 2 << 20
"""Bytes that may be on their way: a quarter of a minute, so that what is measured is not the queue
of a microphone that talks too fast."""


class Replay:
    """Stands where the microphone is."""

    seconds = 0.0
    captures = Path()
    sound = b""
    pace, at_life = 0.0, 0.0
    """Times the pace of life, 0 is as fast as it is kept; and seconds at its end not faster."""

    def __init__(
        self,
        _name: str | None,
        heard: Callable[[bytes], None],
        lost: Callable[[], None],
        shapes: Sequence[tuple[int, int]] = (),
        **_how: object,
    ) -> None:
        self.rate, self.channels, self.name = RATE, 1, "replayed"
        self._heard = heard
        self._closed = threading.Event()
        threading.Thread(target=self._speak, daemon=True).start()

    def close(self) -> bool:
        self._closed.set()
        return True

    def _speak(self) -> None:
        sound = self.sound or noise(60.0)
        begun = time.monotonic()
        blocks = [sound[start : start + BLOCK] for start in range(0, len(sound), BLOCK)]
        number = 0
        while not self._closed.is_set():
            if number >= self.seconds * 50:
                self._closed.wait(0.02)
            elif self.pace:
                self._closed.wait(max(0.0, begun + self._due(number / 50) - time.monotonic()))
            elif number % 50 == 0 and number * BLOCK - self._on_disk() > AHEAD:
                self._closed.wait(0.001)
                continue
            self._heard(blocks[number % len(blocks)])
            number += 1

    def _due(self, second: float) -> float:
        """The time at which this second is to be said."""
        quick = min(second, max(0.0, self.seconds - self.at_life))
        return quick / self.pace + second - quick

    def _on_disk(self) -> int:
        return sum(file.stat().st_size for file in self.captures.glob("*.wav.age"))


def main() -> int:
    Replay.seconds, Replay.captures = float(sys.argv[1]), Path(sys.argv[2])
    if len(sys.argv) > 3:
        Replay.pace, Replay.at_life = float(sys.argv[4]), float(sys.argv[5])
        with wave.open(sys.argv[3]) as said:
            Replay.sound = said.readframes(said.getnframes())
    vars(recorder)["Microphone"] = Replay
    return record.main(sys.stdin.buffer, sys.stdout.buffer)


if __name__ == "__main__":
    sys.exit(main())
