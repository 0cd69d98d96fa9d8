"""Changes the passphrase and is killed at the n-th step that touches the disk.

Run as a program: folder, settings folder, old passphrase, new one, n.
"""

import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from kdesk.store import vault
from kdesk.store.devices import DeviceKeeper
from tests.store.making import CHEAP, LATER

STEPS = ("open", "write", "fsync", "fdatasync", "replace", "rename", "unlink")


def main() -> None:
    folder, settings, old, new, last = sys.argv[1:]
    left = int(last)
    opened = vault.open_with_passphrase(Path(folder), old)
    device = DeviceKeeper(Path(settings), keyring_allowed=False)

    def counted(real: Callable[..., Any]) -> Callable[..., Any]:
        def step(*args: Any, **kwargs: Any) -> Any:
            nonlocal left
            if left == 0:
                os.kill(os.getpid(), signal.SIGKILL)
            left -= 1
            return real(*args, **kwargs)

        return step

    for name in STEPS:
        setattr(os, name, counted(getattr(os, name)))
    opened.set_passphrase(new, LATER, stretch=CHEAP)
    vault.open_with_passphrase(Path(folder), new, device, LATER).close()
    os.write(1, b"changed")


if __name__ == "__main__":
    main()
