"""A recording went on elsewhere and its beginning is away: what there is becomes a memo."""

import errno
import os
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pyrage
import pytest

from kdesk.audio import flac
from kdesk.domain.ids import MemoId
from kdesk.domain.memo import Memo
from kdesk.domain.note import Note, NoteKind
from kdesk.domain.problem import Problem, Trouble
from kdesk.jobs.finalise import BEGINNING_AWAY, finalise_all
from kdesk.store import captures, durable, memos
from kdesk.store.capture_files import CaptureMeta
from kdesk.store.vault import Vault
from tests.jobs.ears import until
from tests.store.making import NOW, made
from tests.store.speaking import begun, fallback_of, meta, recorded, sound

CHUNK = 64 * 1024
FIRST = 3 * CHUNK - 44
"""Bytes of sound that are in the vault's folder when its disk goes."""
SPOKEN = sound(12 * CHUNK)


@pytest.fixture
def journal(tmp_path: Path) -> Iterator[Vault]:
    opened = made(tmp_path)
    yield opened
    opened.close()


def away_while_one_speaks(
    journal: Vault, monkeypatch: pytest.MonkeyPatch, about: CaptureMeta
) -> MemoId:
    """The vault's disk breaks after the first three chunks; a mark is made before and after."""
    sink = begun(journal, about)
    wrote = durable.write_all

    def write_all(descriptor: int, data: bytes) -> None:
        path = Path(f"/proc/self/fd/{descriptor}").readlink()
        if path.parent == journal.captures and broken:
            raise OSError(errno.EIO, "Input/output error")
        wrote(descriptor, data)

    broken = False
    monkeypatch.setattr(durable, "write_all", write_all)
    sink.write(SPOKEN[: 3 * CHUNK])
    file = journal.captures / f"{about.id}.wav.age"
    until(lambda: file.stat().st_size > 3 * CHUNK)
    sink.note(Note(NoteKind.MARK, 0.5))
    broken = True
    sink.write(SPOKEN[3 * CHUNK :])
    sink.note(Note(NoteKind.MARK, 7.0))
    sink.finish()
    monkeypatch.undo()
    return about.id


def take_away(journal: Vault, place: Path) -> None:
    """All that lay on the disk; what is on it now comes from a backup made before."""
    place.mkdir()
    for file in journal.captures.iterdir():
        file.rename(place / file.name)


def pcm_of(journal: Vault, memo: Memo) -> bytes:
    return flac.decode(journal.blobs.read(memo.sound))


def test_what_was_said_after_the_disk_went_is_a_memo_that_says_so(
    journal: Vault, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    spoken = away_while_one_speaks(journal, monkeypatch, meta())
    take_away(journal, tmp_path / "away")
    (waits,) = captures.waiting(fallback_of(journal))
    assert (waits.id, waits.begun, waits.growing) == (spoken, False, False)
    (memo_id,) = finalise_all(journal, now=NOW, fallback=fallback_of(journal))
    memo = memos.find(journal, memo_id)
    assert memo.id != spoken
    assert memo.title == BEGINNING_AWAY
    assert memo.at == NOW + timedelta(seconds=FIRST / 96_000)
    assert not memo.cut
    assert pcm_of(journal, memo) == SPOKEN[FIRST:]
    assert memo.notes == (Note(NoteKind.MARK, 7.0 - FIRST / 96_000),)
    assert list(fallback_of(journal).iterdir()) == []
    assert finalise_all(journal, now=NOW, fallback=fallback_of(journal)) == ()


def test_when_the_disk_is_back_later_nothing_is_lost_and_nothing_twice(
    journal: Vault, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    spoken = away_while_one_speaks(journal, monkeypatch, meta())
    away = tmp_path / "away"
    take_away(journal, away)
    (own,) = finalise_all(journal, now=NOW, fallback=fallback_of(journal))
    for file in away.iterdir():
        file.rename(journal.captures / file.name)
    assert finalise_all(journal, now=NOW, fallback=fallback_of(journal)) == (spoken,)
    beginning = memos.find(journal, spoken)
    assert pcm_of(journal, beginning) + pcm_of(journal, memos.find(journal, own)) == SPOKEN
    assert (beginning.cut, beginning.notes[0]) == (True, Note(NoteKind.MARK, 0.5))
    assert captures.waiting(journal.captures) == ()


def test_a_disk_that_is_back_before_gives_one_memo(
    journal: Vault, monkeypatch: pytest.MonkeyPatch
) -> None:
    spoken = away_while_one_speaks(journal, monkeypatch, meta())
    assert finalise_all(journal, now=NOW, fallback=fallback_of(journal)) == (spoken,)
    memo = memos.find(journal, spoken)
    assert pcm_of(journal, memo) == SPOKEN
    assert not memo.cut
    assert memo.title != BEGINNING_AWAY
    assert [note.seconds for note in memo.notes] == [0.5, 7.0]


def test_a_kill_while_it_gets_its_own_name_loses_and_doubles_nothing(
    journal: Vault, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Stopped at each renaming in turn."""
    spoken = away_while_one_speaks(journal, monkeypatch, meta())
    take_away(journal, tmp_path / "away")
    split(journal, spoken)
    rename = Path.rename
    for stopped in range(2):
        left = stopped

        def stop(path: Path, target: Path) -> Path:
            nonlocal left
            left -= 1
            if left < 0:
                raise KeyboardInterrupt
            return rename(path, target)

        with monkeypatch.context() as killed:
            killed.setattr(Path, "rename", stop)
            with pytest.raises(KeyboardInterrupt):
                finalise_all(journal, now=NOW, fallback=fallback_of(journal))
    (own,) = finalise_all(journal, now=NOW, fallback=fallback_of(journal))
    assert pcm_of(journal, memos.find(journal, own)) == SPOKEN[FIRST:]
    assert captures.waiting(journal.captures) == ()


def test_a_hole_in_the_middle_is_silence_and_is_told(
    journal: Vault, monkeypatch: pytest.MonkeyPatch
) -> None:
    spoken = away_while_one_speaks(journal, monkeypatch, meta())
    first = journal.captures / f"{spoken}.wav.age"
    os.truncate(first, 2 * CHUNK)  # a disk that said it had more
    with pytest.raises(Problem, match="damaged in the middle"):
        finalise_all(journal, now=NOW, fallback=fallback_of(journal))
    memo = memos.find(journal, spoken)
    whole = pcm_of(journal, memo)
    assert memo.cut
    assert whole[: CHUNK - 44] == SPOKEN[: CHUNK - 44]
    assert whole[CHUNK - 44 : FIRST] == bytes(FIRST - CHUNK + 44)
    assert whole[FIRST:] == SPOKEN[FIRST:]
    assert finalise_all(journal, now=NOW, fallback=fallback_of(journal)) == ()  # put aside


def test_a_file_nobody_may_open_in_the_other_folder_is_told_of_and_stops_nothing(
    journal: Vault, monkeypatch: pytest.MonkeyPatch
) -> None:
    elsewhere = fallback_of(journal)
    shut, spoken = meta(), recorded(journal, sound(5000), meta(1))
    sink = captures.CaptureSink(elsewhere, elsewhere, journal.recipient, shut)
    sink.write(sound(5000))
    sink.finish()
    opens = Path.open

    def refuse(path: Path, *args: Any, **kwargs: Any) -> Any:
        if path == elsewhere / f"{shut.id}.wav.age":  # root may open any: a stand-in
            raise PermissionError(errno.EACCES, "Permission denied", str(path))
        return opens(path, *args, **kwargs)

    with monkeypatch.context() as patched:
        patched.setattr(Path, "open", refuse)
        with pytest.raises(Problem) as told:
            finalise_all(journal, now=NOW, fallback=elsewhere)
    assert told.value.trouble is Trouble.CANNOT_READ
    assert [memo.id for memo in memos.newest(journal)] == [spoken]
    assert finalise_all(journal, now=NOW, fallback=elsewhere) == (shut.id,)


def split(journal: Vault, spoken: MemoId) -> None:
    """It went on elsewhere in two files; the first holds some of what the second says again."""
    (first,) = fallback_of(journal).glob("*.wav.age")
    plain = pyrage.decrypt(first.read_bytes(), [journal.identity])
    header, words = plain[:44], plain[44:]
    there = 4 * CHUNK
    recipient = [pyrage.x25519.Recipient.from_str(journal.recipient)]
    first.write_bytes(pyrage.encrypt(header + words[: there + CHUNK], recipient))
    second = first.with_name(f"{spoken}.{FIRST + there}.wav.age")
    second.write_bytes(pyrage.encrypt(header + words[there:], recipient))
