"""Stopped or refused at each step that touches the disk: the second try ends well, nothing is lost.

Killed (SIGKILL), a broken disk (EIO), a full one (ENOSPC).
"""

import errno
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from kdesk.domain.ids import MemoId
from kdesk.domain.problem import Problem, Trouble
from kdesk.store import captures, durable, header, vault
from kdesk.store.vault import Vault
from tests.store.making import NEW, SECRET, items_of, keeper, made
from tests.store.speaking import fallback_of, read_back, recorded, sound

ROOT = Path(__file__).resolve().parents[2]
SOUND = sound(300_000)

hows = pytest.mark.parametrize(
    "how",
    ["kill", str(errno.ENOSPC), pytest.param(str(errno.EIO), marks=pytest.mark.full)],
)


def broken(place: Path, verb: str, how: str, least: int) -> list[tuple[Path, int]]:
    """A copy stopped at each step, and how that ended; nothing stopped the last one."""
    one, many = place / "one", place / "many"
    program = [sys.executable, "-m", "tests.faults.broken_at_each_step", verb, how, one, many]
    child = subprocess.run(
        [str(part) for part in program], cwd=ROOT, capture_output=True, text=True, check=True
    )
    shutil.rmtree(one)
    ends = [int(line) for line in child.stdout.split()]
    assert set(ends[:-1]) <= ({-9} if how == "kill" else {3, 4}), child.stderr
    assert ends[-1] == 0
    assert len(ends) > least
    return [(many / str(step), ended) for step, ended in enumerate(ends)]


def opened_by_either(folder: Path) -> tuple[str, Vault]:
    for passphrase in (SECRET, NEW):
        try:
            return passphrase, vault.open_with_passphrase(folder, passphrase)
        except Problem as problem:
            assert problem.trouble is Trouble.WRONG_KEY
    raise AssertionError("nothing opens it")


@hows
def test_a_passphrase_change_leaves_one_passphrase_that_opens(memory_disk: Path, how: str) -> None:
    made(memory_disk / "one", SECRET).close()
    seen = []
    for place, _ in broken(memory_disk, "change", how, least=8):
        passphrase, opened = opened_by_either(place / "vault")
        assert items_of(opened) == 0
        opened.close()
        assert header.find(place / "vault").twice
        seen.append(passphrase)
    # Once the new one opens it never goes back, and there is a moment for each.
    assert seen == sorted(seen, key=[SECRET, NEW].index)
    assert {seen[0], seen[-1]} == {SECRET, NEW}


@hows
def test_a_vault_is_made_whole_or_not_at_all(memory_disk: Path, how: str) -> None:
    (memory_disk / "one").mkdir()
    for place, ended in broken(memory_disk, "make", how, least=20):
        if ended and not vault.exists(place / "vault"):
            made(place, SECRET).close()
        opened = vault.open_with_device(place / "vault", keeper(place))
        assert items_of(opened) == 0
        opened.close()
        vault.open_with_passphrase(place / "vault", SECRET).close()


@hows
def test_a_sealed_file_is_there_whole_or_not_at_all(memory_disk: Path, how: str) -> None:
    first = made(memory_disk / "one", SECRET)
    kept = first.blobs.add(b"kept", "text/plain", "txt")
    first.close()
    for place, ended in broken(memory_disk, "add", how, least=8):
        opened = vault.open_with_passphrase(place / "vault", SECRET)
        assert opened.blobs.read(kept) == b"kept"
        new = set(opened.blobs.names()) - {kept.name}
        for name in new:
            sealed = opened.blobs.path(name).stat().st_size
            assert sealed > 200_000 + 4 * 16
        assert len(new) <= 1 if how == "kill" else len(new) == (ended != 3)
        opened.close()


def recorded_elsewhere(one: Vault, from_byte: int, monkeypatch: pytest.MonkeyPatch) -> MemoId:
    """A recording that had no room in the vault from this byte on."""
    write_all, create = durable.write_all, durable.create

    def no_room(descriptor: int, data: bytes) -> None:
        path = Path(f"/proc/self/fd/{descriptor}").readlink()
        if path.parent == one.captures and path.stat().st_size + len(data) > from_byte:
            raise OSError(errno.ENOSPC, "No space left on device")
        write_all(descriptor, data)

    def no_room_for_a_name(path: Path) -> int:
        if path.parent == one.captures and from_byte == 0:
            raise OSError(errno.ENOSPC, "No space left on device")
        return create(path)

    with monkeypatch.context() as full:
        full.setattr(durable, "write_all", no_room)
        full.setattr(durable, "create", no_room_for_a_name)
        return recorded(one, SOUND)


@hows
@pytest.mark.parametrize(("from_byte", "least"), [(100_000, 3), (0, 8)])
def test_taking_in_what_was_recorded_elsewhere_converges(
    memory_disk: Path, how: str, from_byte: int, least: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = made(memory_disk / "one", SECRET)
    capture_id = recorded_elsewhere(one, from_byte, monkeypatch)
    assert list(fallback_of(one).iterdir()) != []
    about = captures.open_capture(one.captures, capture_id, one.identity)[0]
    one.close()
    for place, _ in broken(memory_disk, "take_in", how, least):
        opened = vault.open_with_passphrase(place / "vault", SECRET)
        captures.take_in_fallback(fallback_of(opened), opened.captures)
        assert list(fallback_of(opened).iterdir()) == []
        assert read_back(opened, capture_id) == (SOUND, True)
        found = captures.open_capture(opened.captures, capture_id, opened.identity)[0]
        assert (found.id, found.at) == (capture_id, about.at)
        assert found.device == "a microphone"
        opened.close()


@hows
def test_removing_a_recording_takes_all_of_it_in_the_end(memory_disk: Path, how: str) -> None:
    one = made(memory_disk / "one", SECRET)
    capture_id = recorded(one, SOUND)
    one.close()
    for place, _ in broken(memory_disk, "remove", how, least=2):
        opened = vault.open_with_passphrase(place / "vault", SECRET)
        for left in captures.waiting(opened.captures):
            assert left.id == capture_id
            captures.remove(opened.captures, left.id, opened)
        assert list(opened.captures.iterdir()) == []
        opened.close()
