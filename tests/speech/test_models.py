"""Folders of models, whole and broken, are looked through, taken in and removed."""

import json
import shutil
from pathlib import Path

import pytest

from kdesk.domain.problem import Problem, Trouble
from kdesk.speech import models

SMALL = Path(__file__).parents[2] / "resources" / "sample" / "speech-model"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A whole model to break."""
    return Path(shutil.copytree(SMALL, tmp_path / "small"))


def sentence(folder: Path) -> str:
    with pytest.raises(Problem) as told:
        models.check(folder)
    assert told.value.trouble is Trouble.BAD_MODEL
    return told.value.sentence


def test_a_whole_model_is_recognised(folder: Path) -> None:
    model = models.check(folder)
    assert (model.name, model.languages) == ("small", "en")
    assert model.bytes == sum(
        file.stat().st_size for file in folder.iterdir() if file.name != "README.md"
    )


@pytest.mark.parametrize("name", ["config.json", "model.bin", "tokenizer.json", "vocabulary.json"])
def test_a_missing_file_is_named(folder: Path, name: str) -> None:
    (folder / name).unlink()
    assert name.replace("vocabulary.json", "vocabulary") in sentence(folder)


def test_all_missing_files_are_named_at_once(folder: Path) -> None:
    for name in ("config.json", "tokenizer.json", "vocabulary.json"):
        (folder / name).unlink()
    assert "config.json, tokenizer.json and vocabulary.* missing" in sentence(folder)


def test_an_empty_model_is_told_from_one_cut_off(folder: Path) -> None:
    (folder / "model.bin").write_bytes(b"")
    assert "empty" in sentence(folder)


@pytest.mark.parametrize("share", [0.00001, 0.01, 0.5, 0.99, 0.999999])
def test_a_model_cut_off_anywhere_is_noticed(folder: Path, share: float) -> None:
    whole = (folder / "model.bin").read_bytes()
    (folder / "model.bin").write_bytes(whole[: int(len(whole) * share)])
    assert "cut off" in sentence(folder)


def test_a_model_one_byte_short_is_noticed(folder: Path) -> None:
    whole = (folder / "model.bin").read_bytes()
    (folder / "model.bin").write_bytes(whole[:-1])
    assert "cut off" in sentence(folder)


def test_a_model_of_another_kind_is_told(folder: Path) -> None:
    whole = (folder / "model.bin").read_bytes()
    (folder / "model.bin").write_bytes(whole.replace(b"WhisperSpec", b"Wav2VecSpec", 1))
    assert "another kind" in sentence(folder)
    (folder / "model.bin").write_bytes(b"\x80\x02}q\x00." * 400)  # as PyTorch keeps them
    assert "another kind" in sentence(folder) or "cut off" in sentence(folder)


def test_a_folder_of_holiday_pictures_is_no_model(tmp_path: Path) -> None:
    (tmp_path / "beach.jpg").write_bytes(b"\xff\xd8\xff")
    assert "holds no speech model" in sentence(tmp_path)


def test_a_folder_that_is_not_there_and_a_file_are_no_model(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("words")
    for place in (tmp_path / "nowhere", tmp_path / "file"):
        assert "no folder" in sentence(place)


@pytest.mark.parametrize("name", ["config.json", "tokenizer.json", "vocabulary.json"])
@pytest.mark.parametrize("content", [b"", b"{", b"\xff\xfe\x00", b"[" * 100_000])
def test_damaged_descriptions_are_noticed(folder: Path, name: str, content: bytes) -> None:
    (folder / name).write_bytes(content)
    sentence(folder)


@pytest.mark.parametrize(
    "line",
    [
        *(f"longest_piece = {length}" for length in (28.1, 1.9, 10.0, "nan", '"24"', "true")),
        *(f"joined_piece = {length}" for length in (24.1, 1.9, "nan", '"20"', "[20]")),
        *(f"join_silences = {length}" for length in (-1.0, "nan", '"3"', "true")),
        *(f"kept_silence = {length}" for length in (-0.1, 2.1, "nan", '"0.4"')),
        *(f"longest_wait = {length}" for length in (-1, "nan", '"30"')),
        *(f"language = {language}" for language in (5, '""', '"xx"', '"English"', '["en"]')),
        *(f"expects_words = {whether}" for whether in (1, '"no"')),
        *(f"unknown = {value}" for value in (1, "true")),
    ],
)
def test_a_cutting_file_that_makes_no_sense_is_refused_and_its_field_named(
    folder: Path, line: str
) -> None:
    (folder / "kdesk.toml").write_text(line)
    told = sentence(folder)
    assert "kdesk.toml" in told
    assert line.partition(" ")[0] in told


@pytest.mark.parametrize(
    "text", ["not toml", pytest.param("language = " + "[" * 100_000, id="endless")]
)
def test_a_cutting_file_that_cannot_be_read_is_refused(folder: Path, text: str) -> None:
    (folder / "kdesk.toml").write_text(text)
    assert "kdesk.toml can't be read" in sentence(folder)


def test_a_field_of_a_cutting_file_is_not_told_for_ever(folder: Path) -> None:
    (folder / "kdesk.toml").write_text(f"{'a' * 10_000} = 1")
    assert len(sentence(folder)) < 200


@pytest.mark.parametrize(
    "line", ["longest_piece = 20", "join_silences = inf", "longest_wait = 0", 'language = "de"', ""]
)
def test_a_cutting_file_that_makes_sense_is_taken(folder: Path, line: str) -> None:
    (folder / "kdesk.toml").write_text(line)
    assert models.check(folder).bytes > 0


def test_a_vocabulary_of_many_languages_is_recognised(folder: Path) -> None:
    (folder / "vocabulary.json").unlink()
    (folder / "vocabulary.txt").write_text("\n".join(f"t{n}" for n in range(51865)))
    assert models.check(folder).languages == "many"


def test_an_added_model_is_a_whole_copy_without_strangers(folder: Path, tmp_path: Path) -> None:
    (folder / "diary.txt").write_text("not yours")
    kept = tmp_path / "models"
    model = models.add(kept, folder)
    assert model.folder == kept / "small"
    assert {file.name for file in model.folder.iterdir()} == {
        "config.json",
        "model.bin",
        "tokenizer.json",
        "vocabulary.json",
        "preprocessor_config.json",
        "kdesk.toml",
    }
    assert (model.folder / "model.bin").read_bytes() == (folder / "model.bin").read_bytes()
    assert models.installed(kept) == (model,)
    assert [place.name for place in kept.iterdir()] == ["small"]


def test_a_second_model_of_the_same_name_is_refused_and_the_first_stays(
    folder: Path, tmp_path: Path
) -> None:
    kept = tmp_path / "models"
    first = models.add(kept, folder)
    with pytest.raises(Problem, match="already"):
        models.add(kept, folder)
    assert models.installed(kept) == (first,)


def test_a_broken_model_is_not_added_and_leaves_nothing(folder: Path, tmp_path: Path) -> None:
    (folder / "model.bin").write_bytes(b"")
    with pytest.raises(Problem):
        models.add(tmp_path / "models", folder)
    assert not (tmp_path / "models").exists()


def test_a_copy_that_fails_leaves_nothing_half_made(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = tmp_path / "models"

    def full(source: Path, copy: Path) -> None:
        copy.write_bytes(b"half")
        if source.name == "model.bin":
            raise OSError(28, "No space left on device")

    monkeypatch.setattr(models, "_copy", full)
    with pytest.raises(Problem) as told:
        models.add(kept, folder)
    assert told.value.trouble is Trouble.DISK_FULL
    assert not kept.exists()


def test_a_copy_that_differs_from_its_source_is_refused(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A disk that lies is played by a sync that turns a byte of what was written."""
    kept = tmp_path / "models"

    def lying(handle: int) -> None:
        for copy in (kept / ".small.part").glob("model.bin"):
            content = bytearray(copy.read_bytes())
            content[-70_000] ^= 1
            copy.write_bytes(content)

    monkeypatch.setattr("kdesk.speech.models.os.fsync", lying)
    with pytest.raises(Problem, match="differs"):
        models.add(kept, folder)
    assert not kept.exists()


def test_a_model_in_a_hubs_cache_gets_its_repositorys_name(tmp_path: Path) -> None:
    """There a folder is named by its commit, and its files are links to files named by hash."""
    cache = tmp_path / "models--Systran--faster-whisper-tiny.en"
    commit = cache / "snapshots" / ("ab" * 20)
    commit.mkdir(parents=True)
    (cache / "blobs").mkdir()
    for number, file in enumerate(SMALL.iterdir()):
        shutil.copy(file, cache / "blobs" / str(number))
        (commit / file.name).symlink_to(cache / "blobs" / str(number))
    model = models.add(tmp_path / "models", commit)
    assert model.name == "faster-whisper-tiny.en"
    assert not (model.folder / "model.bin").is_symlink()


def test_a_broken_model_is_not_listed(folder: Path, tmp_path: Path) -> None:
    kept = tmp_path / "models"
    models.add(kept, folder)
    (kept / "broken").mkdir()
    (kept / "broken" / "config.json").write_text(json.dumps({}))
    assert [model.name for model in models.installed(kept)] == ["small"]
    assert models.installed(tmp_path / "nowhere") == ()


def test_a_removed_model_is_gone(folder: Path, tmp_path: Path) -> None:
    kept = tmp_path / "models"
    models.add(kept, folder)
    models.remove(kept, "small")
    assert list(kept.iterdir()) == []


@pytest.mark.parametrize("name", ["", ".", "..", "../small", "nothing", "/etc", ".hidden"])
def test_only_an_installed_model_can_be_removed(folder: Path, tmp_path: Path, name: str) -> None:
    kept = tmp_path / "models"
    (kept / ".hidden").mkdir(parents=True)
    with pytest.raises(Problem) as told:
        models.remove(kept, name)
    assert told.value.trouble is Trouble.NOT_FOUND
    assert folder.exists()
    assert (kept / ".hidden").exists()


def test_a_model_swapped_for_another_is_looked_at_again(folder: Path) -> None:
    assert models.check(folder).languages == "en"
    whole = (folder / "model.bin").read_bytes()
    (folder / "model.bin").write_bytes(whole[:-1] + b"")
    assert "cut off" in sentence(folder)
    (folder / "model.bin").write_bytes(whole)
    assert models.check(folder).bytes > 0
    shutil.move(folder, folder.with_name("aside"))
    assert "no folder" in sentence(folder)
    shutil.copytree(SMALL, folder)
    wrong = (folder / "model.bin").read_bytes().replace(b"WhisperSpec", b"Wav2VecSpec", 1)
    (folder / "model.bin").write_bytes(wrong)
    assert "another kind" in sentence(folder)


@pytest.mark.parametrize(
    "text", ["{}", '{"model": {}}', '{"model": {"vocab": {}}}', '{"model": 3}']
)
def test_a_tokenizer_without_words_is_refused(folder: Path, text: str) -> None:
    (folder / "tokenizer.json").write_text(text)
    assert "tokenizer.json is damaged" in sentence(folder)


@pytest.mark.parametrize("trouble", [FileNotFoundError, PermissionError])
def test_a_folder_of_models_that_goes_away_or_cannot_be_read_holds_none(
    folder: Path, monkeypatch: pytest.MonkeyPatch, trouble: type[OSError]
) -> None:
    """What cancels the first model that is being got deletes the folder on a job's thread."""

    def refuse(_: Path) -> None:
        raise trouble

    assert [model.name for model in models.installed(folder.parent)] == ["small"]
    monkeypatch.setattr(Path, "iterdir", refuse)
    assert models.installed(folder.parent) == ()
    assert models.broken(folder.parent) == {}
