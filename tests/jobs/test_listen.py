"""The speech process itself: what it answers, what it may not do, when it leaves."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

import pytest

from kdesk.domain.problem import Problem, Trouble
from kdesk.domain.transcript import Utterance, Word
from kdesk.jobs.hearing import (
    Answer,
    End,
    Failed,
    Finished,
    Follow,
    Listen,
    More,
    Order,
    Words,
    answer_from,
    answer_line,
    order_from,
    order_line,
)
from kdesk.speech.wish import NO_WISH, Wish
from tests.jobs.spoken import QUARTER, RATE, sample, silence
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


def order(model: Path = SMALL, flac: bytes | None = None, wish: Wish = NO_WISH) -> bytes:
    sound = (SAMPLE / "memo.flac").read_bytes() if flac is None else flac
    return order_line(Listen(str(model), len(sound), wish)) + sound


def more(pcm: bytes) -> bytes:
    return order_line(More(len(pcm))) + pcm


def spoken(pcm: bytes, model: Path = SMALL, *, whole: bool = True) -> bytes:
    """All the orders about a memo that is heard while it is spoken."""
    parts = (pcm[at : at + QUARTER] for at in range(0, len(pcm), QUARTER))
    begun = order_line(Follow(str(model)))
    return begun + b"".join(map(more, parts)) + order_line(End(whole))


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
    model: Path,
) -> None:
    (model / "tokenizer.json").unlink()
    (failed,) = asked(order(model))
    assert isinstance(failed, Failed)
    assert failed.problem.trouble is Trouble.BAD_MODEL
    assert "tokenizer.json" in failed.problem.sentence


def test_a_sound_that_is_cut_off_on_its_way_in_ends_the_process() -> None:
    assert asked(order()[:-1]) == []


def test_values_cross_the_pipe_unchanged() -> None:
    word = Word(" naïve\n", 0.25, 1.5, 0.875)
    for answer in (Words(0.5, (Utterance(0.25, 1.5, (word,)),), "fr"), Finished("fr")):
        assert answer_from(answer_line(answer)) == answer
    back = answer_from(answer_line(Failed(Problem(Trouble.BAD_FILE, "No."))))
    assert isinstance(back, Failed)
    assert (back.problem.trouble, back.problem.sentence) == (Trouble.BAD_FILE, "No.")
    wish = Wish("de", ("Ännchen", "Kürbis"), 1.5, 0.25)
    orders: tuple[Order, ...] = (
        *(Listen("/a b", 7), Listen("/a b", 7, wish), Follow("/a b", wish)),
        *(More(7), End(True), End(False)),
    )
    for order in orders:
        assert order_from(order_line(order)) == order


def test_what_is_spoken_becomes_the_words_that_its_file_becomes() -> None:
    file = asked(order())
    live = asked(spoken(sample()))
    assert [one.utterances for one in live if isinstance(one, Words) and one.utterances] == [
        one.utterances for one in file if isinstance(one, Words)
    ]
    assert live[-1] == Finished("en")


def test_a_memo_is_heard_from_the_second_that_is_wished_for() -> None:
    first, *rest = [one for one in asked(order()) if isinstance(one, Words)]
    (heard,) = first.utterances
    again = asked(order(wish=Wish(start=first.until, silent=first.until - heard.end)))
    found = [one for one in again if isinstance(one, Words)]
    assert [one.utterances[0].text for one in found] == [one.utterances[0].text for one in rest]
    for one, before in zip(found, rest, strict=True):
        assert one.utterances[0].start == pytest.approx(before.utterances[0].start, abs=0.1)
    pause = rest[0].utterances[0].pause
    assert found[0].utterances[0].pause == pytest.approx(pause, abs=0.1)


def test_what_breaks_off_gives_only_what_can_not_change_any_more() -> None:
    cut = sample()[: RATE * 2 * 13]  # in the middle of a sentence
    *found, last, end = asked(spoken(cut, whole=False))
    heard = [one.utterances for one in found if isinstance(one, Words) and one.utterances]
    whole = asked(spoken(cut, whole=True))
    all_of_it = [one.utterances for one in whole if isinstance(one, Words) and one.utterances]
    assert heard == all_of_it[:3]
    assert len(all_of_it) == 4
    assert isinstance(last, Words)
    assert heard[-1][-1].end <= last.until < 13
    assert isinstance(end, Finished)


def test_silence_is_told_as_heard_from_time_to_time() -> None:
    told = [one.until for one in asked(spoken(silence(31))) if isinstance(one, Words)]
    assert told == sorted(told)
    assert 4 <= len(told) <= 7


def test_the_sound_of_a_memo_that_can_not_be_heard_is_passed_over(tmp_path: Path) -> None:
    found = asked(spoken(sample(), tmp_path), order())
    assert isinstance(found[0], Failed)
    assert [type(one) for one in found[1:]] == [Words] * 5 + [Finished]


SLOW = (
    "load = listen._Ear._loaded\n"
    "listen._Ear._loaded = lambda *given, **way: (open({!r}).read(), load(*given, **way))[1]"
)


@contextmanager
def begun(before: str = "") -> Iterator[tuple["subprocess.Popen[bytes]", IO[bytes]]]:
    """A process with open pipes, and the one that takes its orders."""
    with subprocess.Popen(command(before), stdin=subprocess.PIPE, stdout=subprocess.PIPE) as child:
        assert child.stdin is not None
        yield child, child.stdin


@linux
def test_sound_is_taken_in_while_nothing_can_be_heard_yet(tmp_path: Path) -> None:
    """More than any pipe holds, while the model is still being loaded."""
    gate = tmp_path / "gate"
    os.mkfifo(gate)
    with begun(SLOW.format(str(gate))) as (child, orders):
        orders.write(spoken(sample()))
        orders.flush()
        gate.write_text("now")
        said, _ = child.communicate(timeout=60)
    assert share_right(SAID, text(answers(said))) == 1.0


IMPATIENT = (
    "load = listen._Ear._loaded\n"
    "def loaded(*given, **way):\n"
    "    found = load(*given, **way)\n"
    "    listen.STUCK_AFTER = 2\n"  # loading may well take longer on a busy machine
    "    return found\n"
    "listen._Ear._loaded = loaded"
)


def test_a_pause_however_long_does_not_end_the_process_and_the_end_of_the_window_does() -> None:
    with begun(IMPATIENT) as (child, orders):
        orders.write(order_line(Follow(str(SMALL))) + more(silence(12)))
        orders.flush()
        assert child.stdout is not None
        child.stdout.readline()  # from here on it waits for more
        with pytest.raises(subprocess.TimeoutExpired):
            child.wait(4)
        orders.close()
        assert child.wait(20) == 0


@pytest.fixture
def model(tmp_path: Path) -> Path:
    return Path(shutil.copytree(SMALL, tmp_path / "small"))


def test_a_model_exchanged_between_two_memos_is_loaded_anew(model: Path) -> None:
    with begun() as (child, orders):
        orders.write(order(model))
        orders.flush()
        assert child.stdout is not None
        while not isinstance(answer_from(child.stdout.readline()), Finished):
            pass
        (model / "vocabulary.json").write_text("[]")
        said, _ = child.communicate(order(model), timeout=60)
    (failed,) = answers(said)
    assert isinstance(failed, Failed)
    assert failed.problem.trouble is Trouble.BAD_MODEL


def test_a_model_exchanged_while_it_is_loaded_is_not_used(model: Path) -> None:
    exchanging = (
        "from kdesk.speech.listener import Listener\nload = Listener.load\n"
        "def exchange(folder, *way):\n"
        "    loaded = load(folder, *way)\n"
        "    (folder / 'tokenizer.json').touch()\n"
        "    return loaded\n"
        "Listener.load = exchange"
    )
    done = subprocess.run(
        command(exchanging), input=order(model), capture_output=True, check=True, timeout=60
    )
    (failed,) = answers(done.stdout)
    assert isinstance(failed, Failed)
    assert "changed while" in failed.problem.sentence


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
        "listen._Ear._loaded = lambda *_, **way: threading.Event().wait()"
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
    """Looked at from outside by strace, with a file and with what is being spoken."""
    if shutil.which("strace") is None:
        pytest.skip("strace isn't installed")
    sockets, writes, said = traced(tmp_path, command(), order() + spoken(sample()))
    assert share_right(SAID + SAID, text(answers(said))) == 1.0
    assert sockets == []
    assert writes == []
    control = "import socket; socket.socket().close(); open({!r}, 'w').close()"
    sockets, writes, _ = traced(
        tmp_path, [sys.executable, "-B", "-c", control.format(str(tmp_path / "file"))], b""
    )
    assert len(sockets) == 1
    assert len(writes) == 1
