from faster_whisper.tokenizer import _LANGUAGE_CODES
from pytestqt.qtbot import QtBot

from kdesk.domain.language import CODES
from kdesk.ui.widgets.language_choice import LanguageChoice, language_name


def test_the_codes_are_the_ones_the_speech_process_understands() -> None:
    assert set(CODES) == set(_LANGUAGE_CODES)


def test_every_code_has_a_name_of_its_own() -> None:
    names = [language_name(code) for code in CODES]
    assert len(set(names)) == len(names)
    assert not set(names) & set(CODES)
    assert language_name("de") == "German"
    assert language_name("qq") == "qq"


def test_the_first_answer_leaves_it_open(qtbot: QtBot) -> None:
    choice = LanguageChoice("Spoken language")
    qtbot.addWidget(choice)
    assert choice.chosen() == ""
    assert choice.currentText() == "Found out for each memo"
    choice.choose("de")
    assert (choice.chosen(), choice.currentText()) == ("de", "German")
