"""Paper and the folder are enough: opened with tools that know nothing of kdesk."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from kdesk.store import durable, keys
from kdesk.store.captures import CaptureSink
from tests.store.making import made
from tests.store.speaking import meta, recorded, sound

READ_ITEMS = """
import sys
from sqlcipher3 import dbapi2
shell = dbapi2.connect(sys.argv[1])
shell.execute(sys.stdin.read())
print(sorted(name for (name,) in shell.execute("SELECT name FROM sqlite_master")))
print(shell.execute("SELECT count(*) FROM items").fetchone())
"""


@dataclass
class Found:
    """What somebody has years later: the folder, a sheet of paper, and what should come out."""

    folder: Path
    words: str
    blob: Path
    capture: Path


@pytest.fixture
def found(tmp_path: Path) -> Iterator[Found]:
    opened = made(tmp_path, "a passphrase nobody remembers")
    blob = opened.blobs.add(b"a recording", "audio/flac", "flac")
    capture = opened.captures / f"{recorded(opened, sound(200_000))}.wav.age"
    words = " ".join(opened.words())
    path = opened.blobs.path(blob.name)
    opened.close()
    yield Found(tmp_path / "vault", words, path, capture)


def keys_by_the_readme(found: Found, place: Path) -> tuple[str, str]:
    """Does what README-RECOVERY.txt says, in a bare Python without any package."""
    readme = (found.folder / "README-RECOVERY.txt").read_text()
    copied = readme.split("----- BEGIN recover.py -----\n")[1].split("----- END recover.py")[0]
    (place / "recover.py").write_text(copied)
    answer = subprocess.run(
        [sys.executable, "-I", "-S", place / "recover.py", found.folder / "README-RECOVERY.txt"],
        input=found.words,
        capture_output=True,
        text=True,
        check=True,
    )
    identity, pragma = answer.stdout.splitlines()
    return identity, pragma


def needs(tool: str) -> str:
    path = shutil.which(tool)
    if path is None:
        pytest.skip(f"{tool} is not installed")
    return path


def test_the_readme_s_own_program_finds_the_keys_from_the_words(
    found: Found, tmp_path: Path
) -> None:
    identity, pragma = keys_by_the_readme(found, tmp_path)
    root = keys.root_of(found.words)
    assert identity == keys.identity_text(root)
    assert pragma == f"PRAGMA key = \"x'{keys.derive(root, keys.DATABASE).hex()}'\";"


def test_the_readme_s_own_program_refuses_words_in_a_wrong_order(
    found: Found, tmp_path: Path
) -> None:
    first, *rest = found.words.split()
    found.words = " ".join([*rest, first])
    with pytest.raises(subprocess.CalledProcessError) as caught:
        keys_by_the_readme(found, tmp_path)
    assert "don't belong together" in caught.value.stderr


def test_age_itself_opens_a_recording_from_the_words(found: Found, tmp_path: Path) -> None:
    age = needs("age")
    identity, _ = keys_by_the_readme(found, tmp_path)
    (tmp_path / "sheet.txt").write_text(identity + "\n")
    asked: list[str | Path] = [age, "-d", "-i", tmp_path / "sheet.txt"]
    assert subprocess.run([*asked, found.blob], capture_output=True, check=True).stdout == (
        b"a recording"
    )
    wav = subprocess.run([*asked, found.capture], capture_output=True, check=True).stdout
    assert wav[44:] == sound(200_000)


def test_age_itself_gives_the_whole_chunks_of_a_recording_that_was_cut(
    found: Found, tmp_path: Path
) -> None:
    age = needs("age")
    identity, _ = keys_by_the_readme(found, tmp_path)
    (tmp_path / "sheet.txt").write_text(identity + "\n")
    os.truncate(found.capture, 190_000)
    answer = subprocess.run(
        [age, "-d", "-i", tmp_path / "sheet.txt", found.capture], capture_output=True, check=False
    )
    assert answer.returncode != 0
    assert answer.stdout[44:] == sound(2 * 65536 - 44)


def test_age_itself_opens_what_went_on_elsewhere_without_its_beginning(
    found: Found, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    age = needs("age")
    identity, _ = keys_by_the_readme(found, tmp_path)
    (tmp_path / "sheet.txt").write_text(identity + "\n")
    recipient = subprocess.run(
        [needs("age-keygen"), "-y", tmp_path / "sheet.txt"], capture_output=True, check=True
    ).stdout.decode()
    state, about, wrote = tmp_path / "state", meta(), durable.write_all

    def full(descriptor: int, data: bytes) -> None:
        file = Path(f"/proc/self/fd/{descriptor}").readlink()
        if file.parent == found.capture.parent and file.stat().st_size > 100_000:
            raise OSError(28, "No space left on device")
        wrote(descriptor, data)

    monkeypatch.setattr(durable, "write_all", full)
    sink = CaptureSink(found.capture.parent, state, recipient.strip(), about)
    sink.write(sound(300_000))
    sink.finish()
    (onward,) = state.glob("*.wav.age")
    begins = int(onward.name.split(".")[1])
    asked: list[str | Path] = [age, "-d", "-i", tmp_path / "sheet.txt", onward]
    wav = subprocess.run(asked, capture_output=True, check=True).stdout
    assert wav[:4] == b"RIFF"
    assert wav[44:] == sound(300_000)[begins:]
    assert begins == 2 * 65536 - 44


def test_a_bare_sqlcipher_opens_the_database_from_the_words(found: Found, tmp_path: Path) -> None:
    """Python's sqlcipher3 as the shell: Debian 12's sqlcipher is 3.4 and can't read version 4."""
    _, pragma = keys_by_the_readme(found, tmp_path)
    answer = subprocess.run(
        [sys.executable, "-I", "-c", READ_ITEMS, found.folder / "db/journal.db"],
        input=pragma,
        capture_output=True,
        text=True,
        check=True,
    )
    tables, count = answer.stdout.splitlines()
    assert "'items'" in tables
    assert count == "(0,)"


def test_the_sqlcipher_shell_opens_the_database_from_the_words(
    found: Found, tmp_path: Path
) -> None:
    shell = needs("sqlcipher")
    version = subprocess.run(
        [shell, ":memory:", "PRAGMA cipher_version;"], capture_output=True, text=True, check=True
    ).stdout
    if not re.match(r"([4-9]|\d\d)\.", version.strip()):
        pytest.skip(f"this sqlcipher is {version.strip()}; journals need 4")
    _, pragma = keys_by_the_readme(found, tmp_path)
    answer = subprocess.run(
        [shell, found.folder / "db/journal.db"],
        input=f"{pragma}\nSELECT count(*) FROM items;\n",
        capture_output=True,
        text=True,
        check=True,
    )
    assert answer.stdout.split()[-1] == "0"


def test_openssl_derives_the_same_database_key(found: Found) -> None:
    openssl = needs("openssl")
    root = keys.root_of(found.words)
    asked = [openssl, "kdf", "-keylen", "32", "-kdfopt", "digest:SHA256"]
    asked += ["-kdfopt", f"hexkey:{root.hex()}", "-kdfopt", f"info:{keys.DATABASE.decode()}"]
    answer = subprocess.run([*asked, "HKDF"], capture_output=True, text=True, check=True).stdout
    assert answer.strip().replace(":", "").lower() == keys.derive(root, keys.DATABASE).hex()


def test_the_readme_names_every_folder_of_the_vault_and_holds_no_secret(found: Found) -> None:
    readme = (found.folder / "README-RECOVERY.txt").read_text()
    for folder in (path.name for path in found.folder.iterdir() if path.is_dir()):
        assert f"{folder}/" in readme
    assert found.words not in readme
    assert max(len(line) for line in readme.splitlines()) <= 100
