import shutil
from collections.abc import Callable

import pytest
from pytestqt.qtbot import QtBot

from kdesk.domain.personal_words import LONGEST, MOST
from kdesk.domain.problem import Problem, Trouble
from kdesk.jobs import sound_devices, speeds
from kdesk.speech.models import check
from kdesk.speech.speed import CPU, GPU, Speed
from kdesk.store import personal_words
from kdesk.system.settings import SettingsKeeper
from kdesk.ui.settings.page import SettingsPage
from kdesk.ui.settings.speed_row import SpeedRow
from tests.speech.sounds import SMALL
from tests.ui.a_desk import JournalDesk, named, texts


@pytest.fixture
def page(journal: JournalDesk, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> SettingsPage:
    monkeypatch.setattr(sound_devices, "inputs", lambda: ())
    monkeypatch.setattr(sound_devices, "outputs", lambda: ())
    made = SettingsPage(journal.desk)
    qtbot.addWidget(made)
    with qtbot.waitExposed(made):
        made.show()
    made.reload()
    return made


def test_each_choice_about_speech_is_kept_as_it_is_made(
    journal: JournalDesk, page: SettingsPage
) -> None:
    named(page, "Write my words down while I speak").click()
    named(page, "On battery, leave the words for later").click()
    for name, words in {
        "The language I speak": "German",
        "Words to mark as doubtful": "More of them",
    }.items():
        field = named(page, name)
        field.setCurrentIndex(field.findText(words))
    kept = SettingsKeeper(journal.desk.places.settings_file).current
    assert not kept.write_while_speaking
    assert kept.wait_for_mains
    assert kept.spoken_language == "de"
    assert kept.doubt_below == 0.7


def test_words_can_only_be_shown_when_they_are_written_while_one_speaks(
    journal: JournalDesk, page: SettingsPage
) -> None:
    box = named(page, "Show them while I record")
    box.click()
    assert journal.desk.settings.current.show_words
    named(page, "Write my words down while I speak").click()
    assert not box.isEnabled()
    named(page, "Write my words down while I speak").click()
    assert box.isEnabled()


def test_names_are_kept_in_the_journal_and_nowhere_else(
    journal: JournalDesk, page: SettingsPage, qtbot: QtBot
) -> None:
    field = named(page, "Names and places")
    field.setPlainText("Wren, Lake Sorrel\nIlse")
    qtbot.waitUntil(lambda: bool(personal_words.every(journal.vault)), timeout=5000)
    assert personal_words.every(journal.vault) == ("Wren", "Lake Sorrel", "Ilse")
    assert field.toPlainText() == "Wren, Lake Sorrel\nIlse"  # nothing jumps while one types
    named(page, "On battery, leave the words for later").click()
    assert "Wren" not in journal.desk.places.settings_file.read_text(encoding="utf-8")


def test_leaving_the_page_keeps_a_name_that_was_just_typed(
    journal: JournalDesk, page: SettingsPage
) -> None:
    named(page, "Names and places").setPlainText("Wren")
    assert page.leave()
    assert personal_words.every(journal.vault) == ("Wren",)
    page.reload()
    assert named(page, "Names and places").toPlainText() == "Wren"


def test_names_that_do_not_fit_are_told_in_place_and_keep_nobody_from_leaving(
    journal: JournalDesk, page: SettingsPage
) -> None:
    field, names = named(page, "Names and places"), page.speech.names
    many = ", ".join(f"name {number}" for number in range(MOST + 2))
    field.setPlainText(many)
    assert names.unkept.isVisible()
    assert f"“name {MOST}”" in names.unkept.text()
    assert page.leave()
    page.reload()
    assert field.toPlainText() == many, "there to be shortened"
    assert personal_words.every(journal.vault) == tuple(f"name {n}" for n in range(MOST))
    assert not journal.heard.problems
    field.setPlainText("Wren, " + "a" * (LONGEST + 1))
    assert str(LONGEST) in names.unkept.text()
    assert page.leave()
    assert personal_words.every(journal.vault) == ("Wren", "a" * LONGEST)
    field.setPlainText("Wren")
    assert not names.unkept.isVisible()


def test_a_models_speed_is_told_once_it_was_measured_and_never_before(
    journal: JournalDesk, page: SettingsPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert not page.speech.speed.isVisible()
    shutil.copytree(SMALL, journal.desk.places.models / "small")
    page.reload()
    assert "How fast small is on this computer isn't known yet." in texts(page)
    told: list[Callable[[Problem | None], None]] = []
    monkeypatch.setattr(speeds, "measure", lambda _places, _model, tell: told.append(tell))
    named(page, "Measure how fast it is").click()
    page.reload()
    assert "Measuring how fast small is…" in texts(page)
    told[0](Problem(Trouble.SPEECH_FAILED, "It can't be tried."))
    assert "It can't be tried." in texts(page)
    named(page, "Measure how fast it is").click()
    found = [Speed(CPU, 2, 11.7)]
    speeds._keep(journal.desk.places, check(journal.desk.places.models / "small"), found)
    told[1](None)
    assert "small: about 12 × as fast as speech on this computer." in texts(page)
    assert page.speech.speed.button.text() == "Measure again"
    assert not page.speech.speed.processor.isVisible()


def test_a_figure_that_came_of_a_busy_hour_can_be_measured_again(
    journal: JournalDesk, page: SettingsPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(SMALL, journal.desk.places.models / "small")
    model = check(journal.desk.places.models / "small")
    speeds._keep(journal.desk.places, model, [Speed(CPU, 2, 0.4)])
    page.reload()
    assert any("slower than speech" in text for text in texts(page))
    told: list[Callable[[Problem | None], None]] = []
    monkeypatch.setattr(speeds, "measure", lambda _places, _model, tell: told.append(tell))
    named(page, "Measure again").click()
    assert "Measuring how fast small is…" in texts(page)
    assert not page.speech.speed.button.isEnabled()
    speeds._keep(journal.desk.places, model, [Speed(CPU, 2, 8.8)])
    told[0](None)
    assert "small: about 9 × as fast as speech on this computer." in texts(page)
    assert page.speech.speed.button.isEnabled()


def test_no_processor_is_offered_while_the_first_measuring_goes_on(
    journal: JournalDesk, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(SMALL, journal.desk.places.models / "small")
    monkeypatch.setattr(speeds, "measure", lambda *_: None)
    journal.desk.measuring.begin(check(journal.desk.places.models / "small"))
    row = SpeedRow(journal.desk)
    qtbot.addWidget(row)
    row.reload()
    assert row.sentence.text() == "Measuring how fast small is…"
    assert not row.processor.isVisibleTo(row)
    assert not row.button.isEnabled()


def test_a_graphics_card_can_be_chosen_where_one_was_tried(
    journal: JournalDesk, page: SettingsPage
) -> None:
    shutil.copytree(SMALL, journal.desk.places.models / "small")
    ways = [(CPU, 0.5), (GPU, 40.0)]
    found = [Speed(device, 1, times) for device, times in ways]
    speeds._keep(journal.desk.places, check(journal.desk.places.models / "small"), found)
    page.reload()
    assert "small: about 40 × as fast as speech on this computer." in texts(page)
    named(page, "Listen with").setCurrentIndex(1)
    assert journal.desk.settings.current.speech_processor == "cpu"
    assert any("slower than speech" in text for text in texts(page))


def test_the_speed_that_is_told_is_that_of_the_model_in_use(
    journal: JournalDesk, page: SettingsPage
) -> None:
    for name in ("large", "small"):
        shutil.copytree(SMALL, journal.desk.places.models / name)
    page.reload()
    assert "How fast large is on this computer isn't known yet." in texts(page)
    named(page, "small").click()
    assert "How fast small is on this computer isn't known yet." in texts(page)
    page.models.remove("small")
    assert "How fast large is on this computer isn't known yet." in texts(page)


def test_a_measuring_that_nobody_asked_for_is_told_of_too(
    journal: JournalDesk, page: SettingsPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(SMALL, journal.desk.places.models / "small")
    page.reload()
    told: list[Callable[[Problem | None], None]] = []
    monkeypatch.setattr(speeds, "measure", lambda _places, _model, tell: told.append(tell))
    model = check(journal.desk.places.models / "small")
    assert journal.desk.measuring.begin(model)
    assert "Measuring how fast small is…" in texts(page)
    assert not page.speech.speed.button.isEnabled()
    assert not journal.desk.measuring.begin(model), "one at a time"
    told[0](None)
    assert page.speech.speed.button.isEnabled()
