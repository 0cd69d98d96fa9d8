"""The menu's two entries: what they say is valid, and what they start is this very kdesk."""

import os
import shutil
import subprocess
from pathlib import Path
from xml.etree import ElementTree

import pytest

from tests.house.source import ROOT
from tests.jobs.ears import until
from tests.journeys.desktop import DEBIAN_PYTHON

ENTRIES = ("kdesk-record.desktop", "kdesk.desktop")
# A menu reads and starts an entry through this library; so does the test.
LAUNCH = """
import sys
from gi.repository import Gio
entry = Gio.DesktopAppInfo.new_from_filename(sys.argv[1])
if len(sys.argv) > 2:
    entry.launch_action(sys.argv[2], None)
else:
    entry.launch([], None)
"""
RUN = """#!/bin/sh
printf '%s\\n' "$#" "$@" >"$HOME/started.new"
mv "$HOME/started.new" "$HOME/started"
"""
ODD = "my \"odd\" $HOME 100% `id` \\ \\\\ 'two'  spaces é & more"
"""What a folder may be called."""


def add_to_menu(*arguments: str, folder: Path = ROOT) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(folder / "packaging/add-to-menu"), *arguments],
        capture_output=True,
        text=True,
        timeout=20,
        check=False,
    )


def valid(*files: Path) -> str:
    """What the validator finds wrong; nothing at all when that is empty."""
    if shutil.which("desktop-file-validate") is None:
        pytest.skip("desktop-file-validate is not installed (package desktop-file-utils)")
    command = ["desktop-file-validate", "--warn-kde", *map(str, files)]
    ended = subprocess.run(command, capture_output=True, text=True, timeout=20, check=False)
    return ended.stdout + ended.stderr


def files_in(folder: Path) -> list[str]:
    return sorted(
        file.relative_to(folder).as_posix() for file in folder.rglob("*") if file.is_file()
    )


@pytest.fixture
def menu() -> Path:
    return Path(os.environ["XDG_DATA_HOME"]) / "applications"


def test_the_entries_are_valid_before_and_after_they_are_put_in_the_menu(menu: Path) -> None:
    assert valid(*(ROOT / "packaging" / name for name in ENTRIES)) == ""
    assert add_to_menu().returncode == 0
    assert valid(*(menu / name for name in ENTRIES)) == ""


def test_a_wrong_entry_would_be_noticed(tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.desktop"
    text = (ROOT / "packaging/kdesk.desktop").read_text()
    wrong.write_text(text.replace("Type=Application", "Type=App"))
    assert "error" in valid(wrong)


@pytest.mark.parametrize(
    ("entry", "arguments"),
    [
        (("kdesk.desktop",), []),
        (("kdesk-record.desktop",), ["--record"]),
        (("kdesk.desktop", "record"), ["--record"]),
    ],
    ids=["kdesk", "record now", "kdesk's own action"],
)
def test_an_entry_starts_the_kdesk_it_was_made_from_whatever_its_folder_is_called(
    tmp_path: Path, home: Path, menu: Path, entry: tuple[str, ...], arguments: list[str]
) -> None:
    odd = tmp_path / ODD
    shutil.copytree(ROOT / "packaging", odd / "packaging")
    run = odd / "packaging/run"
    run.write_text(RUN)
    assert add_to_menu(folder=odd).returncode == 0
    name, *action = entry
    command = [DEBIAN_PYTHON, "-c", LAUNCH, str(menu / name), *action]
    subprocess.run(command, check=True, timeout=20)
    started = home / "started"
    until(started.exists)
    assert started.read_text().splitlines() == [str(len(arguments)), *arguments]


def test_a_menu_that_gives_the_line_to_a_shell_starts_the_same(
    tmp_path: Path, home: Path, menu: Path
) -> None:
    # The library above forgives a bare $ or ` within quotes; the specification doesn't, and a
    # shell takes them for its own.
    odd = tmp_path / ODD
    shutil.copytree(ROOT / "packaging", odd / "packaging")
    (odd / "packaging/run").write_text(RUN)
    assert add_to_menu(folder=odd).returncode == 0
    lines = (menu / "kdesk.desktop").read_text().splitlines()
    for number, line in enumerate(line for line in lines if line.startswith("Exec=")):
        assert "\\" not in line.replace("\\\\", ""), "in the file each one stands twice"
        command = line.removeprefix("Exec=").replace("\\\\", "\\").replace("%%", "%")
        subprocess.run(["bash", "-c", command], check=True, timeout=20)
        arguments = ["--record"] if number else []
        assert (home / "started").read_text().splitlines() == [str(len(arguments)), *arguments]
        (home / "started").unlink()
    assert number == 1


def test_taken_out_again_nothing_of_it_is_left(home: Path) -> None:
    (home / ".local/share/applications").mkdir(parents=True, exist_ok=True)
    (home / ".local/share/applications/mine.desktop").write_text("[Desktop Entry]\n")
    before = files_in(home)
    assert add_to_menu("--remove").returncode == 0
    for _ in range(2):
        assert add_to_menu().returncode == 0
    added = set(files_in(home)) - set(before)
    assert {Path(name).name for name in added} == {*ENTRIES, "kdesk.svg"}
    assert add_to_menu("--remove").returncode == 0
    assert files_in(home) == before
    assert add_to_menu("--what").returncode == 2


def test_the_icon_is_a_drawing_of_its_own_that_needs_nothing_else() -> None:
    text = (ROOT / "packaging/kdesk.svg").read_text()
    drawing = ElementTree.fromstring(text)  # noqa: S314 - our own file
    assert drawing.get("viewBox") == "0 0 256 256"
    assert "href" not in text
    assert "<image" not in text
