"""Core dumps, memory and the environment are looked at in a process that was hardened."""

import subprocess
import sys

import pytest

from kdesk import QUIET

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="reads prctl and /proc")

LOOK = """
import ctypes, os, resource
print(resource.getrlimit(resource.RLIMIT_CORE), ctypes.CDLL(None).prctl(3, 0, 0, 0, 0))
"""


def run(code: str) -> str:
    return subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=30
    ).stdout


def test_a_hardened_process_leaves_no_core_and_is_not_dumpable() -> None:
    assert run(LOOK).split()[-1] == "1"  # the control
    assert run(f"from kdesk.system.hardening import harden\nharden()\n{LOOK}") == "(0, 0) 0\n"


def test_a_child_inherits_the_switches_against_telemetry() -> None:
    look = f"import os; print([os.environ.get(name) for name in {list(QUIET)!r}])"
    code = f"""
import subprocess, sys
import kdesk
subprocess.run([sys.executable, "-c", {look!r}], check=True)
"""
    assert run(code).strip() == str(["1"] * 4)
