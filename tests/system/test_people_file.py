import errno
import os
import tomllib
from pathlib import Path

import pytest

from kdesk.domain.ids import PersonId
from kdesk.domain.person import Person
from kdesk.domain.problem import Problem, Trouble
from kdesk.system import people_file


def person(
    name: str, *, while_locked: bool = True, number: str = "0555 01", note: str = ""
) -> Person:
    return Person(
        id=PersonId(f"person-{name}"),
        name=name,
        role="a friend",
        number=number,
        note=note,
        while_locked=while_locked,
    )


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "settings" / "people.toml"


def test_those_who_were_chosen_come_back_in_their_order(path: Path) -> None:
    names = ("Ída", 'Ben "B"', "山田", "C\r\n\0\N{RIGHT-TO-LEFT OVERRIDE}")
    people_file.keep(path, [person(name) for name in names])
    assert [one.name for one in people_file.read(path)] == list(names)
    assert {(one.role, one.number) for one in people_file.read(path)} == {("a friend", "0555 01")}


def test_nobody_is_written_who_was_not_chosen_and_no_note_ever(path: Path) -> None:
    people_file.keep(
        path,
        [
            person("Ada", note="knows about the sessions"),
            person("Ben", while_locked=False, number="0999"),
        ],
    )
    written = path.read_text("utf-8")
    assert "Ada" in written
    assert not any(word in written for word in ("Ben", "0999", "knows", "person-Ada"))


def test_without_anybody_chosen_there_is_no_file(path: Path) -> None:
    people_file.keep(path, [person("Ada", while_locked=False)])
    assert not path.parent.exists()
    people_file.keep(path, [person("Ada")])
    people_file.keep(path, [person("Ada", while_locked=False)])
    assert list(path.parent.iterdir()) == []


def test_only_the_person_may_read_the_file(path: Path) -> None:
    before = os.umask(0)
    try:
        people_file.keep(path, [person("Ada")])
    finally:
        os.umask(before)
    assert path.stat().st_mode & 0o077 == 0


def test_what_a_cut_write_left_does_not_stay(path: Path) -> None:
    people_file.keep(path, [person("Ada")])
    half = path.with_suffix(".new")
    half.write_text("Ben, who is chosen no longer")
    people_file.keep(path, [person("Ada")])
    assert list(path.parent.iterdir()) == [path]
    half.write_text("Ben, who is chosen no longer")
    people_file.keep(path, [])
    assert list(path.parent.iterdir()) == []


def test_the_same_people_are_not_written_again(path: Path) -> None:
    people_file.keep(path, [person("Ada")])
    before = path.stat().st_mtime_ns, path.stat().st_ino
    people_file.keep(path, [person("Ada"), person("Ben", while_locked=False)])
    assert (path.stat().st_mtime_ns, path.stat().st_ino) == before


def test_a_full_disk_is_said_and_the_file_stays_as_it_was(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    people_file.keep(path, [person("Ada")])

    def full(_descriptor: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(Problem) as told:
        people_file.keep(path, [person("Ada"), person("Ben")])
    assert told.value.trouble is Trouble.CANNOT_WRITE
    assert [one.name for one in people_file.read(path)] == ["Ada"]
    assert list(path.parent.iterdir()) == [path]


@pytest.mark.parametrize(
    "written",
    [
        b"",
        b"\xff\xfe",
        b"[[person]\n",
        b"person = 3",
        b"person = [1, 2]",
        b'[person]\nname = "Ada"',
        b"[[person]]\nname = 7",
    ],
)
def test_a_file_that_cannot_be_understood_shows_nobody(path: Path, written: bytes) -> None:
    path.parent.mkdir()
    path.write_bytes(written)
    assert people_file.read(path) == ()


def test_a_damaged_file_is_replaced_and_taken_away(path: Path) -> None:
    path.parent.mkdir()
    path.write_bytes(b"\xff\xfe")
    people_file.keep(path, [person("Ada")])
    assert [one.name for one in people_file.read(path)] == ["Ada"]
    path.write_bytes(b"\xff\xfe")
    people_file.keep(path, [])
    assert not path.exists()


def test_a_line_without_a_number_still_shows_the_name(path: Path) -> None:
    path.parent.mkdir()
    path.write_text('[[person]]\nname = "Ada"\nshoe = 38\n')
    (ada,) = people_file.read(path)
    assert (ada.name, ada.number, ada.note) == ("Ada", "", "")


def test_the_file_says_of_itself_that_it_is_not_encrypted(path: Path) -> None:
    people_file.keep(path, [person("Ada")])
    text = path.read_text("utf-8")
    assert "not encrypted" in text
    assert tomllib.loads(text)["person"][0]["name"] == "Ada"


def test_a_folder_in_the_way_is_said(path: Path) -> None:
    path.mkdir(parents=True)
    with pytest.raises(Problem) as told:
        people_file.keep(path, [person("Ada")])
    assert told.value.trouble is Trouble.CANNOT_WRITE
