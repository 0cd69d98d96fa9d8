"""One microphone of a recording, and what follows its sound."""

from kdesk.audio.clock import FrameClock
from kdesk.audio.microphone import Microphone
from kdesk.audio.resample import Resampler

KEPT_RATE = 48_000


class Part:
    """From an open microphone until it is closed; its sound comes as s16 mono 48 kHz."""

    def __init__(self, microphone: Microphone, source: int) -> None:
        self._microphone = microphone
        self.source = source
        """Tells its blocks from those of the microphones before it."""
        self.name = microphone.name
        self._resampler = Resampler(microphone.rate, microphone.channels, KEPT_RATE)
        self._clock = FrameClock(microphone.rate)

    def missing(self, pcm: bytes, at: float) -> float:
        """Seconds of its sound now known to have gone missing, mostly 0; to be asked each block."""
        return self._clock.lost(at, len(pcm) // (2 * self._microphone.channels))

    def lasts(self, pcm: bytes) -> float:
        """Seconds of a block."""
        return len(pcm) / (2 * self._microphone.channels * self._microphone.rate)

    def take(self, pcm: bytes) -> bytes:
        """What is to be kept of a block, so far as it can be said yet."""
        return self._resampler.feed(pcm)

    def rest(self) -> bytes:
        """What could not be said before its last block."""
        return self._resampler.finish()

    def close(self) -> bool:
        """Stop listening; False when the sound system doesn't let go."""
        return self._microphone.close()
