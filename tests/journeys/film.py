"""A film of the screen: its brightness, frame by frame, as fast as it can be read.

Xvfb keeps its pixels in a file that can be mapped into memory, so a look costs a millisecond and
asks nothing of the window or of the X server.
"""

import mmap
import struct
import threading
from pathlib import Path

import numpy as np
import numpy.typing as npt

EVERY = 4
"""Of so many rows and columns one is looked at."""
PAUSE_S = 0.003

LINEAR = np.array(
    [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in (level / 255 for level in range(256))
    ]
)
WEIGHTS = np.array([0.0722, 0.7152, 0.2126])
"""Blue, green, red: the relative luminance of WCAG 2."""


class Film:
    """Watches a screen from `begin` to `end`; `brightest` is the worst frame's mean luminance."""

    def __init__(self, folder: Path) -> None:
        """`folder` is where Xvfb keeps its pixels."""
        self.frames = 0
        self.different = 0
        self.brightest = 0.0
        self.worst: npt.NDArray[np.uint8] = np.zeros((1, 1, 3), np.uint8)
        self._pixels = _pixels(folder / "Xvfb_screen0")
        self._enough = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)

    def begin(self) -> None:
        """Watch from now on."""
        self._thread.start()

    def end(self) -> None:
        """The last frame was seen."""
        self._enough.set()
        self._thread.join()

    def keep_worst(self, file: Path) -> None:
        """Write the brightest frame down as a picture, for whoever has to find out."""
        height, width, _ = self.worst.shape
        header = f"P6 {width} {height} 255\n".encode()
        file.write_bytes(header + self.worst[:, :, ::-1].tobytes())

    def _watch(self) -> None:
        before = -1.0
        while not self._enough.wait(PAUSE_S):
            frame = self._pixels[::EVERY, ::EVERY, :3].copy()
            now = float((LINEAR[frame] @ WEIGHTS).mean())
            self.frames += 1
            self.different += now != before
            before = now
            if now > self.brightest:
                self.brightest, self.worst = now, frame


def _pixels(file: Path) -> npt.NDArray[np.uint8]:
    """Rows of blue, green, red and nothing, as they change."""
    with file.open("rb") as opened:
        mapped = mmap.mmap(opened.fileno(), 0, access=mmap.ACCESS_READ)
    words = struct.unpack(">25I", mapped[:100])
    header, width, height = words[0], words[4], words[5]
    bits, across, colours = words[11], words[12], words[19]
    assert bits == 32
    flat = np.frombuffer(mapped, np.uint8, height * across, header + colours * 12)
    return flat.reshape(height, across // 4, 4)[:, :width]
