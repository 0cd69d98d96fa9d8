"""The kernel's refusal is tried for real: a socket is asked for in a child and its grandchild."""

import json
import platform
import subprocess
import sys

import pytest

pytestmark = pytest.mark.skipif(
    sys.platform != "linux" or platform.machine() not in {"x86_64", "aarch64"},
    reason="the filter exists for Linux on x86_64 and aarch64",
)

TRY = """
import json, os, socket, subprocess, sys
def tried(family, kind):
    try:
        socket.socket(family, kind).close()
    except OSError as error:
        return error.errno
    return 0
def report():
    return {
        "inet": tried(socket.AF_INET, socket.SOCK_STREAM),
        "inet_datagram": tried(socket.AF_INET, socket.SOCK_DGRAM),
        "inet_raw": tried(socket.AF_INET, socket.SOCK_RAW),
        "inet6": tried(socket.AF_INET6, socket.SOCK_STREAM),
        "packet": tried(socket.AF_PACKET, socket.SOCK_RAW),
        "unix": tried(socket.AF_UNIX, socket.SOCK_STREAM),
        "netlink": tried(socket.AF_NETLINK, socket.SOCK_RAW),
    }
"""
FILTER = "from kdesk.system.no_network import refuse_network\nassert refuse_network()\n"
REPORT = "print(json.dumps(report()))\n"
NETWORK = ("inet", "inet_datagram", "inet_raw", "inet6", "packet")
EACCES = 13


def run(code: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False, timeout=30
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_without_the_filter_an_internet_socket_opens() -> None:
    """The control: the test below would notice a filter that does nothing."""
    assert json.loads(run(TRY + REPORT))["inet"] == 0


def test_every_network_socket_is_refused_and_local_ones_stay() -> None:
    tried = json.loads(run(TRY + FILTER + REPORT))
    assert {name: tried[name] for name in NETWORK} == dict.fromkeys(NETWORK, EACCES)
    assert (tried["unix"], tried["netlink"]) == (0, 0)


def test_a_grandchild_is_refused_too() -> None:
    grandchild = TRY + REPORT
    child = f"import subprocess, sys\nsubprocess.run([sys.executable, '-c', {grandchild!r}])\n"
    tried = json.loads(run(FILTER + f"import subprocess, sys\nexec({child!r})\n"))
    assert {name: tried[name] for name in NETWORK} == dict.fromkeys(NETWORK, EACCES)
    again = f"import subprocess, sys\nsubprocess.run([sys.executable, '-c', {child!r}])\n"
    tried = json.loads(run(FILTER + again))
    assert {name: tried[name] for name in NETWORK} == dict.fromkeys(NETWORK, EACCES)


def test_a_thread_that_was_already_running_is_refused_too() -> None:
    code = """
import threading
asked, done = threading.Event(), threading.Event()
found = []
def look():
    asked.wait(10)
    found.append(report())
    done.set()
thread = threading.Thread(target=look)
thread.start()
"""
    tell = "asked.set()\ndone.wait(10)\nthread.join()\nprint(json.dumps(found[0]))\n"
    tried = json.loads(run(TRY + code + FILTER + tell))
    assert {name: tried[name] for name in NETWORK} == dict.fromkeys(NETWORK, EACCES)


def test_the_ways_around_socket_are_shut() -> None:
    """io_uring opens sockets by itself, and the x32 table has socket() under another number."""
    code = """
import ctypes, platform
libc = ctypes.CDLL(None, use_errno=True)
room = ctypes.create_string_buffer(256)
calls = [(425, 4, room)]
if platform.machine() == "x86_64":
    calls.append((0x40000000 + 41, 2, 1))
for call in calls:
    print(libc.syscall(*call), ctypes.get_errno())
"""
    assert set(run(FILTER + code).splitlines()) == {f"-1 {EACCES}"}


def test_asking_twice_is_harmless() -> None:
    assert run(FILTER + FILTER + "print('still here')").strip() == "still here"


def test_a_filter_the_kernel_refuses_is_not_claimed() -> None:
    code = """
from kdesk.system import no_network
no_network._filter = lambda machine: b"\\0" * 12
print(no_network.refuse_network())
"""
    assert run(code).strip() == "False"


def test_another_system_is_told_that_nothing_holds() -> None:
    code = """
import sys
from kdesk.system import no_network
no_network._MACHINES.clear()
print(no_network.refuse_network())
sys.platform = "darwin"
print(no_network.refuse_network())
"""
    assert run(TRY + code + REPORT).startswith("False\nFalse\n")
    assert json.loads(run(TRY + code + REPORT).splitlines()[-1])["inet"] == 0
