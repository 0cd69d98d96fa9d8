"""The graphics cards that speech can be heard with, counted without loading anything of theirs."""

import os
import sys
from pathlib import Path

DEVICES = Path("/dev")
"""Where Linux has a file for each card, once its driver is loaded."""


def cards(devices: Path = DEVICES) -> int:
    """How many cards of NVIDIA's, the only ones CTranslate2 computes with, have a driver here.

    Windows, and Linux within it, tell only that there is one.
    """
    if sys.platform == "win32":
        return int(Path(os.environ["SYSTEMROOT"], "System32", "nvcuda.dll").is_file())
    return len(list(devices.glob("nvidia[0-9]*"))) or int((devices / "dxg").exists())
