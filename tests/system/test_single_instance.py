"""One place for one window: taken, asked, given up however its process ends."""

import os
import subprocess
import sys
import weakref
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtNetwork import QLocalSocket
from pytestqt.qtbot import QtBot

from kdesk.system.single_instance import INHERITED, SingleInstance

HOLD = """
import sys
from pathlib import Path
from PySide6.QtCore import QCoreApplication
from kdesk.system.single_instance import SingleInstance
app = QCoreApplication([])
one = SingleInstance(Path(sys.argv[1]) / "lock", Path(sys.argv[1]) / "door")
assert one.claim()
one.open_door()
one.asked.connect(lambda wish: print(wish, flush=True))
print("ready", flush=True)
app.exec()
"""
ASK = """
import sys
from pathlib import Path
from kdesk.system.single_instance import SingleInstance
one = SingleInstance(Path(sys.argv[1]) / "lock", Path(sys.argv[1]) / "door")
sys.exit(not one.ask("show"))
"""
TAKE = """
import os, sys
from pathlib import Path
from kdesk.system.single_instance import SingleInstance
one = SingleInstance(Path(sys.argv[1]) / "lock", Path(sys.argv[1]) / "door")
assert one.claim()
print("taken", "KDESK_WINDOW_LOCK" in os.environ, flush=True)
sys.stdin.readline()
"""


def instance(folder: Path) -> SingleInstance:
    return SingleInstance(folder / "lock", folder / "door")


@pytest.fixture
def holder(tmp_path: Path) -> Iterator[subprocess.Popen[str]]:
    process = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(tmp_path)], stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    yield process
    process.kill()
    process.wait()
    process.stdout.close()


def test_a_second_process_is_refused_and_the_first_hears_its_wish(
    holder: subprocess.Popen[str], tmp_path: Path
) -> None:
    second = instance(tmp_path)
    assert not second.claim()
    assert second.ask("record")
    assert second.ask("show")
    assert holder.stdout is not None
    assert [holder.stdout.readline(), holder.stdout.readline()] == ["record\n", "show\n"]


def test_a_wish_nobody_knows_is_not_passed_on(
    holder: subprocess.Popen[str], tmp_path: Path
) -> None:
    second = instance(tmp_path)
    assert second.ask("delete everything")
    assert second.ask("show")
    assert holder.stdout is not None
    assert holder.stdout.readline() == "show\n"


def test_after_kill_9_the_place_and_the_door_are_free_at_once(
    holder: subprocess.Popen[str], tmp_path: Path, qtbot: QtBot
) -> None:
    holder.kill()
    holder.wait()
    assert (tmp_path / "door").exists()
    next_one = instance(tmp_path)
    assert next_one.claim()
    next_one.open_door()
    asked(next_one, tmp_path, qtbot)
    next_one.release()


def test_an_answer_that_never_comes_is_not_waited_for_long(tmp_path: Path) -> None:
    assert not instance(tmp_path).ask("show", patience=0.2)


def test_the_process_that_takes_the_place_over_holds_it(tmp_path: Path) -> None:
    first = instance(tmp_path)
    assert first.claim()
    first.pass_on()
    descriptor = int(os.environ[INHERITED])
    try:
        heir = subprocess.Popen(
            [sys.executable, "-c", TAKE, str(tmp_path)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            pass_fds=[descriptor],
        )
    finally:
        del os.environ[INHERITED]
    first.release()
    with heir:
        assert heir.stdout is not None
        assert heir.stdout.readline() == "taken False\n"
        assert not instance(tmp_path).claim()
        heir.communicate("\n")
    last = instance(tmp_path)
    assert last.claim()
    last.release()


def test_a_made_up_inheritance_is_not_believed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = instance(tmp_path)
    assert first.claim()
    for said in ("0", "9999", "not a number"):
        monkeypatch.setenv(INHERITED, said)
        assert not instance(tmp_path).claim()
    first.release()


def test_a_very_long_path_still_has_a_door(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    deep = tmp_path / ("x" * 120)
    first = instance(deep)
    assert first.claim()
    first.open_door()
    asked(first, deep, qtbot)
    first.release()


def test_a_visitor_does_not_keep_alive_what_is_let_go(tmp_path: Path, qtbot: QtBot) -> None:
    visitor = QLocalSocket()
    assert let_go_while_there_is(visitor, tmp_path, qtbot)() is None


def let_go_while_there_is(
    visitor: QLocalSocket, folder: Path, qtbot: QtBot
) -> weakref.ref[SingleInstance]:
    first = instance(folder)
    assert first.claim()
    first.open_door()
    visitor.connectToServer(first._door)
    qtbot.waitUntil(lambda: bool(first.findChildren(QLocalSocket)))
    first.release()
    return weakref.ref(first)


def asked(first: SingleInstance, folder: Path, qtbot: QtBot) -> None:
    """Another process asks, and is heard."""
    heard: list[str] = []
    first.asked.connect(heard.append)
    visitor = subprocess.Popen([sys.executable, "-c", ASK, str(folder)])
    qtbot.waitUntil(lambda: heard == ["show"], timeout=20_000)
    assert visitor.wait(10) == 0
