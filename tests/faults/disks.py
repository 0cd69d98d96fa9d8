"""Disks of one's own for tests: small real file systems that can be cut off like a drive."""

import os
import struct
import subprocess
import threading
from contextlib import suppress
from pathlib import Path

SHUTDOWN = 0x8004587D
"""EXT4_IOC_SHUTDOWN."""
WITHOUT_A_FLUSH = struct.pack("I", 2)
"""EXT4_GOING_FLAGS_NOLOGFLUSH: what was not synced is gone, as when the power goes."""

PATIENCE = 100
"""Times a twentieth of a second."""


class CutDisk:
    """An ext4 file system in a file, on a loop device; OSError where that can't be had."""

    def __init__(self, image: Path, place: Path, megabytes: int = 512) -> None:
        self._image = image
        self.place = place
        place.mkdir()
        with image.open("wb") as file:
            file.truncate(megabytes << 20)
        _run("mkfs.ext4", "-q", "-F", "-m", "0", str(image))
        self.mount()

    def mount(self, options: str = "loop") -> None:
        """Connect it; what was under way when it was cut is put right by its journal."""
        _run("mount", "-o", options, str(self._image), str(self.place))

    def cut(self) -> None:
        """From now on it takes and gives nothing; what was not synced is lost."""
        import fcntl

        descriptor = os.open(self.place, os.O_RDONLY)
        try:
            fcntl.ioctl(descriptor, SHUTDOWN, WITHOUT_A_FLUSH)
        finally:
            os.close(descriptor)

    def unmount(self) -> None:
        """Disconnect it; whoever was killed just now may take a moment to let go of it."""
        for _ in range(PATIENCE):
            with suppress(OSError):
                _run("umount", str(self.place))
                return
            threading.Event().wait(0.05)
        _run("umount", str(self.place))

    def back(self) -> None:
        """After a cut: take it off and put it on again."""
        self.unmount()
        self.mount()

    def close(self) -> None:
        """Take it off for good, whoever still uses it."""
        if os.path.ismount(self.place):
            _run("umount", "--lazy", str(self.place))


def _run(*words: str) -> None:
    try:
        subprocess.run(words, check=True, capture_output=True)
    except subprocess.CalledProcessError as refused:
        raise OSError(refused.stderr.decode()) from refused
