import errno
import json
from dataclasses import replace
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from kdesk.domain.creation import CreationFile
from kdesk.domain.entry import EntryKind
from kdesk.domain.excerpt import Excerpt
from kdesk.domain.goal import Direction
from kdesk.domain.ids import Kind, MemoId
from kdesk.domain.note import Note, NoteKind
from kdesk.domain.problem import Problem, Trouble
from kdesk.store import bin as the_bin
from kdesk.store import (
    creations,
    entries,
    exports,
    goals,
    insights,
    memos,
    people,
    personal_words,
    themes,
)
from kdesk.store.ids import new_id
from kdesk.store.vault import Vault
from tests.store import things
from tests.store.making import LATER, NOW


def record(folder: Path, item_id: str) -> dict[str, Any]:
    (path,) = folder.rglob(f"*{item_id}.json")
    found: dict[str, Any] = json.loads(path.read_bytes())
    return found


def markdown(folder: Path, item_id: str) -> str:
    (path,) = folder.rglob(f"*{item_id}.md")
    return path.read_bytes().decode()


def test_everything_is_written_out_to_the_letter(journal: Vault, tmp_path: Path) -> None:
    session = things.session(journal)
    memo = things.memo(journal, original=b"as it came")
    memos.set_transcript(journal, things.transcript(memo, "the liver was wide"), now=NOW)
    memos.correct(journal, memo.id, "the river was wide", now=NOW)
    text = "\u202eright\r\nto left\0 🌊 \n\n---\nkind: nothing"
    entry = things.entry(journal, "before", title='A "dream": 1', kind=EntryKind.DREAM)
    entries.edit(journal, replace(entry, text=text), now=LATER)
    goal = things.goal(journal)
    look = goals.check_in(journal, goal.id, note="rested", at=NOW, next_on=None, now=NOW)
    creation = things.creation(journal, pictures=2)
    folder = tmp_path / "out"
    done = exports.export(journal, folder, now=NOW)
    assert (done.items, done.files, done.damaged) == (6, 4, 0)

    kept = record(folder, memo.id)
    assert kept["session"] == session.id
    assert kept["text"] == kept["transcript"]["corrected"] == "the river was wide"
    assert kept["transcript"]["heard"] == "the liver was wide"
    assert kept["transcript"]["words"][1] == [" liver", 0.5, 1.0, 0.75]
    media = {file["name"]: (folder / file["file"]).read_bytes() for file in kept["files"]}
    assert media == {"sound": b"the sound itself", "original": b"as it came"}
    assert record(folder, entry.id)["text"] == text
    assert record(folder, entry.id)["versions"][0]["text"] == "before"
    assert record(folder, session.id)["intention"] == session.intention
    assert record(folder, goal.id)["check_ins"] == [look.id]
    assert record(folder, look.id)["goal"] == goal.id
    assert [file["name"] for file in record(folder, creation.id)["files"]] == ["0.png", "1.png"]
    assert markdown(folder, entry.id).endswith(f"---\n\n{text}\n")
    assert 'title: "A \\"dream\\": 1"' in markdown(folder, entry.id)
    assert "../media/" in markdown(folder, creation.id)


def test_a_memo_s_marks_and_pauses_are_written_out(journal: Vault, tmp_path: Path) -> None:
    at = NOW.replace(hour=3)
    memo = memos.add(
        journal,
        id=MemoId(new_id(Kind.MEMO, at)),
        at=at,
        seconds=9.0,
        sound=journal.blobs.add(b"sound", "audio/flac", "flac"),
        original=None,
        peaks=b"",
        cut=False,
        notes=(Note(NoteKind.MARK, 2.5), Note(NoteKind.PART, 4.0, 1.5, "USB microphone")),
        now=NOW,
    )
    exports.export(journal, tmp_path / "out", now=NOW)
    assert record(tmp_path / "out", memo.id)["notes"] == [
        {"kind": "mark", "seconds": 2.5, "length": 0.0, "text": ""},
        {"kind": "part", "seconds": 4.0, "length": 1.5, "text": "USB microphone"},
    ]
    (page,) = (tmp_path / "out" / "memos").glob("*.md")
    assert "- 0:02 mark\n- 0:04 part, USB microphone, 1.5 s" in page.read_text()


def test_words_that_nobody_corrected_are_said_to_be_a_machines(
    journal: Vault, tmp_path: Path
) -> None:
    heard, corrected, silent = (things.memo(journal) for _ in range(3))
    for memo in (heard, corrected):
        memos.set_transcript(journal, things.transcript(memo, "the liver was wide"), now=NOW)
    memos.correct(journal, corrected.id, "the river was wide", now=NOW)
    exports.export(journal, tmp_path / "out", now=NOW)
    line = "the liver was wide\n\n(Machine transcript, may contain words nobody said."
    assert line in markdown(tmp_path / "out", heard.id)
    for memo in (corrected, silent):
        assert "Machine" not in markdown(tmp_path / "out", memo.id)


def test_the_people_one_can_turn_to_are_in_one_file_in_their_order(
    journal: Vault, tmp_path: Path
) -> None:
    people.add(journal, name="Ida", role="my sister", number="0555 01", note="Any time.", now=NOW)
    clinic = people.add(
        journal, name="", role="The clinic", number="0555 02", while_locked=True, now=NOW
    )
    people.move(journal, clinic.id, 0)
    done = exports.export(journal, tmp_path / "out", now=NOW)
    assert done.items == 0  # they have no place in time, as the things that are counted have
    first, second = json.loads((tmp_path / "out" / "people.json").read_bytes())
    assert (first["id"], first["while_locked"]) == (clinic.id, True)
    assert (second["name"], second["role"], second["number"], second["note"]) == (
        "Ida", "my sister", "0555 01", "Any time.",
    )  # fmt: skip
    assert (tmp_path / "out" / "people.md").read_text("utf-8") == (
        "The clinic\n0555 02\n\nIda\nmy sister\n0555 01\nAny time.\n"
    )


def test_the_names_a_model_expects_are_in_one_file_in_their_order(
    journal: Vault, tmp_path: Path
) -> None:
    exports.export(journal, tmp_path / "without", now=NOW)
    assert not list((tmp_path / "without").glob("personal-words.*"))
    personal_words.keep(journal, ("Ålesund", "Imke"))
    exports.export(journal, tmp_path / "out", now=NOW)
    assert json.loads((tmp_path / "out" / "personal-words.json").read_bytes()) == [
        "Ålesund",
        "Imke",
    ]
    assert (tmp_path / "out" / "personal-words.md").read_text("utf-8") == "- Ålesund\n- Imke\n"


def test_where_nobody_is_noted_there_is_no_file_of_people(journal: Vault, tmp_path: Path) -> None:
    exports.export(journal, tmp_path / "out", now=NOW)
    assert not list((tmp_path / "out").glob("people.*"))


def test_what_is_in_the_bin_is_not_written_out(journal: Vault, tmp_path: Path) -> None:
    entry = things.entry(journal)
    the_bin.remove(journal, entry.id, now=NOW)
    assert exports.export(journal, tmp_path / "out", now=NOW).items == 0
    assert not list((tmp_path / "out").rglob("*.md"))


def test_no_name_comes_from_anybodys_words(journal: Vault, tmp_path: Path) -> None:
    blob = journal.blobs.add(b"x", "image/png", "png")
    creations.add(
        journal,
        at=NOW,
        title="../../secret",
        note="",
        session_id=None,
        files=[CreationFile("../../etc/passwd\0", blob, None)],
        now=NOW,
    )
    exports.export(journal, tmp_path / "out", now=NOW)
    names = [path.name for path in tmp_path.rglob("*")]
    assert not any("secret" in name or "passwd" in name for name in names)
    assert len(list((tmp_path / "out" / "media").iterdir())) == 1


def test_a_damaged_sound_is_counted_and_the_rest_is_written(journal: Vault, tmp_path: Path) -> None:
    lost, kept = things.memo(journal), things.memo(journal)
    journal.blobs.path(lost.sound.name).unlink()
    done = exports.export(journal, tmp_path / "out", now=NOW)
    assert (done.items, done.files, done.damaged) == (2, 1, 1)
    assert record(tmp_path / "out", lost.id)["files"][0]["damaged"]
    assert record(tmp_path / "out", kept.id)["files"][0]["file"]


def test_a_folder_that_holds_anything_is_refused_and_left_alone(
    journal: Vault, tmp_path: Path
) -> None:
    folder = tmp_path / "out"
    folder.mkdir()
    (folder / "letter.txt").write_text("mine")
    with pytest.raises(Problem) as told:
        exports.export(journal, folder, now=NOW)
    assert told.value.trouble is Trouble.BAD_INPUT
    assert [path.name for path in folder.iterdir()] == ["letter.txt"]


def test_a_full_disk_leaves_nothing_half_written(
    journal: Vault, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(3):
        things.memo(journal)
    write, calls = Path.write_bytes, count(1)

    def fail(path: Path, data: bytes) -> int:
        if next(calls) == 4:
            raise OSError(errno.ENOSPC, "No space left on device")
        return write(path, data)

    before = set(tmp_path.iterdir())
    monkeypatch.setattr(Path, "write_bytes", fail)
    with pytest.raises(Problem) as told:
        exports.export(journal, tmp_path / "out", now=NOW)
    assert told.value.trouble is Trouble.DISK_FULL
    assert set(tmp_path.iterdir()) == before


def test_only_the_owner_may_read_what_was_written_out(journal: Vault, tmp_path: Path) -> None:
    exports.export(journal, tmp_path / "out", now=NOW)
    assert (tmp_path / "out").stat().st_mode & 0o077 == 0


def test_insights_tell_where_they_were_said_and_what_carries_a_theme(
    journal: Vault, tmp_path: Path
) -> None:
    memo = things.memo(journal)
    said = Excerpt(memo.id, 134.0, 138.5, "I can put one stone down.")
    insight = insights.add(journal, at=NOW, text="One stone.", excerpt=said, now=NOW)
    goal = goals.add(
        journal, at=NOW, title="Stones", direction=Direction.START, excerpt=said, now=NOW
    )
    themes.tag(journal, "house", memo.id, said, now=NOW)
    themes.tag(journal, "water", insight.id, now=NOW)
    folder = tmp_path / "out"
    exports.export(journal, folder, now=NOW)
    where = {"memo_id": memo.id, "start": 134.0, "end": 138.5, "words": said.words}
    kept = record(folder, insight.id)
    assert kept["said"] == record(folder, goal.id)["said"] == where
    assert {theme["name"] for theme in kept["themes"]} == {"house", "water"}
    assert record(folder, memo.id)["themes"] == [{"name": "house", **where}]
    place = f"said in {memo.id}, 2:14–2:18: I can put one stone down."
    assert markdown(folder, insight.id).endswith(
        f"---\n\nOne stone.\n\n{place}\n\n- theme water\n- theme house, {place}\n"
    )
    assert f"- theme house, {place}" in markdown(folder, memo.id)


def test_every_machines_version_goes_along_where_there_are_several(
    journal: Vault, tmp_path: Path
) -> None:
    one, two = things.memo(journal), things.memo(journal)
    memos.set_transcript(journal, things.transcript(one, "the liver"), now=NOW)
    memos.set_transcript(journal, things.transcript(two, "the liver"), now=NOW)
    memos.set_transcript(journal, things.transcript(two, "the river", "small"), now=NOW)
    exports.export(journal, tmp_path / "out", now=NOW)
    kept = [record(tmp_path / "out", memo.id) for memo in (one, two)]
    assert kept[0]["versions"] == []
    assert [(v["model"], v["heard"]) for v in kept[1]["versions"]] == [
        ("small", "the river"),
        ("tiny", "the liver"),
    ]
