"""Creations: the gallery, one creation, and files on their way in."""

from collections.abc import Iterator
from datetime import timedelta
from io import BytesIO
from itertools import pairwise
from pathlib import Path
from typing import cast

import pytest
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QProgressBar
from pytestqt.qtbot import QtBot

from kdesk.domain.creation import Creation
from kdesk.domain.problem import Trouble
from kdesk.jobs.runner import Progress, Runner
from kdesk.jobs.take_in import add_files
from kdesk.store import bin as store_bin
from kdesk.store import creations, sessions
from kdesk.ui.creations.creation_page import CreationPage
from kdesk.ui.creations.file_view import picture
from kdesk.ui.creations.gallery import Gallery
from kdesk.ui.creations.page import CreationsPage
from kdesk.ui.widgets.serif_text import SerifText
from kdesk.ui.widgets.taking_in import Named, TakingIn
from tests.ui.a_desk import FRIDAY, JournalDesk, named, texts


@pytest.fixture
def page(journal: JournalDesk, qtbot: QtBot) -> CreationsPage:
    made = CreationsPage(journal.desk)
    qtbot.addWidget(made)
    made.resize(900, 700)
    made.show()
    made.reload()
    return made


@pytest.fixture
def one(journal: JournalDesk, qtbot: QtBot) -> CreationPage:
    made = CreationPage(journal.desk)
    qtbot.addWidget(made)
    made.resize(900, 700)
    made.show()
    return made


@pytest.fixture
def runner() -> Iterator[Runner]:
    made = Runner()
    yield made
    made.close()


def drawing(colour: str = "teal", size: tuple[int, int] = (640, 480)) -> bytes:
    out = BytesIO()
    Image.new("RGB", size, colour).save(out, "PNG")
    return out.getvalue()


def on_disk(folder: Path, *names: str) -> list[Path]:
    files = [folder / name for name in names]
    for file in files:
        file.write_bytes(drawing() if file.suffix == ".png" else b"A few lines of a poem.")
    return files


def kept(journal: JournalDesk, *names: str, title: str = "Blue door") -> Creation:
    return add_files(
        journal.vault,
        [(name, BytesIO(drawing() if name.endswith("png") else b"A poem.")) for name in names],
        title=title,
        note="Something let in.",
        session_id=None,
        at=FRIDAY,
        now=FRIDAY,
    )


def test_an_empty_gallery_says_how_to_begin(page: CreationsPage) -> None:
    assert "Nothing here yet." in texts(page)
    assert not page.gallery.isVisibleTo(page)
    assert named(page, "Add files").isEnabled()


def test_chosen_files_become_one_creation_that_is_shown(
    journal: JournalDesk, page: CreationsPage, tmp_path: Path
) -> None:
    page.ask_files = lambda: on_disk(tmp_path, "door.png", "poem.txt")
    named(page, "Add files").click()
    (creation,) = creations.newest(journal.vault)
    assert creation.title == "door"
    assert [file.name for file in creation.files] == ["door.png", "poem.txt"]
    assert journal.heard.opened == [creation.id]
    page.reload()
    assert page.gallery.isVisibleTo(page)
    assert (tmp_path / "door.png").exists()


def test_nothing_chosen_adds_nothing(journal: JournalDesk, page: CreationsPage) -> None:
    page.ask_files = list
    named(page, "Add files").click()
    assert creations.newest(journal.vault) == ()


def test_a_creation_made_within_a_day_of_a_session_belongs_to_it(
    journal: JournalDesk, page: CreationsPage, tmp_path: Path
) -> None:
    session = sessions.add(journal.vault, begun_at=FRIDAY - timedelta(hours=5), now=FRIDAY)
    page.add(on_disk(tmp_path, "door.png"))
    assert creations.newest(journal.vault)[0].session_id == session.id


def test_files_let_go_over_the_gallery_are_a_new_creation_once(
    journal: JournalDesk, page: CreationsPage, tmp_path: Path
) -> None:
    page.take_files(on_disk(tmp_path, "door.png", "poem.txt"))
    page.take_files(on_disk(tmp_path, "poem.txt"))
    (creation,) = creations.newest(journal.vault)
    (offer,) = journal.heard.offers
    assert offer.sentence == "This is already in your journal."
    offer.go()
    assert journal.heard.opened == [creation.id, creation.id]


def test_files_let_go_over_a_creation_join_it(
    journal: JournalDesk, one: CreationPage, tmp_path: Path
) -> None:
    creation = kept(journal, "a.png")
    one.show_item(creation.id)
    one.take_files(on_disk(tmp_path, "b.png"))
    found = creations.find(journal.vault, creation.id)
    assert [file.name for file in found.files] == ["a.png", "b.png"]


def test_a_bad_file_is_told_and_nothing_is_kept(
    journal: JournalDesk, page: CreationsPage, tmp_path: Path
) -> None:
    bad = tmp_path / "liar.png"
    bad.write_bytes(b"\x89PNG\r\n\x1a\n and no more")
    page.add([*on_disk(tmp_path, "door.png"), bad])
    page.add([tmp_path / "gone.png"])
    assert [problem.trouble for problem in journal.heard.problems] == [
        Trouble.BAD_FILE,
        Trouble.CANNOT_READ,
    ]
    assert journal.heard.problems[0].sentence.startswith("File 2 of 2: This picture is damaged")
    assert creations.newest(journal.vault) == ()
    assert not list(journal.vault.blobs.names())


def test_the_gallery_shows_titles_times_and_thumbnails(
    journal: JournalDesk, page: CreationsPage, qtbot: QtBot
) -> None:
    creation = kept(journal, "a.png", "b.png")
    kept(journal, "poem.txt", title="")
    page.reload()
    gallery = page.gallery
    model = gallery.model()
    role = Qt.ItemDataRole.AccessibleTextRole
    said = {model.data(model.index(row, 0), role) for row in range(model.rowCount())}
    assert said == {"Blue door, today 09:14 · 2 files", "poem, today 09:14"}
    teal = 0x008080

    def pictured() -> bool:
        image = gallery.grab().toImage()
        return any(
            image.pixelColor(x, 80).rgb() & 0xFFFFFF == teal for x in range(0, image.width(), 20)
        )

    qtbot.waitUntil(pictured)
    assert creation.id in [c.id for c in creations.newest(journal.vault)]


def test_a_tile_opens_its_creation_by_mouse_and_by_enter(
    journal: JournalDesk, page: CreationsPage
) -> None:
    creation = kept(journal, "a.png")
    page.reload()
    gallery: Gallery = page.gallery
    index = gallery.model().index(0, 0)
    gallery.clicked.emit(index)
    gallery.setCurrentIndex(index)
    from PySide6.QtGui import QKeyEvent

    for key in (Qt.Key.Key_Return, Qt.Key.Key_Down):
        pressed = QKeyEvent(QKeyEvent.Type.KeyPress, key, Qt.KeyboardModifier.NoModifier)
        gallery.keyPressEvent(pressed)
    assert journal.heard.opened == [creation.id] * 2


@pytest.mark.parametrize("width", [420, 700, 1000, 1600])
def test_the_tiles_share_the_width(journal: JournalDesk, page: CreationsPage, width: int) -> None:
    for n in range(7):
        creations.add(
            journal.vault, at=FRIDAY, title=str(n), note="", session_id=None, files=(), now=FRIDAY
        )
    page.resize(width, 700)
    page.reload()
    gallery = page.gallery
    model = gallery.model()
    cells = [model.index(row, 0) for row in range(7)]
    tiles = [gallery.tile(index, gallery.visualRect(index)) for index in cells]
    tops = sorted({tile.top() for tile in tiles})
    first_row = [tile for tile in tiles if tile.top() == tops[0]]
    assert first_row[0].left() == 0
    assert first_row[-1].right() == pytest.approx(gallery.width(), abs=1)
    assert all(b.left() - a.right() >= 10 for a, b in pairwise(first_row))
    assert gallery.height() >= tiles[-1].bottom()


def test_a_creation_shows_its_files_and_words(
    journal: JournalDesk, one: CreationPage, qtbot: QtBot
) -> None:
    creation = kept(journal, "a.png", "poem.txt")
    one.show_item(creation.id)
    assert cast(QLineEdit, named(one, "Title")).text() == "Blue door"
    note = cast(SerifText, named(one, "What wanted to be expressed"))
    assert note.toPlainText() == "Something let in."
    shown = texts(one)
    assert "A poem." in shown
    assert any(text.startswith("a.png · ") for text in shown)


def test_what_is_typed_is_kept(journal: JournalDesk, one: CreationPage) -> None:
    creation = kept(journal, "a.png")
    one.show_item(creation.id)
    title, note = named(one, "Title"), named(one, "What wanted to be expressed")
    title.setText("Red door")
    title.textEdited.emit("Red door")
    note.setPlainText("It was closed.")
    named(one, "Save").click()
    found = creations.find(journal.vault, creation.id)
    assert (found.title, found.note, found.files) == ("Red door", "It was closed.", creation.files)


def test_more_files_join_and_what_was_typed_stays(
    journal: JournalDesk, one: CreationPage, tmp_path: Path
) -> None:
    creation = kept(journal, "a.png")
    one.show_item(creation.id)
    note = named(one, "What wanted to be expressed")
    note.setPlainText("Typed just now.")
    one.ask_files = lambda: on_disk(tmp_path, "b.png")
    named(one, "Add more files").click()
    found = creations.find(journal.vault, creation.id)
    assert [file.name for file in found.files] == ["a.png", "b.png"]
    assert found.note == "Typed just now."
    # Typed on, before the page has read of the new file.
    note.setPlainText("Typed on.")
    named(one, "Save").click()
    later = creations.find(journal.vault, creation.id)
    assert (later.note, later.files) == ("Typed on.", found.files)
    one.reload()
    assert any(text.startswith("b.png · ") for text in texts(one))


def test_a_copy_is_saved_where_somebody_says(
    journal: JournalDesk, one: CreationPage, tmp_path: Path
) -> None:
    creation = kept(journal, "poem.txt")
    one.show_item(creation.id)
    offered: list[str] = []

    def where(name: str) -> Path:
        offered.append(name)
        return tmp_path / "copy.txt"

    one.ask_where = where
    named(one, "Save a copy of poem.txt").click()
    assert (tmp_path / "copy.txt").read_bytes() == b"A poem."
    assert offered == ["poem.txt"]
    one.ask_where = lambda _: tmp_path / "no" / "folder" / "copy.txt"
    named(one, "Save a copy of poem.txt").click()
    assert [problem.trouble for problem in journal.heard.problems] == [Trouble.CANNOT_WRITE]


def test_a_creation_goes_to_the_bin_and_comes_back(journal: JournalDesk, one: CreationPage) -> None:
    creation = kept(journal, "a.png")
    one.show_item(creation.id)
    named(one, "Move to the bin").click()
    assert creations.newest(journal.vault) == ()
    assert [item.id for item in store_bin.newest(journal.vault)] == [creation.id]
    (undo,) = journal.heard.undos
    undo.undo()
    assert [c.id for c in creations.newest(journal.vault)] == [creation.id]


def test_a_damaged_picture_leaves_the_rest_usable(journal: JournalDesk, one: CreationPage) -> None:
    creation = kept(journal, "a.png", "b.png")
    thumbnail = creation.files[0].thumbnail
    assert thumbnail is not None
    journal.vault.blobs.path(thumbnail.name).write_bytes(b"rotten")
    one.show_item(creation.id)
    assert [problem.trouble for problem in journal.heard.problems] == [Trouble.DAMAGED]
    assert any(text.startswith("b.png · ") for text in texts(one))


def test_pictures_are_opened_within_limits() -> None:
    assert picture(drawing(size=(3000, 1500)), "image/png", 1200).width() == 1200
    assert picture(drawing(), "image/png", 1200).width() == 640
    assert picture(drawing(), "image/jpeg", 1200).isNull()
    assert picture(b"nothing", "image/png", 1200).isNull()


def test_progress_is_shown_and_can_be_stopped(
    journal: JournalDesk, qtbot: QtBot, runner: Runner, tmp_path: Path
) -> None:
    from dataclasses import replace

    page = CreationsPage(replace(journal.desk, runner=runner))
    qtbot.addWidget(page)
    page.show()
    files = on_disk(tmp_path, *(f"{n}.png" for n in range(30)))
    page.add(files)
    bar = page.findChild(QProgressBar)
    assert isinstance(bar, QProgressBar)
    assert bar.isVisible()
    assert "Taking in 30 files…" in texts(page)
    qtbot.waitUntil(lambda: bar.value() > 0, timeout=20_000)
    named(page, "Stop adding").click()
    qtbot.waitUntil(lambda: not bar.isVisible(), timeout=20_000)
    assert "Stopped" in journal.heard.problems[0].sentence
    assert creations.newest(journal.vault) == ()


def test_a_page_that_is_gone_hears_nothing_more(
    journal: JournalDesk, qtbot: QtBot, runner: Runner, tmp_path: Path
) -> None:
    import threading
    from dataclasses import replace

    from PySide6.QtCore import QObject
    from shiboken6 import delete

    go_on = threading.Event()
    owner = QObject()
    taking_in = TakingIn(replace(journal.desk, runner=runner), owner)
    finished = threading.Event()

    def keep(files: Named, progress: Progress) -> Creation:
        go_on.wait(10)
        progress.fraction(0.5)
        finished.set()
        return kept(journal, "a.png")

    taking_in.take(on_disk(tmp_path, "a.png"), keep)
    delete(owner)
    go_on.set()
    qtbot.waitUntil(finished.is_set)
    qtbot.waitUntil(lambda: len(creations.newest(journal.vault)) == 1, timeout=20_000)
