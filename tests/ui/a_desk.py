"""A desk with a real, empty journal, a clock that is moved by hand, and jobs done at once."""

from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Event
from typing import Any, cast

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractSpinBox,
    QComboBox,
    QLabel,
    QLineEdit,
    QListView,
    QTextEdit,
    QWidget,
)

from kdesk.domain.ids import SessionId
from kdesk.domain.memo import Memo
from kdesk.jobs.drafts import Drafts
from kdesk.jobs.fetching import Fetching
from kdesk.jobs.measuring import Measuring
from kdesk.jobs.runner import InlineRunner, Progress, Runner
from kdesk.store import vault
from kdesk.store.devices import DeviceKeeper
from kdesk.store.slots import Stretch
from kdesk.system.paths import Places
from kdesk.system.settings import SettingsKeeper
from kdesk.ui.desk import Desk
from kdesk.ui.held_up import HeldUp
from kdesk.ui.notices import Notices, Offer, Undo
from kdesk.ui.theme import Theme
from kdesk.ui.widgets.words_text import WordsText
from tests.ui.kept import NOW, keep_memo

WEAK = Stretch(memory=64, passes=1, lanes=1)
"""Enough for a test, and three hundred times faster."""
FRIDAY = datetime(2026, 11, 20, 9, 14, 30, tzinfo=UTC)


@dataclass
class Heard:
    """What the notices told."""

    opened: list[str] = field(default_factory=list)
    pages: list[str] = field(default_factory=list)
    recordings: list[None] = field(default_factory=list)
    undos: list[Undo] = field(default_factory=list)
    problems: list[Any] = field(default_factory=list)
    told: list[str] = field(default_factory=list)
    offers: list[Offer] = field(default_factory=list)


class Clock:
    """Now, moved by hand."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def forward(self, **by: float) -> None:
        self.now += timedelta(**by)


class JournalDesk:
    """The desk, its clock, and what was told."""

    def __init__(
        self,
        folder: Path,
        *,
        now: datetime = FRIDAY,
        theme: Theme | None = None,
        runner: Runner | None = None,
    ) -> None:
        places = Places(folder / "data", folder / "settings", folder / "state")
        places.prepare()
        self.clock = Clock(now)
        self.keeper = DeviceKeeper(places.device_keys, keyring_allowed=False)
        self.vault = vault.make(places.vault, self.keeper, None, now, stretch=WEAK)
        notices = Notices()
        self.vault.listen(notices.changed.emit)
        self.heard = Heard()
        notices.open_requested.connect(self.heard.opened.append)
        notices.page_requested.connect(self.heard.pages.append)
        notices.record_requested.connect(lambda: self.heard.recordings.append(None))
        notices.undo_offered.connect(self.heard.undos.append)
        notices.problem_arisen.connect(self.heard.problems.append)
        notices.told.connect(self.heard.told.append)
        notices.offered.connect(self.heard.offers.append)
        self.player, self.transcriber = QuietPlayer(), IdleTranscriber()
        self.fetching = Fetching(places.models)
        self.fetching.tell_to(notices.model_told.emit)
        settings = SettingsKeeper(places.settings_file)
        self.desk = Desk(
            vault=self.vault,
            notices=notices,
            runner=runner or InlineRunner(),
            settings=settings,
            theme=theme or Theme("light"),
            player=cast(Any, self.player),
            transcriber=cast(Any, self.transcriber),
            now=self.clock,
            places=places,
            fetching=self.fetching,
            measuring=Measuring(places, notices.speed_told.emit),
            held_up=HeldUp(notices),
        )

    def memo(
        self,
        at: datetime,
        seconds: float = 60,
        session_id: SessionId | None = None,
        title: str = "",
    ) -> Memo:
        """A memo as finalise leaves it, with a few bytes for a sound."""
        return keep_memo(
            self.vault, at, title, seconds=seconds, session_id=session_id, now=self.clock.now
        )

    def close(self) -> None:
        """End the jobs, then the journal."""
        self.desk.runner.close()
        self.fetching.close()
        self.vault.close()


@dataclass
class QuietPlayer:
    """Notes what is asked of it instead of sounding."""

    asked: list[tuple[str, object]] = field(default_factory=list)
    chosen: list[str | None] = field(default_factory=list)

    def load(self, flac: bytes) -> None:
        self.asked.append(("load", flac))

    def play(self) -> None:
        self.asked.append(("play", None))

    def pause(self) -> None:
        self.asked.append(("pause", None))

    def seek(self, seconds: float) -> None:
        self.asked.append(("seek", seconds))

    def pace(self, speed: float) -> None:
        self.asked.append(("pace", speed))

    def repeat(self, start: float, end: float) -> None:
        self.asked.append(("repeat", (start, end)))

    def choose(self, device: str | None) -> None:
        self.chosen.append(device)


@dataclass
class IdleTranscriber:
    """Notes what is asked of it instead of listening."""

    asked: list[tuple[str, str]] = field(default_factory=list)
    wishes: list[tuple[str, str | None]] = field(default_factory=list)
    """The model and the language of each `retry`."""
    woken: int = 0
    working: bool = False
    drafts: Drafts = field(default_factory=Drafts)

    def wake(self) -> None:
        self.woken += 1

    def cancel(self, memo_id: str) -> None:
        self.asked.append(("cancel", memo_id))

    def retry(self, memo_id: str, *, model: str = "", language: str | None = None) -> None:
        self.asked.append(("retry", memo_id))
        self.wishes.append((model, language))


class HeldRunner(Runner):
    """Begins a job only once the gate is open; `jobs` are those it was given."""

    def __init__(self) -> None:
        super().__init__()
        self.gate = Event()
        self.jobs: list[Future[Any]] = []

    def start(self, job: Callable[[Progress], Any], **more: Any) -> Future[Any]:
        def held(progress: Progress) -> Any:
            assert self.gate.wait(20)
            return job(progress)

        self.jobs.append(super().start(held, **more))
        return self.jobs[-1]


@pytest.fixture
def journal(tmp_path: Path, qapp: object) -> Iterator[JournalDesk]:
    """An empty journal on a desk."""
    made = JournalDesk(tmp_path)
    yield made
    made.close()


@contextmanager
def open_desk(folder: Path, theme: Theme, runner: Runner | None = None) -> Iterator[Desk]:
    """A new journal in this folder, read at NOW, and the desk for it."""
    made = JournalDesk(folder, now=NOW, theme=theme, runner=runner)
    try:
        yield made.desk
    finally:
        made.close()


def named(page: QWidget, name: str) -> Any:
    """The one shown control of that accessible name, as a screen reader finds it."""
    found = [
        widget
        for widget in page.findChildren(QWidget)
        if widget.accessibleName() == name and _is_seen(widget, page) and _acts(widget)
    ]
    assert len(found) == 1, f"{name}: {len(found)}"
    return found[0]


def type_into(widget: QWidget, words: str) -> None:
    """Type as a hand does, key by key."""
    QTest.keyClicks(widget, words)


def texts(page: QWidget) -> list[str]:
    """Every sentence that is to be seen on the page."""
    labels: list[QLabel | WordsText] = [
        *page.findChildren(QLabel),
        *page.findChildren(WordsText),
    ]
    return [label.text() for label in labels if label.text() and _is_seen(label, page)]


def _is_seen(widget: QWidget, page: QWidget) -> bool:
    """Whether nobody hid it; what a layout has only just taken in is shown an event later."""
    at: QWidget | None = widget
    while at is not None and at is not page:
        if at.isHidden() and at.testAttribute(Qt.WidgetAttribute.WA_WState_ExplicitShowHide):
            return False
        at = at.parentWidget()
    return True


def _acts(widget: QWidget) -> bool:
    return isinstance(
        widget,
        QAbstractButton | QLineEdit | QTextEdit | QComboBox | QAbstractSpinBox | QListView,
    )
