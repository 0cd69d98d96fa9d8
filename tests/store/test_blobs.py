import hashlib
import os
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from io import BytesIO
from pathlib import Path

import pyrage
import pytest

from kdesk.domain.problem import Problem, Trouble
from kdesk.store import durable
from kdesk.store.vault import Vault
from tests.store.making import NOW, made


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[Vault]:
    vault = made(tmp_path)
    yield vault
    vault.close()


@pytest.mark.parametrize("size", [0, 1, 65_536, 300_001])
@pytest.mark.parametrize("streamed", [False, True])
def test_a_sealed_file_gives_back_its_bytes(opened: Vault, size: int, streamed: bool) -> None:
    data = os.urandom(size)
    blob = opened.blobs.add(BytesIO(data) if streamed else data, "image/png", "png")
    assert (blob.size, blob.media_type) == (size, "image/png")
    assert opened.blobs.read(blob) == data
    path = opened.blobs.path(blob.name)
    assert path.parent.name == blob.name[:2]
    assert path.name.endswith(".png.age")
    assert hashlib.sha256(path.read_bytes()).hexdigest() == blob.sha256
    assert pyrage.decrypt(path.read_bytes(), [opened.identity]) == data


def test_nothing_is_readable_without_the_key_and_only_by_the_owner(opened: Vault) -> None:
    path = opened.blobs.path(opened.blobs.add(b"a poem " * 99, "text/plain", "txt").name)
    assert b"poem" not in path.read_bytes()
    assert path.stat().st_mode & 0o777 == 0o600


def test_the_same_bytes_twice_are_two_files(opened: Vault) -> None:
    first, second = (opened.blobs.add(b"same", "text/plain", "txt") for _ in range(2))
    opened.blobs.remove(first)
    assert opened.blobs.read(second) == b"same"
    opened.blobs.remove(first)
    assert list(opened.blobs.names()) == [second.name]


@pytest.mark.parametrize("extension", ["../x", "a/b", "", "verylongextension", "p\u00f1g", ".."])
def test_an_odd_extension_never_reaches_the_disk(opened: Vault, extension: str) -> None:
    assert opened.blobs.add(b"x", "image/png", extension).name.endswith(".bin.age")
    assert opened.blobs.add(b"x", "image/png", ".PNG").name.endswith(".png.age")


def test_a_name_is_never_a_way_out_of_the_vault(opened: Vault) -> None:
    blob = opened.blobs.add(b"x", "text/plain", "txt")
    for name in ("../../vault.json", "/etc/passwd", f"{blob.name}/..", f"{blob.name}\n", ""):
        for asked in (opened.blobs.read, opened.blobs.remove, opened.blobs.check):
            with pytest.raises(ValueError, match="not the name"):
                asked(replace(blob, name=name))


def test_any_change_to_a_sealed_file_is_noticed(opened: Vault) -> None:
    blob = opened.blobs.add(os.urandom(1000), "image/png", "png")
    path = opened.blobs.path(blob.name)
    whole = path.read_bytes()
    for place in (0, 50, 150, len(whole) - 500, len(whole) - 1):
        path.write_bytes(whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :])
        _assert_damaged(opened, blob)
    for length in (0, 100, len(whole) - 1):
        path.write_bytes(whole[:length])
        _assert_damaged(opened, blob)
    path.write_bytes(whole + b"\0")
    assert not opened.blobs.check(blob)
    path.unlink()
    _assert_damaged(opened, blob)


def test_another_sealed_file_in_its_place_is_noticed(opened: Vault) -> None:
    """Sealing alone would not tell: anybody can seal to a public key."""
    blob, other = (opened.blobs.add(data, "text/plain", "txt") for data in (b"mine", b"evil"))
    opened.blobs.path(other.name).replace(opened.blobs.path(blob.name))
    _assert_damaged(opened, blob)


def test_a_file_that_can_t_be_read_is_not_called_damaged(
    opened: Vault, monkeypatch: pytest.MonkeyPatch
) -> None:
    blob = opened.blobs.add(b"kept", "text/plain", "txt")

    def refused(*_: object, **__: object) -> None:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(Path, "open", refused)
    with pytest.raises(Problem) as caught:
        opened.blobs.read(blob)
    assert caught.value.trouble is Trouble.CANNOT_READ


def test_an_error_of_the_writer_s_own_passes_as_it_is(opened: Vault) -> None:
    class Full:
        def write(self, data: bytes) -> None:
            raise OSError(28, "No space left on device")

    for size in (3, 65_536, 200_000):
        blob = opened.blobs.add(bytes(size), "text/plain", "txt")
        with pytest.raises(OSError, match="No space left"):
            opened.blobs.copy(blob, Full())


@pytest.mark.parametrize("verb", ["write_all", "sync", "sync_folder"])
def test_a_full_disk_leaves_no_half_of_a_file(
    opened: Vault, monkeypatch: pytest.MonkeyPatch, verb: str
) -> None:
    kept = opened.blobs.add(b"kept", "text/plain", "txt")

    def no_room(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as full:
        full.setattr(durable, verb, no_room)
        for size in (3, 65_536, 200_000):
            with pytest.raises(Problem) as caught:
                opened.blobs.add(bytes(size), "text/plain", "txt")
            assert caught.value.trouble is Trouble.DISK_FULL
    files = [path for path in (opened.folder / "blobs").rglob("*") if path.is_file()]
    assert files == [opened.blobs.path(kept.name)]


def test_a_file_whose_name_could_not_be_synced_does_not_stay(
    opened: Vault, monkeypatch: pytest.MonkeyPatch
) -> None:
    renamed = Path.replace

    def replace_then_break(path: Path, to: Path) -> Path:
        monkeypatch.setattr(durable, "sync_folder", broken)
        return renamed(path, to)

    def broken(*_: object) -> None:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(Path, "replace", replace_then_break)
    with pytest.raises(Problem) as caught:
        opened.blobs.add(b"new", "text/plain", "txt")
    assert caught.value.trouble is Trouble.CANNOT_WRITE
    assert [path for path in (opened.folder / "blobs").rglob("*") if path.is_file()] == []


def test_an_error_while_reading_what_to_keep_passes_and_leaves_nothing(opened: Vault) -> None:
    class Unplugged(BytesIO):
        def read(self, size: int | None = -1, /) -> bytes:
            raise ValueError("unplugged")

    with pytest.raises(ValueError, match="unplugged"):
        opened.blobs.add(Unplugged(), "image/png", "png")
    assert [path for path in (opened.folder / "blobs").rglob("*") if path.is_file()] == []


def test_a_file_is_on_the_disk_before_its_name_and_the_name_before_adding_returns(
    opened: Vault, monkeypatch: pytest.MonkeyPatch
) -> None:
    order: list[str] = []
    for name in ("sync", "sync_folder"):
        real = getattr(durable, name)

        def told(what: object, name: str = name, real: object = real) -> None:
            order.append(name if isinstance(what, int) else f"{name} {Path(str(what)).name}")
            assert callable(real)
            real(what)

        monkeypatch.setattr(durable, name, told)
    renamed = Path.replace

    def replace_told(path: Path, to: Path) -> Path:
        order.append("rename")
        return renamed(path, to)

    monkeypatch.setattr(Path, "replace", replace_told)
    blob = opened.blobs.add(b"kept", "text/plain", "txt")
    assert order == ["sync", "sync_folder blobs", "rename", f"sync_folder {blob.name[:2]}"]


def test_what_was_left_half_written_is_swept_away_after_a_while(opened: Vault) -> None:
    blob = opened.blobs.add(b"kept", "text/plain", "txt")
    incoming = opened.folder / "blobs/.incoming"
    old, young = incoming / "old", incoming / "young"
    for part, age in ((old, timedelta(days=2)), (young, timedelta(minutes=1))):
        part.write_bytes(b"half")
        moment = (NOW - age).timestamp()
        os.utime(part, (moment, moment))
    assert opened.blobs.sweep(NOW - timedelta(days=1)) == 1
    assert list(incoming.iterdir()) == [young]
    assert opened.blobs.read(blob) == b"kept"


def _assert_damaged(opened: Vault, blob: object) -> None:
    from kdesk.domain.memo import Blob

    assert isinstance(blob, Blob)
    assert not opened.blobs.check(blob)
    with pytest.raises(Problem) as caught:
        opened.blobs.read(blob)
    assert caught.value.trouble is Trouble.DAMAGED
