"""Commands that make, guard and check the journal, each as a real process."""

from pathlib import Path

import pytest

from kdesk.__main__ import main
from kdesk.system.paths import usual_places
from tests.shell import done, kdesk, refused


def words_in(text: str) -> str:
    rows = [row.split() for row in text.splitlines() if row.startswith("  ")]
    words = [word for row in rows for word in row]
    assert len(words) == 24
    return " ".join(words)


def test_no_command_without_a_journal_does_more_than_say_so(tmp_path: Path) -> None:
    assert "no journal here" in refused("list", "--vault", tmp_path / "none")
    assert not (tmp_path / "none").exists()


def test_a_second_init_is_refused_and_changes_nothing(tmp_path: Path) -> None:
    vault = tmp_path / "vault"
    done("init", "--vault", vault)
    assert done("list", "--vault", vault).out == ""
    before = (vault / "vault.json").read_bytes()
    refused("init", "--vault", vault)
    assert (vault / "vault.json").read_bytes() == before


def test_where_a_journal_was_it_is_looked_for_and_init_on_purpose_makes_another(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("DATA", "CONFIG", "STATE"):
        monkeypatch.setenv(f"XDG_{name}_HOME", str(tmp_path / name))
    done("init")
    places = usual_places()
    before = places.pin.read_text()
    assert before.startswith("age1")
    places.vault.rename(tmp_path / "renamed")
    assert "isn't where it was" in refused("list")
    places.pin.write_text(before[:-3])
    assert "no journal here yet" in refused("list"), "a broken pin tells of none"
    done("init")
    assert places.pin.read_text() not in {"", before}


def test_wrong_usage_is_exit_2() -> None:
    assert kdesk("no-such-command").code == 2
    assert kdesk("show").code == 2


@pytest.mark.parametrize(
    "command",
    [
        "init",
        "import",
        "transcribe",
        "list",
        "show",
        "search",
        "summary",
        "export",
        "backup",
        "restore",
        "check",
        "models",
        "passphrase",
        "sample",
        "tour",
    ],
)
def test_every_command_has_help(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main([command, "--help"])
    assert ended.value.code == 0
    assert f"usage: kdesk {command}" in capsys.readouterr().out


def test_a_passphrase_opens_and_a_wrong_one_is_refused_in_the_same_words_each_time(
    tmp_path: Path,
) -> None:
    vault = tmp_path / "vault"
    made = done("init", "--vault", vault, "--passphrase-file", "-", stdin="eine Brücke\n")
    words = words_in(made.out)
    right = tmp_path / "right"
    right.write_text("eine Bru\u0308cke\n", encoding="utf-8")  # the same letters, decomposed
    assert done("list", "--vault", vault, "--passphrase-file", right).out == ""
    first = refused("list", "--vault", vault, "--passphrase-file", "-", stdin="eine Brucke\n")
    again = refused("list", "--vault", vault, "--passphrase-file", "-", stdin="x\n")
    assert first == again
    sheet = tmp_path / "sheet.txt"
    sheet.write_text(words.upper(), encoding="utf-8")
    assert done("list", "--vault", vault, "--recovery-file", sheet).out == ""


def test_the_passphrase_never_comes_as_an_argument() -> None:
    assert kdesk("list", "--passphrase", "secret").code == 2


def test_changing_the_passphrase_needs_no_new_words(vault: Path, tmp_path: Path) -> None:
    new = tmp_path / "new"
    new.write_text("two stones\n")
    done("passphrase", "--vault", vault, "--new-passphrase-file", new)
    done("list", "--vault", vault, "--passphrase-file", new)
    refused("passphrase", "--vault", vault, "--new-passphrase-file", "-", stdin="\n")


def test_a_backup_insists_on_the_words_and_comes_back_whole(vault: Path, tmp_path: Path) -> None:
    note = tmp_path / "note.txt"
    note.write_text("The river was warm.")
    done("import", "--vault", vault, note)
    file = tmp_path / "journal.kdesk"
    assert "recovery" in refused("backup", file, "--vault", vault)
    assert not file.exists()
    words = words_in(done("backup", file, "--vault", vault, "--show-words").out)
    sheet = tmp_path / "sheet.txt"
    sheet.write_text(words)
    back = tmp_path / "back"
    done("restore", file, back)
    found = done("search", "river", "--json", "--vault", back, "--recovery-file", sheet).facts
    assert [hit["text"] for hit in found] == ["The river was warm."]
    assert done("check", "--vault", back, "--recovery-file", sheet, "--json").facts["whole"]
    refused("restore", file, back)
    refused("restore", note, tmp_path / "other")
    assert not (tmp_path / "other").exists()


def test_a_backup_of_what_is_left_is_written_and_says_so(vault: Path, tmp_path: Path) -> None:
    done("import", "--vault", vault, Path("resources/sample/blue-door.jpg"))
    (blob, *_) = sorted((vault / "blobs").rglob("*.age"))
    blob.unlink()
    file = tmp_path / "journal.kdesk"
    told = refused("backup", file, "--show-words", "--vault", vault)
    assert told == (
        f"Wrote {file}, but 1 file of the journal is missing or damaged; `kdesk check` names them."
    )
    done("restore", file, tmp_path / "back")


def test_the_words_open_a_journal_without_its_header_and_say_that_the_passphrase_is_gone(
    tmp_path: Path,
) -> None:
    vault, passphrase, sheet = tmp_path / "vault", tmp_path / "passphrase", tmp_path / "sheet"
    passphrase.write_text("two stones")
    words = words_in(done("init", "--vault", vault, "--passphrase-file", passphrase).out)
    sheet.write_text("\n".join(f"{n}. {word}" for n, word in enumerate(words.split(), 1)))
    for file in vault.glob("vault*.json"):
        file.unlink()
    told = refused("list", "--vault", vault, "--passphrase-file", passphrase)
    assert "24 recovery words" in told
    assert "`kdesk passphrase`" in done("list", "--vault", vault, "--recovery-file", sheet).err
    new = ["--recovery-file", sheet, "--new-passphrase-file", passphrase]
    done("passphrase", "--vault", vault, *new)
    assert done("list", "--vault", vault, "--recovery-file", sheet).err == ""
    assert done("list", "--vault", vault, "--passphrase-file", passphrase).err == ""


def test_an_empty_database_is_refused_and_left_as_it_is(vault: Path) -> None:
    database = vault / "db" / "journal.db"
    database.write_bytes(b"")
    assert "damaged" in refused("list", "--vault", vault)
    assert database.read_bytes() == b""


def test_a_damaged_file_is_found_by_check(vault: Path, tmp_path: Path) -> None:
    picture = Path("resources/sample/blue-door.jpg")
    done("import", "--vault", vault, picture)
    (blob, *_) = sorted((vault / "blobs").rglob("*.age"))
    whole = blob.read_bytes()
    blob.chmod(0o600)
    blob.write_bytes(whole[:-1] + bytes([whole[-1] ^ 1]))
    assert "damaged" in refused("check", "--vault", vault)
    blob.write_bytes(whole)
    done("check", "--vault", vault)
