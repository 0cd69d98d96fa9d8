import stat
from pathlib import Path

import keyring.backend
import keyring.errors
import pytest

from kdesk.domain.problem import Problem, Trouble
from kdesk.store import durable, vault
from kdesk.store.devices import KEYRINGS, DeviceKeeper
from tests.store.making import CHEAP, NOW, SECRET


class MemoryKeyring(keyring.backend.KeyringBackend):
    """A keyring that keeps nothing longer than the test."""

    priority = 99.0
    kept: dict[tuple[str, str], str] = {}  # noqa: RUF012 - backends are singletons by design

    def get_password(self, service: str, username: str) -> str | None:
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.kept[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        if self.kept.pop((service, username), None) is None:
            raise keyring.errors.PasswordDeleteError


@pytest.fixture(autouse=True)
def only_one_keyring(monkeypatch: pytest.MonkeyPatch) -> None:
    MemoryKeyring.kept.clear()
    ring = MemoryKeyring()  # type: ignore[no-untyped-call]
    monkeypatch.setattr(keyring.backend, "get_all_keyring", lambda: [ring])


def trusting(folder: Path) -> DeviceKeeper:
    return DeviceKeeper(folder, keyrings=frozenset({MemoryKeyring.__module__}))


def test_a_key_is_kept_in_a_file_for_its_owner_only(tmp_path: Path) -> None:
    keeper = trusting(tmp_path / "settings")
    key = keeper.add("one")
    assert trusting(tmp_path / "settings").find("one") == key
    assert keeper.find("two") is None
    (file,) = (tmp_path / "settings").iterdir()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert MemoryKeyring.kept == {}


def test_a_removed_key_is_nowhere(tmp_path: Path) -> None:
    keeper = trusting(tmp_path / "settings")
    for moved in (False, True):
        keeper.add("one")
        assert not moved or keeper.move_to_keyring("one")
        keeper.remove("one")
        assert keeper.find("one") is None
        assert list((tmp_path / "settings").iterdir()) == []
        assert MemoryKeyring.kept == {}


def test_a_spoilt_key_file_is_no_key(tmp_path: Path) -> None:
    keeper = trusting(tmp_path)
    keeper.add("one")
    for spoilt in (b"", b"\xff\xfe", b"c2hvcnQ=\n"):
        (tmp_path / "device-one.key").write_bytes(spoilt)
        assert keeper.find("one") is None


def test_a_key_moves_to_the_keyring_only_when_a_passphrase_is_set(tmp_path: Path) -> None:
    keeper = trusting(tmp_path / "settings")
    opened = vault.make(tmp_path / "vault", keeper, None, NOW)
    assert MemoryKeyring.kept == {}
    opened.set_passphrase(SECRET, NOW, stretch=CHEAP)
    opened.close()
    assert len(MemoryKeyring.kept) == 1
    assert list((tmp_path / "settings").iterdir()) == []
    vault.open_with_device(tmp_path / "vault", trusting(tmp_path / "settings")).close()


def test_a_keyring_that_is_not_known_to_encrypt_is_never_used(tmp_path: Path) -> None:
    keeper = DeviceKeeper(tmp_path)
    key = keeper.add("one")
    assert not keeper.move_to_keyring("one")
    assert keeper.find("one") == key
    assert MemoryKeyring.kept == {}
    assert not any("file" in name or "null" in name or "chainer" in name for name in KEYRINGS)


def test_a_keyring_that_loses_what_it_is_given_does_not_get_the_only_copy(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(MemoryKeyring, "get_password", lambda *_: None)
    keeper = trusting(tmp_path)
    key = keeper.add("one")
    assert not keeper.move_to_keyring("one")
    assert keeper.find("one") == key


def test_a_keyring_that_breaks_is_the_same_as_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("no bus")

    for name in ("get_password", "set_password", "delete_password"):
        monkeypatch.setattr(MemoryKeyring, name, broken)
    keeper = trusting(tmp_path)
    key = keeper.add("one")
    assert not keeper.move_to_keyring("one")
    assert keeper.find("one") == key
    assert keeper.find("two") is None
    monkeypatch.setattr(keyring.backend, "get_all_keyring", broken)
    assert keeper.find("two") is None
    keeper.remove("one")
    assert keeper.find("one") is None


def test_with_the_keyring_forbidden_it_is_not_even_looked_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    monkeypatch.setattr(keyring.backend, "get_all_keyring", lambda: asked.append("asked"))
    keeper = DeviceKeeper(tmp_path, keyring_allowed=False)
    keeper.add("one")
    assert not keeper.move_to_keyring("one")
    assert keeper.find("two") is None
    keeper.remove("one")
    assert asked == []


def test_a_key_that_can_t_be_kept_is_a_problem(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*_: object) -> None:
        raise OSError(13, "Permission denied")

    monkeypatch.setattr(durable, "write_whole", refused)
    with pytest.raises(Problem) as caught:
        trusting(tmp_path).add("one")
    assert caught.value.trouble is Trouble.CANNOT_WRITE
