"""What every process of kdesk's own does before anything else."""

import platform
import subprocess
import sys
from pathlib import Path

import pytest

from kdesk.jobs.runner import start_child
from tests.jobs.ears import until


@pytest.mark.skipif(
    sys.platform != "linux" or platform.machine() not in ("x86_64", "aarch64"),
    reason="the filter is the Linux kernel's, written for these two machines",
)
@pytest.mark.parametrize(
    "role", ["record", "play", "encode", "intake", "listen", "trial", "measure"]
)
def test_the_kernel_refuses_the_network_to_each_process(role: str) -> None:
    with start_child(role) as child:
        status = Path(f"/proc/{child.pid}/status")
        until(lambda: "Seccomp:\t2\n" in status.read_text())  # 2: a filter holds
        limits = Path(f"/proc/{child.pid}/limits").read_text()
        (core,) = [line for line in limits.splitlines() if line.startswith("Max core file size")]
        assert core.split()[4:6] == ["0", "0"]
        child.communicate(timeout=30)


@pytest.mark.parametrize(
    ("role", "told"),
    [
        ("encode", bytes(9_600)),
        ("intake", b"txt\nThe river was warm."),
        ("devices", b""),
        ("play", b""),
        ("record", b""),
        ("measure", b""),
        ("trial", b""),
        ("trial", b'{"is": "Try", "device": null, "speaker": null}\n'),
    ],
)
def test_a_process_whose_reader_is_gone_ends_without_a_word(role: str, told: bytes) -> None:
    command, pipe = [sys.executable, "-m", "kdesk", "--child", role], subprocess.PIPE
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=pipe) as child:
        assert child.stdin and child.stdout and child.stderr
        child.stdout.close()
        child.stdin.write(told)
        child.stdin.close()
        assert (child.stderr.read(), child.wait(30)) == (b"", 0)
