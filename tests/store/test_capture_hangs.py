"""A disk that doesn't answer: asleep, or at the other end of a network that is gone.

The recording goes on in the other folder, and nothing on the recorder's own thread waits.
"""

import errno
import os
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from io import BytesIO
from pathlib import Path
from typing import NoReturn

import pyrage
import pytest

from kdesk.domain.ids import MemoId
from kdesk.domain.note import Note, NoteKind
from kdesk.domain.problem import Problem, Trouble
from kdesk.domain.sign import Sign
from kdesk.store import capture_folders, capture_notes, capture_sealing, captures, durable
from kdesk.store.capture_folders import Folders
from kdesk.store.capture_outlet import Outlet
from kdesk.store.capture_sealing import Sealing
from kdesk.store.captures import CaptureSink
from kdesk.store.vault import Vault
from tests.store.making import made
from tests.store.speaking import BLOCK, begun, fallback_of, meta, read_back, sound

CHUNK = 64 * 1024
HANGS_AFTER = 0.4


class SleepyDisk:
    """Below this folder every sync, every new file and every deletion waits: `sleep` to `wake`."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self._folder = folder
        self._awake = threading.Event()
        self._awake.set()
        sync, create, sync_folder = durable.sync, durable.create, durable.sync_folder
        unlink = Path.unlink

        def slow_sync(descriptor: int) -> None:
            self._wait(Path(f"/proc/self/fd/{descriptor}").readlink())
            sync(descriptor)

        def slow_create(path: Path) -> int:
            self._wait(path)
            return create(path)

        def slow_sync_folder(folder: Path) -> None:
            self._wait(folder / "name")
            sync_folder(folder)

        def slow_unlink(path: Path, missing_ok: bool = False) -> None:
            self._wait(path)
            unlink(path, missing_ok)

        monkeypatch.setattr(Path, "unlink", slow_unlink)
        monkeypatch.setattr(durable, "sync", slow_sync)
        monkeypatch.setattr(durable, "create", slow_create)
        monkeypatch.setattr(durable, "sync_folder", slow_sync_folder)

    def sleep(self) -> None:
        self._awake.clear()

    def wake(self) -> None:
        self._awake.set()

    def _wait(self, path: Path) -> None:
        if path.is_relative_to(self._folder):
            self._awake.wait(60)


@pytest.fixture
def opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Vault]:
    monkeypatch.setattr(capture_folders, "HANGS_AFTER", HANGS_AFTER)
    monkeypatch.setattr(capture_notes, "HANGS_AFTER", HANGS_AFTER)
    vault = made(tmp_path)
    yield vault
    vault.close()


@pytest.fixture
def disk(opened: Vault, monkeypatch: pytest.MonkeyPatch) -> Iterator[SleepyDisk]:
    made = SleepyDisk(opened.captures, monkeypatch)
    yield made
    made.wake()


def no_room(*_: object) -> NoReturn:
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def say(sink: CaptureSink, data: bytes) -> None:
    for start in range(0, len(data), BLOCK):
        sink.write(data[start : start + BLOCK])


def until(sink: CaptureSink, true: Callable[[], bool]) -> None:
    """Wait as the recorder does, which asks with every block."""
    pause = threading.Event()
    for _ in range(4000):
        sink.write(b"")
        if true():
            return
        pause.wait(0.005)
    raise AssertionError("it never came true")


def taken_in(opened: Vault) -> tuple[MemoId, ...]:
    """What comes from the other folder, once the thread that was stuck has let go of its file."""
    for _ in range(4000):
        if not captures.growing(opened.captures):
            break
        threading.Event().wait(0.005)
    return captures.take_in_fallback(fallback_of(opened), opened.captures)


def heard_of(file: Path, opened: Vault) -> bytes:
    """What the file gives by itself: every whole chunk."""
    into = BytesIO()
    with file.open("rb") as source, suppress(OSError):
        pyrage.decrypt_io(source, into, [opened.identity])
    return into.getvalue()[44:]


def test_what_is_said_after_a_disk_fell_asleep_is_on_the_other_one_before_the_end(
    opened: Vault, disk: SleepyDisk
) -> None:
    whole, about = sound(9 * CHUNK), meta()
    sink = begun(opened, about)
    say(sink, whole[: 2 * CHUNK])
    until(sink, lambda: sink.behind == 0)
    disk.sleep()
    say(sink, whole[2 * CHUNK : 6 * CHUNK])
    until(sink, lambda: sink.sign is Sign.ELSEWHERE and sink.behind == 0)
    (onward,) = fallback_of(opened).glob("*.wav.age")
    begins = int(onward.name.split(".")[1])
    assert begins <= 2 * CHUNK
    kept = heard_of(onward, opened)  # as after a kill, with nothing else at hand
    assert kept == whole[begins : begins + len(kept)]
    assert begins + len(kept) >= 6 * CHUNK - CHUNK - BLOCK
    say(sink, whole[6 * CHUNK :])
    sink.finish()
    assert captures.growing(opened.captures) == {about.id}  # a thread is still stuck in the file
    disk.wake()
    assert taken_in(opened) == (about.id,)
    assert read_back(opened, about.id) == (whole, True)
    assert list(fallback_of(opened).iterdir()) == []


def test_a_disk_that_wakes_while_one_speaks_on_doubles_nothing(
    opened: Vault, disk: SleepyDisk
) -> None:
    whole, about = sound(9 * CHUNK), meta()
    sink = begun(opened, about)
    say(sink, whole[: 3 * CHUNK])
    disk.sleep()
    say(sink, whole[3 * CHUNK : 6 * CHUNK])
    until(sink, lambda: sink.sign is Sign.ELSEWHERE)
    disk.wake()
    say(sink, whole[6 * CHUNK :])
    sink.finish()
    taken_in(opened)
    assert read_back(opened, about.id) == (whole, True)


def test_a_mark_on_a_sleeping_disk_keeps_nobody_waiting_and_is_kept(
    opened: Vault, disk: SleepyDisk
) -> None:
    sink = begun(opened, about := meta())
    disk.sleep()
    pressed = time.monotonic()
    assert not sink.note(Note(NoteKind.MARK, 0.5))
    assert not sink.note(Note(NoteKind.MARK, 1.5))
    assert time.monotonic() - pressed < 2 * capture_notes.NOTED_WITHIN + 5
    sink.finish()
    disk.wake()
    taken_in(opened)
    _, notes = captures.open_capture(opened.captures, about.id, opened.identity)
    assert notes == (Note(NoteKind.MARK, 0.5), Note(NoteKind.MARK, 1.5))


def test_a_mark_that_is_on_the_disk_says_so(opened: Vault) -> None:
    sink = begun(opened, meta())
    assert sink.note(Note(NoteKind.MARK, 0.5))
    sink.finish()


def test_a_recording_begins_elsewhere_when_its_disk_sleeps(opened: Vault, disk: SleepyDisk) -> None:
    disk.sleep()
    sink = begun(opened, about := meta())
    assert sink.sign is Sign.ELSEWHERE
    say(sink, sound(2 * CHUNK))
    sink.finish()
    disk.wake()
    assert taken_in(opened) == (about.id,)
    assert read_back(opened, about.id) == (sound(2 * CHUNK), True)


def test_a_disk_that_slept_at_the_beginning_is_asked_again_once_it_is_awake(
    opened: Vault, disk: SleepyDisk, monkeypatch: pytest.MonkeyPatch
) -> None:
    disk.sleep()
    sink = begun(opened, meta())
    disk.wake()
    create = durable.create

    def create_here(path: Path) -> int:
        return create(path) if path.is_relative_to(opened.captures) else no_room()

    wrote = durable.write_all

    def write_here(descriptor: int, data: bytes) -> None:
        place = Path(f"/proc/self/fd/{descriptor}").readlink()
        wrote(descriptor, data) if place.is_relative_to(opened.captures) else no_room()

    monkeypatch.setattr(durable, "create", create_here)
    monkeypatch.setattr(durable, "write_all", write_here)
    say(sink, sound(3 * CHUNK))
    until(sink, lambda: sink.sign is Sign.IN_PLACE)
    sink.finish()


def test_what_was_brought_under_the_name_of_a_file_that_hung_is_not_deleted_with_it(
    opened: Vault,
) -> None:
    path = opened.captures / "memo.wav.age"
    outlet = Outlet(path, None)
    (opened.captures / "brought").write_bytes(b"all of it")
    (opened.captures / "brought").replace(path)
    outlet.drop()
    assert path.read_bytes() == b"all of it"


def test_a_refused_file_is_deleted_too_where_no_open_file_can_be(
    opened: Vault, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As on Windows. Left there, it would stand in the way of the next one of its name."""
    path = opened.captures / "memo.wav.age"
    outlet, unlink = Outlet(path, None), Path.unlink

    def refuse_open(file: Path, missing_ok: bool = False) -> None:
        if file in [one.readlink() for one in Path("/proc/self/fd").iterdir() if one.exists()]:
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
        unlink(file, missing_ok)

    monkeypatch.setattr(Path, "unlink", refuse_open)
    outlet.drop()
    assert not path.exists()


def test_with_every_disk_asleep_the_end_says_so_and_is_tried_again(
    opened: Vault, disk: SleepyDisk, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = SleepyDisk(fallback_of(opened), monkeypatch)
    sink = begun(opened, about := meta())
    say(sink, sound(CHUNK))
    until(sink, lambda: sink.behind == 0)
    disk.sleep()
    other.sleep()
    say(sink, sound(4 * CHUNK)[CHUNK:])
    until(sink, lambda: sink.sign is Sign.IN_MEMORY)
    for _ in range(2):
        with pytest.raises(Problem) as caught:
            sink.finish()
        assert caught.value.trouble is Trouble.CANNOT_WRITE
    other.wake()
    _until_finished(sink)
    disk.wake()
    taken_in(opened)
    assert read_back(opened, about.id) == (sound(4 * CHUNK), True)


def test_a_disk_that_refuses_and_then_hangs_counts_as_hanging(
    opened: Vault, disk: SleepyDisk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It refuses the first chunk, and the empty file is to be deleted."""
    sink = begun(opened, about := meta())
    wrote = durable.write_all

    def refuse(descriptor: int, data: bytes) -> None:
        if Path(f"/proc/self/fd/{descriptor}").readlink().parent == opened.captures:
            raise OSError(errno.EIO, os.strerror(errno.EIO))
        wrote(descriptor, data)

    with monkeypatch.context() as refusing:
        refusing.setattr(durable, "write_all", refuse)
        disk.sleep()
        say(sink, sound(3 * CHUNK))
        until(sink, lambda: sink.sign is Sign.ELSEWHERE)
        sink.finish()
    disk.wake()
    assert taken_in(opened) == (about.id,)
    assert read_back(opened, about.id) == (sound(3 * CHUNK), True)


def test_with_both_disks_said_to_hang_the_one_at_hand_is_tried_on(
    opened: Vault, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Marks are kept by another thread, which finds out for itself that a disk hangs."""
    folders = Folders(opened.captures, fallback_of(opened))
    sealing = Sealing(folders, meta().id, opened.recipient, b"", lambda: None)
    sealing.begin()
    folders.hangs(folders.other)
    with monkeypatch.context() as refusing:
        refusing.setattr(durable, "write_all", no_room)
        sealing.add(sound(2 * CHUNK))
        while sealing.sign is not Sign.IN_MEMORY:
            threading.Event().wait(0.005)
        folders.hangs(folders.vaults)
        for _ in range(40):
            sealing.add(b"")
            threading.Event().wait(0.005)
    sealing.end()
    sealing.close()
    (file,) = opened.captures.glob("*.wav.age")
    assert len(heard_of(file, opened)) == 2 * CHUNK - 44


def test_a_process_that_slept_itself_blames_no_disk(
    opened: Vault, disk: SleepyDisk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Stopped in the middle of a write, or suspended: nobody looked meanwhile."""
    monkeypatch.setattr(capture_sealing, "SLEPT_AFTER", HANGS_AFTER / 2)
    sink = begun(opened, meta())
    disk.sleep()
    say(sink, sound(2 * CHUNK))
    threading.Event().wait(2 * HANGS_AFTER)
    sink.write(b"")
    disk.wake()
    until(sink, lambda: sink.behind == 0)
    sink.finish()
    assert sink.sign is Sign.IN_PLACE
    assert not list(fallback_of(opened).parent.rglob("*.age"))


def _until_finished(sink: CaptureSink) -> None:
    """The thread that was stuck may still be on its way."""
    pause = threading.Event()
    for _ in range(400):
        try:
            sink.finish()
        except Problem:
            pause.wait(0.05)
        else:
            return
    raise AssertionError("it never ended")
