"""Files held over the window and let go: whom they are for, and what is said then."""

import os
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from kdesk.jobs.runner import Runner
from kdesk.store import creations, entries, items, memos, sessions
from kdesk.ui.widgets.drop_here import files_in
from kdesk.ui.widgets.rail import Rail
from kdesk.ui.workspace import Workspace
from tests.jobs.test_take_in import drawing, tone
from tests.ui.a_desk import FRIDAY, JournalDesk, named, texts

COPY, MOVE = Qt.DropAction.CopyAction, Qt.DropAction.MoveAction
LEFT, NONE = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier


class Shown:
    """A workspace in a window, and files that are dragged over it."""

    def __init__(self, journal: JournalDesk, qtbot: QtBot, runner: Runner | None = None) -> None:
        desk = replace(journal.desk, runner=runner) if runner else journal.desk
        self.journal = journal
        self.window = QWidget()
        qtbot.addWidget(self.window)
        self.workspace = Workspace(desk, Rail(desk.theme))
        row = QVBoxLayout(self.window)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.workspace)
        self.workspace.show_place("Journal")
        self.window.resize(900, 600)
        with qtbot.waitExposed(self.window):
            self.window.show()

    @property
    def over(self) -> bool:
        return self.workspace.drop_here.isVisible()

    def hold(self, data: QMimeData, at: QPoint | None = None) -> None:
        at = at or QPoint(400, 300)
        handle = self.window.windowHandle()
        QApplication.sendEvent(handle, QDragEnterEvent(at, COPY | MOVE, data, LEFT, NONE))

    def leave(self) -> None:
        QApplication.sendEvent(self.window.windowHandle(), QDragLeaveEvent())

    def let_go(self, data: QMimeData, actions: Qt.DropAction = COPY | MOVE) -> tuple[bool, bool]:
        """Whether it was accepted, and as a copy."""
        # With Shift held down a file manager proposes to move.
        shift = Qt.KeyboardModifier.ShiftModifier
        dropped = QDropEvent(QPointF(400, 300), actions, data, LEFT, shift)
        QApplication.sendEvent(self.window.windowHandle(), dropped)
        return dropped.isAccepted(), dropped.dropAction() == COPY

    def drop(self, *files: Path) -> tuple[bool, bool]:
        data = drag(*files)
        self.hold(data)
        return self.let_go(data)


@pytest.fixture
def shown(journal: JournalDesk, qtbot: QtBot) -> Shown:
    return Shown(journal, qtbot)


@pytest.fixture
def runner() -> Iterator[Runner]:
    made = Runner()
    yield made
    made.close()


def drag(*files: Path) -> QMimeData:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(file)) for file in files])
    return data


def on_disk(folder: Path, name: str, data: bytes) -> Path:
    file = folder / name
    file.write_bytes(data)
    return file


def test_while_files_are_held_over_a_page_it_says_what_letting_go_does(
    shown: Shown, tmp_path: Path
) -> None:
    data = drag(on_disk(tmp_path, "walk.wav", tone()))
    assert not shown.over
    shown.hold(data)
    assert shown.over
    assert shown.workspace.drop_here.geometry() == shown.workspace.rect()
    assert "Let go to keep a copy" in texts(shown.workspace.drop_here)
    shown.leave()
    assert not shown.over


def test_words_addresses_and_folders_are_not_for_it(shown: Shown, tmp_path: Path) -> None:
    words = QMimeData()
    words.setText(str(on_disk(tmp_path, "a.txt", b"A poem.")))
    address = QMimeData()
    address.setUrls([QUrl("https://example.org/a.png")])
    for data in (words, address, drag(tmp_path), drag(tmp_path / "gone.wav")):
        shown.hold(data)
        assert not shown.over
        shown.leave()
    assert files_in(words) == []


def test_what_is_let_go_is_kept_where_it_belongs_and_can_be_shown(
    shown: Shown, tmp_path: Path
) -> None:
    file = on_disk(tmp_path, "walk.wav", tone())
    shown.drop(file)
    assert not shown.over
    (memo,) = memos.newest(shown.journal.vault)
    assert memo.title == "walk"
    (offer,) = shown.journal.heard.offers
    assert offer.sentence == "A copy is kept."
    assert "A copy is kept." in texts(shown.workspace)
    named(shown.workspace.line, "Show it").click()
    assert shown.journal.heard.opened == [memo.id]
    assert file.exists()
    assert shown.journal.transcriber.woken == 1


def test_whoever_gives_a_file_is_told_it_was_copied_and_never_moved(
    shown: Shown, tmp_path: Path
) -> None:
    file = on_disk(tmp_path, "note.txt", b"A poem.")
    assert shown.drop(file) == (True, True)


def test_what_can_only_be_moved_is_not_taken(shown: Shown, tmp_path: Path) -> None:
    data = drag(on_disk(tmp_path, "note.txt", b"A poem."))
    shown.hold(data)
    assert shown.let_go(data, MOVE) == (False, False)
    assert items.count(shown.journal.vault) == 0


def test_a_text_field_below_never_gets_the_files_as_words(shown: Shown, tmp_path: Path) -> None:
    vault = shown.journal.vault
    shown.drop(on_disk(tmp_path, "note.txt", b"The river."))
    (entry,) = entries.newest(vault)
    shown.workspace.show_item(entry.id)
    field = named(shown.workspace.stack, "Text")
    at = field.mapTo(shown.window, field.rect().center())
    data = drag(on_disk(tmp_path, "other.txt", b"The stone."))
    shown.hold(data, at)
    dropped = QDropEvent(QPointF(at), COPY, data, LEFT, NONE)
    QApplication.sendEvent(shown.window.windowHandle(), dropped)
    assert "other" not in field.toPlainText()
    assert {one.text for one in entries.newest(vault)} == {"The river.", "The stone."}


def test_let_go_over_a_session_it_belongs_there(shown: Shown, tmp_path: Path) -> None:
    vault = shown.journal.vault
    session = sessions.add(vault, begun_at=FRIDAY - timedelta(days=60), now=FRIDAY)
    shown.workspace.show_item(session.id)
    data = drag(on_disk(tmp_path, "walk.wav", tone()))
    shown.hold(data)
    assert "Let go to keep a copy with this session" in texts(shown.workspace.drop_here)
    shown.let_go(data)
    assert memos.newest(vault)[0].session_id == session.id


def test_let_go_over_the_gallery_it_is_one_creation(shown: Shown, tmp_path: Path) -> None:
    shown.workspace.show_place("Creations")
    shown.drop(on_disk(tmp_path, "a.png", drawing()), on_disk(tmp_path, "b.wav", tone()))
    (creation,) = creations.newest(shown.journal.vault)
    assert [file.name for file in creation.files] == ["a.png", "b.wav"]


def test_what_is_there_already_is_said_with_a_way_to_it(shown: Shown, tmp_path: Path) -> None:
    file = on_disk(tmp_path, "walk.wav", tone())
    shown.drop(file)
    shown.drop(file)
    (memo,) = memos.newest(shown.journal.vault)
    offer = shown.journal.heard.offers[-1]
    assert offer.sentence == "This is already in your journal."
    offer.go()
    assert shown.journal.heard.opened == [memo.id]


def test_what_is_there_already_can_be_put_with_the_session_it_is_brought_to(
    shown: Shown, tmp_path: Path
) -> None:
    vault, heard = shown.journal.vault, shown.journal.heard
    before = sessions.add(vault, begun_at=FRIDAY - timedelta(days=90), now=FRIDAY)
    session = sessions.add(vault, begun_at=FRIDAY - timedelta(days=60), now=FRIDAY)
    files = [on_disk(tmp_path, "walk.wav", tone()), on_disk(tmp_path, "note.txt", b"The river.")]
    shown.workspace.show_item(before.id)
    shown.drop(files[0])
    shown.workspace.show_place("Journal")
    shown.drop(files[1])
    shown.workspace.show_item(session.id)
    shown.drop(files[0])
    assert heard.offers[-1].sentence == "This is already in your journal."
    named(shown.workspace.line, "Put it with this session").click()
    (memo,), (entry,) = memos.newest(vault), entries.newest(vault)
    assert memo.session_id == session.id
    assert heard.undos[-1].sentence == "It is with this session now."
    named(shown.workspace.line, "Undo").click()
    assert memos.find(vault, memo.id).session_id == before.id
    shown.drop(*files, on_disk(tmp_path, "again.wav", tone()))
    assert heard.offers[-1].sentence == "All of this is already in your journal."
    named(shown.workspace.line, "Put them with this session").click()
    assert entries.find(vault, entry.id).session_id == session.id
    assert memos.find(vault, memo.id).session_id == session.id
    heard.undos[-1].undo()
    assert entries.find(vault, entry.id).session_id is None
    assert items.count(vault) == 4


def test_what_is_with_this_session_already_is_only_shown(shown: Shown, tmp_path: Path) -> None:
    session = sessions.add(shown.journal.vault, begun_at=FRIDAY - timedelta(days=60), now=FRIDAY)
    shown.workspace.show_item(session.id)
    file = on_disk(tmp_path, "note.txt", b"The river.")
    shown.drop(file)
    shown.drop(file)
    offer = shown.journal.heard.offers[-1]
    assert (offer.sentence, offer.words) == ("This is already in your journal.", "Show it")


def test_several_files_are_told_together_and_what_was_refused_in_one_banner(
    shown: Shown, tmp_path: Path
) -> None:
    bad = [on_disk(tmp_path, f"{n}.xyz", bytes(range(256))) for n in range(5)]
    known = on_disk(tmp_path, "known.txt", b"The river.")
    shown.drop(known)
    good = [on_disk(tmp_path, f"{n}.txt", b"%d" % n) for n in range(2)]
    shown.drop(*bad, known, *good)
    assert shown.journal.heard.told == ["2 copies are kept. 1 was already in your journal."]
    (problem,) = shown.journal.heard.problems
    assert problem.sentence.startswith(
        "5 files were not taken in: 0.xyz, 1.xyz, 2.xyz, 2 more. kdesk can't tell"
    )
    assert shown.workspace.banner.isVisible()
    one = on_disk(tmp_path, "liar.png", b"\x89PNG\r\n\x1a\n")
    shown.drop(one)
    assert shown.journal.heard.problems[-1].sentence.startswith("liar.png was not taken in. This")
    shown.drop(one, bad[0])
    assert shown.journal.heard.problems[-1].sentence.endswith("Add one alone to see why.")


def test_a_sound_cut_short_is_kept_and_said_to_end_abruptly(shown: Shown, tmp_path: Path) -> None:
    whole = on_disk(tmp_path, "whole.wav", tone())
    cut = [on_disk(tmp_path, f"{n}.wav", tone(seconds=5 + n)[:200_000]) for n in range(3)]
    shown.drop(cut[0])
    assert shown.journal.heard.offers[-1].sentence == "A copy is kept. It ends abruptly."
    named(shown.workspace.line, "Show it").click()
    assert "It ends abruptly; the rest of its file could not be read." in texts(shown.workspace)
    shown.drop(cut[1], whole)
    assert shown.journal.heard.told[-1] == "2 copies are kept. 1 of them ends abruptly."
    assert sum(memo.cut for memo in memos.newest(shown.journal.vault)) == 2


def test_a_folder_among_the_files_is_named(shown: Shown, tmp_path: Path) -> None:
    folder = tmp_path / "pictures"
    folder.mkdir()
    shown.drop(on_disk(tmp_path, "note.txt", b"A poem."), folder)
    assert items.count(shown.journal.vault) == 1
    assert shown.journal.heard.problems[0].sentence.startswith("pictures was not taken in.")


def test_how_far_it_is_stays_at_the_foot_and_it_can_be_stopped(
    journal: JournalDesk, qtbot: QtBot, runner: Runner, tmp_path: Path
) -> None:
    shown = Shown(journal, qtbot, runner)
    line = shown.workspace.arrivals.line
    shown.drop(*(on_disk(tmp_path, f"{n}.txt", b"%d" % n) for n in range(40)))
    assert line.sentence.text() == "Taking in 40 files: 0 %"
    qtbot.waitUntil(lambda: "0 %" not in line.sentence.text()[-4:], timeout=20_000)
    named(shown.workspace, "Stop adding").click()
    qtbot.waitUntil(lambda: not line.isVisible(), timeout=20_000)
    qtbot.waitUntil(lambda: bool(journal.heard.told or journal.heard.offers), timeout=20_000)
    told = [*journal.heard.told, *(offer.sentence for offer in journal.heard.offers)]
    assert told[0].startswith("Stopped.")
    assert 0 < items.count(journal.vault) < 40
    assert journal.heard.problems == []


def test_a_quiet_line_never_lies_over_what_stays_at_the_foot(shown: Shown, qtbot: QtBot) -> None:
    workspace = shown.workspace
    workspace.line.tell("A copy is kept.", lambda: None, "Show it")
    workspace.arrivals.line.tell("Taking in 3 files: 42 %")
    qtbot.waitUntil(
        lambda: workspace.line.geometry().bottom() < workspace.arrivals.line.geometry().top()
    )


def test_a_quiet_line_is_never_wider_than_the_page(shown: Shown) -> None:
    workspace = shown.workspace
    usual = workspace.line
    usual.tell("A copy is kept.", lambda: None, "Show it")
    high = usual.height()
    usual.tell("2 copies are kept. 1 of them ends abruptly. " * 9, lambda: None, "Show it")
    assert workspace.rect().contains(usual.geometry())
    assert usual.height() > high, "it is read in more lines than the button is high"
    assert usual.sentence.heightForWidth(usual.sentence.width()) <= usual.sentence.height()
    usual.tell("A copy is kept.", lambda: None, "Show it")
    assert usual.height() == high


def test_what_comes_meanwhile_is_taken_in_after(
    journal: JournalDesk, qtbot: QtBot, runner: Runner, tmp_path: Path
) -> None:
    shown = Shown(journal, qtbot, runner)
    for number in range(3):
        shown.drop(on_disk(tmp_path, f"{number}.txt", b"%d" % number))
    qtbot.waitUntil(lambda: len(journal.heard.offers) == 3, timeout=20_000)
    assert items.count(journal.vault) == 3


def test_files_let_go_lie_at_the_time_they_were_modified(shown: Shown, tmp_path: Path) -> None:
    file = on_disk(tmp_path, "walk.wav", tone())
    then = FRIDAY - timedelta(days=5)
    os.utime(file, (then.timestamp(), then.timestamp()))
    shown.drop(file)
    assert memos.newest(shown.journal.vault)[0].at == then


def test_it_is_gone_with_the_workspace(
    journal: JournalDesk, qtbot: QtBot, runner: Runner, tmp_path: Path
) -> None:
    from shiboken6 import delete

    shown = Shown(journal, qtbot, runner)
    files = [on_disk(tmp_path, f"{n}.txt", b"%d" % n) for n in range(3)]
    shown.drop(*files)
    delete(shown.workspace)
    shown.hold(drag(*files))
    qtbot.waitUntil(lambda: items.count(journal.vault) == 3, timeout=20_000)
    assert journal.heard.offers == []
