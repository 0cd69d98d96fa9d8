import hashlib
import hmac
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from kdesk.domain.problem import Problem, Trouble
from kdesk.store import durable, header, keys, unlocking, vault
from tests.store.making import CHEAP, NOW, SECRET, keeper, made

NAMES = ("vault.json", "vault.mirror.json")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made(tmp_path, SECRET).close()
    return tmp_path / "vault"


def line(kept: dict[str, Any]) -> bytes:
    return json.dumps(kept, sort_keys=True, separators=(",", ":")).encode()


def rewrite(
    folder: Path, change: Callable[[dict[str, Any]], None], key: bytes = b"", copies: int = 2
) -> None:
    """Changes the header as somebody would who knows how its sum is made, or even its key."""
    kept = json.loads((folder / "vault.json").read_text())
    change(kept)
    del kept["sum"]
    if key:
        body = {name: value for name, value in kept.items() if name != "mac"}
        kept["mac"] = hmac.new(key, line(body), hashlib.sha256).hexdigest()
    kept["sum"] = hashlib.sha256(line(kept)).hexdigest()
    for name in NAMES[:copies]:
        (folder / name).write_text(json.dumps(kept))


def refused(folder: Path, passphrase: str = SECRET) -> Trouble:
    with pytest.raises(Problem) as caught:
        vault.open_with_passphrase(folder, passphrase)
    return caught.value.trouble


def test_both_copies_say_the_same_and_only_the_promised_things(folder: Path) -> None:
    first, mirror = ((folder / name).read_bytes() for name in NAMES)
    assert first == mirror
    assert set(json.loads(first)) == header.KEYS
    assert header.find(folder).twice


@pytest.mark.parametrize(
    "change",
    [
        lambda kept: kept.update(ver=2),
        lambda kept: kept.update(fmt="something-else"),
        lambda kept: kept.update(more="from tomorrow"),
        lambda kept: kept["slots"][0].update(more="from tomorrow"),
        lambda kept: kept["slots"].append({"kind": "fingerprint", "box": ""}),
    ],
)
def test_a_header_from_a_newer_kdesk_is_refused_and_left_alone(
    folder: Path, change: Callable[[dict[str, Any]], None]
) -> None:
    rewrite(folder, change)
    before = (folder / "vault.json").read_bytes()
    assert refused(folder) is Trouble.TOO_NEW
    assert refused(folder, "wrong") is Trouble.TOO_NEW
    with pytest.raises(Problem) as caught:
        header.recipient_of(folder)
    assert caught.value.trouble is Trouble.TOO_NEW
    assert (folder / "vault.json").read_bytes() == before


def test_one_newer_copy_is_enough_to_refuse(folder: Path) -> None:
    rewrite(folder, lambda kept: kept.update(ver=2), copies=1)
    assert refused(folder) is Trouble.TOO_NEW


@pytest.mark.parametrize(
    "change",
    [
        lambda kept: kept.update(gen="seven"),
        lambda kept: kept.update(slots=None),
        lambda kept: kept.update(slots=[7]),
        lambda kept: kept["slots"][0].update(box="no base64!"),
        lambda kept: kept["slots"][0].update(memory=1 << 40),
        lambda kept: kept["slots"][0].update(passes=10**9),
        lambda kept: kept["slots"][0].update(lanes=0),
        lambda kept: kept["slots"][0].update(worked_on=["yesterday"]),
        lambda kept: kept["slots"][0].pop("salt"),
        lambda kept: kept.pop("recipient"),
    ],
)
def test_a_header_that_makes_no_sense_is_damaged(
    folder: Path, change: Callable[[dict[str, Any]], None]
) -> None:
    rewrite(folder, change)
    assert refused(folder) is Trouble.DAMAGED


@pytest.mark.parametrize(
    "data",
    [b"", b"\0" * 900, b"[]", b"7", b'{"sum": 1}', b"\xff\xfe", b"[" * 60_000, b" " * 70_000],
)
def test_what_is_no_header_at_all_is_damaged(folder: Path, data: bytes) -> None:
    for name in NAMES:
        (folder / name).write_bytes(data)
    assert refused(folder) is Trouble.DAMAGED


@pytest.mark.parametrize(
    "change",
    [
        lambda kept: kept.update(gen=99),
        lambda kept: kept["slots"].pop(),
        lambda kept: kept["slots"][0].update(worked_on=["2026-01-01", "2026-01-02"]),
        lambda kept: kept.update(recipient=keys.recipient(bytes(32))),
    ],
)
def test_a_header_changed_by_somebody_without_the_key_does_not_open(
    folder: Path, change: Callable[[dict[str, Any]], None]
) -> None:
    rewrite(folder, change)
    assert refused(folder) is Trouble.DAMAGED


def test_the_words_open_past_a_header_that_somebody_changed(folder: Path, tmp_path: Path) -> None:
    opened = vault.open_with_passphrase(folder, SECRET)
    words = " ".join(opened.words())
    opened.close()
    rewrite(folder, lambda kept: kept.update(gen=99, recipient=keys.recipient(bytes(32))))
    opened = vault.open_with_words(folder, words)
    assert header.recipient_of(folder) == opened.recipient
    opened.set_passphrase(SECRET, NOW, stretch=CHEAP)
    opened.close()
    vault.open_with_passphrase(folder, SECRET).close()


def test_a_garbled_recipient_is_damage_and_never_sealed_to(folder: Path) -> None:
    rewrite(folder, lambda kept: kept.update(recipient="age1nobody"))
    with pytest.raises(Problem) as caught:
        header.recipient_of(folder)
    assert caught.value.trouble is Trouble.DAMAGED


def test_the_newest_valid_copy_holds(folder: Path) -> None:
    old = (folder / "vault.json").read_bytes()
    opened = vault.open_with_passphrase(folder, SECRET)
    opened.set_passphrase("an island", NOW, stretch=CHEAP)
    opened.close()
    for name in NAMES:
        newest = (folder / name).read_bytes()
        (folder / name).write_bytes(old)
        vault.open_with_passphrase(folder, "an island").close()
        assert (folder / name).read_bytes() == newest


def test_an_unreadable_disk_is_not_called_damage(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise OSError(5, "Input/output error")

    with monkeypatch.context() as unplugged:
        unplugged.setattr(Path, "open", broken)
        assert refused(folder) is Trouble.CANNOT_READ
    vault.open_with_passphrase(folder, SECRET).close()


def test_one_copy_is_whole_whenever_the_other_is_being_written(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def torn(path: Path, data: bytes) -> None:
        path.write_bytes(data[:100])
        raise OSError(5, "Input/output error")

    opened = vault.open_with_passphrase(folder, SECRET)
    with monkeypatch.context() as breaking:
        breaking.setattr(durable, "write_whole", torn)
        with pytest.raises(Problem):
            opened.set_passphrase("an island", NOW, stretch=CHEAP)
    opened.close()
    vault.open_with_passphrase(folder, SECRET).close()


def test_a_root_is_never_shown_by_its_holder(folder: Path, tmp_path: Path) -> None:
    unlocked = unlocking.by_device(folder, keeper(tmp_path))
    assert repr(unlocked) == "Unlocked()"
