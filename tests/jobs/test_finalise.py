"""Filing recordings: each becomes one memo, and nothing is deleted before that is kept."""

import fcntl
import os
import shutil
import signal
import struct
import subprocess
import sys
import termios
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from kdesk.audio import flac, waveform
from kdesk.domain.ids import MemoId
from kdesk.domain.memo import Listening, Memo
from kdesk.domain.note import Note, NoteKind
from kdesk.domain.problem import Problem, Trouble
from kdesk.domain.sign import Sign
from kdesk.jobs import encoding
from kdesk.jobs.finalise import NOTHING_KEPT, finalise_all
from kdesk.jobs.runner import Progress, Runner, start_child
from kdesk.store import bin as the_bin
from kdesk.store import capture_taking_in, captures, durable, items, memos, sessions
from kdesk.store.vault import Vault
from tests.jobs.ears import until
from tests.store.making import NOW, made
from tests.store.speaking import begun, fallback_of, meta, recorded, sound

CHUNK = 64 * 1024


@pytest.fixture
def journal(tmp_path: Path) -> Iterator[Vault]:
    opened = made(tmp_path)
    yield opened
    opened.close()


def pcm_of(journal: Vault, memo: Memo) -> bytes:
    return flac.decode(journal.blobs.read(memo.sound))


def capture_of(journal: Vault, memo_id: MemoId) -> Path:
    return journal.captures / f"{memo_id}.wav.age"


def test_a_recording_becomes_a_memo_with_every_sample(journal: Vault) -> None:
    spoken = sound(500_000)
    memo_id = recorded(journal, spoken)
    session = sessions.add(journal, begun_at=NOW - timedelta(hours=2), now=NOW)
    assert finalise_all(journal, now=NOW) == (memo_id,)
    memo = memos.find(journal, memo_id)
    assert pcm_of(journal, memo) == spoken
    assert memo.seconds == 500_000 / 96_000
    assert memo.at == NOW
    assert memo.peaks == waveform.peaks(spoken)
    assert (memo.sound.media_type, memo.original, memo.cut) == ("audio/flac", None, False)
    assert memo.session_id == session.id
    assert memo.listening is Listening.PENDING
    assert list(journal.captures.iterdir()) == []


def test_marks_and_pauses_are_the_memos_notes(journal: Vault) -> None:
    sink = begun(journal)
    sink.write(sound(10_000))
    sink.note(Note(NoteKind.MARK, 0.05))
    sink.note(Note(NoteKind.PAUSE, 0.1, 12.5))
    sink.finish()
    (memo_id,) = finalise_all(journal, now=NOW)
    mark, pause = memos.find(journal, memo_id).notes
    assert mark == Note(NoteKind.MARK, 0.05)
    assert pause == Note(NoteKind.PAUSE, 0.1, 12.5)


def test_no_note_lies_past_the_end_of_the_sound(journal: Vault) -> None:
    """Of a recording that was killed the last notes may be on disk, and not the last sound."""
    sink = begun(journal)
    sink.write(sound(9_600))
    sink.note(Note(NoteKind.LOUD, 0.05, 3.0))
    sink.note(Note(NoteKind.PAUSE, 0.2, 12.5))
    sink.note(Note(NoteKind.MARK, 0.3))
    sink.finish()
    (memo_id,) = finalise_all(journal, now=NOW)
    memo = memos.find(journal, memo_id)
    assert memo.seconds == 0.1
    assert memo.notes == (
        Note(NoteKind.LOUD, 0.05, 0.05),
        Note(NoteKind.PAUSE, 0.1, 12.5),
        Note(NoteKind.MARK, 0.1),
    )


def test_what_goes_on_from_a_memo_is_filed_where_that_one_went(journal: Vault) -> None:
    first = recorded(journal, sound(10_000))
    finalise_all(journal, now=NOW)
    session = sessions.add(journal, begun_at=NOW - timedelta(days=3), now=NOW)
    items.assign(journal, first, session.id, now=NOW)
    about = replace(meta(), after=first)
    sink = begun(journal, about)
    sink.write(sound(10_000))
    sink.finish()
    finalise_all(journal, now=NOW)
    assert memos.find(journal, about.id).session_id == session.id


def test_a_cut_recording_keeps_every_whole_chunk_and_says_so(journal: Vault) -> None:
    spoken = sound(3 * CHUNK)
    memo_id = recorded(journal, spoken)
    os.truncate(capture_of(journal, memo_id), capture_of(journal, memo_id).stat().st_size - 1000)
    assert finalise_all(journal, now=NOW) == (memo_id,)
    memo = memos.find(journal, memo_id)
    assert memo.cut
    assert pcm_of(journal, memo) == spoken[: 2 * CHUNK - 44]


@pytest.mark.parametrize("size", [0, 100, 5_000])
def test_a_recording_without_one_whole_chunk_leaves_a_plain_note(journal: Vault, size: int) -> None:
    memo_id = recorded(journal, sound(CHUNK))
    os.truncate(capture_of(journal, memo_id), size)
    assert finalise_all(journal, now=NOW) == (memo_id,)
    memo = memos.find(journal, memo_id)
    assert (memo.title, memo.seconds, memo.cut) == (NOTHING_KEPT, 0.0, True)
    assert memo.listening is Listening.DONE
    assert pcm_of(journal, memo) == bytes(2)
    assert captures.waiting(journal.captures) == ()


def test_what_is_being_recorded_now_is_left_alone(journal: Vault) -> None:
    sink = begun(journal)
    sink.write(sound(200_000))
    assert finalise_all(journal, now=NOW) == ()
    sink.finish()
    assert len(finalise_all(journal, now=NOW)) == 1


def test_one_that_was_found_before_it_was_marked_is_left_alone_too(
    journal: Vault, monkeypatch: pytest.MonkeyPatch
) -> None:
    sink = begun(journal)
    found = captures.waiting(journal.captures)
    monkeypatch.setattr(captures, "waiting", lambda _: [replace(found[0], growing=False)])
    assert finalise_all(journal, now=NOW) == ()
    sink.write(sound(10_000))
    sink.finish()
    monkeypatch.undo()
    (memo_id,) = finalise_all(journal, now=NOW)
    assert pcm_of(journal, memos.find(journal, memo_id)) == sound(10_000)


def test_a_damaged_recording_gives_what_it_can_and_does_not_stop_the_others(
    journal: Vault,
) -> None:
    spoken = sound(8 * CHUNK)
    hurt, well = recorded(journal, spoken), recorded(journal, spoken, meta(1))
    with capture_of(journal, hurt).open("r+b") as file:
        file.seek(4 * CHUNK)
        file.write(b"\x00" * 64)
    before = capture_of(journal, hurt).read_bytes()
    with pytest.raises(Problem) as told:
        finalise_all(journal, now=NOW)
    assert told.value.trouble is Trouble.DAMAGED
    assert pcm_of(journal, memos.find(journal, well)) == spoken
    memo = memos.find(journal, hurt)
    assert memo.cut
    assert pcm_of(journal, memo) == spoken[: 3 * CHUNK - 44]
    aside = journal.captures / f"{hurt}.wav.age.partly.aside"
    assert aside.read_bytes() == before
    assert finalise_all(journal, now=NOW) == ()


def test_a_recording_sealed_to_another_journal_is_set_aside(journal: Vault, tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    other = made(tmp_path / "other")
    foreign = recorded(other, sound(100_000))
    other.close()
    for file in other.captures.iterdir():
        file.rename(journal.captures / file.name)
    mine = recorded(journal, sound(100_000), meta(1))
    with pytest.raises(Problem) as told:
        finalise_all(journal, now=NOW)
    assert told.value.trouble is Trouble.WRONG_KEY
    assert [memo.id for memo in memos.newest(journal)] == [mine]
    assert (journal.captures / f"{foreign}.wav.age.aside").exists()
    assert (journal.captures / f"{foreign}.meta.age").exists()
    assert finalise_all(journal, now=NOW) == ()


@pytest.mark.parametrize(
    ("verb", "trouble"),
    [("add", Trouble.IN_USE), ("find", Trouble.IN_USE), ("add", Trouble.DAMAGED)],
)
def test_trouble_of_the_journal_sets_no_recording_aside(
    journal: Vault, monkeypatch: pytest.MonkeyPatch, verb: str, trouble: Trouble
) -> None:
    memo_id = recorded(journal, sound(100_000))

    def fail(*_: object, **__: object) -> None:
        raise Problem(trouble, "Not now.")

    with monkeypatch.context() as patched:
        patched.setattr(memos, verb, fail)
        with pytest.raises(Problem, match="Not now"):
            finalise_all(journal, now=NOW)
    assert capture_of(journal, memo_id).exists()
    if trouble is Trouble.IN_USE:  # it will be tried again and again
        assert blobs_of(journal) == set()
    assert finalise_all(journal, now=NOW) == (memo_id,)
    assert pcm_of(journal, memos.find(journal, memo_id)) == sound(100_000)


def test_what_was_set_aside_is_tried_again_when_asked_and_told_once(
    journal: Vault, tmp_path: Path
) -> None:
    (tmp_path / "other").mkdir()
    other = made(tmp_path / "other")
    foreign = recorded(other, sound(100_000))
    other.close()
    for file in other.captures.iterdir():
        file.rename(journal.captures / file.name)
    mine = recorded(journal, sound(100_000), meta(1))
    captures.put_aside(journal.captures, mine)
    with pytest.raises(Problem):
        finalise_all(journal, now=NOW)
    assert finalise_all(journal, now=NOW) == ()
    assert finalise_all(journal, now=NOW, aside_too=True) == (mine,)
    assert captures.aside(journal.captures) == (f"{foreign}.wav.age.aside",)
    assert pcm_of(journal, memos.find(journal, mine)) == sound(100_000)


def test_what_a_memo_holds_in_part_stays_aside_and_never_comes_back(journal: Vault) -> None:
    hurt = recorded(journal, sound(8 * CHUNK))
    with capture_of(journal, hurt).open("r+b") as file:
        file.seek(4 * CHUNK)
        file.write(b"\x00" * 64)
    with pytest.raises(Problem):
        finalise_all(journal, now=NOW)
    the_bin.remove(journal, hurt, now=NOW)
    the_bin.empty(journal, NOW + timedelta(days=1))
    assert finalise_all(journal, now=NOW, aside_too=True) == ()
    assert captures.aside(journal.captures) == (f"{hurt}.wav.age.partly.aside",)


def test_a_stop_before_the_setting_aside_loses_nothing_of_the_damaged_rest(
    journal: Vault,
) -> None:
    hurt = recorded(journal, sound(8 * CHUNK))
    with capture_of(journal, hurt).open("r+b") as file:
        file.seek(4 * CHUNK)
        file.write(b"\x00" * 64)
    before = capture_of(journal, hurt).read_bytes()
    with pytest.raises(Problem):
        finalise_all(journal, now=NOW)
    aside = journal.captures / f"{hurt}.wav.age.partly.aside"
    aside.rename(capture_of(journal, hurt))  # as it is right after the commit
    with pytest.raises(Problem) as told:
        finalise_all(journal, now=NOW)
    assert told.value.trouble is Trouble.DAMAGED
    assert aside.read_bytes() == before
    assert len(memos.newest(journal)) == 1


def test_a_stop_before_the_deleting_of_a_merely_cut_one_leaves_nothing_over(
    journal: Vault,
) -> None:
    memo_id = recorded(journal, sound(3 * CHUNK))
    os.truncate(capture_of(journal, memo_id), capture_of(journal, memo_id).stat().st_size - 1000)
    copies = {file.name: file.read_bytes() for file in journal.captures.iterdir()}
    finalise_all(journal, now=NOW)
    for name, data in copies.items():
        (journal.captures / name).write_bytes(data)
    assert finalise_all(journal, now=NOW) == ()
    assert list(journal.captures.iterdir()) == []


def test_a_memo_that_is_kept_already_is_not_kept_twice(journal: Vault) -> None:
    memo_id = recorded(journal, sound(100_000))
    copies = {file.name: file.read_bytes() for file in journal.captures.iterdir()}
    finalise_all(journal, now=NOW)
    files = blobs_of(journal)
    for name, data in copies.items():  # as if it had ended between the commit and the deleting
        (journal.captures / name).write_bytes(data)
    assert finalise_all(journal, now=NOW) == ()
    assert len(memos.newest(journal)) == 1
    assert pcm_of(journal, memos.find(journal, memo_id)) == sound(100_000)
    assert captures.waiting(journal.captures) == ()
    assert blobs_of(journal) == files


def test_a_capture_is_kept_when_the_memo_has_lost_its_sound(journal: Vault) -> None:
    memo_id = recorded(journal, sound(100_000))
    copies = {file.name: file.read_bytes() for file in journal.captures.iterdir()}
    finalise_all(journal, now=NOW)
    (file,) = blobs_of(journal)
    file.write_bytes(b"rot")
    for name, data in copies.items():
        (journal.captures / name).write_bytes(data)
    with pytest.raises(Problem) as told:
        finalise_all(journal, now=NOW)
    assert told.value.trouble is Trouble.DAMAGED
    aside = journal.captures / f"{memo_id}.wav.age.partly.aside"
    assert aside.read_bytes() == copies[f"{memo_id}.wav.age"]


def test_the_capture_stays_until_the_memo_is_committed(
    journal: Vault, monkeypatch: pytest.MonkeyPatch
) -> None:
    memo_id = recorded(journal, sound(100_000))

    def full(*_: object, **__: object) -> None:
        raise Problem(Trouble.DISK_FULL, "The disk is full.")

    with monkeypatch.context() as patched:
        patched.setattr(memos, "add", full)
        with pytest.raises(Problem, match="full"):
            finalise_all(journal, now=NOW)
    assert [one.id for one in captures.waiting(journal.captures)] == [memo_id]
    assert blobs_of(journal) == set()
    assert finalise_all(journal, now=NOW) == (memo_id,)


def test_a_listener_with_a_bug_costs_no_sound(journal: Vault) -> None:
    memo_id = recorded(journal, sound(100_000))
    broken = True

    def listener(_: object) -> None:
        if broken:
            raise ZeroDivisionError

    journal.listen(listener)
    with pytest.raises(ZeroDivisionError):
        finalise_all(journal, now=NOW)
    broken = False
    finalise_all(journal, now=NOW)
    assert pcm_of(journal, memos.find(journal, memo_id)) == sound(100_000)


LIES = """
import sys
from kdesk.jobs import encode
from kdesk.audio import flac
whole = flac.decoded
def wrong(data):
    for block in whole(data):
        yield bytes(2) + block[2:]
encode.decoded = wrong
sys.exit(encode.main(sys.stdin.buffer, sys.stdout.buffer))
"""


@pytest.mark.parametrize("program", ["import sys; sys.exit(1)", "import os; os.abort()", LIES])
def test_an_encoder_that_dies_or_gets_it_wrong_costs_nothing(
    journal: Vault, monkeypatch: pytest.MonkeyPatch, program: str
) -> None:
    memo_id = recorded(journal, sound(300_000))
    with monkeypatch.context() as patched:
        patched.setattr(encoding, "start_child", lambda _: python(program))
        with pytest.raises(Problem) as told:
            finalise_all(journal, now=NOW)
    assert told.value.trouble is Trouble.CANNOT_WRITE
    assert memos.newest(journal) == ()
    assert finalise_all(journal, now=NOW) == (memo_id,)


@pytest.fixture
def hung(monkeypatch: pytest.MonkeyPatch) -> Iterator[list["subprocess.Popen[bytes]"]]:
    """Every encoder that is started from now on stands still."""
    children: list[subprocess.Popen[bytes]] = []

    def start(role: str) -> "subprocess.Popen[bytes]":
        children.append(start_child(role))
        children[-1].send_signal(signal.SIGSTOP)
        return children[-1]

    monkeypatch.setattr(encoding, "start_child", start)
    yield children
    for child in children:
        child.kill()


@pytest.mark.timeout(60)
@pytest.mark.parametrize(("where", "size"), [("its answer", 10 * CHUNK), ("the sound", 40 * CHUNK)])
def test_an_encoder_that_hangs_is_ended_and_costs_nothing(
    journal: Vault,
    hung: list["subprocess.Popen[bytes]"],
    monkeypatch: pytest.MonkeyPatch,
    where: str,
    size: int,
) -> None:
    assert (size > encoding.AHEAD) == (where == "the sound"), "what doesn't fit into its pipe waits"
    memo_id = recorded(journal, sound(size))
    monkeypatch.setattr(encoding, "MOVES_WITHIN", 0.5)
    monkeypatch.setattr(encoding, "SLOWEST", 1_000)
    with pytest.raises(Problem) as told:
        finalise_all(journal, now=NOW)
    assert told.value.trouble is Trouble.CANNOT_WRITE
    assert hung[0].poll() == -signal.SIGKILL
    assert memos.newest(journal) == ()
    monkeypatch.undo()
    assert finalise_all(journal, now=NOW) == (memo_id,)
    assert pcm_of(journal, memos.find(journal, memo_id)) == sound(size)


@pytest.mark.timeout(60)
@pytest.mark.parametrize("size", [10 * CHUNK, 40 * CHUNK])
def test_whoever_leaves_is_not_kept_by_an_encoder_that_hangs(
    journal: Vault,
    hung: list["subprocess.Popen[bytes]"],
    monkeypatch: pytest.MonkeyPatch,
    size: int,
) -> None:
    memo_id = recorded(journal, sound(size))
    runner = Runner()
    filing = runner.start(lambda progress: finalise_all(journal, now=NOW, progress=progress))
    until(lambda: bool(hung) and takes_no_more(hung[0]))
    runner.close()
    assert filing.result(0) == ()
    monkeypatch.undo()
    assert finalise_all(journal, now=NOW) == (memo_id,)


def takes_no_more(child: "subprocess.Popen[bytes]") -> bool:
    """Whether all of the sound is in its pipe, or as much as has room there."""
    assert child.stdin is not None
    if child.stdin.closed:
        return True
    (waits,) = struct.unpack("i", fcntl.ioctl(child.stdin, termios.FIONREAD, bytes(4)))
    return bool(waits > encoding.AHEAD - 2 * CHUNK)


def test_it_tells_how_much_of_all_the_sound_is_filed(journal: Vault) -> None:
    first, second = (
        recorded(journal, sound(10 * CHUNK)),
        recorded(journal, sound(30 * CHUNK), meta(1)),
    )
    told: list[float] = []
    assert finalise_all(journal, now=NOW, progress=Progress(told.append)) == (first, second)
    assert (told[0], told[-1]) == (0.0, 1.0)
    assert told == sorted(set(told))
    assert len(told) <= 101
    between = [one for one in told if 0.1 < one < 0.2 or 0.3 < one < 0.8]
    assert len(between) > 10


def test_it_ends_in_the_middle_of_a_recording_when_asked_and_goes_on_later(journal: Vault) -> None:
    first, second = (
        recorded(journal, sound(10 * CHUNK)),
        recorded(journal, sound(30 * CHUNK), meta(1)),
    )

    def tell(fraction: float) -> None:
        if fraction > 0.5:
            progress.cancel()

    progress = Progress(tell)
    assert finalise_all(journal, now=NOW, progress=progress) == (first,)
    assert [one.id for one in captures.waiting(journal.captures)] == [second]
    assert finalise_all(journal, now=NOW, progress=progress) == ()
    assert finalise_all(journal, now=NOW) == (second,)
    assert pcm_of(journal, memos.find(journal, second)) == sound(30 * CHUNK)


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> list["subprocess.Popen[bytes]"]:
    """Every encoder that is started from now on."""
    children: list[subprocess.Popen[bytes]] = []

    def start(role: str) -> "subprocess.Popen[bytes]":
        children.append(start_child(role))
        return children[-1]

    monkeypatch.setattr(encoding, "start_child", start)
    return children


def test_an_encoder_made_ready_is_the_one_that_is_used(
    journal: Vault, started: list["subprocess.Popen[bytes]"]
) -> None:
    spare = encoding.Spare()
    for _ in range(2):
        spare.start()
    assert len(started) == 1
    memo_id = recorded(journal, sound(10_000))
    assert finalise_all(journal, now=NOW, spare=spare) == (memo_id,)
    assert len(started) == 1
    assert started[0].poll() is not None


def test_an_encoder_that_died_before_its_turn_costs_nothing(
    journal: Vault, started: list["subprocess.Popen[bytes]"]
) -> None:
    spare = encoding.Spare()
    spare.start()
    started[0].kill()
    started[0].wait()
    memo_id = recorded(journal, sound(10_000))
    assert finalise_all(journal, now=NOW, spare=spare) == (memo_id,)
    assert len(started) == 2


def test_an_encoder_that_is_not_needed_ends_with_the_journal(
    started: list["subprocess.Popen[bytes]"],
) -> None:
    spare = encoding.Spare()
    spare.start()
    spare.close()
    assert started[0].poll() is not None
    spare.start()
    assert len(started) == 1


def test_no_encoder_is_left_over(journal: Vault, started: list["subprocess.Popen[bytes]"]) -> None:
    assert finalise_all(journal, now=NOW) == ()
    assert started == []
    kept = recorded(journal, sound(10_000))
    copies = {file.name: file.read_bytes() for file in journal.captures.iterdir()}
    finalise_all(journal, now=NOW)
    for name, data in copies.items():  # it needs no encoder any more
        (journal.captures / name).write_bytes(data)
    new = [recorded(journal, sound(10_000), meta(minute)) for minute in (1, 2)]
    assert finalise_all(journal, now=NOW) == tuple(new)
    assert kept not in new
    assert len(started) == 4
    assert all(child.poll() is not None for child in started)


def test_what_was_recorded_elsewhere_for_want_of_room_is_filed_too(journal: Vault) -> None:
    elsewhere = captures.CaptureSink(
        fallback_of(journal), fallback_of(journal), journal.recipient, about := meta()
    )
    elsewhere.write(sound(200_000))
    elsewhere.finish()
    assert finalise_all(journal, now=NOW, fallback=fallback_of(journal)) == (about.id,)
    assert pcm_of(journal, memos.find(journal, about.id)) == sound(200_000)


def test_what_goes_on_elsewhere_is_left_alone_though_its_beginning_is_back(
    journal: Vault, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A disk that is pulled out and put in again knows nothing of who was writing there."""
    about = meta()
    spoken, elsewhere = sound(10 * CHUNK), fallback_of(journal)
    sink = begun(journal, about)
    sink.write(spoken[: 3 * CHUNK])
    until(lambda: sink.behind == 0)
    with monkeypatch.context() as pulled:
        wrote = durable.write_all

        def write_all(descriptor: int, data: bytes) -> None:
            if Path(f"/proc/self/fd/{descriptor}").readlink().parent == journal.captures:
                raise OSError(5, "Input/output error")
            wrote(descriptor, data)

        pulled.setattr(durable, "write_all", write_all)
        sink.write(spoken[3 * CHUNK : 6 * CHUNK])
        until(lambda: sink.sign is Sign.ELSEWHERE)
    back = capture_of(journal, about.id)
    shutil.copy(back, back.with_suffix(".copy"))
    back.with_suffix(".copy").replace(back)
    assert finalise_all(journal, now=NOW, fallback=elsewhere) == ()
    sink.write(spoken[6 * CHUNK :])
    sink.finish()
    assert finalise_all(journal, now=NOW, fallback=elsewhere) == (about.id,)
    memo = memos.find(journal, about.id)
    assert pcm_of(journal, memo) == spoken
    assert not memo.cut
    assert list(elsewhere.iterdir()) == list(journal.captures.iterdir()) == []


def blobs_of(journal: Vault) -> set[Path]:
    return {path for path in (journal.folder / "blobs").rglob("*.age") if path.is_file()}


def python(program: str) -> "subprocess.Popen[bytes]":
    return subprocess.Popen(
        [sys.executable, "-c", program],
        cwd=Path(__file__).resolve().parents[2],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )


def test_what_was_recorded_elsewhere_for_another_journal_stays_there(
    journal: Vault, tmp_path: Path
) -> None:
    elsewhere = fallback_of(journal)
    other = made(tmp_path / "other")
    sink = captures.CaptureSink(elsewhere, elsewhere, other.recipient, about := meta())
    sink.write(sound(2 * CHUNK))
    sink.note(Note(NoteKind.MARK, 0.5))
    sink.finish()
    (elsewhere / f"{about.id}.meta.age").rename(away := tmp_path / "meta")
    before = sorted(elsewhere.iterdir())
    assert finalise_all(journal, now=NOW, fallback=elsewhere) == ()  # the sound itself tells
    away.rename(elsewhere / f"{about.id}.meta.age")
    assert finalise_all(journal, now=NOW, fallback=elsewhere) == ()
    assert len(sorted(elsewhere.iterdir())) == len(before) + 1
    assert list(journal.captures.iterdir()) == []
    assert finalise_all(other, now=NOW, fallback=elsewhere) == (about.id,)
    assert memos.find(other, about.id).notes == (Note(NoteKind.MARK, 0.5),)
    assert list(elsewhere.iterdir()) == []
    other.close()


@pytest.mark.parametrize("when", ["before the end", "at the end"])
def test_a_recording_whose_folder_is_renamed_meanwhile_is_one_whole_memo(
    journal: Vault, tmp_path: Path, when: str
) -> None:
    spoken, elsewhere = sound(10 * CHUNK), fallback_of(journal)
    sink = begun(journal, about := meta())
    sink.note(Note(NoteKind.MARK, 0.5))
    early = 5 * CHUNK if when == "before the end" else len(spoken)
    sink.write(spoken[:early])
    until(lambda: sink.behind == 0)
    journal.captures.rename(away := tmp_path / "renamed")
    sink.write(spoken[early:])
    sink.finish()
    assert sink.sign is Sign.ELSEWHERE
    assert not journal.captures.exists()
    assert captures.open_capture(elsewhere, about.id, journal.identity) == (
        about,
        (Note(NoteKind.MARK, 0.5),),
    )
    away.rename(journal.captures)
    assert finalise_all(journal, now=NOW, fallback=elsewhere) == (about.id,)
    memo = memos.find(journal, about.id)
    assert pcm_of(journal, memo) == spoken
    assert (memo.cut, memo.notes) == (False, (Note(NoteKind.MARK, 0.5),))
    assert list(elsewhere.iterdir()) == list(journal.captures.iterdir()) == []


def test_the_beginning_of_what_cannot_be_brought_yet_is_no_memo(
    journal: Vault, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    elsewhere = fallback_of(journal)
    sink = begun(journal, about := meta())
    sink.write(sound(5 * CHUNK))
    until(lambda: sink.behind == 0)
    journal.captures.rename(away := tmp_path / "renamed")
    sink.write(sound(10 * CHUNK)[5 * CHUNK :])
    sink.finish()
    away.rename(journal.captures)
    with monkeypatch.context() as full:

        def no_room(*_: object) -> None:
            raise OSError(28, "No space left on device")

        full.setattr(capture_taking_in, "_copy", no_room)
        assert finalise_all(journal, now=NOW, fallback=elsewhere) == ()
    assert finalise_all(journal, now=NOW, fallback=elsewhere) == (about.id,)
    assert pcm_of(journal, memos.find(journal, about.id)) == sound(10 * CHUNK)
