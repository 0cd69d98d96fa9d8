"""Words typed while there is no microphone, locked or not."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from kdesk.domain.entry import EntryKind
from kdesk.domain.problem import Problem, Trouble
from kdesk.store import captures, entries, sessions, typed_notes
from kdesk.store.vault import Vault

NOW = datetime(2026, 11, 20, 9, 14, tzinfo=UTC)
WORDS = "the yellow light\n\nand my aunt’s table"


def test_a_note_is_sealed_at_once_and_filed_when_open(journal: Vault) -> None:
    typed_notes.seal(journal.captures, journal.recipient, WORDS, NOW)
    (kept,) = journal.captures.iterdir()
    assert b"yellow" not in kept.read_bytes()
    assert typed_notes.take_in(journal, now=NOW + timedelta(hours=3)) == 1
    entry = entries.newest(journal)[0]
    assert (entry.text, entry.at, entry.kind) == (WORDS, NOW, EntryKind.AFTER)
    assert list(journal.captures.iterdir()) == []


def test_a_note_belongs_to_the_session_of_its_day(journal: Vault) -> None:
    session = sessions.add(journal, begun_at=NOW - timedelta(hours=2), now=NOW)
    typed_notes.seal(journal.captures, journal.recipient, WORDS, NOW)
    typed_notes.take_in(journal, now=NOW)
    assert entries.newest(journal)[0].session_id == session.id


def test_a_note_whose_removal_was_interrupted_is_filed_once(journal: Vault) -> None:
    typed_notes.seal(journal.captures, journal.recipient, WORDS, NOW)
    file = next(journal.captures.glob("*.typed.age"))
    sealed = file.read_bytes()
    typed_notes.take_in(journal, now=NOW)
    file.write_bytes(sealed)
    assert typed_notes.take_in(journal, now=NOW) == 0
    assert len(entries.newest(journal)) == 1
    assert not file.exists()


def test_a_note_that_cannot_be_opened_stays_and_is_told(journal: Vault) -> None:
    typed_notes.seal(journal.captures, journal.recipient, WORDS, NOW)
    file = next(journal.captures.glob("*.typed.age"))
    file.write_bytes(file.read_bytes()[:-1])
    with pytest.raises(Problem) as caught:
        typed_notes.take_in(journal, now=NOW)
    assert caught.value.trouble is Trouble.CANNOT_READ
    assert file.exists()
    assert entries.newest(journal) == ()


def test_a_folder_that_cannot_be_written_to_is_said_so(journal: Vault, tmp_path: Path) -> None:
    (tmp_path / "blocked").write_text("")
    with pytest.raises(Problem) as caught:
        typed_notes.seal(tmp_path / "blocked" / "captures", journal.recipient, WORDS, NOW)
    assert caught.value.trouble is Trouble.CANNOT_WRITE


def test_words_that_the_journals_disk_does_not_take_are_kept_elsewhere_and_filed(
    journal: Vault, tmp_path: Path
) -> None:
    away, elsewhere = tmp_path / "unplugged/captures", tmp_path / "state/captures"
    typed_notes.seal(away, journal.recipient, WORDS, NOW, elsewhere)
    assert not away.parent.exists()
    (kept,) = elsewhere.iterdir()
    assert b"yellow" not in kept.read_bytes()
    assert kept.stat().st_mode & 0o777 == 0o600
    assert typed_notes.waits(journal.captures, elsewhere)
    assert captures.take_in_fallback(elsewhere, journal.captures) == ()
    assert kept.exists()
    assert typed_notes.take_in(journal, now=NOW, fallback=elsewhere) == 1
    assert entries.newest(journal)[0].text == WORDS
    assert list(elsewhere.iterdir()) == []
    assert not typed_notes.waits(journal.captures, elsewhere)


def test_a_note_that_cannot_be_opened_keeps_no_other_waiting(journal: Vault) -> None:
    for minute in range(3):
        typed_notes.seal(
            journal.captures, journal.recipient, f"word {minute}", NOW + timedelta(minutes=minute)
        )
    first = min(journal.captures.glob("*.typed.age"))
    first.write_bytes(b"spoilt")
    with pytest.raises(Problem):
        typed_notes.take_in(journal, now=NOW)
    assert [entry.text for entry in entries.newest(journal)] == ["word 2", "word 1"]
    assert [path.name for path in journal.captures.iterdir()] == [first.name]
