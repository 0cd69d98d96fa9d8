"""A recorder that is going to be killed: says over a pipe what it was allowed to count as kept.

Run as a program: captures folder, fallback folder, recipient, id, time. It speaks as fast as the
sealing goes, and counts a block once that has taken it.
"""

import os
import sys
import threading
from datetime import datetime
from pathlib import Path

from kdesk.domain.ids import MemoId
from kdesk.store.captures import CaptureMeta, CaptureSink
from tests.store.speaking import BLOCK, sound


def main() -> None:
    captures, fallback, recipient, capture_id, at = sys.argv[1:]
    about = CaptureMeta(MemoId(capture_id), datetime.fromisoformat(at), "a microphone")
    spoken = sound(100_000_000)
    sink = CaptureSink(Path(captures), Path(fallback), recipient, about)
    pause = threading.Event()
    counted = 0
    for start in range(0, len(spoken), BLOCK):
        sink.write(spoken[start : start + BLOCK])
        while sink.behind > 8 * BLOCK:
            pause.wait(0.0005)
        taken = (start + BLOCK - sink.behind) // BLOCK
        os.write(1, b"." * (taken - counted))
        counted = taken


if __name__ == "__main__":
    main()
