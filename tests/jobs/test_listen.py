"""The speech process itself: what it answers, what it may not do, when it leaves."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from kdesk.domain.problem import Problem, Trouble
from kdesk.domain.transcript import Utterance, Word
from kdesk.jobs.hearing import (
    Answer,
    Failed,
    Finished,
    Listen,
    Words,
    answer_from,
    answer_line,
    order_from,
    order_line,
)
from tests.speech.sounds import SAID, SAMPLE, SMALL
from tests.words_right import share_right

MAIN = """
import sys
from kdesk.jobs import listen
{}
sys.exit(listen.main(sys.stdin.buffer, sys.stdout.buffer))
"""
linux = pytest.mark.skipif(sys.platform != "linux", reason="reads /proc and calls strace")


def command(before: str = "") -> list[str]:
    return [sys.executable, "-B", "-c", MAIN.format(before)]


def order(model: Path = SMALL, flac: bytes | None = None) -> bytes:
    sound = (SAMPLE / "memo.flac").read_bytes() if flac is None else flac
    return order_line(Listen(str(model), len(sound))) + sound


def answers(said: bytes) -> list[Answer]:
    return [answer_from(line) for line in said.splitlines(keepends=True)]


def asked(*orders: bytes) -> list[Answer]:
    done = subprocess.run(
        command(), input=b"".join(orders), capture_output=True, check=False, timeout=60
    )
    assert (done.returncode, done.stderr) == (0, b"")
    return answers(done.stdout)


def text(found: list[Answer]) -> str:
    said = [utterance for one in found if isinstance(one, Words) for utterance in one.utterances]
    return " ".join(utterance.text for utterance in said)


def test_a_memo_goes_in_and_its_words_come_out_one_utterance_after_the_other() -> None:
    found = asked(order())
    assert share_right(SAID, text(found)) == 1.0
    fractions = [one.until for one in found if isinstance(one, Words)]
    assert len(fractions) == 5
    assert fractions == sorted(fractions)
    assert found[-1] == Finished("en")


def test_one_process_hears_several_memos_and_survives_a_broken_one() -> None:
    found = asked(order(), order(flac=b"this is a text"), order(flac=b""), order())
    ends = [one for one in found if not isinstance(one, Words)]
    assert [type(one) for one in ends] == [Finished, Failed, Failed, Finished]
    assert share_right(SAID + SAID, text(found)) == 1.0


def test_a_model_that_is_not_whole_is_named_and_nothing_is_asked_of_the_internet(
    tmp_path: Path,
) -> None:
    model = Path(shutil.copytree(SMALL, tmp_path / "small"))
    (model / "tokenizer.json").unlink()
    (failed,) = asked(order(model))
    assert isinstance(failed, Failed)
    assert failed.problem.trouble is Trouble.BAD_MODEL
    assert "tokenizer.json" in failed.problem.sentence


def test_a_sound_that_is_cut_off_on_its_way_in_ends_the_process() -> None:
    assert asked(order()[:-1]) == []


def test_values_cross_the_pipe_unchanged() -> None:
    word = Word(" naïve\n", 0.25, 1.5, 0.875)
    for answer in (Words(0.5, (Utterance(0.25, 1.5, (word,)),)), Finished("fr")):
        assert answer_from(answer_line(answer)) == answer
    back = answer_from(answer_line(Failed(Problem(Trouble.BAD_FILE, "No."))))
    assert isinstance(back, Failed)
    assert (back.problem.trouble, back.problem.sentence) == (Trouble.BAD_FILE, "No.")
    assert order_from(order_line(Listen("/a b", 7))) == Listen("/a b", 7)


@pytest.mark.parametrize("line", [b"", b"\n", b"{}", b'{"fraction": 0.5, "utter', b"[1]", b"null"])
def test_a_line_that_is_no_answer_is_told(line: bytes) -> None:
    with pytest.raises(ValueError, match=r"."):
        answer_from(line)


def test_the_process_leaves_when_it_has_nothing_to_do() -> None:
    with subprocess.Popen(
        command("listen.LEAVES_AFTER = 1"), stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as child:
        child.wait(20)  # its input stays open all the time


def test_a_process_that_is_stuck_in_one_piece_leaves() -> None:
    stuck = (
        "listen.STUCK_AFTER = 1\nimport threading\n"
        "listen._Ear._loaded = lambda *_: threading.Event().wait()"
    )
    with subprocess.Popen(command(stuck), stdin=subprocess.PIPE, stdout=subprocess.PIPE) as child:
        assert child.stdin is not None
        child.stdin.write(order())
        child.stdin.flush()
        child.wait(20)


def test_the_process_leaves_when_nobody_reads_its_answers() -> None:
    pipe = subprocess.PIPE
    with subprocess.Popen(command(), stdin=pipe, stdout=pipe, stderr=pipe) as child:
        assert child.stdin is not None
        assert child.stdout is not None
        child.stdout.close()
        child.stdin.write(order())
        child.stdin.flush()
        assert child.stderr is not None
        assert (child.wait(30), child.stderr.read()) == (0, b"")


@linux
def test_the_process_steps_back_for_others_and_can_reach_no_network() -> None:
    with subprocess.Popen(command(), stdin=subprocess.PIPE, stdout=subprocess.PIPE) as child:
        assert child.stdin is not None
        assert child.stdout is not None
        child.stdin.write(order())
        child.stdin.flush()
        child.stdout.readline()
        threads = list(Path("/proc", str(child.pid), "task").iterdir())
        niceness = {int((task / "stat").read_text().split()[18]) for task in threads}
        policy = os.sched_getscheduler(child.pid)
        seccomp = {
            re.findall(r"Seccomp:\t(\d)", (task / "status").read_text())[0] for task in threads
        }
        child.stdout.read(10)
        child.kill()
    assert niceness == {10}
    assert policy == os.SCHED_BATCH
    assert seccomp == {"2"}


MAKES = "creat|mk|rename|unlink|link|symlink|f?chmod|f?chown|f?truncate|memfd"
WRITES = re.compile(rf"O_(WRONLY|RDWR|CREAT)|^\d+ +({MAKES})")
SOCKETS = re.compile(r"^\d+ +(socket|connect|bind|io_uring_setup)\(")
SEMAPHORE = re.compile(r'"/dev/shm/sem\.')  # tqdm's lock: in memory, and unlinked at once


def traced(tmp_path: Path, process: list[str], sound: bytes) -> tuple[list[str], list[str], bytes]:
    """What a process asked of sockets and of files to write, and what it printed."""
    log = tmp_path / "calls"
    calls = "trace=socket,connect,bind,io_uring_setup,%file,ftruncate,memfd_create"
    done = subprocess.run(
        ["strace", "-f", "-qq", "-o", str(log), "-e", calls, *process],
        input=sound, capture_output=True, check=False, timeout=100,
    )  # fmt: skip
    lines = log.read_text(errors="replace").splitlines()
    sockets = [line for line in lines if SOCKETS.search(line)]
    writes = [line for line in lines if WRITES.search(line) and not SEMAPHORE.search(line)]
    return sockets, writes, done.stdout


@linux
def test_the_process_asks_for_no_socket_and_writes_no_file(tmp_path: Path) -> None:
    """Looked at from outside by strace, through model, filter, decoding and all."""
    if shutil.which("strace") is None:
        pytest.skip("strace isn't installed")
    sockets, writes, said = traced(tmp_path, command(), order())
    assert share_right(SAID, text(answers(said))) == 1.0
    assert sockets == []
    assert writes == []
    control = "import socket; socket.socket().close(); open({!r}, 'w').close()"
    sockets, writes, _ = traced(
        tmp_path, [sys.executable, "-B", "-c", control.format(str(tmp_path / "file"))], b""
    )
    assert len(sockets) == 1
    assert len(writes) == 1
