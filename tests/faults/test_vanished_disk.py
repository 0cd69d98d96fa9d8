"""The journal's disk goes away, is read-only or is full: what is said and typed is kept elsewhere.

It is filed once the disk is back.
"""

import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from kdesk.domain.note import Note, NoteKind
from kdesk.domain.problem import Problem, Trouble
from kdesk.domain.sign import Sign
from kdesk.jobs.finalise import finalise_all
from kdesk.store import captures, entries, memos, typed_notes, vault
from kdesk.store.captures import CaptureSink
from kdesk.store.vault import Vault
from tests.audio.sounds import noise
from tests.faults.conftest import Tally
from tests.faults.disks import CutDisk
from tests.jobs.test_finalise import pcm_of
from tests.store.making import NOW, keeper
from tests.store.speaking import BLOCK, meta

SPOKEN = noise(12.0)
WORDS = "the yellow light"


def recipient_of(disk: CutDisk, place: Path) -> str:
    """A journal is made on the disk and closed again, its key elsewhere."""
    journal = vault.make(disk.place / "vault", keeper(place), None, NOW)
    recipient = journal.recipient
    journal.close()
    return recipient


def opened(disk: CutDisk, place: Path) -> Vault:
    return vault.open_with_device(disk.place / "vault", keeper(place))


def say(sink: CaptureSink, data: bytes) -> None:
    for start in range(0, len(data), BLOCK):
        sink.write(data[start : start + BLOCK])


def test_a_recording_goes_on_when_the_journals_disk_is_pulled_out(
    cut_disk: CutDisk, tmp_path: Path, tally: Tally
) -> None:
    recipient = recipient_of(cut_disk, tmp_path)
    folder, state = cut_disk.place / "vault/captures", tmp_path / "state/captures"
    about = meta()
    sink = CaptureSink(folder, state, recipient, about)
    half = len(SPOKEN) // 2
    say(sink, SPOKEN[:half])
    _until(lambda: sink.behind == 0)
    cut_disk.cut()
    say(sink, SPOKEN[half:])
    _until(lambda: sink.sign is Sign.ELSEWHERE)
    sink.note(Note(NoteKind.MARK, 7.0))
    typed_notes.seal(folder, recipient, WORDS, NOW, state)
    sink.finish()
    cut_disk.back()
    journal = opened(cut_disk, tmp_path)
    assert typed_notes.take_in(journal, now=NOW, fallback=state) == 1
    assert finalise_all(journal, now=NOW, fallback=state) == (about.id,)
    memo = memos.find(journal, about.id)
    assert pcm_of(journal, memo) == SPOKEN
    assert not memo.cut
    assert memo.notes == (Note(NoteKind.MARK, 7.0),)
    assert [entry.text for entry in entries.newest(journal)] == [WORDS]
    assert list(state.iterdir()) == []
    journal.close()
    tally("the journal's disk pulled out while recording", 1, "nothing")


def test_a_recording_begun_while_the_disk_is_read_only_is_filed_once_it_is_not(
    cut_disk: CutDisk, tmp_path: Path, tally: Tally
) -> None:
    recipient = recipient_of(cut_disk, tmp_path)
    folder, state = cut_disk.place / "vault/captures", tmp_path / "state/captures"
    cut_disk.unmount()
    cut_disk.mount("loop,ro")
    about = meta()
    sink = CaptureSink(folder, state, recipient, about)
    assert sink.sign is Sign.ELSEWHERE
    say(sink, SPOKEN)
    sink.note(Note(NoteKind.MARK, 7.0))
    typed_notes.seal(folder, recipient, WORDS, NOW, state)
    sink.finish()
    assert captures.take_in_fallback(state, folder) == ()
    cut_disk.back()
    journal = opened(cut_disk, tmp_path)
    assert typed_notes.take_in(journal, now=NOW, fallback=state) == 1
    assert finalise_all(journal, now=NOW, fallback=state) == (about.id,)
    assert pcm_of(journal, memos.find(journal, about.id)) == SPOKEN
    assert memos.find(journal, about.id).notes == (Note(NoteKind.MARK, 7.0),)
    assert list(state.iterdir()) == []
    journal.close()
    tally("the journal's disk read-only", 1, "nothing")


def test_a_recording_begun_while_the_disk_is_not_there_is_filed_once_it_is(
    cut_disk: CutDisk, tmp_path: Path, tally: Tally
) -> None:
    recipient = recipient_of(cut_disk, tmp_path)
    folder, state = cut_disk.place / "vault/captures", tmp_path / "state/captures"
    cut_disk.unmount()
    about = meta()
    sink = CaptureSink(folder, state, recipient, about)
    say(sink, SPOKEN)
    typed_notes.seal(folder, recipient, WORDS, NOW, state)
    sink.finish()
    assert list(cut_disk.place.iterdir()) == []  # nothing is hidden under the disk's own place
    cut_disk.mount()
    journal = opened(cut_disk, tmp_path)
    assert typed_notes.take_in(journal, now=NOW, fallback=state) == 1
    assert finalise_all(journal, now=NOW, fallback=state) == (about.id,)
    assert pcm_of(journal, memos.find(journal, about.id)) == SPOKEN
    journal.close()
    tally("the journal's disk not connected", 1, "nothing")


def test_filing_on_a_disk_that_goes_away_loses_nothing(
    cut_disk: CutDisk, tmp_path: Path, tally: Tally
) -> None:
    recipient = recipient_of(cut_disk, tmp_path)
    about = meta()
    sink = CaptureSink(cut_disk.place / "vault/captures", tmp_path / "state", recipient, about)
    say(sink, SPOKEN)
    sink.finish()
    journal = opened(cut_disk, tmp_path)
    cut_disk.cut()
    with pytest.raises(Problem) as told:
        finalise_all(journal, now=NOW)
    assert told.value.trouble in {Trouble.CANNOT_READ, Trouble.CANNOT_WRITE, Trouble.DAMAGED}
    journal.close()
    cut_disk.back()
    journal = opened(cut_disk, tmp_path)
    assert captures.aside(journal.captures) == ()
    assert finalise_all(journal, now=NOW) == (about.id,)
    assert pcm_of(journal, memos.find(journal, about.id)) == SPOKEN
    journal.close()
    tally("the journal's disk pulled out while filing", 1, "nothing")


def _until(true: Callable[[], bool]) -> None:
    for _ in range(4000):
        if true():
            return
        threading.Event().wait(0.005)
    raise AssertionError("it never came true")
