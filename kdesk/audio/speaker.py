"""An open speaker: blocks of samples go in, and are heard a moment later."""

from typing import Any

from kdesk.audio.devices import candidates, look_again, sound_library
from kdesk.audio.resample import Resampler
from kdesk.domain.problem import Problem, Trouble

LATENCY = 0.1
"""Seconds between a block's way in and its being heard, asked for; a busy machine fits in."""
TAIL = 2 * LATENCY


class Speaker:
    """Open from the start; takes s16 of `rate` and `channels`. Problem NO_SPEAKER when none is."""

    def __init__(self, name: str | None, rate: int, channels: int) -> None:
        self._library = sound_library()
        self._rate, self._channels = rate, channels
        self._out = 0
        self._stream, self._resampler = self._open(name, rate, channels)

    @property
    def latency(self) -> float:
        """Seconds until what is written now is heard."""
        return float(self._stream.latency)

    def write(self, pcm: bytes) -> None:
        """Wait until there is room, then take the block; Problem NO_SPEAKER when it went away."""
        mono = self._resampler.feed(pcm)
        try:
            self._stream.write(mono if self._out == 1 else _doubled(mono))
        except self._library.PortAudioError as gone:
            raise _no_speaker() from gone

    def drain(self) -> None:
        """Wait until all has been heard, then close."""
        # PortAudio's own draining leaves out what doesn't fill its last buffer (seen with
        # PulseAudio: a tenth of a second), so silence pushes it out.
        silent = round(TAIL * self._rate) * self._channels * 2
        self.write(bytes(silent))
        self._stream.stop(ignore_errors=True)
        self._stream.close(ignore_errors=True)

    def silence(self) -> None:
        """Be quiet at once, and close."""
        self._stream.abort(ignore_errors=True)
        self._stream.close(ignore_errors=True)

    def _open(self, name: str | None, rate: int, channels: int) -> tuple[Any, Resampler]:
        for attempt in range(2):
            if attempt:
                look_again()
            for device in candidates(name, listens=False):
                for wanted, self._out in ((rate, 1), (rate, 2), (48_000, 2), (44_100, 2)):
                    stream = self._opened(device, wanted)
                    if stream is not None:
                        return stream, Resampler(rate, channels, wanted)
        raise _no_speaker()

    def _opened(self, device: int, rate: int) -> Any | None:
        stream = None
        try:
            stream = self._library.RawOutputStream(
                samplerate=rate, device=device, channels=self._out, dtype="int16", latency=LATENCY
            )
            stream.start()
        except (self._library.PortAudioError, ValueError):
            if stream is not None:
                stream.close(ignore_errors=True)
            return None
        return stream


def _doubled(mono: bytes) -> bytes:
    twice = bytearray(2 * len(mono))
    for part in range(4):
        twice[part::4] = mono[part % 2 :: 2]
    return bytes(twice)


def _no_speaker() -> Problem:
    return Problem(
        Trouble.NO_SPEAKER,
        "The sound can't be heard: no speaker could be opened. Plug one in or choose another "
        "in Settings, then press Play again.",
    )
