"""An open microphone: blocks of samples as they are heard, and word when it goes away."""

import threading
from collections.abc import Callable, Collection, Sequence
from typing import Any

from kdesk.audio.devices import candidates, channels, is_there, look_again, sound_library
from kdesk.domain.problem import Problem, Trouble

SHAPES = ((48_000, 1), (48_000, 2), (44_100, 1), (44_100, 2), (96_000, 1), (96_000, 2), (16_000, 1))
"""Rates and channels to try, the best first; what a device says of itself is often untrue."""
WIDE_RATES = (48_000, 44_100, 96_000)
"""Rates to try with all its channels at once, when a device of more than two wants nothing else."""
MOST_CHANNELS = 32
"""What calls itself wider than this is no device of its own and takes one channel as well."""
BLOCKS_A_SECOND = 50
"""A fixed size of 20 ms: with a free one the callbacks come raggedly."""
CLOSES_WITHIN = 1.0
"""Seconds; with a sound server that hangs, closing never comes back."""


class Microphone:
    """Open from the start; `heard` and `lost` are called on a thread of the sound library.

    `heard` takes each block as s16 of `channels` at `rate`, and must only queue it. `lost` is
    called once if the sound ends without `close`. With `afresh` it is looked for first what was
    plugged in of late; those whose names are in `without` are not tried. Problem NO_MICROPHONE
    when none can be opened.
    """

    def __init__(
        self,
        name: str | None,
        heard: Callable[[bytes], None],
        lost: Callable[[], None],
        shapes: Sequence[tuple[int, int]] = SHAPES,
        *,
        afresh: bool = False,
        without: Collection[str] = (),
    ) -> None:
        self._heard = heard
        self._lost = lost
        self._listens = False
        self._closer: threading.Thread | None = None
        self.rate = 0
        self.channels = 0
        self.name = ""
        self._stream = self._open(name, shapes, afresh, without)
        self._listens = True

    def close(self) -> bool:
        """Stop listening; False when the sound system doesn't let go, which spoils the process."""
        self._listens = False
        if self._closer is None:
            self._closer = threading.Thread(target=self._close, name="kdesk-closer", daemon=True)
            self._closer.start()
        self._closer.join(CLOSES_WITHIN)
        return not self._closer.is_alive()

    def _open(
        self,
        name: str | None,
        shapes: Sequence[tuple[int, int]],
        afresh: bool,
        without: Collection[str],
    ) -> Any:
        look_first = afresh or (name is not None and not is_there(name))
        for look in (True,) if look_first else (False, True):
            if look:
                look_again()
            for device in candidates(name, listens=True):
                stream = self._opened(device, shapes, without)
                if stream is not None:
                    return stream
        raise Problem(
            Trouble.NO_MICROPHONE,
            "No microphone could be opened. Plug one in or allow kdesk to use it, then try again.",
        )

    def _opened(
        self, device: int, shapes: Sequence[tuple[int, int]], without: Collection[str]
    ) -> Any | None:
        library = sound_library()
        try:
            self.name = str(library.query_devices(device)["name"])
            wide = channels(device)
        except (library.PortAudioError, ValueError):
            return None  # it was unplugged since they were listed
        if self.name in without:
            return None
        if 2 < wide <= MOST_CHANNELS:
            shapes = (*shapes, *((rate, wide) for rate in WIDE_RATES))
        for rate, count in shapes:
            stream = self._shaped(device, rate, count)
            if stream is not None:
                return stream
        return None

    def _shaped(self, device: int, rate: int, count: int) -> Any | None:
        library = sound_library()
        stream = None
        self.rate, self.channels = rate, count
        try:
            stream = library.RawInputStream(
                samplerate=rate,
                blocksize=rate // BLOCKS_A_SECOND,
                device=device,
                channels=count,
                dtype="int16",
                callback=self._on_block,
                finished_callback=self._on_end,
            )
            stream.start()
        except (library.PortAudioError, ValueError):
            if stream is not None:
                stream.close(ignore_errors=True)
            return None
        return stream

    def _on_block(self, block: Any, _frames: int, _time: Any, _status: Any) -> None:
        self._heard(bytes(block))

    def _on_end(self) -> None:
        if self._listens:  # one that could not be opened ends too
            self._lost()

    def _close(self) -> None:
        self._stream.abort(ignore_errors=True)
        self._stream.close(ignore_errors=True)
