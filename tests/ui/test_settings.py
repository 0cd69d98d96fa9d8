import threading
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtWidgets import QLineEdit, QPushButton
from pytestqt.qtbot import QtBot

from kdesk.app.models_here import ModelsHere
from kdesk.domain.entry import EntryKind
from kdesk.domain.goal import Direction
from kdesk.domain.problem import Problem, Trouble
from kdesk.jobs import sound_devices
from kdesk.jobs.protocol import Device
from kdesk.jobs.runner import Runner
from kdesk.speech import models
from kdesk.store import bin as store_bin
from kdesk.store import entries, goals, items, recovery_sheet, vault
from kdesk.ui.settings.page import SettingsPage
from kdesk.ui.settings.sound_card import SoundCard
from tests.ui.a_desk import FRIDAY, JournalDesk, named, texts

SMALL_MODEL = Path(__file__).parents[2] / "resources" / "sample" / "speech-model"
FIRST = "otter lamp seven river"
SECOND = "window bread slow north"


@pytest.fixture
def page(journal: JournalDesk, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> SettingsPage:
    monkeypatch.setattr(sound_devices, "inputs", lambda: (Device("USB mic", False, True),))
    monkeypatch.setattr(sound_devices, "outputs", lambda: (Device("Headset", True, False),))
    ModelsHere(journal.desk, journal.desk.notices)  # sees to it that the first one is used
    made = SettingsPage(journal.desk)
    qtbot.addWidget(made)
    with qtbot.waitExposed(made):
        made.show()
    made.reload()
    return made


def type_new(page: SettingsPage, first: str, second: str, current: str = "") -> None:
    if current:
        named(page, "Passphrase until now").setText(current)
    named(page, "New passphrase").setText(first)
    named(page, "The same once more").setText(second)


def pick(page: SettingsPage, name: str, words: str) -> None:
    field = named(page, name)
    index = field.findText(words)
    assert index >= 0, [field.itemText(n) for n in range(field.count())]
    field.setCurrentIndex(index)


def test_a_passphrase_is_set_by_typing_it_twice(journal: JournalDesk, page: SettingsPage) -> None:
    named(page, "Set the passphrase").click()
    assert "Type the new passphrase first." in texts(page)
    type_new(page, FIRST, FIRST + "s")
    named(page, "Set the passphrase").click()
    assert "The two are not the same. Type them once more." in texts(page)
    assert not vault.has_passphrase(journal.vault.folder)
    type_new(page, FIRST, FIRST)
    named(page, "Set the passphrase").click()
    assert journal.heard.told == ["The passphrase is set."]
    vault.open_with_passphrase(journal.vault.folder, FIRST).close()
    assert all(not field.text() for field in page.security.findChildren(QLineEdit))


def test_what_is_typed_is_hidden_until_it_is_asked_for(page: SettingsPage) -> None:
    field = named(page, "New passphrase")
    assert field.echoMode() is QLineEdit.EchoMode.Password
    named(page, "Show what I type").click()
    assert field.echoMode() is QLineEdit.EchoMode.Normal
    named(page, "Show what I type").click()
    assert field.echoMode() is QLineEdit.EchoMode.Password


def test_changing_the_passphrase_takes_the_one_before(
    journal: JournalDesk, page: SettingsPage
) -> None:
    journal.vault.set_passphrase(FIRST, FRIDAY)
    page.reload()
    named(page, "Change the passphrase…").click()
    type_new(page, SECOND, SECOND, current="not this one")
    named(page, "Change the passphrase").click()
    assert any(text.startswith("That passphrase doesn't open") for text in texts(page))
    vault.open_with_passphrase(journal.vault.folder, FIRST).close()
    type_new(page, SECOND, SECOND, current=FIRST)
    named(page, "Change the passphrase").click()
    vault.open_with_passphrase(journal.vault.folder, SECOND).close()
    with pytest.raises(Problem) as refused:
        vault.open_with_passphrase(journal.vault.folder, FIRST)
    assert refused.value.trouble is Trouble.WRONG_KEY


def test_a_forgotten_passphrase_is_changed_with_the_recovery_words(
    journal: JournalDesk, page: SettingsPage
) -> None:
    journal.vault.set_passphrase(FIRST, FRIDAY)
    page.reload()
    named(page, "Change the passphrase…").click()
    words = journal.vault.words()
    type_new(page, SECOND, SECOND, current=" ".join(words[:23]))
    named(page, "Change the passphrase").click()
    vault.open_with_passphrase(journal.vault.folder, FIRST).close()
    type_new(page, SECOND, SECOND, current="  ".join(words).upper())
    named(page, "Change the passphrase").click()
    vault.open_with_passphrase(journal.vault.folder, SECOND).close()


def test_a_header_that_cannot_be_read_is_told_of_and_nothing_can_be_changed(
    journal: JournalDesk, page: SettingsPage
) -> None:
    for name in ("vault.json", "vault.mirror.json"):
        (journal.vault.folder / name).write_text("{", encoding="utf-8")
    page.reload()
    assert any("header is damaged" in text for text in texts(page))
    assert "Set the passphrase" not in [b.text() for b in shown_buttons(page)]
    assert "It is empty." in texts(page)


def test_changing_can_be_left(journal: JournalDesk, page: SettingsPage) -> None:
    journal.vault.set_passphrase(FIRST, FRIDAY)
    page.reload()
    named(page, "Change the passphrase…").click()
    type_new(page, SECOND, SECOND, current=FIRST)
    named(page, "Leave it as it is").click()
    assert named(page, "Change the passphrase…").isEnabled()
    assert all(not field.text() for field in page.security.findChildren(QLineEdit))
    vault.open_with_passphrase(journal.vault.folder, FIRST).close()


def test_stretching_a_passphrase_does_not_hold_up_the_window(
    journal: JournalDesk, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    runner = Runner()
    begun, may_end, on = threading.Event(), threading.Event(), []

    def stretch(*_: object) -> None:
        on.append(threading.current_thread())
        begun.set()
        assert may_end.wait(10)

    monkeypatch.setattr(journal.vault, "set_passphrase", stretch)
    page = SettingsPage(replace(journal.desk, runner=runner))
    qtbot.addWidget(page)
    page.reload()
    type_new(page, FIRST, FIRST)
    button = named(page, "Set the passphrase")
    button.click()
    assert begun.wait(10)
    assert not button.isEnabled()
    button.click()
    may_end.set()
    qtbot.waitUntil(lambda: journal.heard.told == ["The passphrase is set."], timeout=5000)
    assert button.isEnabled()
    assert len(on) == 1
    assert on[0] is not threading.main_thread()
    runner.close()


def test_without_a_passphrase_the_words_show_when_asked_for(
    journal: JournalDesk, page: SettingsPage
) -> None:
    assert shown_words(page) == []
    assert recovery_sheet.shown_at(journal.vault) is None
    named(page, "Show the recovery words").click()
    assert shown_words(page) == list(journal.vault.words())
    assert recovery_sheet.shown_at(journal.vault) == FRIDAY
    named(page, "Hide the words").click()
    assert shown_words(page) == []


def test_with_a_passphrase_the_words_take_it_again(
    journal: JournalDesk, page: SettingsPage
) -> None:
    journal.vault.set_passphrase(FIRST, FRIDAY)
    page.reload()
    field = named(page, "Passphrase, to see the words")
    for wrong in ("", "wrong"):
        field.setText(wrong)
        named(page, "Show the recovery words").click()
        assert shown_words(page) == []
        assert any(text.startswith("That passphrase doesn't open") for text in texts(page))
    field.setText(FIRST)
    named(page, "Show the recovery words").click()
    assert shown_words(page) == list(journal.vault.words())


def test_leaving_the_page_hides_every_secret(journal: JournalDesk, page: SettingsPage) -> None:
    named(page, "Show the recovery words").click()
    type_new(page, FIRST, FIRST)
    page.leave()
    assert shown_words(page) == []
    assert all(not field.text() for field in page.security.findChildren(QLineEdit))


def test_locking_by_itself_is_offered_once_there_is_a_passphrase(
    journal: JournalDesk, page: SettingsPage
) -> None:
    assert not page.security.lock_after.isVisibleTo(page)
    journal.vault.set_passphrase(FIRST, FRIDAY)
    page.reload()
    pick(page, "Lock by itself", "After 30 minutes")
    assert journal.desk.settings.current.lock_after_minutes == 30


def test_devices_are_asked_for_and_the_choice_is_kept(
    journal: JournalDesk, page: SettingsPage
) -> None:
    pick(page, "Microphone", "USB mic")
    assert journal.desk.settings.current.microphone == "USB mic"
    pick(page, "Speaker or headphones", "Headset")
    assert journal.desk.settings.current.speaker == "Headset"
    pick(page, "Speaker or headphones", "The system's usual one")
    assert journal.desk.settings.current.speaker == ""


def test_a_chosen_device_that_is_gone_stays_chosen_and_says_so(
    journal: JournalDesk, page: SettingsPage
) -> None:
    journal.desk.settings.change(microphone="Old mic")
    page.sound.look()
    assert named(page, "Microphone").currentText() == "Old mic (not found now)"


def test_a_broken_sound_system_is_told_of_plainly(
    journal: JournalDesk, page: SettingsPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken() -> tuple[Device, ...]:
        raise Problem(Trouble.NO_SOUND_LIBRARY, "The sound system can't be used.")

    monkeypatch.setattr(sound_devices, "inputs", broken)
    named(page, "Look again").click()
    assert "The sound system can't be used." in texts(page)
    monkeypatch.undo()


def test_devices_are_looked_for_each_time_the_page_is_shown(
    journal: JournalDesk, page: SettingsPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[None] = []

    def inputs() -> tuple[Device, ...]:
        asked.append(None)
        return ()

    monkeypatch.setattr(sound_devices, "inputs", inputs)
    page.hide()
    assert asked == []
    page.show()
    assert asked == [None]


def test_a_speech_model_is_added_chosen_and_removed(
    journal: JournalDesk, page: SettingsPage
) -> None:
    assert "None yet. Memos are kept and wait for it." in texts(page)
    page.models.add_folder(SMALL_MODEL)
    (model,) = models.installed(journal.desk.places.models)
    assert journal.desk.settings.current.speech_model == model.name
    assert named(page, model.name).isChecked()
    assert any(" MB on disk · English" in text for text in texts(page))
    remove = named(page, f"Remove {model.name}")
    remove.click()
    assert models.installed(journal.desk.places.models)
    named(page, f"Remove {model.name} from kdesk?").click()
    assert models.installed(journal.desk.places.models) == ()
    assert "None yet. Memos are kept and wait for it." in texts(page)


def test_another_model_can_be_chosen(journal: JournalDesk, page: SettingsPage) -> None:
    page.models.add_folder(SMALL_MODEL)
    (model,) = models.installed(journal.desk.places.models)
    other = journal.desk.places.models / "another"
    model.folder.rename(other)
    page.models.add_folder(SMALL_MODEL)
    assert journal.desk.settings.current.speech_model == model.name
    named(page, "another").click()
    assert journal.desk.settings.current.speech_model == "another"


def test_a_folder_that_is_no_model_is_refused_in_a_sentence(
    journal: JournalDesk, page: SettingsPage, tmp_path: Path
) -> None:
    empty = tmp_path / "empty"
    empty.mkdir()
    page.models.add_folder(empty)
    assert page.models.note.isVisibleTo(page)
    assert page.models.note.text().endswith(".")
    assert page.models.add_button.isEnabled()
    assert journal.desk.settings.current.speech_model == ""


def test_a_look_is_worn_once_whoever_asks_for_it(journal: JournalDesk, page: SettingsPage) -> None:
    theme, told = journal.desk.theme, []
    theme.changed.connect(lambda: told.append(theme.name))
    # As the whole program does: it follows the settings, and the card's choice is its own too.
    journal.desk.settings.listen(lambda settings: theme.change(settings.theme))
    pick(page, "Theme", "Night")
    assert told == ["night"], "each dressing visits every widget there is"


def test_appearance_is_kept_and_worn_at_once(journal: JournalDesk, page: SettingsPage) -> None:
    pick(page, "Theme", "Night")
    assert (journal.desk.settings.current.theme, journal.desk.theme.name) == ("night", "night")
    pick(page, "Text size", "Largest")
    assert (journal.desk.settings.current.text_scale, journal.desk.theme.scale) == (1.6, 1.6)
    named(page, "Keep things still").click()
    assert journal.desk.settings.current.reduced_motion
    assert journal.desk.theme.still
    pick(page, "Text size", "Usual")
    pick(page, "Theme", "Light")


def test_settings_that_cannot_be_written_change_nothing(
    journal: JournalDesk, page: SettingsPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(**_: object) -> None:
        raise Problem(Trouble.CANNOT_WRITE, "Your settings could not be written.")

    monkeypatch.setattr(journal.desk.settings, "change", refuse)
    before = journal.desk.theme.name
    pick(page, "Theme", "Night")
    assert journal.desk.theme.name == before
    assert [problem.trouble for problem in journal.heard.problems] == [Trouble.CANNOT_WRITE]


def test_the_bin_shows_what_was_removed_and_gives_it_back(
    journal: JournalDesk, page: SettingsPage
) -> None:
    assert "It is empty." in texts(page)
    kept = add_entry(journal, "A letter", "Dear")
    blank = add_entry(journal, "What stayed with you?", "")
    goal = goals.add(journal.vault, at=FRIDAY, title="", direction=Direction.START, now=FRIDAY).id
    journal.clock.forward(minutes=1)
    for item_id in (kept, blank, goal):
        store_bin.remove(journal.vault, item_id, now=FRIDAY - timedelta(days=1))
    page.reload()
    assert "A letter" in texts(page)
    assert "removed yesterday 09:14" in texts(page)
    assert "What stayed with you?" not in texts(page)
    assert "Goal" not in texts(page)
    named(page, "Restore A letter").click()
    assert [item.id for item in items.newest(journal.vault, limit=9)] == [kept]
    assert "It is empty." in texts(page)


def test_a_full_bin_shows_the_rest_when_asked(journal: JournalDesk, page: SettingsPage) -> None:
    for number in range(7):
        item_id = add_entry(journal, f"Letter {number}", "Dear")
        store_bin.remove(journal.vault, item_id, now=FRIDAY)
    page.reload()
    assert sum(text.startswith("Letter") for text in texts(page)) == 5
    named(page, "Show everything in the bin").click()
    assert sum(text.startswith("Letter") for text in texts(page)) == 7


def test_about_says_what_kdesk_is_and_what_it_is_not(page: SettingsPage) -> None:
    shown = " ".join(texts(page))
    assert "It is not medical advice, diagnosis or a crisis service." in shown
    assert "no telemetry" in shown


def test_every_control_has_a_name(page: SettingsPage) -> None:
    assert [b.text() for b in page.findChildren(QPushButton) if not b.accessibleName()] == []


def test_a_page_that_is_gone_needs_no_answer(
    journal: JournalDesk,
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    may_end, ended = threading.Event(), threading.Event()

    def slow() -> tuple[Device, ...]:
        assert may_end.wait(10)
        return ()

    def outputs() -> tuple[Device, ...]:
        ended.set()
        return ()

    monkeypatch.setattr(sound_devices, "inputs", slow)
    monkeypatch.setattr(sound_devices, "outputs", outputs)
    runner = Runner()
    card = SoundCard(replace(journal.desk, runner=runner))
    card.look()
    with qtbot.waitSignal(card.destroyed):
        card.deleteLater()
    may_end.set()
    assert ended.wait(10)
    runner.close()
    assert caplog.records == []


def shown_buttons(page: SettingsPage) -> list[QPushButton]:
    return [button for button in page.findChildren(QPushButton) if button.isVisibleTo(page)]


def shown_words(page: SettingsPage) -> list[str]:
    numbered = [text.partition(". ") for text in texts(page)]
    found = {int(n): word for n, dot, word in numbered if dot and n.isdecimal()}
    return [found[n] for n in sorted(found)]


def add_entry(journal: JournalDesk, title: str, text: str) -> str:
    return entries.add(
        journal.vault,
        at=FRIDAY,
        kind=EntryKind.FREE,
        title=title,
        text=text,
        session_id=None,
        now=FRIDAY,
    ).id
