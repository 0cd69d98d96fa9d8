"""The microphones and speakers there are; only in processes that may die of a sound library."""

import threading
from typing import Any

from kdesk.domain.problem import Problem, Trouble

_importing = threading.Lock()


def sound_library() -> Any:
    """The module sounddevice; Problem NO_SOUND_LIBRARY when it can't be loaded or set up.

    Not loaded with this file: without libportaudio, or with a broken set-up of ALSA, loading it
    raises, and with an empty one it aborts the process (SIGABRT).
    """
    try:
        # A thread that waits for another's import is given the half of a module that failed.
        with _importing:
            import sounddevice  # noqa: PLC0415 - see above
    except Exception as missing:
        raise Problem(
            Trouble.NO_SOUND_LIBRARY,
            "The sound system of this computer can't be used. Check that PortAudio (libportaudio2) "
            "is installed and that other programs can play sound.",
        ) from missing
    return sounddevice


def names(listens: bool) -> tuple[tuple[str, bool], ...]:
    """Name and whether it is the usual one, of each microphone (`listens`) or each speaker."""
    library = sound_library()
    usual = library.default.device[0 if listens else 1]
    found: dict[str, bool] = {}
    for index, device in enumerate(library.query_devices()):
        if device[_channels(listens)] > 0:
            name = str(device["name"])
            found[name] = found.get(name, False) or index == usual
    return tuple(found.items())


def candidates(name: str | None, listens: bool) -> tuple[int, ...]:
    """Which devices to try, by number: the one named first, then the usual one, if there are any.

    A named device that isn't there is no reason to lose what is being said.
    """
    library = sound_library()
    usual = library.default.device[0 if listens else 1]
    named = [
        index
        for index, device in enumerate(library.query_devices())
        if name is not None and device["name"] == name and device[_channels(listens)] > 0
    ]
    return tuple(dict.fromkeys([*named[:1], *([usual] if usual >= 0 else [])]))


def look_again() -> None:
    """Have the library find devices that were plugged in since it was loaded.

    Only while no stream is open.
    """
    library = sound_library()
    library._terminate()
    library._initialize()


def _channels(listens: bool) -> str:
    return "max_input_channels" if listens else "max_output_channels"
