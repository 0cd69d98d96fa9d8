"""An open microphone: blocks of samples as they are heard, and word when it goes away."""

import threading
from collections.abc import Callable, Sequence
from typing import Any

from kdesk.audio.devices import candidates, look_again, sound_library
from kdesk.domain.problem import Problem, Trouble

SHAPES = ((48_000, 1), (48_000, 2), (44_100, 1), (44_100, 2), (96_000, 1), (96_000, 2), (16_000, 1))
"""Rates and channels to try, the best first; what a device says of itself is often untrue."""
BLOCKS_A_SECOND = 50
"""A fixed size of 20 ms: with a free one the callbacks come raggedly."""
CLOSES_WITHIN = 1.0
"""Seconds; with a sound server that hangs, closing never comes back."""


class Microphone:
    """Open from the start; `heard` and `lost` are called on a thread of the sound library.

    `heard` takes each block as s16 of `channels` at `rate`, and must only queue it. `lost` is
    called once if the sound ends without `close`. Problem NO_MICROPHONE when none can be opened.
    """

    def __init__(
        self,
        name: str | None,
        heard: Callable[[bytes], None],
        lost: Callable[[], None],
        shapes: Sequence[tuple[int, int]] = SHAPES,
    ) -> None:
        self._heard = heard
        self._lost = lost
        self._closing = False
        self.rate = 0
        self.channels = 0
        self.name = ""
        self._stream = self._open(name, shapes)

    def close(self) -> bool:
        """Stop listening; False when the sound system doesn't let go, which spoils the process."""
        self._closing = True
        closer = threading.Thread(target=self._close, name="kdesk-closer", daemon=True)
        closer.start()
        closer.join(CLOSES_WITHIN)
        return not closer.is_alive()

    def _open(self, name: str | None, shapes: Sequence[tuple[int, int]]) -> Any:
        for attempt in range(2):
            if attempt:
                look_again()
            for device in candidates(name, listens=True):
                for rate, channels in shapes:
                    stream = self._opened(device, rate, channels)
                    if stream is not None:
                        return stream
        raise Problem(
            Trouble.NO_MICROPHONE,
            "No microphone could be opened. Plug one in or allow kdesk to use it, "
            "then press Record again.",
        )

    def _opened(self, device: int, rate: int, channels: int) -> Any | None:
        library = sound_library()
        stream = None
        try:
            stream = library.RawInputStream(
                samplerate=rate,
                blocksize=rate // BLOCKS_A_SECOND,
                device=device,
                channels=channels,
                dtype="int16",
                callback=self._on_block,
                finished_callback=self._on_end,
            )
            self.rate, self.channels = rate, channels
            self.name = str(library.query_devices(device)["name"])
            stream.start()
        except (library.PortAudioError, ValueError):
            if stream is not None:
                stream.close(ignore_errors=True)
            return None
        return stream

    def _on_block(self, block: Any, _frames: int, _time: Any, _status: Any) -> None:
        self._heard(bytes(block))

    def _on_end(self) -> None:
        if not self._closing:
            self._lost()

    def _close(self) -> None:
        self._stream.abort(ignore_errors=True)
        self._stream.close(ignore_errors=True)
