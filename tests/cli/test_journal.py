"""Commands that read, take in and write out, each as a real process."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

from tests.shell import done, kdesk, refused
from tests.words_right import share_right

SAMPLE = Path("resources/sample")


def test_a_sound_is_taken_in_and_written_down(vault: Path) -> None:
    (memo,) = done("import", "--json", "--vault", vault, SAMPLE / "memo.flac").facts
    assert memo["kind"] == "memo"
    assert memo["listening"] == "pending"
    assert memo["notes"] == []
    assert "No speech model" in refused("transcribe", "--vault", vault)
    done("models", "add", SAMPLE / "speech-model")
    assert done("models", "list", "--json").facts[0]["name"] == "speech-model"
    done("transcribe", "--vault", vault)
    shown = done("show", memo["id"], "--json", "--vault", vault).facts
    assert share_right((SAMPLE / "memo.txt").read_text(), shown["text"]) >= 0.9
    assert shown["machine"] is True
    plain = done("show", memo["id"], "--vault", vault).out
    assert "machine transcript" in plain
    assert "words:" not in plain
    assert "machine:" not in plain
    assert shown["words"][0]["start"] < shown["words"][-1]["end"] <= shown["seconds"] + 0.1
    done("models", "remove", "speech-model")
    refused("models", "remove", "speech-model")


def test_every_record_has_the_fields_that_are_promised(vault: Path, tmp_path: Path) -> None:
    note = tmp_path / "note.md"
    note.write_text("# A stone\nput down")
    at = "2026-11-19T15:02:00+01:00"
    (new,) = done("import", note, "--at", at, "--json", "--vault", vault).facts
    assert new["at"] == at
    for command in (["list"], ["list", "entry"], ["search", "stone"]):
        (found,) = done(*command, "--json", "--vault", vault).facts
        assert {"id", "kind", "at", "title", "session", "text"} <= found.keys()
        assert found["id"] == new["id"]
    assert new["id"] in done("show", new["id"], "--vault", vault).out
    assert done("list", "memo", "--json", "--vault", vault).facts == []
    hit = done("search", "stone", "--vault", vault)
    assert new["id"] in hit.out
    assert hit.err == ""
    nothing = done("search", "feather", "--vault", vault)
    assert (nothing.out, nothing.err) == ("", "Nothing found.\n")
    assert done("search", "feather", "--json", "--vault", vault).facts == []


def test_what_cannot_be_taken_in_is_said_and_leaves_nothing(vault: Path, tmp_path: Path) -> None:
    bad = {
        tmp_path / "empty.wav": b"",
        tmp_path / "liar.wav": b"just some words, not a sound at all\n" * 20,
        tmp_path / "liar.pdf": b"%PDF-1.7\nnothing behind it",
        tmp_path / "liar.png": b"\x89PNG\r\n\x1a\n" + b"\0" * 40,
        tmp_path / "unknown.bin": bytes(range(256)) * 8,
    }
    for file, content in bad.items():
        file.write_bytes(content)
    told = kdesk("import", *bad, "--vault", vault)
    assert told.code == 1
    *each, last = told.err.splitlines()
    assert [line.partition(": ")[0] for line in each] == list(map(str, bad))
    assert "5 files were not taken in; 0 kept" in last
    assert {file: file.read_bytes() for file in bad} == bad
    assert done("list", "--json", "--vault", vault).facts == []
    assert not list((vault / "blobs").rglob("*.age"))


def test_one_bad_file_does_not_stop_the_good_one(vault: Path, tmp_path: Path) -> None:
    bad = tmp_path / "bad.wav"
    bad.write_bytes(b"")
    refused("import", bad, SAMPLE / "blue-door.jpg", "--vault", vault)
    assert [i["kind"] for i in done("list", "--json", "--vault", vault).facts] == ["creation"]


def test_what_is_there_already_is_printed_and_not_taken_in_again(
    vault: Path, tmp_path: Path
) -> None:
    note = tmp_path / "note.txt"
    note.write_text("The river.")
    at = "2026-11-19T15:02:00+01:00"
    (first,) = done("import", note, "--at", at, "--json", "--vault", vault).facts
    again = done("import", note, "--json", "--vault", vault)
    assert [found["id"] for found in again.facts] == [first["id"]]
    assert again.err == f"{note}: This is already in your journal.\n"
    assert first["id"] in done("import", note, "--at", at, "--vault", vault).out
    (other,) = done("import", note, "--at", "2026-11-01T08:00", "--json", "--vault", vault).facts
    assert other["id"] != first["id"]
    assert len(done("list", "--json", "--vault", vault).facts) == 2


def test_with_another_session_it_is_taken_in_again(tmp_path: Path) -> None:
    folder, note = tmp_path / "sample", tmp_path / "note.txt"
    done("sample", folder)
    session = done("list", "session", "--json", "--vault", folder).facts[0]["id"]
    note.write_text("The river.")
    (first,) = done("import", note, "--json", "--vault", folder).facts
    to_it = ["--session", session, "--json", "--vault", folder]
    (second,) = done("import", note, *to_it).facts
    assert (first["session"], second["session"]) == (None, session)
    assert done("import", note, *to_it).facts[0]["id"] == second["id"]


def test_a_pipe_can_be_taken_in(vault: Path) -> None:
    (new,) = done("import", "/dev/stdin", "--json", "--vault", vault, stdin="A poem.").facts
    assert new["text"] == "A poem."


def test_nobody_waits_for_a_pipe_into_which_nothing_is_written(vault: Path, tmp_path: Path) -> None:
    os.mkfifo(pipe := tmp_path / "pipe.txt")
    told = kdesk("import", pipe, "--vault", vault, timeout=30)
    assert told.code == 1
    assert told.err.startswith(f"{pipe}: It is a folder or no file at all.")


def test_the_summary_is_a_pdf_and_an_empty_period_is_said(vault: Path, tmp_path: Path) -> None:
    note = tmp_path / "note.txt"
    note.write_text("The yellow light on the table.")
    done("import", note, "--at", "2026-11-19T15:02", "--vault", vault)
    page = tmp_path / "page.pdf"
    empty = ["--from", "2020-01-01", "--to", "2020-01-31"]
    assert "nothing in this period" in refused("summary", "-o", page, *empty, "--vault", vault)
    assert not page.exists()
    done("summary", "-o", page, "--from", "2026-11-01", "--to", "2026-11-30", "--vault", vault)
    assert page.read_bytes().startswith(b"%PDF-")
    refused("summary", "-o", page, "--include", "nonsense", "--vault", vault)
    refused("summary", "-o", page, "--from", "yesterday", "--vault", vault)
    assert "goals" in refused("summary", "-o", page, "--include", "", "--vault", vault)
    to_come = refused("summary", "-o", page, "--from", "2999-01-01", "--vault", vault)
    assert "still to come" in to_come
    ends_first = ["--from", "2026-11-19", "--to", "2026-11-18"]
    assert "ends before" in refused("summary", "-o", page, *ends_first, "--vault", vault)
    refused("summary", "-o", tmp_path / "no" / "page.pdf", "--from", "2026-11-01", "--vault", vault)


def test_the_export_can_be_read_by_anyone(vault: Path, tmp_path: Path) -> None:
    note = tmp_path / "note.txt"
    note.write_text("Naïve café — 川")
    done("import", note, SAMPLE / "blue-door.jpg", "--vault", vault)
    out = tmp_path / "out"
    done("export", out, "--vault", vault)
    texts = [file.read_text(encoding="utf-8") for file in out.rglob("*.md")]
    assert any("Naïve café — 川" in text for text in texts)
    assert [json.loads(file.read_text()) for file in out.rglob("*.json")]
    assert list(out.rglob("*.jp*g"))
    refused("export", out, "--vault", vault)
    assert "is a file" in refused("export", note, "--vault", vault)
    for blob in (vault / "blobs").glob("??/*.age"):
        blob.unlink()
    told = refused("export", tmp_path / "rest", "--vault", vault)
    assert "missing or damaged" in told
    assert list((tmp_path / "rest").rglob("*.json"))


def test_what_cannot_be_printed_is_said(vault: Path) -> None:
    command = [sys.executable, "-m", "kdesk", "list", "--json", "--vault", str(vault)]
    with Path("/dev/full").open("w") as full:
        told = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, text=True, check=False)
    assert told.returncode == 1
    (sentence,) = told.stderr.splitlines()
    assert "could not be printed" in sentence


def test_a_wrong_number_and_a_missing_file_are_said_plainly(vault: Path, tmp_path: Path) -> None:
    wrong = kdesk("list", "--limit", "x", "--vault", vault)
    assert wrong.code == 2
    assert "a number is wanted" in wrong.err
    missing = tmp_path / "missing.wav"
    told = kdesk("import", missing, "--vault", vault)
    assert told.err.splitlines()[0].startswith(f"{missing}: There is no file")
    assert "There is no file" in refused("list", "--vault", vault, "--passphrase-file", missing)


def test_a_model_folder_with_a_file_missing_is_refused_by_name(tmp_path: Path) -> None:
    half = tmp_path / "half"
    shutil.copytree(SAMPLE / "speech-model", half)
    (half / "tokenizer.json").unlink()
    assert "tokenizer.json" in refused("models", "add", half)
    assert not any(model["folder"] for model in done("models", "list", "--json").facts)


def test_an_insight_is_listed_and_shown_with_where_it_was_said(tmp_path: Path) -> None:
    folder = tmp_path / "sample"
    done("sample", folder)
    (insight, *_) = (
        shown
        for listed in done("list", "insight", "--json", "--vault", folder).facts
        if (shown := done("show", listed["id"], "--json", "--vault", folder).facts)["said"]
    )
    assert insight["kind"] == "insight"
    assert 0 <= insight["said"]["start"] < insight["said"]["end"]
    assert insight["themes"]
    memo = done("show", insight["said"]["memo"], "--json", "--vault", folder).facts
    assert memo["themes"][0].keys() >= {"name", "start", "end", "words"}
    plain = done("show", insight["id"], "--vault", folder).out
    assert insight["said"]["memo"] in plain
    assert insight["themes"][0]["name"] in plain


def test_the_sample_journal_is_whole_and_never_written_over_another_folder(tmp_path: Path) -> None:
    folder = tmp_path / "sample"
    done("sample", folder)
    found = done("list", "--json", "--vault", folder).facts
    assert {i["kind"] for i in found} >= {
        "session", "memo", "entry", "creation", "goal", "insight",
    }  # fmt: skip
    assert done("search", "river", "--json", "--vault", folder).facts is not None
    mine = tmp_path / "mine"
    mine.mkdir()
    (mine / "letter.txt").write_text("keep me")
    refused("sample", mine)
    assert [file.name for file in mine.iterdir()] == ["letter.txt"]
