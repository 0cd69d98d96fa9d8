"""The microphones and speakers there are; only in processes that may die of a sound library."""

import threading
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

from kdesk.domain.problem import Problem, Trouble

_importing = threading.Lock()
_UNSPOKEN = frozenset({"default", "sysdefault", "pulse", "pipewire", "dmix", "dsnoop", "hw"})
"""ALSA's names for "whatever it is"."""


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
    usual = _usual(listens)
    found: dict[str, bool] = {}
    for index, device in _devices(listens):
        name = str(device["name"])
        found[name] = found.get(name, False) or index == usual
    return tuple(found.items())


def candidates(name: str | None, listens: bool) -> tuple[int, ...]:
    """Which devices to try, by number: the one named first, then the usual one, if there are any.

    A named device that isn't there is no reason to lose what is being said; and of microphones all
    the others come after, for the usual one may be there and not open.
    """
    usual = _usual(listens)
    there = dict(_devices(listens))
    named = [index for index, device in there.items() if name and device["name"] == name]
    others = there if listens else ()
    return tuple(dict.fromkeys([*named[:1], *([usual] if usual >= 0 else []), *others]))


def channels(index: int) -> int:
    """How many channels this microphone says it has."""
    return int(sound_library().query_devices(index)[_channels(True)])


def is_there(name: str) -> bool:
    """Whether a microphone of this name was there when it was last looked."""
    return any(name == device["name"] for _, device in _devices(True))


def look_again() -> None:
    """Have the library find devices that were plugged in since it was loaded.

    Only while no stream is open. Problem NO_SOUND_LIBRARY when the sound system is away.
    """
    library = sound_library()
    with suppress(library.PortAudioError):  # it may not have come up the last time
        library._terminate()
    try:
        library._initialize()
    except library.PortAudioError as away:
        raise Problem(
            Trouble.NO_SOUND_LIBRARY,
            "The sound system of this computer can't be reached. Check that other programs can "
            "play sound, then try again.",
        ) from away


def said_name(name: str) -> str:
    """The name as one can say it to a person; empty for what only a sound system understands."""
    return "" if name.partition(":")[0].lower() in _UNSPOKEN else name


def _devices(listens: bool) -> Iterator[tuple[int, Any]]:
    """Number and facts of each; one whose name is no text at all can't be used and is left out."""
    library = sound_library()
    index = 0
    while True:
        try:
            device = library.query_devices(index)
            if device[_channels(listens)] > 0:
                yield index, device
        except UnicodeDecodeError:
            pass
        except (library.PortAudioError, ValueError):
            return  # there are no more
        index += 1


def _usual(listens: bool) -> int:
    return int(sound_library().default.device[0 if listens else 1])


def _channels(listens: bool) -> str:
    return "max_input_channels" if listens else "max_output_channels"
