import os
import shutil
from pathlib import Path

import pytest

from kdesk.domain.problem import Problem, Trouble
from kdesk.store import durable, header, vault
from tests.store.making import CHEAP, LATER, NOW, SECRET, items_of, keeper, made


def trouble_of(caught: pytest.ExceptionInfo[Problem]) -> Trouble:
    return caught.value.trouble


def everything_said(error: BaseException | None) -> str:
    """Every word and value that an exception and those before it carry."""
    said = ""
    while error is not None:
        said += f"{error!r} {error.args} {getattr(error, 'object', '')} "
        error = error.__context__
    return said


def test_a_vault_is_made_silently_and_opens_on_this_computer(tmp_path: Path) -> None:
    first = made(tmp_path)
    kept = first.blobs.add(b"kept", "text/plain", "txt")
    first.close()
    again = vault.open_with_device(tmp_path / "vault", keeper(tmp_path))
    assert again.blobs.read(kept) == b"kept"
    assert items_of(again) == 0
    again.close()


def test_only_the_owner_may_read_a_vault_and_its_key(tmp_path: Path) -> None:
    made(tmp_path).close()
    assert (tmp_path / "vault").stat().st_mode & 0o777 == 0o700
    (key,) = (tmp_path / "settings").iterdir()
    assert key.stat().st_mode & 0o777 == 0o600
    for name in ("vault.json", "vault.mirror.json", "db/journal.db"):
        assert (tmp_path / "vault" / name).stat().st_mode & 0o777 == 0o600


def test_a_second_vault_is_not_made_over_the_first(tmp_path: Path) -> None:
    made(tmp_path).close()
    before = (tmp_path / "vault/vault.json").read_bytes()
    with pytest.raises(Problem) as caught:
        made(tmp_path)
    assert trouble_of(caught) is Trouble.VAULT_EXISTS
    assert (tmp_path / "vault/vault.json").read_bytes() == before


def test_a_folder_with_other_things_in_it_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "vault").mkdir()
    (tmp_path / "vault/letter.txt").write_text("mine")
    with pytest.raises(Problem) as caught:
        made(tmp_path)
    assert trouble_of(caught) is Trouble.VAULT_EXISTS
    assert [path.name for path in (tmp_path / "vault").iterdir()] == ["letter.txt"]


def test_an_empty_folder_becomes_the_vault(tmp_path: Path) -> None:
    (tmp_path / "vault").mkdir()
    made(tmp_path).close()
    assert vault.exists(tmp_path / "vault")


def test_a_vault_that_could_not_be_made_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_room(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(durable, "sync_tree", no_room)
    with pytest.raises(Problem) as caught:
        made(tmp_path)
    assert trouble_of(caught) is Trouble.DISK_FULL
    left = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert left == []
    assert not vault.exists(tmp_path / "vault")


def test_a_half_made_vault_is_swept_away_and_never_taken_for_a_whole_one(tmp_path: Path) -> None:
    half = tmp_path / ".vault.making-0123"
    (half / "db").mkdir(parents=True)
    (half / "vault.json").write_text("{}")
    os.utime(half, (NOW.timestamp() - 7200, NOW.timestamp() - 7200))
    young = tmp_path / ".vault.making-4567"  # another process may be making it
    young.mkdir()
    os.utime(young, (NOW.timestamp() - 60, NOW.timestamp() - 60))
    assert not vault.exists(tmp_path / "vault")
    made(tmp_path).close()
    assert not half.exists()
    assert young.exists()


def test_without_a_vault_opening_says_so(tmp_path: Path) -> None:
    words = " ".join(["abandon"] * 23 + ["art"])
    for opening in (
        lambda: vault.open_with_device(tmp_path / "vault", keeper(tmp_path)),
        lambda: vault.open_with_passphrase(tmp_path / "vault", SECRET),
        lambda: vault.open_with_words(tmp_path / "vault", words),
        lambda: header.recipient_of(tmp_path / "vault"),
    ):
        with pytest.raises(Problem) as caught:
            opening()
        assert trouble_of(caught) is Trouble.NO_VAULT
    assert not (tmp_path / "vault").exists()


def test_the_passphrase_opens_and_another_does_not(tmp_path: Path) -> None:
    made(tmp_path, SECRET).close()
    vault.open_with_passphrase(tmp_path / "vault", SECRET).close()
    said = set()
    for wrong in ("the tide", "", "\ud800", SECRET.upper()):
        with pytest.raises(Problem) as caught:
            vault.open_with_passphrase(tmp_path / "vault", wrong)
        assert trouble_of(caught) is Trouble.WRONG_KEY
        said.add(caught.value.sentence)
    assert len(said) == 1


def test_composed_and_decomposed_letters_are_the_same_passphrase(tmp_path: Path) -> None:
    made(tmp_path, "caf\u00e9 r\u00eaverie").close()
    vault.open_with_passphrase(tmp_path / "vault", "cafe\u0301 re\u0302verie").close()


def test_the_24_words_open_in_any_spacing_and_case(tmp_path: Path) -> None:
    first = made(tmp_path)
    words = first.words()
    first.close()
    assert len(words) == 24
    typed = "\n ".join(words).upper()
    again = vault.open_with_words(tmp_path / "vault", typed)
    assert again.words() == words
    assert items_of(again) == 0
    again.close()


def test_a_misspelt_word_is_named_by_its_place(tmp_path: Path) -> None:
    first = made(tmp_path)
    words = list(first.words())
    first.close()
    words[6] = "xyzzy"
    with pytest.raises(Problem, match="Word 7 is not one of the recovery words") as caught:
        vault.open_with_words(tmp_path / "vault", " ".join(words))
    assert "xyzzy" not in everything_said(caught.value)


def test_wrong_words_are_refused_and_not_repeated(tmp_path: Path) -> None:
    first, other = made(tmp_path), made(tmp_path / "other")
    words, foreign = list(first.words()), " ".join(other.words())
    first.close()
    other.close()
    swapped = [*words[1:], words[0]]
    for typed in (
        foreign,
        " ".join(words[:23]),
        " ".join(swapped),
        " ".join([*words[:23], "xyzzy"]),
    ):
        with pytest.raises(Problem) as caught:
            vault.open_with_words(tmp_path / "vault", typed)
        assert trouble_of(caught) is Trouble.WRONG_KEY
        said = everything_said(caught.value).split()
        assert "xyzzy" not in " ".join(said)
        assert len(set(said) & set(words)) < 3  # "word" and the like are words of the list too


def test_the_words_open_a_vault_whose_header_is_lost_and_mend_it(tmp_path: Path) -> None:
    first = made(tmp_path, SECRET)
    words = " ".join(first.words())
    kept = first.blobs.add(b"kept", "text/plain", "txt")
    first.close()
    for spoilt in (None, bytes(700)):
        for name in ("vault.json", "vault.mirror.json"):
            (tmp_path / "vault" / name).unlink()
            if spoilt:
                (tmp_path / "vault" / name).write_bytes(spoilt)
        again = vault.open_with_words(tmp_path / "vault", words)
        assert again.blobs.read(kept) == b"kept"
        again.set_passphrase("a new one", NOW, stretch=CHEAP)
        again.close()
        vault.open_with_passphrase(tmp_path / "vault", "a new one").close()


def test_words_of_another_journal_don_t_replace_a_lost_header(tmp_path: Path) -> None:
    made(tmp_path).close()
    other = made(tmp_path / "other")
    words = " ".join(other.words())
    other.close()
    for name in ("vault.json", "vault.mirror.json"):
        (tmp_path / "vault" / name).write_bytes(b"spoilt")
    with pytest.raises(Problem) as caught:
        vault.open_with_words(tmp_path / "vault", words)
    assert trouble_of(caught) is Trouble.WRONG_KEY
    assert (tmp_path / "vault/vault.json").read_bytes() == b"spoilt"


def test_a_new_passphrase_takes_the_place_of_the_old_one(tmp_path: Path) -> None:
    first = made(tmp_path, SECRET)
    first.set_passphrase("an island", NOW, stretch=CHEAP)
    first.close()
    vault.open_with_passphrase(tmp_path / "vault", "an island").close()
    with pytest.raises(Problem) as caught:
        vault.open_with_passphrase(tmp_path / "vault", SECRET)
    assert trouble_of(caught) is Trouble.WRONG_KEY


def test_an_empty_passphrase_is_refused(tmp_path: Path) -> None:
    first = made(tmp_path)
    with pytest.raises(Problem) as caught:
        first.set_passphrase("  ", NOW, stretch=CHEAP)
    assert trouble_of(caught) is Trouble.BAD_INPUT
    assert not vault.has_passphrase(tmp_path / "vault")
    first.close()


def test_no_error_carries_the_passphrase(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = made(tmp_path, SECRET)

    def no_room(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(durable, "write_whole", no_room)
    with pytest.raises(Problem) as caught:
        first.set_passphrase("mountain-\ud800-lake", NOW, stretch=CHEAP)
    assert trouble_of(caught) is Trouble.DISK_FULL
    assert "mountain" not in everything_said(caught.value)
    monkeypatch.undo()
    with pytest.raises(Problem) as caught:
        vault.open_with_passphrase(tmp_path / "vault", "mountain-\ud800-lake")
    assert "mountain" not in everything_said(caught.value)
    first.close()


def test_whether_there_is_a_passphrase_is_known_while_locked(tmp_path: Path) -> None:
    first = made(tmp_path)
    assert not vault.has_passphrase(tmp_path / "vault")
    first.set_passphrase(SECRET, LATER, stretch=CHEAP)
    first.close()
    assert vault.has_passphrase(tmp_path / "vault")
    (slot,) = header.find(tmp_path / "vault").header.passphrases
    assert slot.set_on == LATER.date()


def test_the_device_key_goes_once_the_passphrase_has_worked_on_two_days(tmp_path: Path) -> None:
    folder, device = tmp_path / "vault", keeper(tmp_path)
    made(tmp_path, SECRET).close()
    for _ in range(3):
        vault.open_with_passphrase(folder, SECRET, device, NOW).close()
    vault.open_with_device(folder, device).close()
    vault.open_with_passphrase(folder, SECRET, device, LATER).close()
    with pytest.raises(Problem) as caught:
        vault.open_with_device(folder, device)
    assert trouble_of(caught) is Trouble.WRONG_KEY
    assert list((tmp_path / "settings").iterdir()) == []
    vault.open_with_passphrase(folder, SECRET, device, LATER).close()


def test_a_changed_passphrase_must_work_on_two_days_of_its_own(tmp_path: Path) -> None:
    folder, device = tmp_path / "vault", keeper(tmp_path)
    first = made(tmp_path, SECRET)
    vault.open_with_passphrase(folder, SECRET, device, NOW).close()
    first.set_passphrase("an island", NOW, stretch=CHEAP)
    first.close()
    vault.open_with_passphrase(folder, "an island", device, LATER).close()
    vault.open_with_device(folder, device).close()


def test_a_passphrase_opens_a_vault_that_can_t_be_written_to(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_room(*_: object) -> None:
        raise OSError(28, "No space left on device")

    made(tmp_path, SECRET).close()
    monkeypatch.setattr(durable, "write_whole", no_room)
    vault.open_with_passphrase(tmp_path / "vault", SECRET, keeper(tmp_path), NOW).close()


def test_another_computer_has_no_key(tmp_path: Path) -> None:
    made(tmp_path).close()
    with pytest.raises(Problem) as caught:
        vault.open_with_device(tmp_path / "vault", keeper(tmp_path / "elsewhere"))
    assert trouble_of(caught) is Trouble.WRONG_KEY


def test_a_missing_database_is_damage_and_no_new_one_is_made(tmp_path: Path) -> None:
    made(tmp_path).close()
    (tmp_path / "vault/db/journal.db").unlink()
    with pytest.raises(Problem) as caught:
        vault.open_with_device(tmp_path / "vault", keeper(tmp_path))
    assert trouble_of(caught) is Trouble.DAMAGED
    assert not (tmp_path / "vault/db/journal.db").exists()


def test_a_damaged_database_is_told_from_a_wrong_passphrase(tmp_path: Path) -> None:
    made(tmp_path, SECRET).close()
    database = tmp_path / "vault/db/journal.db"
    database.write_bytes(bytes(database.stat().st_size))
    with pytest.raises(Problem) as caught:
        vault.open_with_passphrase(tmp_path / "vault", SECRET)
    assert trouble_of(caught) is Trouble.DAMAGED


def test_the_pin_holds_against_a_header_somebody_changed(tmp_path: Path) -> None:
    first, other = made(tmp_path), made(tmp_path / "other")
    pin = tmp_path / "settings/recipient"
    first.pin(pin)
    for name in ("vault.json", "vault.mirror.json"):
        shutil.copy(other.folder / name, first.folder / name)
    assert header.recipient_of(first.folder) == other.recipient
    assert header.recipient_of(first.folder, pin) == first.recipient
    (first.folder / "vault.json").write_bytes(b"spoilt")
    assert header.recipient_of(first.folder, pin) == first.recipient
    first.close()
    other.close()


def test_a_pin_that_is_missing_or_spoilt_leaves_the_header_to_say(tmp_path: Path) -> None:
    first = made(tmp_path)
    pin = tmp_path / "settings/recipient"
    assert header.recipient_of(first.folder, pin) == first.recipient
    whole = first.recipient.encode()
    for spoilt in (b"age1spoilt\n", b"", whole[:-1], whole + b"q", b"\0" * 62, b"\xff" + whole):
        pin.write_bytes(spoilt)
        assert header.pinned_in(pin) == ""
        assert header.recipient_of(first.folder, pin) == first.recipient
    first.pin(pin)
    assert pin.read_text() == f"{first.recipient}\n"
    first.close()


def test_a_closed_vault_opens_nothing_more(tmp_path: Path) -> None:
    first = made(tmp_path)
    kept = first.blobs.add(b"kept", "text/plain", "txt")
    first.close()
    assert first.identity is None
    with pytest.raises(TypeError):
        first.blobs.read(kept)
    with pytest.raises(ValueError, match="Data length"):
        first.words()
