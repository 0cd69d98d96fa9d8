"""The queue, and the speech processes that were started."""

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from kdesk.jobs import ear, runner
from tests.jobs.a_queue import Queue
from tests.store.making import made


@pytest.fixture
def queue(tmp_path: Path) -> Iterator[Queue]:
    vault = made(tmp_path)
    yield Queue(tmp_path, vault)
    vault.close()


@pytest.fixture
def children(monkeypatch: pytest.MonkeyPatch) -> list["subprocess.Popen[bytes]"]:
    """Every speech process that was started."""
    started: list[subprocess.Popen[bytes]] = []

    def start_child(role: str, *, steps_back: bool = False) -> "subprocess.Popen[bytes]":
        started.append(runner.start_child(role, steps_back=steps_back))
        return started[-1]

    monkeypatch.setattr(ear, "start_child", start_child)
    return started
