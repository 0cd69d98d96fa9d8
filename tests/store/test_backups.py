import errno
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import suppress
from io import BytesIO
from itertools import count
from pathlib import Path

import pytest

from kdesk.domain.problem import Problem, Trouble
from kdesk.store import archives, backups, checks, durable, entries, items, memos, vault
from kdesk.store.vault import Vault
from tests.store import things
from tests.store.making import NOW, SECRET, keeper, made


@pytest.fixture
def full(tmp_path: Path) -> Iterator[Vault]:
    """A journal with a passphrase and a little of everything, and a recording not filed yet."""
    journal = made(tmp_path, SECRET)
    things.session(journal)
    memo = things.memo(journal, original=b"as it came")
    memos.set_transcript(journal, things.transcript(memo, "the river"), now=NOW)
    things.entry(journal)
    things.creation(journal)
    (journal.captures / "memo-01J9Z3.wav.age").write_bytes(b"sealed sound")
    (journal.captures / "memo-01J9Z4.wav.age.aside").write_bytes(b"set aside")
    yield journal
    journal.close()


def files(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


def refused(file: Path, folder: Path) -> Trouble:
    with pytest.raises(Problem) as told:
        backups.restore(file, folder)
    return told.value.trouble


def test_a_restored_journal_is_the_same_to_the_letter(full: Vault, tmp_path: Path) -> None:
    file, folder = tmp_path / "journal.kdesk", tmp_path / "elsewhere" / "vault"
    done = backups.backup(full, file, now=NOW)
    backups.restore(file, folder)
    restored = vault.open_with_passphrase(folder, SECRET)
    assert items.newest(restored) == items.newest(full)
    (memo,) = memos.newest(restored)
    assert (memo,) == memos.newest(full)
    assert restored.blobs.read(memo.sound) == b"the sound itself"
    assert memos.transcript(restored, memo.id) == memos.transcript(full, memo.id)
    assert (folder / "captures" / "memo-01J9Z3.wav.age").read_bytes() == b"sealed sound"
    assert (folder / "captures" / "memo-01J9Z4.wav.age.aside").read_bytes() == b"set aside"
    assert checks.check(restored).whole
    things.entry(restored)
    restored.close()
    assert done.files == len(files(folder) - {"db/journal.db-wal", "db/journal.db-shm"})
    assert (folder.stat().st_mode | (folder / "db/journal.db").stat().st_mode) & 0o077 == 0


def test_missing_and_damaged_files_are_counted_and_the_rest_is_in_the_backup(
    full: Vault, tmp_path: Path
) -> None:
    whole = backups.backup(full, tmp_path / "whole.kdesk", now=NOW)
    (memo,) = memos.newest(full)
    assert memo.original
    full.blobs.remove(memo.original)
    path = full.blobs.path(memo.sound.name)
    path.chmod(0o600)
    path.write_bytes(path.read_bytes()[:-1])
    done = backups.backup(full, tmp_path / "journal.kdesk", now=NOW)
    assert (whole.harmed, done.harmed) == (0, 2)
    assert done.files == whole.files - 1
    backups.restore(tmp_path / "journal.kdesk", tmp_path / "back")
    restored = vault.open_with_passphrase(tmp_path / "back", SECRET)
    assert items.count(restored) == items.count(full)
    restored.close()


def test_paper_alone_opens_a_restored_journal(full: Vault, tmp_path: Path) -> None:
    backups.backup(full, tmp_path / "journal.kdesk", now=NOW)
    backups.restore(tmp_path / "journal.kdesk", tmp_path / "back")
    restored = vault.open_with_words(tmp_path / "back", " ".join(full.words()))
    assert items.count(restored) == items.count(full)
    restored.close()


def test_nothing_in_a_backup_can_be_read(full: Vault, tmp_path: Path) -> None:
    things.entry(full, "a sentence only for me")
    backups.backup(full, tmp_path / "journal.kdesk", now=NOW)
    data = (tmp_path / "journal.kdesk").read_bytes()
    for words in (b"only for me", b"the river", b"as it came", b"SQLite format"):
        assert words not in data
    assert (tmp_path / "journal.kdesk").stat().st_mode & 0o077 == 0


def test_what_was_not_yet_in_the_database_file_is_in_the_backup(
    full: Vault, tmp_path: Path
) -> None:
    with full.reading():  # keeps the log from being taken into the database
        made_now = things.entry(full, "only in the log so far")
        backups.backup(full, tmp_path / "journal.kdesk", now=NOW)
    backups.restore(tmp_path / "journal.kdesk", tmp_path / "back")
    restored = vault.open_with_passphrase(tmp_path / "back", SECRET)
    assert entries.find(restored, made_now.id) == made_now
    restored.close()


def test_a_vault_with_only_this_computers_key_wants_its_words_on_paper_first(
    journal: Vault, tmp_path: Path
) -> None:
    file = tmp_path / "journal.kdesk"
    with pytest.raises(Problem, match="recovery words") as told:
        backups.backup(journal, file, now=NOW)
    assert told.value.trouble is Trouble.BAD_INPUT
    assert not file.exists()
    backups.backup(journal, file, now=NOW, words_shown=True)
    file.unlink()
    backups.backup(journal, file, now=NOW)
    assert file.exists()


def test_a_backup_takes_the_place_of_the_one_before(full: Vault, tmp_path: Path) -> None:
    file = tmp_path / "journal.kdesk"
    file.write_bytes(b"the one before")
    backups.backup(full, file, now=NOW)
    assert file.read_bytes() != b"the one before"
    assert files(tmp_path) - files(full.folder) >= {"journal.kdesk"}
    assert not list(tmp_path.glob(".journal.kdesk*"))


def test_a_backup_that_reads_back_otherwise_does_not_count(
    full: Vault, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "journal.kdesk"
    file.write_bytes(b"the one before")
    sync = durable.sync

    def spoil(descriptor: int) -> None:
        sync(descriptor)
        os.pwrite(descriptor, b"\xff", 5000)

    monkeypatch.setattr(durable, "sync", spoil)
    with pytest.raises(Problem):
        backups.backup(full, file, now=NOW)
    assert file.read_bytes() == b"the one before"
    assert not list(tmp_path.glob(".journal.kdesk*"))


def test_a_copy_of_the_database_that_is_not_whole_does_not_count(
    full: Vault, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copy = full.database.copy

    def spoil(into: Path) -> None:
        copy(into)
        data = bytearray(into.read_bytes())
        data[6000] ^= 1
        into.write_bytes(data)

    monkeypatch.setattr(full.database, "copy", spoil)
    with pytest.raises(Problem) as told:
        backups.backup(full, tmp_path / "journal.kdesk", now=NOW)
    assert told.value.trouble is Trouble.DAMAGED
    assert not (tmp_path / "journal.kdesk").exists()


def full_at(monkeypatch: pytest.MonkeyPatch, name: str, at: int) -> Callable[[], bool]:
    """Let the nth call of a function of `durable` find the disk full; says whether it came to it.

    It is full for that one call only, so that clearing away can succeed as it would.
    """
    real, calls = getattr(durable, name), count(1)
    reached = []

    def call(*arguments: object) -> object:
        if next(calls) == at:
            reached.append(at)
            raise OSError(errno.ENOSPC, "No space left on device")
        return real(*arguments)

    monkeypatch.setattr(durable, name, call)
    return lambda: bool(reached)


@pytest.mark.parametrize("name", ["create", "write_all", "sync", "sync_folder"])
def test_a_disk_that_is_full_at_any_step_of_a_backup_leaves_the_one_before(
    full: Vault, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    place = tmp_path / "disk"
    place.mkdir()
    file = place / "journal.kdesk"
    backups.backup(full, file, now=NOW)
    for at in count(1):
        with monkeypatch.context() as patch:
            reached = full_at(patch, name, at)
            if at == 1:
                with pytest.raises(Problem) as told:
                    backups.backup(full, file, now=NOW)
                assert told.value.trouble is Trouble.DISK_FULL
            else:
                with suppress(Problem):
                    backups.backup(full, file, now=NOW)
        assert [path.name for path in place.iterdir()] == ["journal.kdesk"]
        with file.open("rb") as whole:
            archives.read(whole, lambda _: BytesIO())
        if not reached():
            break


@pytest.mark.parametrize("name", ["create", "write_all", "sync_folder", "sync_tree"])
def test_a_disk_that_is_full_at_any_step_of_a_restore_leaves_all_or_nothing(
    full: Vault, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    file, place = tmp_path / "journal.kdesk", tmp_path / "disk"
    backups.backup(full, file, now=NOW)
    for at in count(1):
        place.mkdir()
        with monkeypatch.context() as patch:
            reached = full_at(patch, name, at)
            with suppress(Problem):
                backups.restore(file, place / "back")
        left = files(place)
        assert not left or {f"back/{name}" for name in files(full.folder)} - left <= {
            "back/db/journal.db-wal", "back/db/journal.db-shm"
        }  # fmt: skip
        assert not list(place.glob(".*"))
        shutil.rmtree(place)
        if not reached():
            break


def test_a_folder_that_holds_anything_is_refused_and_left_alone(
    full: Vault, tmp_path: Path
) -> None:
    file, folder = tmp_path / "journal.kdesk", tmp_path / "mine"
    backups.backup(full, file, now=NOW)
    folder.mkdir()
    (folder / "letter.txt").write_text("mine")
    assert refused(file, folder) is Trouble.VAULT_EXISTS
    assert refused(file, folder / "letter.txt") is Trouble.VAULT_EXISTS
    assert files(folder) == {"letter.txt"}
    (folder / "letter.txt").unlink()
    backups.restore(file, folder)
    assert "vault.json" in files(folder)


def test_what_is_no_backup_is_refused_and_leaves_nothing(full: Vault, tmp_path: Path) -> None:
    file, folder = tmp_path / "journal.kdesk", tmp_path / "back"
    backups.backup(full, file, now=NOW)
    whole = file.read_bytes()
    for harmed in (b"", b"a text file\n" * 100, whole[: len(whole) // 2], whole[:-4096]):
        file.write_bytes(harmed)
        assert refused(file, folder) is Trouble.BAD_FILE
    assert refused(tmp_path / "missing", folder) is Trouble.CANNOT_READ
    assert refused(tmp_path, folder) is Trouble.CANNOT_READ
    assert not folder.exists()
    assert not list(tmp_path.glob(".*"))


def test_a_sealed_file_that_is_missing_does_not_keep_the_rest_from_being_saved(
    full: Vault, tmp_path: Path
) -> None:
    (memo,) = memos.newest(full)
    full.blobs.remove(memo.sound)
    backups.backup(full, tmp_path / "journal.kdesk", now=NOW)
    backups.restore(tmp_path / "journal.kdesk", tmp_path / "back")
    restored = vault.open_with_passphrase(tmp_path / "back", SECRET)
    assert checks.check(restored).missing == (memo.sound.name,)
    restored.close()


def test_the_device_that_made_a_backup_opens_it(full: Vault, tmp_path: Path) -> None:
    backups.backup(full, tmp_path / "journal.kdesk", now=NOW)
    backups.restore(tmp_path / "journal.kdesk", tmp_path / "back")
    vault.open_with_device(tmp_path / "back", keeper(tmp_path)).close()
