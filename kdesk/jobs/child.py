"""What every process of kdesk's own does before anything else, and when nobody listens."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import BinaryIO

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
