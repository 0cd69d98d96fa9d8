"""Jobs on threads, and the start of children."""

import itertools
import os
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from kdesk.domain.problem import Problem, Trouble
from kdesk.jobs import runner as module
from kdesk.jobs.runner import (
    AT_ONCE,
    InlineRunner,
    Progress,
    Runner,
    child_command,
    child_environment,
    start_child,
    start_program,
    start_thread,
    within,
)


@pytest.fixture(params=[Runner, InlineRunner])
def runner(request: pytest.FixtureRequest) -> Runner:
    made: Runner = request.param()
    request.addfinalizer(made.close)
    return made


def test_a_job_gives_its_result_and_its_progress(runner: Runner) -> None:
    told: list[float] = []

    def job(progress: Progress) -> str:
        progress.fraction(0.5)
        progress.fraction(1.7)
        return "done"

    assert runner.start(job, progress=Progress(told.append)).result(5) == "done"
    assert told == [0.5, 1.0]


def test_a_problem_stays_in_the_future(runner: Runner, monkeypatch: pytest.MonkeyPatch) -> None:
    bugs = _bugs(monkeypatch)

    def job(_: Progress) -> None:
        raise Problem(Trouble.DISK_FULL, "The disk is full.")

    assert isinstance(runner.start(job).exception(5), Problem)
    assert bugs() == []


def test_a_bug_in_a_job_is_told_even_when_nobody_reads_the_future(
    runner: Runner, monkeypatch: pytest.MonkeyPatch
) -> None:
    bugs = _bugs(monkeypatch)

    def job(_: Progress) -> None:
        raise ZeroDivisionError

    assert isinstance(runner.start(job).exception(5), ZeroDivisionError)
    assert [type(bug) for bug in bugs()] == [ZeroDivisionError]


def test_a_job_is_cancelled_by_its_own_progress_and_by_closing() -> None:
    runner = Runner()
    begun = threading.Barrier(3)

    def job(progress: Progress) -> str:
        begun.wait(5)
        while not progress.cancelled:
            threading.Event().wait(0.005)
        return "ended early"

    mine = Progress()
    first = runner.start(job, progress=mine)
    second = runner.start(job)
    begun.wait(5)
    mine.cancel()
    assert first.result(5) == "ended early"
    assert not second.done()
    runner.close()
    assert second.result(0) == "ended early"


def test_closing_leaves_behind_what_hangs_and_drops_what_waited(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(module, "ENDS_WITHIN", 0.05)
    runner, gate = Runner(), threading.Event()
    begun = threading.Barrier(AT_ONCE + 1)

    def hang(_: Progress) -> None:
        begun.wait(5)
        gate.wait(60)

    hung = [runner.start(hang) for _ in range(AT_ONCE)]
    waits = runner.start(lambda _: 1)
    begun.wait(5)
    runner.close()
    assert waits.cancelled()
    assert not any(future.done() for future in hung)
    gate.set()
    assert [future.result(5) for future in hung] == [None] * AT_ONCE
    assert runner.start(lambda _: 1).cancelled()


HANGS = """
import threading
from kdesk.jobs import runner
runner.ENDS_WITHIN = 0.05
begun = threading.Event()
def hang(_):
    begun.set()
    threading.Event().wait()
at_work = runner.Runner()
at_work.start(hang)
begun.wait(5)
at_work.close()
"""


def test_the_program_ends_though_a_job_hangs() -> None:
    assert subprocess.run([sys.executable, "-c", HANGS], check=False, timeout=60).returncode == 0


def test_no_more_jobs_run_side_by_side_than_may_and_each_has_its_turn() -> None:
    runner, gate = Runner(), threading.Event()
    numbers, at_work, most = itertools.count(), list[int](), list[int]()

    def job(_: Progress) -> int:
        number = next(numbers)
        at_work.append(number)
        most.append(len(at_work))
        gate.wait(5)
        at_work.remove(number)
        return number

    futures = [runner.start(job) for _ in range(20)]
    gate.set()
    assert sorted(future.result(5) for future in futures) == list(range(20))
    assert max(most) <= AT_ONCE
    runner.close()


def test_a_thread_runs_beside_the_others() -> None:
    ran = threading.Event()
    thread = start_thread("test", ran.set)
    assert ran.wait(5)
    assert thread.name == "kdesk-test"
    assert thread.daemon


def test_what_does_not_come_back_is_left_behind() -> None:
    assert within(5, lambda: "back") == "back"
    with pytest.raises(ZeroDivisionError):
        within(5, lambda: 1 // 0)
    with pytest.raises(TimeoutError):
        within(0.01, threading.Event().wait)


def test_a_child_is_the_same_program_in_another_role(monkeypatch: pytest.MonkeyPatch) -> None:
    assert child_command("record") == [sys.executable, "-m", "kdesk", "--child", "record"]
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    assert child_command("record") == [sys.executable, "--child", "record"]


def test_a_child_learns_no_secret_from_the_environment() -> None:
    known = child_environment(
        {
            "PATH": "/bin",
            "LC_ALL": "C",
            "PULSE_SERVER": "unix:/x",
            "ORT_DISABLE_TELEMETRY": "1",
            "CUDA_VISIBLE_DEVICES": "1",
            "GITHUB_TOKEN": "t",
            "AWS_SECRET_ACCESS_KEY": "s",
            "SSH_AUTH_SOCK": "/x",
        }
    )
    assert set(known) == {
        "PATH",
        "LC_ALL",
        "PULSE_SERVER",
        "ORT_DISABLE_TELEMETRY",
        "CUDA_VISIBLE_DEVICES",
    }
    assert child_environment(os.environ)["DO_NOT_TRACK"] == "1"


def test_a_child_starts_without_threads_that_nobody_needs(monkeypatch: pytest.MonkeyPatch) -> None:
    given: list[dict[str, str]] = []
    monkeypatch.setattr(subprocess, "Popen", lambda *_, env, **__: given.append(env))
    start_child("record")
    assert given[0]["OPENBLAS_NUM_THREADS"] == "1"


def test_a_child_takes_no_module_from_the_folder_somebody_is_in(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("kdesk", "sounddevice"):
        (tmp_path / f"{name}.py").write_text("raise SystemExit(7)\n")
    monkeypatch.chdir(tmp_path)
    with start_child("devices") as child:
        child.communicate(timeout=30)
    assert child.returncode == 0


def test_a_child_is_in_a_session_of_its_own() -> None:
    with start_child("record") as child:
        assert os.getsid(child.pid) == child.pid
        child.communicate(timeout=30)
    assert child.returncode == 0


def _bugs(monkeypatch: pytest.MonkeyPatch) -> Callable[[], list[BaseException]]:
    caught: list[BaseException] = []

    def hook(args: threading.ExceptHookArgs) -> None:
        assert args.exc_value is not None
        caught.append(args.exc_value)

    monkeypatch.setattr(threading, "excepthook", hook)
    return lambda: caught


def test_another_program_is_started_without_our_secrets_and_a_missing_one_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("A_TOKEN", "secret")
    told = tmp_path / "told"
    program = start_program(["sh", "-c", f'echo "[$A_TOKEN]" > {told}; cat'])
    assert program.wait(20) == 0, "its input is at its end"
    assert told.read_text() == "[]\n"
    with pytest.raises(FileNotFoundError):
        start_program(["kdesk-no-such-program"])
