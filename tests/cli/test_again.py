"""Hearing a memo again, and how what happened in it is printed."""

import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest

from kdesk.domain.ids import Kind, MemoId
from kdesk.domain.memo import Listening, Memo
from kdesk.domain.note import Note, NoteKind
from kdesk.domain.transcript import Transcript, Utterance, Word
from kdesk.store import memos, versions
from kdesk.store import vault as vaults
from kdesk.store.devices import DeviceKeeper
from kdesk.store.ids import new_id
from kdesk.store.vault import Vault
from kdesk.system.paths import usual_places
from kdesk.system.settings import SettingsKeeper
from tests.shell import done, kdesk, refused

SAMPLE = Path("resources/sample")
NOW = datetime(2026, 11, 19, 15, 2, tzinfo=UTC)


def opened(folder: Path) -> Vault:
    return vaults.open_with_device(folder, DeviceKeeper(usual_places().device_keys))


def keep(journal: Vault, *notes: Note) -> Memo:
    sound = journal.blobs.add((SAMPLE / "memo.flac").read_bytes(), "audio/flac", "flac")
    return memos.add(
        journal, id=MemoId(new_id(Kind.MEMO, NOW)), at=NOW, seconds=19.8, original=None,
        peaks=bytes(400), cut=False, sound=sound, notes=notes, now=NOW,
    )  # fmt: skip


def heard(journal: Vault, memo: Memo, words: str) -> None:
    utterance = Utterance(1.0, 2.0, (Word(f" {words}", 1.0, 2.0, 0.9),))
    memos.set_transcript(journal, Transcript(memo.id, "old", "", NOW, (utterance,)), now=NOW)


def test_one_memo_is_heard_again_and_no_other(vault: Path) -> None:
    shutil.copytree(SAMPLE / "speech-model", usual_places().models / "small")
    journal = opened(vault)
    memo, other = keep(journal), keep(journal)
    heard(journal, memo, "nonsense")
    journal.close()
    out = done("transcribe", "--again", memo.id, "--model", "small", "--vault", vault).out
    assert out == "1 memo written down.\n"
    journal = opened(vault)
    assert [version.model for version in versions.every(journal, memo.id)] == ["small", "old"]
    assert "calm by the water" in memos.find(journal, memo.id).text
    assert memos.find(journal, other.id).listening is Listening.PENDING
    journal.close()


@pytest.mark.parametrize(
    ("wish", "sentence"),
    [
        (("--model", "huge"), "no speech model called huge"),
        (("--language", "xx"), "no language"),
        (("--language", "de"), "No speech model here knows that language (de)"),
        (("--model", "small", "--language", "de"), "doesn't know that language (de)"),
    ],
)
def test_what_is_not_there_is_refused_and_nothing_changes(
    vault: Path, wish: tuple[str, ...], sentence: str
) -> None:
    shutil.copytree(SAMPLE / "speech-model", usual_places().models / "small")
    journal = opened(vault)
    memo = keep(journal)
    heard(journal, memo, "nonsense")
    before = memos.find(journal, memo.id)
    journal.close()
    assert sentence in refused("transcribe", "--again", memo.id, *wish, "--vault", vault)
    journal = opened(vault)
    assert memos.find(journal, memo.id) == before
    journal.close()


def test_no_name_at_all_is_no_memo_and_never_all_of_them(vault: Path) -> None:
    shutil.copytree(SAMPLE / "speech-model", usual_places().models / "small")
    journal = opened(vault)
    memo = keep(journal)
    journal.close()
    assert "nothing under this name" in refused("transcribe", "--again", "", "--vault", vault)
    journal = opened(vault)
    assert memos.find(journal, memo.id).listening is Listening.PENDING
    journal.close()


def test_a_language_in_capitals_is_that_language(vault: Path) -> None:
    shutil.copytree(SAMPLE / "speech-model", usual_places().models / "small")
    journal = opened(vault)
    keep(journal)
    journal.close()
    out = done("transcribe", "--language", "EN", "--vault", vault).out
    assert out == "1 memo written down.\n"


def test_a_memo_that_waited_and_can_not_be_heard_is_named_with_its_reason(vault: Path) -> None:
    shutil.copytree(SAMPLE / "speech-model", usual_places().models / "small")
    journal = opened(vault)
    good, bad = keep(journal), keep(journal)
    (sound,) = vault.rglob(bad.sound.name)
    sound.write_bytes(b"damaged")
    journal.close()
    outcome = kdesk("transcribe", "--vault", vault)
    assert (outcome.code, outcome.out) == (1, "1 memo written down.\n")
    assert f"{bad.id}: A file of this journal is damaged." in outcome.err
    assert good.id not in outcome.err


def test_a_memo_that_has_words_and_was_left_half_heard_is_not_heard_again_by_the_way(
    vault: Path,
) -> None:
    shutil.copytree(SAMPLE / "speech-model", usual_places().models / "small")
    journal = opened(vault)
    memo = keep(journal)
    heard(journal, memo, "nonsense")
    memos.listening(journal, memo.id, Listening.RUNNING)
    journal.close()
    assert done("transcribe", "--model", "small", "--vault", vault).out == "0 memos written down.\n"
    journal = opened(vault)
    assert memos.find(journal, memo.id).text == "nonsense"
    journal.close()


def test_the_help_says_that_asking_means_now() -> None:
    assert "on battery too" in " ".join(done("transcribe", "--help").out.split())


def test_a_memo_that_cannot_be_heard_is_refused_with_its_reason(vault: Path) -> None:
    shutil.copytree(SAMPLE / "speech-model", usual_places().models / "small")
    journal = opened(vault)
    memo = keep(journal)
    (sound,) = vault.rglob(memo.sound.name)
    sound.write_bytes(b"damaged")
    journal.close()
    assert refused("transcribe", "--again", memo.id, "--vault", vault).strip()
    assert "nothing under this name" in refused(
        "transcribe", "--again", "memo-01J0000000000000000000000", "--vault", vault
    )


def test_what_happened_in_a_memo_is_printed_for_people(vault: Path) -> None:
    journal = opened(vault)
    memo = keep(
        journal,
        Note(NoteKind.MARK, 4.2),
        Note(NoteKind.PAUSE, 7.0, 75.0),
        Note(NoteKind.PART, 11.0, 1.2, "Desk microphone"),
    )
    journal.close()
    plain = done("show", memo.id, "--vault", vault).out
    assert (
        "notes: \n  0:04 mark\n  0:07 pause, 1 min 15 s\n  0:11 part, Desk microphone, 1 s\n"
        in plain
    )


def test_a_damaged_model_says_why_it_is_not_heard_with_and_the_words_stay(vault: Path) -> None:
    for name in ("small", "whole"):
        shutil.copytree(SAMPLE / "speech-model", usual_places().models / name)
    (usual_places().models / "small" / "model.bin").write_bytes(b"")
    SettingsKeeper(usual_places().settings_file).change(speech_model="small")
    journal = opened(vault)
    memo = keep(journal)
    heard(journal, memo, "nonsense")
    journal.close()
    why = "The speech model small can't be used: its file model.bin is empty."
    for wish in (("--model", "small"), ()):
        assert why in refused("transcribe", "--again", memo.id, *wish, "--vault", vault)
        journal = opened(vault)
        assert memos.find(journal, memo.id).listening is Listening.DONE
        journal.close()
    shutil.rmtree(usual_places().models / "whole")
    assert why in refused("transcribe", "--vault", vault)
