"""A disk of 16 MB that is really full: nothing kept is lost, and recording goes on."""

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from kdesk.audio import flac
from kdesk.domain.note import Note, NoteKind
from kdesk.domain.problem import Problem, Trouble
from kdesk.domain.sign import Sign
from kdesk.jobs.finalise import finalise_all
from kdesk.speech import models
from kdesk.store import captures, entries, memos, typed_notes, vault
from kdesk.store.vault import Vault
from kdesk.tour import place
from tests.faults.conftest import Tally
from tests.store.making import CHEAP, NOW, SECRET, items_of, keeper
from tests.store.speaking import BLOCK, meta, read_back, recorded, sound

MIB = 1 << 20


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A folder that is a disk of its own, of 16 MB."""
    place = tmp_path / "disk"
    place.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=16m", "tmpfs", str(place)]
    if os.geteuid() != 0 or subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("only root may mount a small disk")
    yield place
    subprocess.run(["umount", "--lazy", str(place)], check=True)


def fill(disk: Path) -> Path:
    """Leaves not one block free."""
    filler = disk / "filler"
    with filler.open("wb", buffering=0) as file:
        for size in (MIB, 4096, 1):
            try:
                while file.write(bytes(size)) == size:
                    pass
            except OSError:
                continue
    return filler


@pytest.fixture
def opened(disk: Path, tmp_path: Path) -> Iterator[Vault]:
    made_there = vault.make(disk / "vault", keeper(tmp_path), SECRET, NOW, stretch=CHEAP)
    yield made_there
    made_there.close()


def test_recording_goes_on_past_the_end_of_the_disk_and_is_read_as_one(
    opened: Vault, disk: Path, tmp_path: Path, tally: Tally
) -> None:
    captures.keep_ballast(opened.captures)
    ballast = (opened.captures / ".ballast").stat().st_size
    assert MIB // 4 < ballast < MIB
    elsewhere, about = tmp_path / "state", meta()
    sink = captures.CaptureSink(opened.captures, elsewhere, opened.recipient, about)
    filler = fill(disk)
    whole = sound(4 * MIB)
    for start in range(0, len(whole), BLOCK):
        sink.write(whole[start : start + BLOCK])
    sink.note(Note(NoteKind.MARK, 40.0))
    sink.finish()
    assert not (opened.captures / ".ballast").exists()
    assert read_back(opened, about.id) == (whole, True)
    assert captures.take_in_fallback(elsewhere, opened.captures) == ()
    assert read_back(opened, about.id) == (whole, True)
    filler.unlink()
    assert captures.take_in_fallback(elsewhere, opened.captures) == (about.id,)
    assert list(elsewhere.iterdir()) == []
    assert read_back(opened, about.id) == (whole, True)
    assert len(captures.open_capture(opened.captures, about.id, opened.identity)[1]) == 1
    tally("a disk of 16 MB that fills up while recording", 1, "nothing")


def test_with_no_room_anywhere_a_recording_says_so_and_keeps_what_it_has(
    opened: Vault, disk: Path
) -> None:
    about = meta()
    sink = captures.CaptureSink(opened.captures, disk / "state", opened.recipient, about)
    filler = fill(disk)
    whole = sound(MIB)
    sink.write(whole)
    with pytest.raises(Problem) as caught:
        sink.finish()
    assert caught.value.trouble is Trouble.DISK_FULL
    filler.unlink()
    sink.finish()
    assert read_back(opened, about.id) == (whole, True)


def test_a_recording_is_begun_elsewhere_when_the_disk_is_full(
    opened: Vault, disk: Path, tmp_path: Path
) -> None:
    filler = fill(disk)
    about = meta()
    sink = captures.CaptureSink(opened.captures, tmp_path / "state", opened.recipient, about)
    sink.write(sound(MIB))
    sink.finish()
    filler.unlink()
    captures.take_in_fallback(tmp_path / "state", opened.captures)
    assert read_back(opened, about.id) == (sound(MIB), True)
    assert list((tmp_path / "state").iterdir()) == []


def test_with_both_folders_on_one_full_disk_the_ballast_lets_one_begin_and_type(
    opened: Vault, disk: Path, tally: Tally
) -> None:
    """The ordinary case: the journal and the state folder are on the computer's only disk."""
    state, about = disk / "state", meta()
    captures.keep_ballast(opened.captures)
    filler = fill(disk)
    sink = captures.CaptureSink(opened.captures, state, opened.recipient, about)
    sink.write(sound(MIB // 4))
    sink.finish()
    assert sink.sign is Sign.IN_PLACE
    assert read_back(opened, about.id) == (sound(MIB // 4), True)
    captures.remove(opened.captures, about.id, opened)
    filler.unlink()
    captures.keep_ballast(opened.captures)
    filler = fill(disk)
    typed_notes.seal(opened.captures, opened.recipient, "the yellow light", NOW, state)
    filler.unlink()
    assert typed_notes.take_in(opened, now=NOW, fallback=state) == 1
    assert [entry.text for entry in entries.newest(opened)] == ["the yellow light"]
    tally("a start and typed words on one full disk", 2, "nothing")


def test_filing_on_a_full_disk_says_so_and_files_once_there_is_room(
    opened: Vault, disk: Path, tally: Tally
) -> None:
    spoken = {recorded(opened, sound(MIB), meta(minute)): minute for minute in range(3)}
    before = sorted(disk.rglob("*"))
    filler = fill(disk)
    for _ in range(3):  # tried again and again, it leaves nothing behind
        with pytest.raises(Problem) as caught:
            finalise_all(opened, now=NOW)
        assert caught.value.trouble is Trouble.DISK_FULL
    assert {one.id for one in captures.waiting(opened.captures)} == set(spoken)
    filler.unlink()
    assert {path for path in disk.rglob("*.age") if path not in before} == set()
    assert set(finalise_all(opened, now=NOW)) == set(spoken)
    for memo in memos.newest(opened):
        assert flac.decode(opened.blobs.read(memo.sound)) == sound(MIB)
    assert len(memos.newest(opened)) == 3
    tally("a full disk while filing", 3, "nothing")


def test_words_typed_on_a_full_disk_are_kept_elsewhere(
    opened: Vault, disk: Path, tmp_path: Path
) -> None:
    filler = fill(disk)
    state = tmp_path / "state"
    typed_notes.seal(opened.captures, opened.recipient, "the yellow light", NOW, state)
    assert len(list(state.iterdir())) == 1
    filler.unlink()
    assert typed_notes.take_in(opened, now=NOW, fallback=state) == 1
    assert [entry.text for entry in entries.newest(opened)] == ["the yellow light"]


def test_a_sealed_file_is_kept_whole_or_not_at_all(opened: Vault, disk: Path) -> None:
    kept = opened.blobs.add(sound(MIB), "audio/flac", "flac")
    before = sorted(disk.rglob("*"))
    fill(disk)
    with pytest.raises(Problem) as caught:
        opened.blobs.add(sound(MIB), "audio/flac", "flac")
    assert caught.value.trouble is Trouble.DISK_FULL
    assert opened.blobs.read(kept) == sound(MIB)
    (disk / "filler").unlink()
    assert sorted(disk.rglob("*")) == before


def test_the_passphrase_stays_as_it_was_and_opens_on_a_full_disk(
    opened: Vault, disk: Path, tmp_path: Path
) -> None:
    folder = opened.folder
    fill(disk)
    with pytest.raises(Problem) as caught:
        opened.set_passphrase("an island", NOW, stretch=CHEAP)
    assert caught.value.trouble is Trouble.DISK_FULL
    again = vault.open_with_passphrase(folder, SECRET, keeper(tmp_path), NOW)
    assert items_of(again) == 0
    again.close()


def test_an_opening_that_finds_no_room_says_that_the_disk_is_full(
    disk: Path, tmp_path: Path
) -> None:
    vault.make(disk / "vault", keeper(tmp_path), None, NOW).close()
    fill(disk)
    with pytest.raises(Problem) as caught:
        items_of(vault.open_with_device(disk / "vault", keeper(tmp_path)))
    assert caught.value.trouble is Trouble.DISK_FULL
    assert "Make some room" in caught.value.sentence


def test_a_tour_and_a_speech_model_without_room_leave_nothing(disk: Path) -> None:
    model = Path("resources/sample/speech-model").absolute()
    filler = fill(disk)
    for begin in (
        lambda: place.cleared(disk / "tour"),
        lambda: models.add(disk / "kdesk" / "models", model),
    ):
        with pytest.raises(Problem) as caught:
            begin()
        assert caught.value.trouble is Trouble.DISK_FULL
        assert list(disk.iterdir()) == [filler]


@pytest.mark.parametrize("room", [4096, 24_576, 131_072])
def test_no_vault_is_half_made_on_a_full_disk(disk: Path, tmp_path: Path, room: int) -> None:
    filler = disk / "filler"
    filler.write_bytes(bytes(16 * MIB - room))
    with pytest.raises(Problem) as caught:
        vault.make(disk / "vault", keeper(tmp_path), None, NOW)
    assert caught.value.trouble is Trouble.DISK_FULL
    assert list(disk.iterdir()) == [filler]
    assert list((tmp_path / "settings").iterdir()) == []
