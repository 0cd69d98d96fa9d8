"""The lock page, with a real vault behind it."""

import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from kdesk.domain.problem import Problem, Trouble
from kdesk.jobs.finalise import finalise_all
from kdesk.jobs.opening import is_locked, open_at_start, recipient_at_start
from kdesk.jobs.runner import InlineRunner
from kdesk.store import vault as vaults
from kdesk.store.captures import CaptureSink
from kdesk.store.devices import DeviceKeeper
from kdesk.system.paths import Places
from kdesk.ui.lock.offer_page import OfferPage
from kdesk.ui.lock.page import LockPage
from kdesk.ui.theme import Theme
from tests.store.speaking import meta
from tests.ui.a_desk import FRIDAY, WEAK, JournalDesk, named, texts
from tests.ui.by_hand import RunnerByHand

PASSPHRASE = "blue door river stone"


@pytest.fixture
def places(tmp_path: Path) -> Places:
    made = Places(tmp_path / "data", tmp_path / "settings", tmp_path / "state")
    made.prepare()
    return made


@pytest.fixture
def words(places: Places) -> str:
    """A locked vault; its recovery words."""
    device = DeviceKeeper(places.device_keys, keyring_allowed=False)
    made = vaults.make(places.vault, device, PASSPHRASE, FRIDAY, stretch=WEAK)
    sheet = " ".join(made.words())
    made.pin(places.pin)
    made.close()
    return sheet


@pytest.fixture
def page(places: Places, words: str, qtbot: QtBot) -> Iterator[LockPage]:
    theme = Theme("light")
    theme.wear()
    made = LockPage(theme, InlineRunner(), places, lambda: FRIDAY)
    qtbot.addWidget(made)
    made.resize(900, 600)
    made.show()
    qtbot.waitExposed(made)
    yield made


def opened(page: LockPage, qtbot: QtBot) -> vaults.Vault:
    with qtbot.waitSignal(page.unlocked) as signal:
        named(page, "Unlock").click()
    assert signal.args
    vault: vaults.Vault = signal.args[0]
    return vault


def test_the_passphrase_opens_the_journal_and_is_forgotten(page: LockPage, qtbot: QtBot) -> None:
    named(page, "Passphrase").setText(PASSPHRASE)
    vault = opened(page, qtbot)
    assert vault.recipient.startswith("age1")
    assert page.passphrase.text() == ""
    vault.close()


def test_enter_unlocks_too(page: LockPage, qtbot: QtBot) -> None:
    QTest.keyClicks(page.passphrase, PASSPHRASE)
    with qtbot.waitSignal(page.unlocked) as signal:
        QTest.keyClick(page.passphrase, Qt.Key.Key_Return)
    assert signal.args
    signal.args[0].close()


def test_what_is_typed_is_not_shown(page: LockPage) -> None:
    assert page.passphrase.echoMode() == page.passphrase.EchoMode.Password


def test_a_wrong_passphrase_gets_the_same_plain_sentence_each_time(
    page: LockPage, qtbot: QtBot
) -> None:
    said = []
    for wrong in ("wrong", "wrong again", "wrong once more"):
        named(page, "Passphrase").setText(wrong)
        with qtbot.waitSignal(page._opening.failed):
            named(page, "Unlock").click()
        said.append(page.told.text())
        assert page.passphrase.text() == ""
    assert said[0]
    assert len(set(said)) == 1


def test_a_refusal_is_no_wider_than_the_field_and_clear_of_unlock(page: LockPage) -> None:
    for words in (1, 20):
        page._say("refused " * words)
        QApplication.processEvents()
        told, unlock = page.told.geometry(), page.unlock_button.geometry()
        assert told.width() <= page.passphrase.width()
        letters = page.told.contentsRect().translated(told.topLeft())
        assert unlock.top() - letters.bottom() >= 16
        assert letters.height() >= page.told.fontMetrics().lineSpacing() * (1 if words == 1 else 3)


def test_an_empty_field_asks_nothing_of_the_vault(page: LockPage) -> None:
    named(page, "Unlock").click()
    assert page.told.text() == ""
    assert page.unlock_button.isEnabled()


def test_the_recovery_words_open_it_in_any_spacing(
    page: LockPage, words: str, qtbot: QtBot
) -> None:
    named(page, "Use your recovery words").click()
    assert page.passphrase.isHidden()
    page.words.setPlainText("\n".join(words.upper().split()) + "  ")
    vault = opened(page, qtbot)
    assert page.words.toPlainText() == ""
    vault.close()


def test_wrong_words_are_told_plainly_and_can_be_corrected(page: LockPage, qtbot: QtBot) -> None:
    named(page, "Use your recovery words").click()
    page.words.setPlainText("abandon " * 24)
    with qtbot.waitSignal(page._opening.failed):
        named(page, "Unlock").click()
    assert page.told.text()
    assert page.words.toPlainText().startswith("abandon")
    named(page, "Record").click()
    assert page.told.text() == ""


def test_the_window_stays_usable_while_the_passphrase_is_stretched(
    places: Places, words: str, qtbot: QtBot
) -> None:
    runner = RunnerByHand()
    page = LockPage(Theme("light"), runner, places, lambda: FRIDAY)
    qtbot.addWidget(page)
    page.show()
    page.passphrase.setText(PASSPHRASE)
    page.unlock()
    assert not page.unlock_button.isEnabled()
    assert page.told.text() == "Opening…"
    with qtbot.waitSignal(page.record_pressed):
        page.ring.click()
    with qtbot.waitSignal(page._opening.failed):
        runner.held[0][1].set_exception(Problem(Trouble.WRONG_KEY, "No."))
    assert page.unlock_button.isEnabled()
    # A mistake of kdesk's own is told on the crash page; after it one can try again.
    page.passphrase.setText(PASSPHRASE)
    page.unlock()
    runner.held[1][1].set_exception(ValueError("a bug"))
    assert page.unlock_button.isEnabled()
    assert page.told.text() == ""


def test_the_ring_is_large_and_called_record(page: LockPage, qtbot: QtBot) -> None:
    ring = named(page, "Record")
    assert min(ring.width(), ring.height()) >= 160
    with qtbot.waitSignal(page.record_pressed):
        QTest.mouseClick(ring, Qt.MouseButton.LeftButton)
    assert "Speak now, unlock later." in texts(page)


@pytest.mark.parametrize(
    ("hours", "sentence"),
    [
        ((), ""),
        ((1, 1.002), "2 memos wait to be opened, from today 08:14."),
        ((1,), "1 memo waits to be opened, from today 08:14."),
        ((1, 20), "2 memos wait to be opened, from yesterday 13:14 to today 08:14."),
        ((1, 4, 2, 3), "4 memos wait to be opened, from today 05:14 to 08:14."),
    ],
)
def test_it_says_how_many_memos_wait_and_from_when(
    page: LockPage, hours: tuple[float, ...], sentence: str
) -> None:
    page.show_waiting([FRIDAY - timedelta(hours=h) for h in hours])
    assert page.waiting.isHidden() == (not hours)
    assert page.waiting.text() == sentence


def test_a_damaged_header_is_told_and_the_words_are_offered(page: LockPage) -> None:
    page.tell(Problem(Trouble.DAMAGED, "The header is damaged. Use the 24 words."))
    assert not page.words.isHidden()
    assert "The header is damaged. Use the 24 words." in texts(page)


def test_everything_fits_into_the_smallest_window(page: LockPage) -> None:
    page.show_waiting([FRIDAY])
    page.grab()
    assert page.verticalScrollBar().maximum() == 0


def test_the_offer_says_what_a_passphrase_does_and_leads_to_it(
    journal: JournalDesk, qtbot: QtBot
) -> None:
    page = OfferPage(journal.desk)
    qtbot.addWidget(page)
    page.show()
    assert any("With a passphrase you can lock kdesk" in text for text in texts(page))
    named(page, "Set a passphrase").click()
    assert journal.heard.pages == ["Settings"]


class TestOpening:
    def test_the_first_start_asks_nothing_and_pins_the_recipient(self, places: Places) -> None:
        opened = open_at_start(places, FRIDAY)
        assert opened.vault is not None
        assert places.pin.read_text().strip() == opened.recipient
        assert not is_locked(places)
        opened.vault.close()

    def test_without_a_passphrase_the_next_start_opens_by_itself(self, places: Places) -> None:
        first = open_at_start(places, FRIDAY)
        assert first.vault is not None
        first.vault.close()
        second = open_at_start(places, FRIDAY)
        assert second.vault is not None
        assert second.recipient == first.recipient
        second.vault.close()

    def test_with_a_passphrase_it_stays_locked_and_can_be_recorded_to(
        self, places: Places, words: str
    ) -> None:
        opened = open_at_start(places, FRIDAY)
        assert is_locked(places)
        assert opened.vault is None
        assert opened.problem is None
        assert opened.recipient.startswith("age1")

    def test_a_journal_that_is_away_is_not_made_anew_and_can_be_recorded_to(
        self, places: Places
    ) -> None:
        first = open_at_start(places, FRIDAY)
        assert first.vault is not None
        first.vault.close()
        away = places.vault.rename(places.vault.with_name("renamed"))
        assert recipient_at_start(places) == first.recipient
        assert not is_locked(places)
        opened = open_at_start(places, FRIDAY)
        assert opened.vault is None
        assert opened.problem is not None
        assert opened.problem.trouble is Trouble.NO_VAULT
        assert opened.recipient == first.recipient
        fallback = places.fallback
        about = meta()
        sink = CaptureSink(places.vault / "captures", fallback, opened.recipient, about)
        sink.write(bytes(960))
        sink.finish()
        assert not places.vault.exists()
        away.rename(places.vault)
        again = open_at_start(places, FRIDAY)
        assert again.vault is not None
        assert finalise_all(again.vault, now=FRIDAY, fallback=fallback) == (about.id,)
        again.vault.close()

    def test_a_broken_pin_without_a_journal_counts_as_none(self, places: Places) -> None:
        places.prepare()
        places.pin.write_text("age1nobody")
        assert recipient_at_start(places) == ""
        opened = open_at_start(places, FRIDAY)
        assert opened.vault is not None
        assert places.pin.read_text().strip() == opened.recipient
        opened.vault.close()

    def test_without_this_computer_s_key_recording_still_works(self, places: Places) -> None:
        first = open_at_start(places, FRIDAY)
        assert first.vault is not None
        first.vault.close()
        for key in places.device_keys.glob("device-*"):
            key.unlink()
        opened = open_at_start(places, FRIDAY)
        assert opened.vault is None
        assert opened.problem is not None
        assert opened.problem.trouble is Trouble.WRONG_KEY
        assert opened.recipient == first.recipient

    def test_with_a_damaged_header_recording_still_works(self, places: Places, words: str) -> None:
        for name in ("vault.json", "vault.mirror.json"):
            (places.vault / name).write_text("{}")
        opened = open_at_start(places, FRIDAY)
        assert is_locked(places)
        assert opened.problem is not None
        assert opened.problem.trouble is Trouble.DAMAGED
        assert opened.recipient == places.pin.read_text().strip()


LISTEN = """
import sys
from PySide6.QtCore import QCoreApplication, QTimer
from kdesk.ui.lock.screen_lock import ScreenLock
app = QCoreApplication([])
lock = ScreenLock()
lock.locked.connect(lambda: (print("locked", flush=True), app.quit()))
print(lock.watch(), flush=True)
QTimer.singleShot(20_000, app.quit)
app.exec()
"""


@pytest.mark.skipif(shutil.which("dbus-run-session") is None, reason="needs dbus")
def test_a_real_screen_lock_is_heard_on_a_real_bus() -> None:
    script = 'mkfifo "$1/pipe"; (read -r x <"$1/pipe"; dbus-send --session --type=signal '
    script += "/org/freedesktop/ScreenSaver org.freedesktop.ScreenSaver.ActiveChanged "
    script += 'boolean:true) & "$2" -c "$3" | tee "$1/pipe"'
    with tempfile.TemporaryDirectory(prefix="kdesk-bus-") as folder:
        said = subprocess.run(
            ["dbus-run-session", "--", "sh", "-c", script, "sh", folder, sys.executable, LISTEN],
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        ).stdout
    assert said.split() == ["True", "locked"]


def test_support_is_in_its_corner_and_asked_for_by_a_press(page: LockPage, qtbot: QtBot) -> None:
    button = named(page, "Support")
    for size in ((900, 600), (1280, 820)):
        page.resize(*size)
        corner = button.geometry().bottomRight()
        assert size[0] - 40 <= corner.x() < size[0] - 12  # the scroll bar has its own edge
        assert size[1] - 20 <= corner.y() < size[1]
        assert button.height() >= 44
    assert not button.geometry().intersects(page.ring.geometry())
    with qtbot.waitSignal(page.support_wanted):
        button.click()


def test_support_comes_after_the_ring_for_the_keyboard(page: LockPage, qtbot: QtBot) -> None:
    with qtbot.waitActive(page):
        page.activateWindow()
    page.ring.setFocus()
    QTest.keyClick(page.ring, Qt.Key.Key_Tab)
    assert named(page, "Support").hasFocus()
