"""Which microphones and speakers there are, asked from a process that may die of the question."""

import subprocess

from kdesk.domain.problem import Problem, Trouble
from kdesk.jobs.protocol import Device, Failed, from_line
from kdesk.jobs.runner import start_child

ANSWERS_WITHIN = 8.0
"""Seconds; a sound server that hangs takes for ever."""


def inputs() -> tuple[Device, ...]:
    """The microphones; takes half a second, so ask in a job. Problem NO_SOUND_LIBRARY."""
    return tuple(device for device in _all() if device.listens)


def outputs() -> tuple[Device, ...]:
    """The speakers; as for `inputs`."""
    return tuple(device for device in _all() if not device.listens)


def _all() -> tuple[Device, ...]:
    try:
        with start_child("devices") as child:
            try:
                answer, _ = child.communicate(timeout=ANSWERS_WITHIN)
            finally:
                child.kill()
    except (OSError, subprocess.TimeoutExpired) as silent:
        raise _no_answer() from silent
    if child.returncode != 0:
        raise _no_answer()
    found: list[Device] = []
    for message in map(from_line, answer.splitlines()):
        if isinstance(message, Failed):
            raise message.problem
        if isinstance(message, Device):
            found.append(message)
    return tuple(found)


def _no_answer() -> Problem:
    return Problem(
        Trouble.NO_SOUND_LIBRARY,
        "The sound system of this computer does not answer. Check that other programs can play "
        "and record sound, then try again.",
    )
