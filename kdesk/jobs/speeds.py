"""How fast each model proved to be on this computer: measured when asked, kept beside the log.

Nothing heavy is loaded here; the trying happens in a process of its own.
"""

import json
import os
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

from kdesk.domain.problem import Problem, Trouble
from kdesk.jobs.runner import end_child, start_child, start_thread
from kdesk.speech.models import Model, check
from kdesk.speech.speed import CPU, Speed, fastest
from kdesk.system.paths import Places
from kdesk.system.settings import SettingsKeeper

NO_THREADS_CHOSEN = Speed(CPU, 0, 0.0)
"""A model that was never tried is heard as speech/settings.threads() says."""


def measure(places: Places, model: Model, told: Callable[[Problem | None], None]) -> None:
    """Try a model in the background and keep how it did; `told` hears of the end on that thread.

    It takes some seconds for each way that is tried.
    """
    start_thread("measure", lambda: told(_measured(places, model)))


def kept(places: Places, model: Model) -> tuple[Speed, ...]:
    """How a model did; empty when it wasn't tried as it is now, on a computer such as this."""
    found: Any = _read(places).get(model.name)
    try:
        if found["like"] == _like(model):
            return tuple(Speed(**one) for one in found["speeds"])
    except (KeyError, TypeError):
        pass
    return ()


def best(places: Places, folder: Path) -> Speed:
    """The way in which the model in this folder is to be heard on this computer."""
    try:
        speeds = kept(places, check(folder))
    except Problem:  # whoever loads it says so
        return NO_THREADS_CHOSEN
    processor = SettingsKeeper(places.settings_file).current.speech_processor
    return fastest(speeds, processor) or NO_THREADS_CHOSEN


def _measured(places: Places, model: Model) -> Problem | None:
    try:
        speeds = _tried(model.folder)
        _keep(places, model, speeds)
    except Problem as problem:
        return problem
    except OSError:
        return Problem(
            Trouble.CANNOT_WRITE,
            "How fast the speech model is could not be kept. Check that the disk has room.",
        )
    return None


def _tried(folder: Path) -> list[dict[str, Any]]:
    try:
        child = start_child("measure", steps_back=True)
    except OSError as error:
        raise _ended() from error
    try:
        if child.stdin is None or child.stdout is None:
            raise _ended()
        child.stdin.write(json.dumps(str(folder)).encode() + b"\n")
        child.stdin.flush()
        answer = json.loads(child.stdout.readline())
    except (OSError, ValueError) as gone:
        raise _ended() from gone
    finally:
        end_child(child)
    if "trouble" in answer:
        raise Problem(Trouble(answer["trouble"]), answer["sentence"])
    return list(answer["speeds"])


def _keep(places: Places, model: Model, speeds: list[dict[str, Any]]) -> None:
    every = {**_read(places), model.name: {"like": _like(model), "speeds": speeds}}
    places.state.mkdir(parents=True, exist_ok=True, mode=0o700)
    new = places.speeds.with_suffix(".new")
    new.write_text(json.dumps(every), encoding="utf-8")
    new.replace(places.speeds)


def _read(places: Places) -> dict[str, Any]:
    with suppress(OSError, ValueError):
        found = json.loads(places.speeds.read_text(encoding="utf-8"))
        if isinstance(found, dict):
            return found
    return {}


def _like(model: Model) -> list[int]:
    """Another one when the model or the processor is another."""
    return [model.bytes, os.cpu_count() or 1]


def _ended() -> Problem:
    return Problem(
        Trouble.SPEECH_FAILED,
        "The speech model could not be tried on this computer. Try again, or choose a smaller one.",
    )
