import os
from pathlib import Path

import pytest

from kdesk.domain.problem import Problem, Trouble
from kdesk.store import durable


@pytest.mark.parametrize("verb", ["write_all", "sync"])
def test_a_failed_write_changes_nothing_and_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, verb: str
) -> None:
    place = tmp_path / "place"
    place.mkdir()
    durable.write_whole(place / "kept", b"old")

    def no_room(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(durable, verb, no_room)
    with pytest.raises(OSError, match="No space"):
        durable.write_whole(place / "kept", b"new")
    assert [(path.name, path.read_bytes()) for path in place.iterdir()] == [("kept", b"old")]


def test_bytes_are_synced_before_they_get_their_name_and_the_name_after(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target, seen = tmp_path / "kept", []
    synced, folder_synced = durable.sync, durable.sync_folder

    def sync(descriptor: int) -> None:
        seen.append(("bytes", target.exists()))
        synced(descriptor)

    def sync_folder(folder: Path) -> None:
        seen.append(("name", target.exists()))
        folder_synced(folder)

    monkeypatch.setattr(durable, "sync", sync)
    monkeypatch.setattr(durable, "sync_folder", sync_folder)
    durable.write_whole(target, b"new")
    assert seen == [("bytes", False), ("name", True)]


def test_a_system_that_takes_a_few_bytes_at_a_time_gets_them_all(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write = os.write
    monkeypatch.setattr(os, "write", lambda descriptor, data: write(descriptor, data[:3]))
    durable.write_whole(tmp_path / "kept", b"0123456789")
    monkeypatch.undo()
    assert (tmp_path / "kept").read_bytes() == b"0123456789"


@pytest.mark.parametrize(
    ("number", "trouble"),
    [
        (28, Trouble.DISK_FULL),
        (122, Trouble.DISK_FULL),
        (13, Trouble.CANNOT_WRITE),
        (30, Trouble.CANNOT_WRITE),
    ],
)
def test_what_the_disk_says_becomes_a_problem_at_the_door(number: int, trouble: Trouble) -> None:
    with pytest.raises(Problem) as caught, durable.door():
        raise OSError(number, os.strerror(number), "/a/private/name")
    assert caught.value.trouble is trouble
    assert "private" not in caught.value.sentence
