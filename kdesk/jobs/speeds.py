"""How fast each model proved to be on this computer: measured when asked, kept beside the log.

Nothing heavy is loaded here; the trying happens in a process of its own.
"""

import json
import os
import subprocess
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import asdict
from functools import lru_cache
from pathlib import Path
from threading import Lock
from typing import Any

from kdesk.domain.problem import Problem, Trouble
from kdesk.jobs.measure import ANSWERS
from kdesk.jobs.runner import end_child, start_child, start_thread, within
from kdesk.speech.models import Model, check
from kdesk.speech.speed import CPU, Speed, fastest
from kdesk.system.graphics import cards
from kdesk.system.paths import Places
from kdesk.system.settings import SettingsKeeper

NO_THREADS_CHOSEN = Speed(CPU, 0, 0.0)
"""A model that was never tried is heard as speech/settings.threads() says."""

GIVES_UP_AFTER = 300.0
"""Seconds for one way of computing, the model's loading among them. The largest model hears the
twenty seconds it is tried with in about a minute on one slow core; what takes longer hangs."""


def measure(
    places: Places, model: Model, told: Callable[[Problem | None], None]
) -> Callable[[], None]:
    """Try a model in the background and keep how it did; `told` hears of the end on that thread.

    It takes some seconds for each way that is tried. What comes back ends it at once, and then
    nothing of it is kept.
    """
    trial = _Trial(places, model)
    start_thread("measure", lambda: told(trial.outcome()))
    return trial.stop


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


class _Trial:
    """One model being tried in a process of its own."""

    def __init__(self, places: Places, model: Model) -> None:
        self._places = places
        self._model = model
        self._lock = Lock()
        self._child: subprocess.Popen[bytes] | None = None
        self._stopped = False

    def stop(self) -> None:
        """End it, on any thread."""
        with self._lock:
            self._stopped = True
            if self._child is not None:
                self._child.kill()

    def outcome(self) -> Problem | None:
        """Wait for its end and keep what was found, unless it was stopped."""
        try:
            speeds = self._found()
            if not self._stopped:
                _keep(self._places, self._model, speeds)
        except Problem as problem:
            return None if self._stopped else problem
        except OSError:
            return Problem(
                Trouble.CANNOT_WRITE,
                "How fast the speech model is could not be kept. Check that the disk has room.",
            )
        return None

    def _found(self) -> list[Speed]:
        """Each way as it was told: one in which the process dies, or hangs, leaves those before."""
        found: list[Speed] = []
        trouble = _ended()
        with suppress(OSError, ValueError):
            for answer in self._answers():
                if isinstance(answer, Problem):
                    trouble = answer
                else:
                    found.append(answer)
        if not found:
            raise trouble
        return found

    def _answers(self) -> Iterator[Speed | Problem]:
        with self._lock:
            if self._stopped:
                return
            child = self._child = start_child("measure", steps_back=True)
        try:
            if child.stdin is None or child.stdout is None:
                return
            child.stdin.write(json.dumps(str(self._model.folder)).encode() + b"\n")
            child.stdin.flush()
            while line := within(GIVES_UP_AFTER, child.stdout.readline):
                yield ANSWERS.read(line)
        finally:
            end_child(child)


def _keep(places: Places, model: Model, speeds: list[Speed]) -> None:
    tried = {"like": _like(model), "speeds": list(map(asdict, speeds))}
    every = {**_read(places), model.name: tried}
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


def _like(model: Model) -> list[int | str]:
    """Another one when the model is another, or what computes."""
    return [model.bytes, os.cpu_count() or 1, cards(), _library()]


@lru_cache(maxsize=1)
def _library() -> str:
    from importlib.metadata import version  # noqa: PLC0415 - only where speeds are asked for

    return version("ctranslate2")


def _ended() -> Problem:
    return Problem(
        Trouble.SPEECH_FAILED,
        "The speech model could not be tried on this computer. Try again, or choose a smaller one.",
    )
