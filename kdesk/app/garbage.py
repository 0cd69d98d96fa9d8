"""What Python no longer needs is let go on the window's thread alone.

Python collects cycles on whatever thread happens to allocate. A Qt object whose timer runs, deleted
on a worker's thread, leaves that timer with the window, whose next look at its timers then reads
freed memory (seen as SIGSEGV in QTimerInfoList::activateTimers).
"""

import gc

from PySide6.QtCore import QObject, QTimer

EVERY_MS = 1_000


def collect_here(parent: QObject) -> None:
    """Collect on this thread from now on, and on no other; ends with the program."""
    gc.disable()
    # What a start has loaded stays to the end: no need to go through it again and again.
    gc.freeze()
    timer = QTimer(parent, interval=EVERY_MS)
    timer.timeout.connect(collect_what_is_due)
    timer.start()


def collect_what_is_due() -> None:
    """Collect the generations that Python would have collected by now."""
    counted = zip(gc.get_count(), gc.get_threshold(), strict=True)
    due = [generation for generation, (count, limit) in enumerate(counted) if count > limit]
    if due:
        gc.collect(max(due))
