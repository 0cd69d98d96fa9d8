"""The tour: the main job with nobody at the keyboard, and what it touches."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.journeys.test_main_job import printed
from tests.shell import refused

STRACE = ["strace", "-f", "-qq", "-e", "trace=network", "-e", "signal=none"]
FAMILY = re.compile(r"\b(AF_[A-Z0-9_]+|PF_[A-Z0-9_]+)\b")


def sockets_of(trace: str) -> set[str]:
    """Every address family that any process opened or named."""
    return set(FAMILY.findall(trace))


@pytest.mark.journey
@pytest.mark.timeout(300)
def test_the_tour_finds_everything_again_and_speaks_to_nobody(tmp_path: Path) -> None:
    folder, trace = tmp_path / "tour", tmp_path / "trace"
    ended = subprocess.run(
        [*STRACE, "-o", str(trace), sys.executable, "-m", "kdesk", "tour", str(folder)],
        capture_output=True,
        text=True,
        timeout=280,
        check=False,
    )
    assert ended.returncode == 0, ended.stdout + ended.stderr
    assert "Everything was found again." in ended.stdout
    assert sockets_of(trace.read_text()) <= {"AF_UNIX", "AF_NETLINK"}
    pictures = sorted(file.name for file in (folder / "pictures").glob("*.png"))
    assert {"today-light.png", "today-dark.png", "one-memo-night.png"} <= set(pictures)
    assert all((folder / "pictures" / name).stat().st_size > 5000 for name in pictures)
    page = printed(folder / "summary.pdf")
    assert "To stay with the water a little longer." in page
    assert "It is not medical advice, diagnosis or a crisis service." in page


def test_a_socket_to_the_internet_would_be_seen(tmp_path: Path) -> None:
    trace = tmp_path / "trace"
    code = "import socket; socket.socket(socket.AF_INET).close()"
    subprocess.run([*STRACE, "-o", str(trace), sys.executable, "-c", code], check=True, timeout=60)
    assert "AF_INET" in sockets_of(trace.read_text())


def test_the_tour_leaves_other_folders_alone(tmp_path: Path) -> None:
    mine = tmp_path / "mine"
    mine.mkdir()
    (mine / "letter.txt").write_text("keep me")
    assert "something else" in refused("tour", mine)
    assert [file.name for file in mine.iterdir()] == ["letter.txt"]
    (mine / ".kdesk-tour").write_text("not a tour's own mark")
    refused("tour", mine)
    assert (mine / "letter.txt").read_text() == "keep me"
