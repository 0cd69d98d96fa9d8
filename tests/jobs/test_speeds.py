"""How fast a model is, measured in a process of its own and kept for the process that hears."""

import json
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from kdesk.domain.problem import Problem, Trouble
from kdesk.jobs import listen, runner, speeds
from kdesk.jobs.measure import ANSWERS
from kdesk.speech.listener import Listener
from kdesk.speech.models import Model, check
from kdesk.speech.speed import CPU, GPU, Speed
from kdesk.system.paths import Places
from kdesk.system.settings import SettingsKeeper
from tests.speech.sounds import SMALL


@pytest.fixture
def places(tmp_path: Path) -> Places:
    made = Places(tmp_path / "data", tmp_path / "settings", tmp_path / "state")
    made.prepare()
    return made


@pytest.fixture
def model(places: Places) -> Model:
    shutil.copytree(SMALL, places.models / "small")
    return check(places.models / "small")


def measured(places: Places, model: Model) -> Problem | None:
    told: list[Problem | None] = []
    over = threading.Event()

    def tell(problem: Problem | None) -> None:
        told.append(problem)
        over.set()

    speeds.measure(places, model, tell)
    assert over.wait(100)
    return told[0]


def note(places: Places, model: Model, *found: Speed) -> None:
    speeds._keep(places, model, list(found))


def test_a_model_is_measured_once_and_heard_that_way_from_then_on(
    places: Places, model: Model
) -> None:
    assert speeds.kept(places, model) == ()
    assert speeds.best(places, model.folder) == speeds.NO_THREADS_CHOSEN
    assert measured(places, model) is None
    found = speeds.kept(places, model)
    assert found[0].device == CPU
    assert found[0].times > 1
    assert speeds.best(places, model.folder) in found


def test_another_model_of_that_name_is_measured_anew(places: Places, model: Model) -> None:
    note(places, model, Speed(CPU, 1, 9.0))
    (model.folder / "kdesk.toml").unlink()
    other = check(model.folder)
    assert speeds.kept(places, other) == ()


@pytest.mark.parametrize("text", ["", "[]", '{"small": 3}', '{"small": {"like": [1, 1]}}'])
def test_a_damaged_file_counts_as_none(places: Places, model: Model, text: str) -> None:
    places.speeds.write_text(text, encoding="utf-8")
    assert speeds.kept(places, model) == ()
    note(places, model, Speed(CPU, 2, 9.0))
    assert speeds.kept(places, model) == (Speed(CPU, 2, 9.0),)


def test_the_processor_that_was_chosen_is_taken(places: Places, model: Model) -> None:
    note(places, model, Speed(CPU, 1, 9.0), Speed(GPU, 1, 90.0))
    assert speeds.best(places, model.folder).device == GPU
    SettingsKeeper(places.settings_file).change(speech_processor="cpu")
    assert speeds.best(places, model.folder).device == CPU


@pytest.mark.parametrize("code", ["", "print('?')", "raise SystemExit(1)"])
def test_a_trial_that_dies_is_told(
    places: Places, model: Model, monkeypatch: pytest.MonkeyPatch, code: str
) -> None:
    monkeypatch.setattr(runner, "child_command", lambda _: [sys.executable, "-c", code])
    problem = measured(places, model)
    assert problem is not None
    assert problem.trouble is Trouble.SPEECH_FAILED
    assert speeds.kept(places, model) == ()


DIES_OF_THE_CARD = """
import os, sys
from kdesk.jobs import measure
from kdesk.speech import timing
from kdesk.speech.speed import Speed
def tried(*_):
    yield Speed("cpu", 1, 4.5)
    yield Speed("cpu", 2, 9.0)
    os.abort()
timing.tried = tried
measure.main(sys.stdin.buffer, sys.stdout.buffer)
"""


def test_a_graphics_card_that_takes_the_process_with_it_leaves_what_the_processor_did(
    places: Places, model: Model, monkeypatch: pytest.MonkeyPatch
) -> None:
    command = [sys.executable, "-c", DIES_OF_THE_CARD]
    monkeypatch.setattr(runner, "child_command", lambda _: command)
    assert measured(places, model) is None
    assert speeds.kept(places, model) == (Speed(CPU, 1, 4.5), Speed(CPU, 2, 9.0))


NEVER_ENDS = """
import sys, threading
from kdesk.jobs import measure
from kdesk.speech import timing
from kdesk.speech.speed import Speed
def tried(*_):
    yield Speed("cpu", 1, 4.5)
    threading.Event().wait()
timing.tried = tried
measure.main(sys.stdin.buffer, sys.stdout.buffer)
"""


def test_a_process_that_measures_ends_with_whoever_began_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(runner, "child_command", lambda _: [sys.executable, "-c", NEVER_ENDS])
    child = runner.start_child("measure")
    try:
        assert child.stdin and child.stdout
        child.stdin.write(json.dumps(str(SMALL)).encode() + b"\n")
        child.stdin.flush()
        assert child.stdout.readline()
        child.stdin.close()
        assert child.wait(60) == 0
    finally:
        runner.end_child(child)


HANGS = (
    f"print({ANSWERS.write(Speed(CPU, 1, 4.5)).decode()!r}, end='', flush=True); input(); input()"
)


@pytest.fixture
def hung(monkeypatch: pytest.MonkeyPatch) -> Iterator[list["subprocess.Popen[bytes]"]]:
    """The processes that tell of one way and then do nothing any more."""
    monkeypatch.setattr(runner, "child_command", lambda _: [sys.executable, "-c", HANGS])
    begun: list[subprocess.Popen[bytes]] = []

    def start(role: str, **more: bool) -> "subprocess.Popen[bytes]":
        begun.append(runner.start_child(role, **more))
        return begun[-1]

    monkeypatch.setattr(speeds, "start_child", start)
    yield begun
    for child in begun:
        runner.end_child(child)


def test_a_trial_that_hangs_is_ended_and_the_next_one_can_begin(
    places: Places,
    model: Model,
    hung: list["subprocess.Popen[bytes]"],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(speeds, "GIVES_UP_AFTER", 0.0)
    problem = measured(places, model)
    assert problem is not None
    assert problem.trouble is Trouble.SPEECH_FAILED
    limits = iter([60.0, 0.0])  # it tells of one way, however busy the machine, and hangs then
    monkeypatch.setattr(speeds, "within", lambda _, work: runner.within(next(limits), work))
    assert measured(places, model) is None
    assert speeds.kept(places, model) == (Speed(CPU, 1, 4.5),)
    assert [child.returncode for child in hung] == [-signal.SIGKILL] * 2


def test_a_trial_that_is_stopped_ends_at_once_and_leaves_nothing(
    places: Places,
    model: Model,
    hung: list["subprocess.Popen[bytes]"],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    told, over = threading.Event(), threading.Event()
    found: list[Problem | None] = []

    def patient(seconds: float, work: Callable[[], bytes]) -> bytes:
        line = runner.within(seconds, work)
        told.set()
        return line

    def tell(problem: Problem | None) -> None:
        found.append(problem)
        over.set()

    monkeypatch.setattr(speeds, "within", patient)
    stop = speeds.measure(places, model, tell)
    assert told.wait(60)
    stop()
    assert over.wait(20)
    assert found == [None]
    assert speeds.kept(places, model) == ()
    assert hung[0].returncode == -signal.SIGKILL
    stop()  # once more, and nothing is the matter


def test_a_card_or_a_library_that_came_since_has_it_measured_anew(
    places: Places, model: Model, monkeypatch: pytest.MonkeyPatch
) -> None:
    note(places, model, Speed(CPU, 1, 9.0))
    assert speeds.kept(places, model)
    with monkeypatch.context() as other:
        other.setattr(speeds, "cards", lambda: 7)
        assert speeds.kept(places, model) == ()
    with monkeypatch.context() as other:
        other.setattr(speeds, "_library", lambda: "5.0")
        assert speeds.kept(places, model) == ()
    assert speeds.kept(places, model)


def test_a_broken_model_is_told_with_its_reason(places: Places, model: Model) -> None:
    (model.folder / "model.bin").write_bytes(b"")
    problem = measured(places, model)
    assert problem is not None
    assert problem.trouble is Trouble.BAD_MODEL


def test_a_graphics_card_that_is_gone_is_done_without(
    places: Places, model: Model, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    def load(folder: Path, device: str = "cpu", threads: int = 0) -> Any:
        asked.append(device)
        if device == GPU:
            raise Problem(Trouble.BAD_MODEL, "It can't be loaded there.")
        return SimpleNamespace()

    monkeypatch.setattr(Listener, "load", load)
    monkeypatch.setattr(listen, "usual_places", lambda: places)
    note(places, model, Speed(GPU, 1, 90.0))
    listen._load(model.folder, on_cpu=False)
    assert asked == [GPU, CPU]


def test_nothing_of_the_journal_is_kept_with_the_speeds(places: Places, model: Model) -> None:
    note(places, model, Speed(CPU, 1, 9.0))
    assert list(json.loads(places.speeds.read_text(encoding="utf-8"))) == ["small"]
