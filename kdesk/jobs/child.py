"""What every process of kdesk's own does first, and when nobody is there any more."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import BinaryIO

from kdesk.jobs.runner import start_thread
from kdesk.system.hardening import harden
from kdesk.system.no_network import refuse_network


def close_doors() -> None:
    """Leave no core dump and no readable memory, and have the kernel refuse the network.

    To be called before libraries start threads or open anything.
    """
    harden()
    refuse_network()


@contextmanager
def reader_may_leave(stdout: BinaryIO) -> Iterator[None]:
    """End the block quietly when nobody reads its answers any more: the wish is gone with them.

    What is still to be sent then goes nowhere, or Python would fail over it at the very end.
    """
    try:
        yield
    except BrokenPipeError:
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, stdout.fileno())
        os.close(nowhere)


def end_with(stdin: BinaryIO) -> None:
    """Have this process end, whatever it does, once its input does: who began it is gone."""
    # Past Python's own stdin: a thread that waits in that would make the interpreter abort.
    descriptor = stdin.fileno()

    def wait() -> None:
        while os.read(descriptor, 1 << 10):
            continue
        os._exit(0)

    start_thread("parent", wait)
