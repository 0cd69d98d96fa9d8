"""The computer stays awake while something is recorded; logind is played by a stand-in here."""

import os
import stat
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, suppress
from pathlib import Path
from queue import Empty, SimpleQueue

import pytest

from kdesk.system.sleep import Awake, ProgramHold, ThreadHold

ROOT = Path(__file__).resolve().parents[2]
DEBIAN_PYTHON = "/usr/bin/python3"
PATIENCE = 20.0

LOGIND = """
import os, sys
from gi.repository import Gio, GLib
XML = '''<node><interface name="org.freedesktop.login1.Manager"><method name="Inhibit">
<arg type="s" direction="in"/><arg type="s" direction="in"/><arg type="s" direction="in"/>
<arg type="s" direction="in"/><arg type="h" direction="out"/></method></interface></node>'''
HOW = sys.argv[2]
def say(*words):
    print(*words, sep="|", flush=True)
def inhibit(_bus, _sender, _path, _interface, _method, arguments, invocation):
    if HOW == "refuses":
        say("refused")
        invocation.return_dbus_error("org.freedesktop.DBus.Error.AccessDenied", "no")
        return
    reading, writing = os.pipe()
    say("held", *arguments.unpack())
    files = Gio.UnixFDList.new()
    files.append(writing)
    os.close(writing)
    GLib.io_add_watch(reading, GLib.PRIORITY_DEFAULT, GLib.IO_HUP, released)
    def answer():
        nonlocal files
        invocation.return_value_with_unix_fd_list(GLib.Variant("(h)", (0,)), files)
        files = None
        return False
    if HOW == "is slow":
        GLib.timeout_add(1000, answer)
    else:
        answer()
def released(_descriptor, _condition):
    say("released")
    return False
flags = Gio.DBusConnectionFlags
bus = Gio.DBusConnection.new_for_address_sync(
    sys.argv[1], flags.AUTHENTICATION_CLIENT | flags.MESSAGE_BUS_CONNECTION, None, None)
bus.register_object(
    "/org/freedesktop/login1", Gio.DBusNodeInfo.new_for_xml(XML).interfaces[0], inhibit)
Gio.bus_own_name_on_connection(bus, "org.freedesktop.login1", Gio.BusNameOwnerFlags.NONE,
    lambda *_: say("ready"), None)
GLib.MainLoop().run()
"""

KDESK = """
import sys
from PySide6.QtCore import QCoreApplication, QSocketNotifier
from kdesk.system.no_network import refuse_network
from kdesk.system.sleep import Awake, usual_hold
refuse_network()
app = QCoreApplication([])
awake = Awake(usual_hold(None))
def obey():
    word = sys.stdin.readline().strip()
    if not word:
        app.quit()
        return
    awake.keep(word == "keep")
    print("done", word, flush=True)
notifier = QSocketNotifier(0, QSocketNotifier.Type.Read)
notifier.activated.connect(obey)
print("there", flush=True)
app.exec()
"""


class Said:
    """The lines a process prints, as they come."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self.process = process
        self._lines: SimpleQueue[str] = SimpleQueue()
        threading.Thread(target=self._read, daemon=True).start()

    def next(self, within: float = PATIENCE) -> str:
        """The next line; empty when none came."""
        try:
            return self._lines.get(timeout=within)
        except Empty:
            return ""

    def tell(self, word: str) -> None:
        """Ask it for something, and wait until that is done."""
        assert self.process.stdin is not None
        self.process.stdin.write(f"{word}\n")
        self.process.stdin.flush()
        assert self.next() == f"done {word}"

    def _read(self) -> None:
        assert self.process.stdout is not None
        with suppress(ValueError):  # the test is over, and its pipes are closed
            for line in self.process.stdout:
                self._lines.put(line.strip())


class Bench:
    """A private bus; processes on it that end with the test."""

    def __init__(self, stack: ExitStack) -> None:
        self._stack = stack
        command = ["dbus-daemon", "--session", "--nofork", "--print-address=1"]
        self.address = self._begin(command, {}).next()
        assert self.address.startswith("unix:")

    def logind(self, how: str) -> Said:
        said = self._begin([DEBIAN_PYTHON, "-c", LOGIND, self.address, how], {})
        assert said.next() == "ready"
        return said

    def kdesk(self, address: str | None = None) -> Said:
        bus = {"DBUS_SYSTEM_BUS_ADDRESS": address or self.address}
        said = self._begin([sys.executable, "-c", KDESK], bus)
        assert said.next() == "there"
        return said

    def _begin(self, command: Sequence[str], more: dict[str, str]) -> Said:
        process = subprocess.Popen(
            command,
            cwd=ROOT,
            env={**os.environ, **more},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self._stack.enter_context(process)
        self._stack.callback(process.kill)
        return Said(process)


@pytest.fixture
def bench() -> Iterator[Bench]:
    if sys.platform != "linux":
        pytest.skip("logind is Linux's")
    with ExitStack() as stack:
        yield Bench(stack)


HELD = "held|sleep:idle|kdesk|Sound is being recorded|block"


def test_logind_is_asked_once_and_told_when_it_is_over(bench: Bench) -> None:
    logind, kdesk = bench.logind("answers"), bench.kdesk()
    kdesk.tell("keep")
    assert logind.next() == HELD
    kdesk.tell("keep")
    assert logind.next(0.3) == "", "it still holds, and only once"
    kdesk.tell("let go")
    assert logind.next() == "released"
    kdesk.tell("keep")
    assert logind.next() == HELD


def test_a_killed_window_keeps_no_computer_awake(bench: Bench) -> None:
    logind, kdesk = bench.logind("answers"), bench.kdesk()
    kdesk.tell("keep")
    assert logind.next() == HELD
    assert logind.next(0.3) == ""
    kdesk.process.kill()
    assert logind.next() == "released"


def test_an_answer_that_comes_after_the_end_holds_nothing(bench: Bench) -> None:
    logind, kdesk = bench.logind("is slow"), bench.kdesk()
    kdesk.tell("keep")
    kdesk.tell("let go")
    assert logind.next() == HELD
    assert logind.next() == "released"


def test_where_nobody_may_ask_nothing_is_said(bench: Bench, tmp_path: Path) -> None:
    logind, kdesk = bench.logind("refuses"), bench.kdesk()
    kdesk.tell("keep")
    assert logind.next() == "refused"
    kdesk.tell("let go")
    for address in (bench.address, f"unix:path={tmp_path}/nowhere"):
        logind.process.kill()
        alone = bench.kdesk(address)
        alone.tell("keep")
        alone.tell("let go")
        assert alone.process.poll() is None


def test_a_program_holds_as_long_as_it_runs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As on macOS, with a caffeinate of our own."""
    program = tmp_path / "caffeinate"
    program.write_text('#!/bin/sh\necho "$@" > "$0.asked"\nexec sleep 60\n')
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    begun: list[subprocess.Popen[bytes]] = []

    def start(words: Sequence[str]) -> "subprocess.Popen[bytes]":
        begun.append(subprocess.Popen(words))
        return begun[-1]

    awake = Awake(ProgramHold(start))
    awake.keep(True)
    awake.keep(True)
    assert len(begun) == 1
    assert begun[0].poll() is None
    awake.keep(False)
    assert begun[0].poll() is not None
    awake.keep(False)


def test_a_program_that_is_not_there_costs_nothing() -> None:
    def refuse(_words: Sequence[str]) -> "subprocess.Popen[bytes]":
        raise FileNotFoundError

    awake = Awake(ProgramHold(refuse))
    awake.keep(True)
    awake.keep(False)


def test_windows_is_told_by_a_flag() -> None:
    flags: list[int] = []
    awake = Awake(ThreadHold(flags.append))
    awake.keep(True)
    awake.keep(False)
    assert flags == [0x80000001, 0x80000000]


def test_a_system_without_a_way_is_left_alone() -> None:
    Awake(None).keep(True)
