"""The process that looks for microphones and speakers, and ends."""

from typing import BinaryIO

from kdesk.audio.devices import names
from kdesk.domain.problem import Problem
from kdesk.jobs.child import close_doors, reader_may_leave
from kdesk.jobs.protocol import Device, Failed, as_line


def main(stdin: BinaryIO, stdout: BinaryIO) -> int:  # noqa: ARG001 - every role is called alike
    """Write a Device line for each, or Failed."""
    close_doors()
    with reader_may_leave(stdout):
        try:
            for listens in (True, False):
                for name, usual in names(listens):
                    stdout.write(as_line(Device(name, usual, listens)))
        except Problem as problem:
            stdout.write(as_line(Failed(problem)))
        stdout.flush()
    return 0
