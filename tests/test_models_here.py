"""What keeps the queue waiting is told in the window, and mending it starts the queue."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from kdesk.app.models_here import ModelsHere
from kdesk.app.open_journal import OpenJournal
from kdesk.domain.ids import Kind, MemoId
from kdesk.domain.memo import Listening, Memo
from kdesk.domain.problem import Problem, Trouble
from kdesk.jobs.errand import Here
from kdesk.jobs.runner import Runner
from kdesk.jobs.transcriber import NO_MODEL, NoModel, QueueEmpty, Stopped
from kdesk.store import memos
from kdesk.store.ids import new_id
from kdesk.ui.desk import lay_out
from kdesk.ui.memo.memo_page import MemoPage
from kdesk.ui.widgets.rail import Rail
from tests.speech.sounds import SAMPLE, SMALL
from tests.ui.a_desk import JournalDesk, journal

__all__ = ["journal"]

CUT_OFF = (
    "The speech model small can't be used: its file model.bin is cut off. Copy its folder again."
)
AND_WAITS = f"{CUT_OFF} Memos wait until it is put right."
FULL = Problem(Trouble.DISK_FULL, "There is no room left on the disk.")


def add_model(models: Path, name: str = "small") -> Path:
    return Path(shutil.copytree(SMALL, models / name))


def damage(folder: Path) -> None:
    weights = folder / "model.bin"
    weights.write_bytes(weights.read_bytes()[:-1000])


def add_memo(journal: JournalDesk) -> MemoId:
    """A memo whose sound is speech."""
    now = journal.clock()
    memo_id = MemoId(new_id(Kind.MEMO, now))
    sound = journal.vault.blobs.add((SAMPLE / "memo.flac").read_bytes(), "audio/flac", "flac")
    memos.add(
        journal.vault, id=memo_id, at=now, seconds=19.8, original=None, peaks=bytes(400),
        cut=False, sound=sound, now=now,
    )  # fmt: skip
    return memo_id


class Window:
    """The open journal's parts as the window has them, with a queue of its own."""

    def __init__(self, journal: JournalDesk) -> None:
        self.journal = journal
        self.runner = Runner()
        self.desk = lay_out(
            journal.vault,
            runner=self.runner,
            settings=journal.desk.settings,
            theme=journal.desk.theme,
            now=journal.clock,
            places=journal.desk.places,
            fetching=journal.fetching,
        )
        self.opened = OpenJournal(self.desk, Rail(self.desk.theme), self.desk.notices)
        self.desk.settings.listen(self.opened.settings_changed)
        self.workspace = self.opened.workspace

    @property
    def banner(self) -> str:
        banner = self.workspace.banner
        return "" if banner.isHidden() else banner.sentence.text()

    def page(self) -> MemoPage:
        found = self.workspace.findChild(MemoPage)
        assert isinstance(found, MemoPage)
        return found

    def line(self) -> str:
        return self.page().words.line.sentence.text()

    def state(self, memo_id: MemoId) -> Memo:
        return memos.find(self.desk.vault, memo_id)


@pytest.fixture
def window(journal: JournalDesk, qtbot: QtBot) -> Iterator[Window]:
    made = Window(journal)
    qtbot.addWidget(made.workspace)
    made.workspace.resize(1000, 700)
    with qtbot.waitExposed(made.workspace):
        made.workspace.show()
    yield made
    made.opened.trying.close()
    made.desk.transcriber.close()
    made.desk.player.close()
    made.runner.close()


def test_a_damaged_model_is_told_of_and_once_it_is_put_right_the_words_come(
    journal: JournalDesk, window: Window, qtbot: QtBot
) -> None:
    folder = add_model(journal.desk.places.models)
    damage(folder)
    window.desk.settings.change(speech_model="small")
    memo_id = add_memo(journal)
    window.opened.begin()
    qtbot.waitUntil(lambda: window.banner == AND_WAITS, timeout=20_000)
    window.workspace.show_item(memo_id)  # a page made later says it too
    line = window.page().words.line
    assert line.sentence.text() == CUT_OFF
    assert (line.model_button.text(), line.retry_button.text()) == ("Speech models", "Try again")
    assert line.model_button.isVisible()
    assert not line.start_button.isVisible()

    window.workspace.banner.close_button.click()
    with qtbot.waitSignal(window.desk.notices.speech_told, timeout=20_000):
        line.retry_button.click()
        assert line.sentence.text() != CUT_OFF, "something is seen to happen"
    qtbot.waitUntil(lambda: line.sentence.text() == CUT_OFF)
    assert window.banner == "", "once is enough"

    shutil.rmtree(folder)
    add_model(journal.desk.places.models)
    window.opened.look_for_what_others_wrote()
    qtbot.waitUntil(lambda: window.state(memo_id).listening is Listening.DONE, timeout=60_000)
    qtbot.waitUntil(lambda: not line.isVisible())


def test_another_choice_starts_the_queue(
    journal: JournalDesk, window: Window, qtbot: QtBot
) -> None:
    damage(add_model(journal.desk.places.models))
    add_model(journal.desk.places.models, "whole")
    window.desk.settings.change(speech_model="small")
    memo_id = add_memo(journal)
    window.opened.begin()
    qtbot.waitUntil(lambda: window.banner == AND_WAITS, timeout=20_000)
    window.desk.settings.change(speech_model="whole")
    assert window.banner == "", "it is over; should it go on, that is told again"
    qtbot.waitUntil(lambda: window.state(memo_id).listening is Listening.DONE, timeout=60_000)


def test_a_language_no_model_knows_is_told_of_and_the_right_one_starts_the_queue(
    journal: JournalDesk, window: Window, qtbot: QtBot
) -> None:
    add_model(journal.desk.places.models)
    window.desk.settings.change(spoken_language="de")
    memo_id = add_memo(journal)
    window.opened.begin()
    qtbot.waitUntil(lambda: "knows the language" in window.banner, timeout=20_000)
    window.workspace.show_item(memo_id)
    assert window.line() == window.banner
    window.desk.settings.change(spoken_language="en")
    qtbot.waitUntil(lambda: window.state(memo_id).listening is Listening.DONE, timeout=60_000)


def test_that_there_is_no_model_yet_is_no_trouble(
    journal: JournalDesk, window: Window, qtbot: QtBot
) -> None:
    memo_id = add_memo(journal)
    with qtbot.waitSignal(window.desk.notices.speech_told, timeout=20_000) as told:
        window.opened.begin()
    (event,) = told.args
    assert isinstance(event, NoModel)
    assert event.problem.sentence == NO_MODEL
    window.workspace.show_item(memo_id)
    without = "The words will appear here once a speech model is added."
    qtbot.waitUntil(lambda: window.line() == without)  # a job looks which models there are
    assert window.banner == ""


def test_a_model_that_comes_is_tried_and_heard_with_and_a_speaker_is_used_at_once(
    journal: JournalDesk, qtbot: QtBot
) -> None:
    opened = OpenJournal(journal.desk, Rail(journal.desk.theme), journal.desk.notices)
    qtbot.addWidget(opened.workspace)
    opened.trying.later.stop()
    come(journal, "small")
    assert journal.transcriber.woken == 1
    assert opened.trying.later.isActive()
    opened.trying.close()
    opened.settings_changed(journal.desk.settings.change(speaker="Headset"))
    assert journal.player.chosen == ["Headset"]


# What is told, and when it is over


def test_trouble_with_the_disk_holds_every_memo_up_until_the_queue_goes_on(
    journal: JournalDesk,
) -> None:
    held_up, notices = journal.desk.held_up, journal.desk.notices
    over: list[str] = []
    notices.problem_over.connect(over.append)
    for _ in range(2):
        notices.speech_told.emit(Stopped(FULL))
    assert held_up.why(MemoId("any")) == FULL
    assert journal.heard.problems == [FULL], "told once"
    notices.speech_told.emit(QueueEmpty())
    assert held_up.why(MemoId("any")) is None
    assert over == [FULL.sentence], "the banner takes it back"
    notices.speech_told.emit(Stopped(FULL))
    assert journal.heard.problems == [FULL, FULL], "it is new trouble"


def test_only_the_memos_that_wait_for_a_model_say_so(journal: JournalDesk) -> None:
    broken = Problem(Trouble.BAD_MODEL, CUT_OFF)
    journal.desk.notices.speech_told.emit(NoModel(broken, frozenset({MemoId("one")})))
    held_up = journal.desk.held_up
    assert [held_up.why(MemoId(name)) for name in ("one", "other")] == [broken, None]


# Which model is used


@pytest.fixture
def here(journal: JournalDesk) -> ModelsHere:
    made = ModelsHere(journal.desk, journal.desk.notices)
    journal.desk.settings.listen(made.choices_changed)
    return made


def come(journal: JournalDesk, name: str) -> None:
    add_model(journal.desk.places.models, name)
    journal.desk.notices.model_told.emit(Here(name))


def test_the_first_model_that_comes_is_used_with_no_settings_page_made(
    journal: JournalDesk, here: ModelsHere
) -> None:
    assert not here.any
    come(journal, "small")
    assert here.any
    assert journal.desk.settings.current.speech_model == "small"
    come(journal, "another")
    assert journal.desk.settings.current.speech_model == "small"


@pytest.mark.parametrize("told", [True, False])
def test_one_in_use_because_it_is_the_first_stays_in_use(journal: JournalDesk, told: bool) -> None:
    """Also when a command in a shell brings the other one."""
    add_model(journal.desk.places.models, "small")
    here = ModelsHere(journal.desk, journal.desk.notices)
    if told:
        come(journal, "another")
    else:
        add_model(journal.desk.places.models, "another")
        here.look()
    assert journal.desk.settings.current.speech_model == "small"


@pytest.mark.parametrize(
    "choice",
    [
        {"speech_model": "small"},
        {"speech_models": ("de=small",)},
        {"spoken_language": "en"},
        {"wait_for_mains": True},
    ],
)
def test_each_choice_that_decides_what_hears_wakes_the_queue_once(
    journal: JournalDesk, here: ModelsHere, choice: dict[str, object]
) -> None:
    for _ in range(2):
        journal.desk.settings.change(**choice)
    assert journal.transcriber.woken == 1
    journal.desk.settings.change(theme="dark")
    assert journal.transcriber.woken == 1


@pytest.mark.parametrize(
    "happens",
    [
        damage,
        shutil.rmtree,
        lambda folder: shutil.copy2(SMALL / "config.json", folder / "config.json"),
        lambda folder: (folder.parent / "half").mkdir(),
    ],
)
def test_models_whose_files_changed_are_others(
    journal: JournalDesk,
    happens: Callable[[Path], object],
) -> None:
    folder = add_model(journal.desk.places.models)
    (folder / "config.json").touch()
    here = ModelsHere(journal.desk, journal.desk.notices)
    told: list[None] = []
    here.changed.connect(lambda: told.append(None))
    here.look()
    assert not told
    happens(folder)
    here.look()
    assert len(told) == 1
