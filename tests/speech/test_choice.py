"""Which model hears which language."""

import shutil
from pathlib import Path

import pytest

from kdesk.domain.problem import Problem, Trouble
from kdesk.speech.choice import by_language, chosen, with_choice
from kdesk.system.settings import Settings

SMALL = Path(__file__).parents[2] / "resources" / "sample" / "speech-model"


@pytest.fixture
def models(tmp_path: Path) -> Path:
    """Two of many languages and one of English alone."""
    for name in ("apple", "many", "more"):
        shutil.copytree(SMALL, tmp_path / name)
    for name in ("many", "more"):
        (tmp_path / name / "vocabulary.json").unlink()
        (tmp_path / name / "vocabulary.txt").write_text("\n".join(f"t{n}" for n in range(51865)))
    return tmp_path


def name(models: Path, settings: Settings, language: str = "") -> str:
    model = chosen(models, settings, language)
    return model.name if model else "none"


def test_without_a_choice_the_first_one_listens(models: Path) -> None:
    assert name(models, Settings()) == "apple"


def test_the_chosen_one_listens_while_it_is_there(models: Path) -> None:
    assert name(models, Settings(speech_model="more")) == "more"
    assert name(models, Settings(speech_model="gone")) == "apple"


def test_a_language_may_have_its_own(models: Path) -> None:
    settings = Settings(speech_model="apple", speech_models=("de=more",))
    assert name(models, settings, "de") == "more"
    assert name(models, settings, "en") == "apple"
    assert name(models, settings) == "apple"


def test_english_alone_is_not_asked_for_another_language(models: Path) -> None:
    assert name(models, Settings(speech_model="apple"), "fr") == "many"
    assert name(models, Settings(speech_model="more", speech_models=("fr=apple",)), "fr") == "more"


def test_without_one_for_the_language_there_is_none(models: Path) -> None:
    for folder in ("many", "more"):
        shutil.rmtree(models / folder)
    assert name(models, Settings(speech_model="apple"), "fr") == "none"
    assert name(models / "nowhere", Settings()) == "none"


def test_a_damaged_one_that_was_chosen_is_told_of(models: Path) -> None:
    (models / "more" / "model.bin").write_bytes(b"")
    with pytest.raises(Problem) as told:
        chosen(models, Settings(speech_models=("de=more",)), "de")
    assert told.value.trouble is Trouble.BAD_MODEL
    assert name(models, Settings()) == "apple"


def test_choices_are_kept_by_language() -> None:
    settings = Settings(speech_models=("de=small", "nonsense", "=x", "fr="))
    assert by_language(settings) == {"de": "small"}
    more = with_choice(settings, "ar", "base")
    assert more == ("ar=base", "de=small")
    assert with_choice(Settings(speech_models=more), "de", "") == ("ar=base",)


@pytest.mark.parametrize("given", [".", "..", "../beside", "many/", "./more", "/etc", ".hidden"])
def test_a_name_that_leads_elsewhere_counts_as_not_chosen(models: Path, given: str) -> None:
    shutil.copytree(SMALL, models / ".hidden")
    assert name(models / "", Settings(speech_model=given)) == "apple"
    assert name(models, Settings(speech_models=(f"de={given}",)), "de") == "many"
