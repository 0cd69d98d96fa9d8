"""A watched folder: what is new in it comes in once, and nothing in it is ever touched."""

import os
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from kdesk.domain.ids import MemoId
from kdesk.domain.problem import Problem, Trouble
from kdesk.jobs import watched_folder as module
from kdesk.jobs.bring_in import sha256_of
from kdesk.jobs.runner import Progress
from kdesk.jobs.take_in import take_in
from kdesk.jobs.watched_folder import STILL_FOR, STILL_LONGER, Seen, WatchedFolder, pass_over
from kdesk.store import bin as the_bin
from kdesk.store import items, memos
from kdesk.store.vault import Vault
from tests.audio.sounds import encoded
from tests.audio.sounds import tone as pcm_tone
from tests.jobs.test_take_in import drawing, tone
from tests.store import making

BAD = b"RIFF\x10\0\0\0WAVEnothing of the kind"
NOW = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)


@pytest.fixture
def vault(tmp_path: Path) -> Iterator[Vault]:
    opened = making.made(tmp_path)
    yield opened
    opened.close()


class Phone:
    """A folder that a phone copies into, and a clock that is moved by hand."""

    def __init__(self, vault: Vault, folder: Path) -> None:
        folder.mkdir(exist_ok=True)
        self.vault, self.folder, self.clock = vault, folder, 1000.0
        self.watched = WatchedFolder(folder)

    def put(self, name: str, data: bytes, at: datetime = NOW) -> Path:
        file = self.folder / name
        file.write_bytes(data)
        os.utime(file, (at.timestamp(), at.timestamp()))
        return file

    def look(self, after: float = 0, progress: Progress | None = None) -> Seen:
        self.clock += after
        return self.watched.look(self.vault, now=NOW, clock=self.clock, progress=progress)

    def look_until_still(self) -> Seen:
        self.look()
        return self.look(after=STILL_FOR)

    def opened_again(self) -> "Phone":
        return Phone(self.vault, self.folder)


@pytest.fixture
def phone(vault: Vault, tmp_path: Path) -> Phone:
    return Phone(vault, tmp_path / "phone")


def test_what_is_new_and_still_becomes_a_memo_at_its_time(phone: Phone, vault: Vault) -> None:
    then = NOW - timedelta(days=2)
    phone.put("Recording 7.wav", tone(), then)
    assert phone.look() == Seen(growing=True)
    assert phone.look(after=STILL_FOR / 2) == Seen(growing=True)
    (memo_id,) = phone.look(after=STILL_FOR / 2).kept
    memo = memos.find(vault, memo_id)
    assert (memo.title, memo.at) == ("Recording 7", then)


def test_it_comes_in_once_whatever_it_is_called_then(phone: Phone, vault: Vault) -> None:
    file = phone.put("a.wav", tone())
    assert phone.look_until_still().kept
    assert phone.look() == Seen()
    file.rename(phone.folder / "b.wav")
    phone.put("copy.wav", tone(), NOW - timedelta(days=1))
    assert phone.look_until_still() == Seen()
    assert phone.opened_again().look_until_still() == Seen()
    assert items.count(vault) == 1


def test_a_known_file_is_known_without_being_read(
    phone: Phone, monkeypatch: pytest.MonkeyPatch
) -> None:
    phone.put("a.wav", tone())
    phone.look_until_still()

    def never(*_: object, **__: object) -> None:
        raise AssertionError("it was opened")

    monkeypatch.setattr(module, "open_file", never)
    again = phone.opened_again()
    assert again.look() == again.look(after=STILL_FOR) == Seen()


def test_what_was_deleted_here_is_not_brought_back(phone: Phone, vault: Vault) -> None:
    file = phone.put("a.wav", tone())
    (memo_id,) = phone.look_until_still().kept
    the_bin.remove(vault, memo_id, now=NOW)
    assert phone.opened_again().look_until_still() == Seen()
    the_bin.empty(vault, NOW + timedelta(days=1))
    assert phone.opened_again().look_until_still() == Seen()
    os.utime(file, (1_700_000_000, 1_700_000_000))  # it looks new, but its bytes are known
    assert phone.opened_again().look_until_still() == Seen()
    assert items.count(vault) == 0


def test_a_file_that_grows_is_waited_for(phone: Phone, vault: Vault) -> None:
    whole = tone(seconds=3)
    for end in (100_000, 150_000, 200_000):
        phone.put("a.wav", whole[:end])
        assert phone.look(after=STILL_FOR) == Seen(growing=True)
    phone.put("a.wav", whole)
    (memo_id,) = phone.look_until_still().kept
    assert memos.find(vault, memo_id).seconds == pytest.approx(3, abs=0.01)


def test_a_file_that_is_written_to_while_it_is_read_is_not_taken_in_yet(
    phone: Phone, vault: Vault, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = phone.put("a.wav", tone())
    real: Any = take_in
    written: list[bool] = []

    def growing(*told: object, **more: object) -> object:
        if not written:
            written.append(True)
            with file.open("ab") as more_of_it:
                more_of_it.write(bytes(96_000))
        return real(*told, **more)

    monkeypatch.setattr(module, "take_in", growing)
    assert phone.look_until_still() == Seen(growing=True)
    assert items.count(vault) == 0
    assert not list(vault.blobs.names())
    assert phone.look_until_still().kept


def test_a_file_cut_short_is_given_time_then_what_reads_of_it_comes_in(
    phone: Phone, vault: Vault
) -> None:
    whole = tone(seconds=5)
    phone.put("a.wav", whole[:200_000])
    assert phone.look_until_still() == Seen(growing=True), "the rest of it may be on its way"
    assert items.count(vault) == 0
    seen = phone.look(after=STILL_LONGER)
    (memo_id,) = seen.kept
    assert (seen.cut, seen.refused) == (1, ())
    assert memos.find(vault, memo_id).cut
    assert phone.look(after=STILL_LONGER) == Seen()


def test_the_rest_of_a_file_that_came_in_time_is_waited_for(phone: Phone, vault: Vault) -> None:
    whole = tone(seconds=5)
    phone.put("a.wav", whole[:200_000])
    phone.look_until_still()
    phone.put("a.wav", whole)
    (memo_id,) = phone.look_until_still().kept
    assert not memos.find(vault, memo_id).cut
    assert items.count(vault) == 1


def test_a_sound_of_a_kind_that_is_not_taken_is_named(phone: Phone, vault: Vault) -> None:
    phone.put("dictated.ds2", b"\x03ds2" + bytes(600))
    phone.put("Voice.WMA", bytes(range(256)) * 4)
    phone.look_until_still()
    refused = phone.look(after=STILL_LONGER).refused
    assert sorted(one.name for one in refused) == ["Voice.WMA", "dictated.ds2"]
    assert "AMR" in refused[0].sentence
    assert items.count(vault) == 0


@pytest.mark.parametrize("kind", ["aac", "amr", "3gp", "mp4"])
def test_what_phones_record_comes_in(phone: Phone, kind: str) -> None:
    phone.put(f"Voice 001.{kind}", encoded(kind, pcm_tone(1.0)))
    assert len(phone.look_until_still().kept) == 1


def test_a_file_that_cannot_be_read_is_given_time_then_told(phone: Phone, vault: Vault) -> None:
    whole = tone(seconds=5)
    phone.put("bad.wav", BAD)
    phone.put("good.wav", tone())
    first = phone.look_until_still()
    assert len(first.kept) == 1
    assert first.growing
    assert first.refused == ()
    told = phone.look(after=STILL_LONGER)
    assert [one.name for one in told.refused] == ["bad.wav"]
    assert "no sound" in told.refused[0].sentence
    assert phone.look(after=STILL_LONGER) == Seen(refused=told.refused)
    phone.put("bad.wav", whole)
    again = phone.look_until_still()
    assert (len(again.kept), again.refused) == (1, ())


def test_only_plain_sound_files_right_in_it_are_looked_at(phone: Phone, vault: Vault) -> None:
    elsewhere = phone.folder.parent / "elsewhere.wav"
    elsewhere.write_bytes(tone(seconds=1))
    (phone.folder / "link.wav").symlink_to(elsewhere)
    (phone.folder / "within").mkdir()
    (phone.folder / "within" / "a.wav").write_bytes(tone())
    (phone.folder / "folder.wav").mkdir()
    os.mkfifo(phone.folder / "pipe.wav")
    phone.put(".hidden.wav", tone())
    phone.put("drawing.png", drawing())
    phone.put("note.txt", b"The river.")
    phone.put("empty.wav", b"")
    assert phone.look_until_still() == Seen()
    assert items.count(vault) == 0


def test_a_link_put_in_a_files_place_is_not_followed(phone: Phone, vault: Vault) -> None:
    file = phone.put("a.wav", tone())
    phone.look()
    elsewhere = phone.folder.parent / "elsewhere.wav"
    elsewhere.write_bytes(tone())
    found = module.sounds_in(phone.folder)
    file.unlink()
    file.symlink_to(elsewhere)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "sounds_in", lambda _: found)
        assert phone.look(after=STILL_FOR).kept == ()
    assert items.count(vault) == 0


def test_a_picture_named_like_a_sound_is_refused(phone: Phone, vault: Vault) -> None:
    phone.put("a.wav", drawing())
    phone.look_until_still()
    (refused,) = phone.look(after=STILL_LONGER).refused
    assert "no sound" in refused.sentence
    assert items.count(vault) == 0


def test_nothing_in_the_folder_changes(phone: Phone) -> None:
    phone.put("a.wav", tone())
    phone.put("bad.wav", tone()[:3000])
    (phone.folder / "note.txt").write_text("mine")
    before = seen_from_outside(phone.folder)
    phone.look_until_still()
    phone.look(after=STILL_LONGER)
    pass_over(phone.vault, phone.folder)
    assert seen_from_outside(phone.folder) == before


def seen_from_outside(folder: Path) -> dict[str, object]:
    about: dict[str, object] = {"": (folder.stat().st_mtime_ns, folder.stat().st_mode)}
    for file in folder.iterdir():
        told = file.stat()
        about[file.name] = (file.read_bytes(), told.st_mtime_ns, told.st_mode, told.st_ino)
    return about


def test_a_folder_that_cannot_be_changed_can_be_watched(phone: Phone) -> None:
    file = phone.put("a.wav", tone())
    file.chmod(0o400)
    phone.folder.chmod(0o500)
    try:
        assert phone.look_until_still().kept
    finally:
        phone.folder.chmod(0o700)


def test_a_folder_that_is_away_is_said_and_nothing_else(phone: Phone) -> None:
    phone.put("a.wav", tone())
    away = phone.folder.rename(phone.folder.with_name("away"))
    assert phone.look() == Seen(there=False)
    with pytest.raises(Problem, match="looked into"):
        pass_over(phone.vault, phone.folder)
    away.rename(phone.folder)
    assert phone.look_until_still().kept


def test_what_is_passed_over_stays_out_and_what_comes_later_comes_in(
    phone: Phone, vault: Vault
) -> None:
    old = phone.put("old.wav", tone())
    pass_over(vault, phone.folder)
    phone.put("new.wav", tone(seconds=1))
    (memo_id,) = phone.look_until_still().kept
    assert memos.find(vault, memo_id).title == "new"
    os.utime(old, (1_700_000_000, 1_700_000_000))
    assert phone.look_until_still() == Seen()


def test_a_full_disk_ends_the_look_and_the_next_one_goes_on(
    phone: Phone, vault: Vault, monkeypatch: pytest.MonkeyPatch
) -> None:
    phone.put("a.wav", tone())
    phone.put("b.wav", tone(seconds=1))
    tried: list[MemoId] = []

    def full(*_: object, **__: object) -> None:
        tried.append(MemoId("memo"))
        raise Problem(Trouble.DISK_FULL, "The disk is full. Make room.")

    with monkeypatch.context() as patch:
        patch.setattr(module, "take_in", full)
        seen = phone.look_until_still()
    assert seen.problem is not None
    assert seen.problem.trouble is Trouble.DISK_FULL
    assert len(tried) == 1
    assert len(phone.look().kept) == 2


def test_it_can_be_stopped(phone: Phone, vault: Vault) -> None:
    phone.put("a.wav", tone())
    phone.look()
    progress = Progress()
    progress.cancel()
    assert phone.look(after=STILL_FOR, progress=progress) == Seen()
    assert items.count(vault) == 0
    assert phone.look().kept


def test_a_hash_is_that_of_the_whole_file(tmp_path: Path) -> None:
    import hashlib

    data = os.urandom(2_500_000)
    (tmp_path / "a").write_bytes(data)
    with (tmp_path / "a").open("rb") as file:
        assert sha256_of(file) == hashlib.sha256(data).hexdigest()
        assert file.tell() == 0
