import errno
import os
import subprocess
import sys
import threading
import time
import wave
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import BytesIO
from itertools import pairwise
from pathlib import Path
from typing import Any, BinaryIO

import pyrage
import pytest

from kdesk.domain.ids import MemoId
from kdesk.domain.note import Note, NoteKind
from kdesk.domain.problem import Problem, Trouble
from kdesk.domain.sign import Sign
from kdesk.store import capture_files, capture_sealing, captures, durable
from kdesk.store.vault import Vault
from tests.store.making import NOW, made
from tests.store.speaking import BLOCK, begun, fallback_of, meta, read_back, recorded, sound

CHUNK = 64 * 1024


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[Vault]:
    vault = made(tmp_path)
    yield vault
    vault.close()


def sound_file(opened: Vault, capture_id: MemoId) -> Path:
    return opened.captures / f"{capture_id}.wav.age"


def no_room(*_: object) -> None:
    raise OSError(28, "No space left on device")


class SmallDisk:
    """Writes that fail once so many bytes are on the disk, as a full one does: short, then not."""

    def __init__(self, folder: Path, room: int, monkeypatch: pytest.MonkeyPatch) -> None:
        self.room = room
        self.folder = folder
        self._write = os.write
        monkeypatch.setattr(os, "write", self)

    def __call__(self, descriptor: int, data: memoryview) -> int:
        if _file_of(descriptor).parent != self.folder:
            return self._write(descriptor, data)
        if self.room <= 0:
            raise OSError(28, "No space left on device")
        written = self._write(descriptor, data[: self.room])
        self.room -= written
        return written


@pytest.mark.parametrize("size", [0, 2, CHUNK - 46, CHUNK - 44, CHUNK, 3 * CHUNK + 10])
def test_a_finished_recording_is_read_back_to_the_bit(opened: Vault, size: int) -> None:
    assert read_back(opened, recorded(opened, sound(size))) == (sound(size), True)


def test_a_recording_is_a_sealed_wav_file_for_other_tools_too(opened: Vault) -> None:
    capture_id = recorded(opened, sound(9600))
    plain = pyrage.decrypt(sound_file(opened, capture_id).read_bytes(), [opened.identity])
    assert plain[4:8] == plain[40:44] == b"\xff\xff\xff\xff"
    with wave.open(BytesIO(plain)) as file:
        assert (file.getframerate(), file.getnchannels(), file.getsampwidth()) == (48000, 1, 2)
    assert plain[44:] == sound(9600)


def test_nothing_of_the_sound_or_the_microphone_is_readable_without_the_key(opened: Vault) -> None:
    sink = begun(opened, meta())
    sink.write(b"a spoken sentence " * 9000)
    sink.note(Note(NoteKind.MARK, 1.0, 0.0, "a word about it"))
    sink.finish()
    for file in opened.captures.iterdir():
        kept = file.read_bytes()
        assert b"spoken" not in kept
        assert b"microphone" not in kept
        assert b"word" not in kept
        assert file.stat().st_mode & 0o777 == 0o600


def test_every_place_to_cut_leaves_every_whole_chunk(opened: Vault) -> None:
    data = sound(3 * CHUNK)
    capture_id = recorded(opened, data)
    path = sound_file(opened, capture_id)
    sealed = path.read_bytes()
    start = len(sealed) - (3 * CHUNK + 44) - 4 * 16
    edges = [start + n * (CHUNK + 16) for n in range(4)]
    cuts = {0, 1, start - 1, len(sealed) - 1, *(e + d for e in edges for d in (-1, 0, 1, 17, 9000))}
    for cut in sorted(cut for cut in cuts if cut < len(sealed)):
        path.write_bytes(sealed[:cut])
        whole_chunks = max(0, (cut - start) // (CHUNK + 16))
        kept, whole = read_back(opened, capture_id)
        assert not whole
        assert kept == data[: max(0, whole_chunks * CHUNK - 44)], cut


def test_a_recording_spoilt_in_the_middle_is_damaged_and_not_merely_cut(opened: Vault) -> None:
    capture_id = recorded(opened, sound(5 * CHUNK))
    path = sound_file(opened, capture_id)
    sealed = bytearray(path.read_bytes())
    for place in (sealed.index(b"\n--- ") + 10, 2 * CHUNK):
        spoilt = bytearray(sealed)
        spoilt[place] ^= 1
        path.write_bytes(spoilt)
        with pytest.raises(Problem) as caught:
            read_back(opened, capture_id)
        assert caught.value.trouble is Trouble.DAMAGED


def test_a_recording_for_another_vault_is_refused_and_kept(opened: Vault, tmp_path: Path) -> None:
    other = made(tmp_path / "other")
    capture_id = recorded(opened, sound(5000))
    for asked in (
        lambda: captures.pcm(opened.captures, capture_id, other, BytesIO()),
        lambda: captures.open_capture(opened.captures, capture_id, other.identity),
        lambda: captures.remove(opened.captures, capture_id, other),
    ):
        with pytest.raises(Problem) as caught:
            asked()
        assert caught.value.trouble is Trouble.WRONG_KEY
    assert read_back(opened, capture_id) == (sound(5000), True)
    other.close()


def test_an_error_of_the_reader_s_own_is_not_taken_for_damage(opened: Vault) -> None:
    class Full:
        def write(self, data: bytes) -> None:
            no_room()

    capture_id = recorded(opened, sound(5000))
    with pytest.raises(OSError, match="No space left"):
        captures.pcm(opened.captures, capture_id, opened, Full())


def test_marks_and_pauses_are_kept_beside_the_sound(opened: Vault) -> None:
    about = meta()
    sink = begun(opened, about)
    sink.write(sound(BLOCK))
    sink.note(Note(NoteKind.MARK, 0.01))
    sink.note(Note(NoteKind.PAUSE, 0.01, 61.5))
    found, notes = captures.open_capture(opened.captures, about.id, opened.identity)
    assert found == about
    assert notes == (Note(NoteKind.MARK, 0.01), Note(NoteKind.PAUSE, 0.01, 61.5))
    sink.finish()


def test_a_recording_outlives_what_was_written_beside_it(opened: Vault) -> None:
    about = meta()
    recorded(opened, sound(5000), about)
    (opened.captures / f"{about.id}.meta.age").write_bytes(b"spoilt")
    found, notes = captures.open_capture(opened.captures, about.id, opened.identity)
    assert (found.id, found.at, notes) == (about.id, about.at, ())
    (opened.captures / f"{about.id}.meta.age").unlink()
    assert captures.open_capture(opened.captures, about.id, opened.identity)[0].at == about.at
    assert read_back(opened, about.id) == (sound(5000), True)


def test_what_waits_is_known_without_a_key(opened: Vault) -> None:
    second, first = meta(5), meta(0)
    recorded(opened, sound(480_000), second)
    recorded(opened, sound(96_000), first)
    (opened.captures / "not-ours.wav.age").write_bytes(b"x")
    waiting = captures.waiting(opened.captures)
    assert [(one.id, one.at, one.growing) for one in waiting] == [
        (first.id, NOW, False),
        (second.id, second.at, False),
    ]
    assert [round(one.seconds, 2) for one in waiting] == [1.0, 5.0]


def test_a_recording_says_that_it_is_growing_until_it_is_finished(opened: Vault) -> None:
    sink = begun(opened)
    assert [one.growing for one in captures.waiting(opened.captures)] == [True]
    sink.finish()
    assert [one.growing for one in captures.waiting(opened.captures)] == [False]


def test_a_second_recording_never_writes_over_the_first(opened: Vault) -> None:
    about = meta()
    recorded(opened, sound(5000), about)
    with pytest.raises(FileExistsError):
        begun(opened, about)
    assert read_back(opened, about.id) == (sound(5000), True)


def test_each_chunk_is_synced_before_the_next_sound_is_taken(
    opened: Vault, monkeypatch: pytest.MonkeyPatch
) -> None:
    on_disk: list[int] = []
    synced = durable.sync

    def sync(descriptor: int) -> None:
        synced(descriptor)
        if _file_of(descriptor).name.endswith(".wav.age"):
            on_disk.append(os.fstat(descriptor).st_size)

    monkeypatch.setattr(durable, "sync", sync)
    capture_id = recorded(opened, sound(3 * CHUNK))
    assert len(on_disk) >= 4
    assert on_disk[-1] == sound_file(opened, capture_id).stat().st_size
    assert max(b - a for a, b in pairwise(on_disk)) <= CHUNK + 16


def test_finishing_waits_for_the_disk(opened: Vault, monkeypatch: pytest.MonkeyPatch) -> None:
    slow, go_on = threading.Event(), threading.Event()
    synced = durable.sync

    def sync(descriptor: int) -> None:
        slow.set()
        assert go_on.wait(20)
        synced(descriptor)

    sink = begun(opened)
    monkeypatch.setattr(durable, "sync", sync)
    sink.write(sound(2 * CHUNK))
    assert slow.wait(20)
    finishing = threading.Thread(target=sink.finish)
    finishing.start()
    finishing.join(0.2)
    assert finishing.is_alive()
    go_on.set()
    finishing.join(20)
    assert not finishing.is_alive()


def test_the_ballast_is_given_up_before_anything_else(
    opened: Vault, monkeypatch: pytest.MonkeyPatch
) -> None:
    captures.keep_ballast(opened.captures, size=1 << 20)
    ballast = opened.captures / ".ballast"
    assert ballast.stat().st_size == 1 << 20
    disk = SmallDisk(opened.captures, 100_000, monkeypatch)
    unlinked = Path.unlink

    def unlink(path: Path, missing_ok: bool = False) -> None:
        unlinked(path, missing_ok)
        if path == ballast:
            disk.room += 1 << 20

    monkeypatch.setattr(Path, "unlink", unlink)
    capture_id = recorded(opened, sound(4 * CHUNK))
    assert not ballast.exists()
    assert not fallback_of(opened).exists()
    assert read_back(opened, capture_id) == (sound(4 * CHUNK), True)


def test_the_ballast_makes_room_for_the_first_file_too(
    opened: Vault, monkeypatch: pytest.MonkeyPatch
) -> None:
    captures.keep_ballast(opened.captures, size=1 << 20)
    ballast = opened.captures / ".ballast"
    created = durable.create

    def create(path: Path) -> int:
        if path.name.endswith(".wav.age") and ballast.exists():
            no_room()
        return created(path)

    monkeypatch.setattr(durable, "create", create)
    sink = begun(opened)
    assert sink.sign is Sign.IN_PLACE
    assert not ballast.exists()
    sink.finish()


def test_what_was_refused_for_a_moment_is_kept_in_the_next_though_nobody_speaks(
    opened: Vault, monkeypatch: pytest.MonkeyPatch
) -> None:
    sink = begun(opened, about := meta())
    with monkeypatch.context() as full:
        full.setattr(durable, "write_all", no_room)
        sink.write(sound(2 * CHUNK))
        _until(lambda: sink.sign is Sign.IN_MEMORY)
    _until(lambda: sink.sign is not Sign.IN_MEMORY)
    kept = max(file.stat().st_size for file in opened.folder.parent.rglob("*.wav.age"))
    assert kept > CHUNK
    sink.finish()
    assert read_back(opened, about.id) == (sound(2 * CHUNK), True)


def test_a_full_disk_sends_the_recording_elsewhere_and_it_is_read_as_one(
    opened: Vault, monkeypatch: pytest.MonkeyPatch
) -> None:
    SmallDisk(opened.captures, 100_000, monkeypatch)
    capture_id = recorded(opened, sound(5 * CHUNK))
    (onward,) = fallback_of(opened).glob("*.wav.age")
    assert onward.name == f"{capture_id}.{CHUNK - 44}.wav.age"
    assert read_back(opened, capture_id) == (sound(5 * CHUNK), True)


def test_what_went_elsewhere_is_taken_in_once_there_is_room(
    opened: Vault, monkeypatch: pytest.MonkeyPatch
) -> None:
    disk = SmallDisk(opened.captures, 100_000, monkeypatch)
    about = meta()
    recorded(opened, sound(5 * CHUNK), about)
    assert captures.take_in_fallback(fallback_of(opened), opened.captures) == ()
    assert read_back(opened, about.id) == (sound(5 * CHUNK), True)
    disk.room = 10 << 20
    assert captures.take_in_fallback(fallback_of(opened), opened.captures) == (about.id,)
    assert list(fallback_of(opened).iterdir()) == []
    assert read_back(opened, about.id) == (sound(5 * CHUNK), True)
    assert captures.take_in_fallback(fallback_of(opened), opened.captures) == ()


def test_what_goes_on_elsewhere_says_there_too_what_it_is(
    opened: Vault, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The disk it was begun on may be away for good."""
    SmallDisk(opened.captures, 100_000, monkeypatch)
    sink = begun(opened, about := meta())
    sink.note(Note(NoteKind.MARK, 0.5))
    sink.write(sound(4 * CHUNK))
    sink.finish()
    found = captures.open_capture(fallback_of(opened), about.id, opened.identity)
    assert found == (about, (Note(NoteKind.MARK, 0.5),))


def test_a_recording_begun_on_a_full_disk_is_taken_in_whole_with_its_notes(
    opened: Vault, monkeypatch: pytest.MonkeyPatch
) -> None:
    disk = SmallDisk(opened.captures, 0, monkeypatch)
    about = meta()
    created = durable.create

    def create(path: Path) -> int:
        if path.parent == opened.captures and disk.room == 0:
            no_room()
        return created(path)

    monkeypatch.setattr(durable, "create", create)
    sink = begun(opened, about)
    sink.write(sound(2 * CHUNK))
    sink.note(Note(NoteKind.MARK, 0.5))
    sink.finish()
    assert list(opened.captures.iterdir()) == []
    assert [one.id for one in captures.waiting(fallback_of(opened))] == [about.id]
    disk.room = 10 << 20
    assert captures.take_in_fallback(fallback_of(opened), opened.captures) == (about.id,)
    assert read_back(opened, about.id) == (sound(2 * CHUNK), True)
    found = captures.open_capture(opened.captures, about.id, opened.identity)
    assert found == (about, (Note(NoteKind.MARK, 0.5),))
    assert list(fallback_of(opened).iterdir()) == []


def test_what_is_being_recorded_elsewhere_is_left_alone(
    opened: Vault, monkeypatch: pytest.MonkeyPatch
) -> None:
    SmallDisk(opened.captures, 100_000, monkeypatch)
    sink = begun(opened)
    sink.write(sound(4 * CHUNK))
    _until(lambda: fallback_of(opened).exists() and any(fallback_of(opened).iterdir()))
    assert captures.take_in_fallback(fallback_of(opened), opened.captures) == ()
    sink.finish()


def test_with_every_disk_full_the_sound_is_held_until_there_is_room(
    opened: Vault, monkeypatch: pytest.MonkeyPatch
) -> None:
    about = meta()
    sink = begun(opened, about)
    sink.write(sound(2 * CHUNK))
    _until(lambda: sink.behind == 0)
    with monkeypatch.context() as full:
        full.setattr(durable, "write_all", no_room)
        sink.write(sound(6 * CHUNK)[2 * CHUNK :])
        sink.note(Note(NoteKind.MARK, 1.0))
        for _ in range(2):
            with pytest.raises(Problem) as caught:
                sink.finish()
            assert caught.value.trouble is Trouble.DISK_FULL
    sink.finish()
    assert read_back(opened, about.id) == (sound(6 * CHUNK), True)
    _, notes = captures.open_capture(opened.captures, about.id, opened.identity)
    assert notes == (Note(NoteKind.MARK, 1.0),)


def test_it_counts_as_growing_until_its_notes_are_kept_too(
    opened: Vault, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever files it a moment later must find them."""
    about = meta()
    sink = begun(opened, about)
    with monkeypatch.context() as full:
        full.setattr(durable, "write_whole", no_room)
        sink.note(Note(NoteKind.MARK, 1.0))
    kept: list[bool] = []
    closed = os.close

    def close(descriptor: int) -> None:
        if _file_of(descriptor) == sound_file(opened, about.id):
            kept.append(any(opened.captures.glob("*.note.age")))
        closed(descriptor)

    monkeypatch.setattr(os, "close", close)
    sink.finish()
    assert kept == [True]


def test_a_recording_tells_where_it_is_kept(opened: Vault, monkeypatch: pytest.MonkeyPatch) -> None:
    sink = begun(opened)
    _until(lambda: sink.sign is Sign.IN_PLACE)
    blocked = fallback_of(opened).parent  # or it might go there while the disk gets room again
    blocked.write_text("")
    with monkeypatch.context() as full:
        full.setattr(durable, "write_all", no_room)
        sink.write(sound(2 * CHUNK))
        _until(lambda: sink.sign is Sign.IN_MEMORY)
    sink.write(sound(2 * CHUNK))
    _until(lambda: sink.sign is Sign.IN_PLACE)
    blocked.unlink()
    SmallDisk(opened.captures, 0, monkeypatch)
    sink.write(sound(2 * CHUNK))
    _until(lambda: sink.sign is Sign.ELSEWHERE)
    sink.finish()
    _until(lambda: sink.sign is Sign.ELSEWHERE)


def test_a_recording_begun_elsewhere_says_so(opened: Vault, tmp_path: Path) -> None:
    away = tmp_path / "unplugged/captures"
    sink = captures.CaptureSink(away, fallback_of(opened), opened.recipient, meta())
    assert sink.sign is Sign.ELSEWHERE
    sink.finish()


def test_a_disk_that_takes_for_ever_counts_as_none(
    opened: Vault, monkeypatch: pytest.MonkeyPatch
) -> None:
    go_on = threading.Event()
    synced = durable.sync

    def sync(descriptor: int) -> None:
        assert go_on.wait(20)
        synced(descriptor)

    sink = begun(opened)
    monkeypatch.setattr(durable, "sync", sync)
    sink.write(sound(2 * CHUNK))
    _until(lambda: sink.sign is Sign.IN_PLACE)
    for _ in range(16):
        sink.write(sound(CHUNK))
    _until(lambda: sink.sign is Sign.IN_MEMORY)
    go_on.set()
    _until(lambda: sink.sign is Sign.IN_PLACE)
    sink.finish()


def test_a_disk_that_went_away_keeps_no_recording_from_being_finished(
    opened: Vault, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What it holds was synced while it was there; the rest went elsewhere."""
    about = meta()
    sink = begun(opened, about)
    sink.write(sound(2 * CHUNK))
    _until(lambda: sink.behind == 0)
    synced, wrote = durable.sync_folder, durable.write_all

    def no_disk(folder: Path) -> None:
        if folder == opened.captures:
            raise OSError(5, "Input/output error")
        synced(folder)

    def no_write(descriptor: int, data: bytes) -> None:
        if _file_of(descriptor).parent == opened.captures:
            raise OSError(5, "Input/output error")
        wrote(descriptor, data)

    with monkeypatch.context() as away:
        away.setattr(durable, "sync_folder", no_disk)
        away.setattr(durable, "write_all", no_write)
        sink.write(sound(6 * CHUNK)[2 * CHUNK :])
        sink.note(Note(NoteKind.MARK, 1.0))
        sink.finish()
    assert captures.take_in_fallback(fallback_of(opened), opened.captures) == (about.id,)
    assert read_back(opened, about.id) == (sound(6 * CHUNK), True)
    _, notes = captures.open_capture(opened.captures, about.id, opened.identity)
    assert notes == (Note(NoteKind.MARK, 1.0),)


def test_a_failed_sync_counts_as_a_failed_write(
    opened: Vault, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A sync that failed may have dropped what it should have kept: the bytes are put elsewhere."""
    about = meta()
    sink = begun(opened, about)
    broken = sound_file(opened, about.id)
    synced = durable.sync

    def sync(descriptor: int) -> None:
        if _file_of(descriptor) == broken:
            os.ftruncate(descriptor, 0)
            raise OSError(5, "Input/output error")
        synced(descriptor)

    monkeypatch.setattr(durable, "sync", sync)
    sink.write(sound(3 * CHUNK))
    sink.finish()
    assert read_back(opened, about.id) == (sound(3 * CHUNK), True)


def test_a_rest_that_could_not_be_begun_stands_in_nobodys_way(
    opened: Vault, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same place in the sound is tried in both folders; what one refused holds nothing."""
    about = meta()
    sink = begun(opened, about)
    first = sound_file(opened, about.id)
    fallback_of(opened).parent.write_text("")  # no folder can be made below it
    synced, wrote = durable.sync_folder, durable.write_all

    def no_folder(folder: Path) -> None:
        if folder == opened.captures:
            raise OSError(5, "Input/output error")
        synced(folder)

    def no_write(descriptor: int, data: bytes) -> None:
        if _file_of(descriptor) == first:
            raise OSError(5, "Input/output error")
        wrote(descriptor, data)

    with monkeypatch.context() as broken:
        broken.setattr(durable, "write_all", no_write)
        broken.setattr(durable, "sync_folder", no_folder)
        sink.write(sound(3 * CHUNK))
        _until(lambda: sink.sign is Sign.IN_MEMORY)
        fallback_of(opened).parent.unlink()
        sink.finish()
    assert list(opened.captures.glob("*.wav.age")) == []
    assert read_back(opened, about.id) == (sound(3 * CHUNK), True)
    captures.take_in_fallback(fallback_of(opened), opened.captures)
    assert read_back(opened, about.id) == (sound(3 * CHUNK), True)


@pytest.mark.parametrize("which", ["the journal's", "the other"])
def test_of_two_rests_from_the_same_byte_the_longer_counts(
    opened: Vault, monkeypatch: pytest.MonkeyPatch, which: str
) -> None:
    """After a power cut one that was given up may be back, with a part of what the other has."""
    disk = SmallDisk(opened.captures, 100_000, monkeypatch)
    capture_id = recorded(opened, sound(5 * CHUNK))
    (whole,) = fallback_of(opened).glob("*.wav.age")
    disk.room = 10 << 20
    beside = opened.captures / whole.name
    beside.write_bytes(whole.read_bytes())
    os.truncate(whole if which == "the other" else beside, 1000)
    assert read_back(opened, capture_id) == (sound(5 * CHUNK), True)
    captures.take_in_fallback(fallback_of(opened), opened.captures)
    assert read_back(opened, capture_id) == (sound(5 * CHUNK), True)


def test_somebody_who_looks_at_that_moment_does_not_unmark_a_recording(
    opened: Vault, monkeypatch: pytest.MonkeyPatch
) -> None:
    import fcntl

    created = durable.create
    looks: list[BinaryIO] = []

    def create(path: Path) -> int:
        descriptor = created(path)
        if path.suffixes[-2:] == [".wav", ".age"]:
            looks.append(path.open("rb"))
            fcntl.flock(looks[0], fcntl.LOCK_SH)
            threading.Timer(0.02, looks[0].close).start()
        return descriptor

    monkeypatch.setattr(durable, "create", create)
    sink = begun(opened)
    assert [one.growing for one in captures.waiting(opened.captures)] == [True]
    sink.finish()


@pytest.mark.parametrize("number", [errno.ESTALE, errno.ENOTCONN])
def test_a_disk_that_no_longer_knows_the_file_counts_as_lost(
    opened: Vault, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    """A network's disk says so, or one that a program serves; to whoever asks about it too."""
    sink = begun(opened, about := meta())
    sink.write(sound(2 * CHUNK))
    _until(lambda: sound_file(opened, about.id).stat().st_size > CHUNK)
    asked, wrote, away = os.fstat, os.write, True

    def of_that_disk(descriptor: int) -> bool:
        return away and _file_of(descriptor).parent == opened.captures

    def fstat(descriptor: int) -> os.stat_result:
        if of_that_disk(descriptor):
            raise OSError(number, os.strerror(number))
        return asked(descriptor)

    def write(descriptor: int, data: memoryview) -> int:
        if of_that_disk(descriptor):
            raise OSError(number, os.strerror(number))
        return wrote(descriptor, data)

    monkeypatch.setattr(os, "fstat", fstat)
    monkeypatch.setattr(os, "write", write)
    sink.write(sound(5 * CHUNK)[2 * CHUNK :])
    _until(lambda: sink.sign is Sign.ELSEWHERE)
    sink.finish()
    away = False
    captures.take_in_fallback(fallback_of(opened), opened.captures)
    assert read_back(opened, about.id) == (sound(5 * CHUNK), True)


def test_a_file_that_only_cannot_be_asked_about_goes_on_whole_elsewhere(
    opened: Vault, monkeypatch: pytest.MonkeyPatch
) -> None:
    sink = begun(opened, about := meta())
    sink.write(sound(2 * CHUNK))
    _until(lambda: sound_file(opened, about.id).stat().st_size > CHUNK)
    asked = os.fstat

    def fstat(descriptor: int) -> os.stat_result:
        if _file_of(descriptor) == sound_file(opened, about.id):
            raise OSError(errno.ESTALE, os.strerror(errno.ESTALE))
        return asked(descriptor)

    monkeypatch.setattr(os, "fstat", fstat)
    sink.write(sound(5 * CHUNK)[2 * CHUNK :])
    sink.finish()
    assert sink.sign is Sign.ELSEWHERE
    into = BytesIO()
    assert captures.pcm(fallback_of(opened), about.id, opened, into)
    assert into.getvalue() == sound(5 * CHUNK)


def test_a_bug_in_the_sealing_is_told_and_what_is_held_is_kept_at_the_end(
    opened: Vault, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The recorder then goes on in a new process; this one keeps what it has."""
    sink = begun(opened, about := meta())
    with monkeypatch.context() as broken:

        def wrong(*_: object) -> None:
            raise ZeroDivisionError

        broken.setattr(durable, "write_all", wrong)
        sink.write(sound(2 * CHUNK))
        told = []

        def is_told() -> bool:
            try:
                sink.write(b"")
            except RuntimeError as error:
                told.append(error.__cause__)
            return bool(told)

        _until(is_told)
        assert isinstance(told[0], ZeroDivisionError)
        assert sink.sign is Sign.IN_MEMORY
    sink.finish()
    assert read_back(opened, about.id) == (sound(2 * CHUNK), True)


def _without_locks(monkeypatch: pytest.MonkeyPatch) -> None:
    import fcntl

    def flock(*_: object) -> None:
        raise OSError(errno.ENOLCK, os.strerror(errno.ENOLCK))

    monkeypatch.setattr(fcntl, "flock", flock)


def test_on_a_disk_without_locks_a_recording_grows_while_it_is_written(
    opened: Vault, monkeypatch: pytest.MonkeyPatch
) -> None:
    _without_locks(monkeypatch)
    capture_id = recorded(opened, sound(5000))
    assert captures.growing(opened.captures) == {capture_id}
    before = time.time() - 2 * capture_files.STILL_WRITTEN
    os.utime(sound_file(opened, capture_id), (before, before))
    assert captures.growing(opened.captures) == frozenset()
    assert [one.growing for one in captures.waiting(opened.captures)] == [False]


def test_a_long_pause_on_a_disk_without_locks_ends_no_recording(
    opened: Vault, monkeypatch: pytest.MonkeyPatch
) -> None:
    _without_locks(monkeypatch)
    monkeypatch.setattr(capture_sealing, "SHOWS_EVERY", 0.02)
    sink = begun(opened, about := meta())
    before = time.time() - 2 * capture_files.STILL_WRITTEN
    os.utime(sound_file(opened, about.id), (before, before))
    _until(lambda: captures.growing(opened.captures) == {about.id})
    sink.finish()


def test_one_that_nobody_may_open_is_no_growing_one_and_hides_no_other(opened: Vault) -> None:
    hidden, open_one = recorded(opened, sound(5000)), recorded(opened, sound(5000), meta(1))
    with _closed_to_us(sound_file(opened, hidden)):
        assert captures.growing(opened.captures) == frozenset()
        assert [one.id for one in captures.waiting(opened.captures)] == [hidden, open_one]


def test_what_an_older_version_wrote_elsewhere_is_still_taken_in(opened: Vault) -> None:
    """It continues the sealed bytes of its beginning."""
    capture_id = recorded(opened, sound(5 * CHUNK))
    whole = sound_file(opened, capture_id).read_bytes()
    fallback_of(opened).mkdir(parents=True)
    (fallback_of(opened) / f"{capture_id}.100000.rest.age").write_bytes(whole[100_000:])
    os.truncate(sound_file(opened, capture_id), 120_000)
    assert read_back(opened, capture_id) == (sound(5 * CHUNK), True)
    assert captures.take_in_fallback(fallback_of(opened), opened.captures) == (capture_id,)
    assert list(fallback_of(opened).iterdir()) == []
    assert sound_file(opened, capture_id).read_bytes() == whole
    assert read_back(opened, capture_id) == (sound(5 * CHUNK), True)


@contextmanager
def _closed_to_us(file: Path) -> Iterator[None]:
    """A file that belongs to somebody else; root may open any, so it is a stand-in."""
    opens = Path.open

    def refuse(path: Path, *args: Any, **kwargs: Any) -> Any:
        if path == file:
            raise PermissionError(errno.EACCES, "Permission denied")
        return opens(path, *args, **kwargs)

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(Path, "open", refuse)
        yield


def test_where_nothing_can_be_written_a_recording_does_not_pretend_to_begin(
    opened: Vault, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(durable, "create", no_room)
    with pytest.raises(Problem) as caught:
        begun(opened)
    assert caught.value.trouble is Trouble.DISK_FULL
    assert list(opened.captures.iterdir()) == []


def test_a_recording_that_could_not_begin_leaves_nothing_and_begins_no_more(
    opened: Vault, monkeypatch: pytest.MonkeyPatch
) -> None:
    """There is room for what it is, and none for its sound; a moment later there is."""
    create, before = durable.create, set(threading.enumerate())

    def create_small(path: Path) -> int:
        if path.name.endswith(".wav.age"):
            no_room()
        return create(path)

    with monkeypatch.context() as full:
        full.setattr(durable, "create", create_small)
        with pytest.raises(Problem):
            begun(opened)
    _until(lambda: set(threading.enumerate()) <= before)
    assert list(opened.captures.iterdir()) == []
    assert list(fallback_of(opened).iterdir()) == []


def test_a_missing_vault_folder_is_not_made_anew(opened: Vault, tmp_path: Path) -> None:
    away = tmp_path / "unplugged/captures"
    sink = captures.CaptureSink(away, fallback_of(opened), opened.recipient, meta())
    sink.finish()
    assert not away.parent.exists()
    assert len(captures.waiting(fallback_of(opened))) == 1


def test_removing_leaves_nothing_of_a_recording_anywhere(
    opened: Vault, monkeypatch: pytest.MonkeyPatch
) -> None:
    SmallDisk(opened.captures, 100_000, monkeypatch)
    about, other = meta(), meta(3)
    recorded(opened, sound(5 * CHUNK), about)
    opened_elsewhere = list(fallback_of(opened).iterdir())
    assert opened_elsewhere
    captures.remove(opened.captures, about.id, opened)
    assert list(fallback_of(opened).iterdir()) == []
    assert list(opened.captures.iterdir()) == []
    recorded(opened, sound(500), other)
    captures.remove(opened.captures, about.id, opened)
    assert len(captures.waiting(fallback_of(opened))) + len(captures.waiting(opened.captures)) == 1


def test_a_recording_is_opened_in_small_pieces(opened: Vault) -> None:
    class Counting:
        largest = 0
        total = 0

        def write(self, data: bytes) -> None:
            self.largest = max(self.largest, len(data))
            self.total += len(data)

    capture_id = recorded(opened, bytes(200 * CHUNK))
    into = Counting()
    assert captures.pcm(opened.captures, capture_id, opened, into)
    assert into.total == 200 * CHUNK
    assert into.largest <= CHUNK


def test_the_recorder_loads_neither_database_nor_ciphers_for_keys() -> None:
    asked = (
        "import sys, kdesk.store.captures; "
        "print([m for m in ('sqlalchemy', 'cryptography', 'sqlcipher3', 'alembic', 'mnemonic', "
        "'keyring') if m in sys.modules])"
    )
    answer = subprocess.run(
        [sys.executable, "-c", asked], capture_output=True, text=True, check=True
    )
    assert answer.stdout.strip() == "[]"


def _file_of(descriptor: int) -> Path:
    return Path(f"/proc/self/fd/{descriptor}").readlink()


def _until(true: Callable[[], bool]) -> None:
    for _ in range(4000):
        if true():
            return
        threading.Event().wait(0.005)
    raise AssertionError("it never came true")
