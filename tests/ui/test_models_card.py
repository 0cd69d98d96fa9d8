"""Speech models in Settings: got from a hub on loopback, paused, cancelled, refused, chosen."""

import shutil

import pytest
from pytestqt.qtbot import QtBot

from kdesk.app.models_here import ModelsHere
from kdesk.jobs import speeds
from kdesk.jobs.errand import Here
from kdesk.jobs.measuring import Measured
from kdesk.speech.models import check, installed
from kdesk.speech.speed import CPU, Speed
from kdesk.ui.settings import models_to_get
from kdesk.ui.settings.models_card import ModelsCard
from tests.jobs import hub as hubs
from tests.jobs.hub import BIG, Hub
from tests.ui.a_desk import JournalDesk, named, texts


@pytest.fixture
def card(
    journal: JournalDesk, hub: Hub, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> ModelsCard:
    monkeypatch.setattr(
        models_to_get, "offers", lambda _: tuple(hubs.offer(name) for name in ("base", "small"))
    )
    ModelsHere(journal.desk, journal.desk.notices)  # sees to it that the first one is used
    made = ModelsCard(journal.desk)
    qtbot.addWidget(made)
    made.resize(600, 900)
    with qtbot.waitExposed(made):
        made.show()
    made.reload()
    return made


def says(card: ModelsCard, words: str) -> bool:
    return any(words in text for text in texts(card))


def names(journal: JournalDesk) -> list[str]:
    return [model.name for model in installed(journal.desk.places.models)]


def begin(card: ModelsCard, hub: Hub, qtbot: QtBot) -> None:
    """Get `base`, up to its half."""
    hub.odd[BIG] = hubs.held_after(900_000)
    named(card, "Get base, 2 MB").click()
    bar = card.to_get.rows["base"].progress
    qtbot.waitUntil(lambda: bar.value() > 300, timeout=30_000)


def test_a_model_is_got_and_used_at_once(
    journal: JournalDesk, card: ModelsCard, qtbot: QtBot
) -> None:
    assert says(card, "2 MB on disk · up to 1 MB of memory · English")
    named(card, "Get base, 2 MB").click()
    qtbot.waitUntil(lambda: says(card, "base is here."), timeout=30_000)
    assert names(journal) == ["base"]
    assert journal.desk.settings.current.speech_model == "base"
    assert named(card, "base").isChecked()
    assert not says(card, "None yet.")
    assert list(card.to_get.rows) == ["small"]


def test_it_can_be_paused_gone_on_with_and_cancelled(
    journal: JournalDesk, card: ModelsCard, hub: Hub, qtbot: QtBot
) -> None:
    begin(card, hub, qtbot)
    assert says(card, "Getting it: 1 MB of 2 MB.")
    assert not named(card, "Get small, 2 MB").isEnabled()
    assert says(card, "One at a time: first base.")
    named(card, "Pause base").click()
    qtbot.waitUntil(lambda: says(card, "Paused. 1 MB of 2 MB are here."), timeout=30_000)
    assert named(card, "Get small, 2 MB").isEnabled()
    assert not says(card, "One at a time")
    card.reload()
    assert says(card, "Paused. 1 MB of 2 MB are here.")
    named(card, "Resume base").click()
    qtbot.waitUntil(lambda: says(card, "Getting it"))
    named(card, "Cancel base").click()
    qtbot.waitUntil(lambda: not says(card, "Getting it"), timeout=30_000)
    assert named(card, "Get base, 2 MB").isEnabled()
    assert not journal.desk.places.models.exists()


def test_a_paused_one_is_cancelled_without_a_trace(
    journal: JournalDesk, card: ModelsCard, hub: Hub, qtbot: QtBot
) -> None:
    begin(card, hub, qtbot)
    named(card, "Pause base").click()
    qtbot.waitUntil(lambda: says(card, "Paused."), timeout=30_000)
    named(card, "Cancel base").click()
    qtbot.waitUntil(lambda: not says(card, "Paused."), timeout=30_000)
    assert not journal.desk.places.models.exists()


def test_what_does_not_match_its_checksum_is_said_in_its_row(
    journal: JournalDesk, card: ModelsCard, hub: Hub, qtbot: QtBot
) -> None:
    hub.files[BIG] = hub.files[BIG][:-1] + bytes([hub.files[BIG][-1] ^ 1])
    named(card, "Get base, 2 MB").click()
    row = card.to_get.rows["base"]
    qtbot.waitUntil(lambda: "not the model kdesk knows" in row.state.text(), timeout=30_000)
    assert row.state.isVisible()
    assert named(card, "Get base, 2 MB").isEnabled()
    assert not journal.desk.places.models.exists()
    assert journal.desk.settings.current.speech_model == ""


def test_the_keyboard_stays_in_the_row(
    journal: JournalDesk, card: ModelsCard, hub: Hub, qtbot: QtBot
) -> None:
    card.activateWindow()
    row = card.to_get.rows["base"]
    row.get_button.setFocus()
    qtbot.waitUntil(row.get_button.hasFocus)
    begin(card, hub, qtbot)
    assert row.pause_button.hasFocus()
    hub.odd.clear()
    named(card, "Pause base").click()
    qtbot.waitUntil(lambda: says(card, "Paused."), timeout=30_000)
    row.resume_button.setFocus()
    named(card, "Resume base").click()
    qtbot.waitUntil(lambda: says(card, "base is here."), timeout=30_000)
    assert named(card, "base").hasFocus(), "the row it was in is gone"


def test_what_is_on_its_way_is_shown_to_a_card_made_later(
    journal: JournalDesk, card: ModelsCard, hub: Hub, qtbot: QtBot
) -> None:
    begin(card, hub, qtbot)
    later = ModelsCard(journal.desk)
    qtbot.addWidget(later)
    later.reload()
    assert says(later, "Getting it: 1 MB of 2 MB.")


def test_every_published_model_is_in_the_list(journal: JournalDesk, qtbot: QtBot) -> None:
    card = ModelsCard(journal.desk)
    qtbot.addWidget(card)
    card.reload()
    assert list(card.to_get.rows) == ["base", "small", "large-v3-turbo"]
    assert card.to_get.rows["large-v3-turbo"].get_button.text() == "Get 1.6 GB"
    card.to_get.more.click()
    assert [*card.to_get.rows][::5] == ["tiny", "small.en", "large-v3"]
    assert card.to_get.more.isHidden()


def test_a_language_gets_a_model_of_its_own(journal: JournalDesk, card: ModelsCard) -> None:
    folder = journal.desk.places.models
    for name in ("english", "many"):
        shutil.copytree(hubs.MODEL, folder / name)
    card.reload()
    (folder / "many" / "vocabulary.json").unlink()
    (folder / "many" / "vocabulary.txt").write_text("\n".join(f"t{n}" for n in range(51865)))
    card.reload()
    language = named(card, "A language with a model of its own")
    language.setCurrentIndex(language.findText("German"))
    model = named(card, "Its model")
    assert [model.itemText(n) for n in range(model.count())] == [
        "The one for all languages",
        "many",
    ]
    model.setCurrentIndex(1)
    assert list(journal.desk.settings.current.speech_models) == ["de=many"]
    assert says(card, "German: many.")
    model.setCurrentIndex(0)
    assert list(journal.desk.settings.current.speech_models) == []


def test_with_one_model_there_is_no_choice_by_language(
    journal: JournalDesk, card: ModelsCard
) -> None:
    shutil.copytree(hubs.MODEL, journal.desk.places.models / "english")
    card.reload()
    assert card._by_language.isHidden()


def test_a_models_speed_stands_in_its_row_once_it_was_measured(
    journal: JournalDesk, card: ModelsCard
) -> None:
    folder = journal.desk.places.models
    for name in ("english", "other"):
        shutil.copytree(hubs.MODEL, folder / name)
    card.reload()
    assert not says(card, "as fast as speech")
    found = [Speed(CPU, 2, 4.2)]
    speeds._keep(journal.desk.places, check(folder / "english"), found)
    journal.desk.notices.speed_told.emit(Measured("english", over=True))
    told = [text for text in texts(card) if "as fast as speech" in text]
    assert [text.rpartition(" · ")[2] for text in told] == ["about 4 × as fast as speech here"]


def test_a_model_that_was_added_is_told_of_as_one_that_was_got(
    journal: JournalDesk, card: ModelsCard
) -> None:
    told: list[object] = []
    journal.desk.notices.model_told.connect(told.append)
    card.add_folder(hubs.MODEL)
    assert told == [Here(hubs.MODEL.name)]
    assert names(journal) == [hubs.MODEL.name]
    assert journal.desk.settings.current.speech_model == hubs.MODEL.name


def test_a_model_that_comes_beside_the_one_in_use_is_only_listed(
    journal: JournalDesk, card: ModelsCard
) -> None:
    models = journal.desk.places.models
    shutil.copytree(hubs.MODEL, models / "small")
    card.reload()
    assert named(card, "small").isChecked()
    shutil.copytree(hubs.MODEL, models / "another")
    journal.desk.notices.model_told.emit(Here("another"))
    assert named(card, "small").isChecked(), "though another comes first by its name"
    assert says(card, "another is here. Choose it above to use it.")
    named(card, "another").click()
    assert journal.desk.settings.current.speech_model == "another"


def test_a_half_copied_folder_is_listed_with_its_reason_and_can_be_removed(
    journal: JournalDesk, card: ModelsCard
) -> None:
    models = journal.desk.places.models
    half = models / "base"
    half.mkdir(parents=True)
    for name in ("config.json", "tokenizer.json"):
        shutil.copy2(hubs.MODEL / name, half / name)
    journal.desk.settings.change(speech_model="base")
    card.reload()
    assert says(card, "The speech model isn't whole: model.bin and vocabulary.* missing.")
    assert not named(card, "base").isEnabled()
    assert list(card.to_get.rows) == ["small"], "it can't be got while this is in its place"
    shutil.copytree(hubs.MODEL, models / "other")
    card.reload()
    assert not named(card, "other").isChecked(), "the broken one is chosen still"
    named(card, "other").click()
    assert journal.desk.settings.current.speech_model == "other"
    removed: list[None] = []
    journal.desk.notices.model_removed.connect(lambda: removed.append(None))
    named(card, "Remove base").click()
    named(card, "Remove base from kdesk?").click()
    assert not half.exists()
    assert len(removed) == 1
    assert list(card.to_get.rows) == ["base", "small"]


def test_a_model_that_went_away_again_at_once_takes_nothing_along(
    journal: JournalDesk, card: ModelsCard, qtbot: QtBot
) -> None:
    card.activateWindow()
    button = card.to_get.rows["base"].get_button
    button.setFocus()
    qtbot.waitUntil(button.hasFocus)
    journal.desk.notices.model_told.emit(Here("base"))
    assert says(card, "None yet.")


def test_a_long_name_makes_the_card_no_wider_and_is_told_whole(
    journal: JournalDesk, card: ModelsCard, qtbot: QtBot
) -> None:
    for folder in ("small", "large-v3-turbo"):  # two, or there is no choice by language
        shutil.copytree(hubs.MODEL, journal.desk.places.models / folder)
    card.reload()
    least = card.minimumSizeHint().width()
    name = "whisper-" + "a" * 150 + "-v3"
    for folder in (name, f"{name}-b"):
        shutil.copytree(hubs.MODEL, journal.desk.places.models / folder)
    card.reload()
    assert card.minimumSizeHint().width() <= least
    button = named(card, name)
    assert button.toolTip() == name
    qtbot.waitUntil(lambda: "…" in button.text())
    assert card.width() == 600
    assert button.text().startswith("whisper-")
    assert button.text().endswith("-v3")
