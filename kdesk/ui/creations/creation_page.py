"""One creation: what was made, and what wanted to be expressed."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QImage, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QLineEdit, QVBoxLayout

from kdesk.domain.creation import Creation, CreationFile
from kdesk.domain.ids import CreationId
from kdesk.domain.memo import Blob
from kdesk.domain.problem import Problem
from kdesk.domain.times import long_day
from kdesk.jobs.runner import Progress
from kdesk.paper import thumbnails
from kdesk.paper.files import write_whole
from kdesk.store import creations
from kdesk.ui.creations.file_view import FileView, picture
from kdesk.ui.desk import Desk
from kdesk.ui.widgets.buttons import quiet_button
from kdesk.ui.widgets.card import Card
from kdesk.ui.widgets.emptying import empty
from kdesk.ui.widgets.file_choice import files_to_take, place_to_save
from kdesk.ui.widgets.item_page import ItemPage
from kdesk.ui.widgets.kept_words import KeptWords
from kdesk.ui.widgets.row_field import RowField
from kdesk.ui.widgets.serif_text import SerifText
from kdesk.ui.widgets.session_choice import SessionChoice
from kdesk.ui.widgets.taking_in import Named, TakingIn, TakingInCard
from kdesk.ui.widgets.waiting import Waiting
from kdesk.ui.widgets.when_field import WhenField

WIDEST = 1200
"""Pixels a picture is unfolded to; wider than its column on any screen."""
TOGETHER_FROM = 560
"""Pixels that pictures and words need side by side, at a text scale of 1."""


class CreationPage(ItemPage):
    """Files large, words beside them; more files by button or by dropping them."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, "")
        self._creation: Creation | None = None
        self._shown: tuple[CreationFile, ...] | None = None
        self._views: list[FileView] = []
        self.ask_files: Callable[[], list[Path]] = self._ask_files
        """Asks which files to add."""
        self.ask_where: Callable[[str], Path | None] = self._ask_where
        """Asks for a place to save a copy; takes the name that is offered."""
        self.taking_in = TakingIn(desk, self)
        self.taking_in.failed.connect(desk.notices.tell_problem)
        self._large = Waiting(desk.runner, self)
        self._large.done.connect(self._show_large)
        self._large.failed.connect(desk.notices.tell_problem)
        self._opened: set[str] = set()
        self._title_field = QLineEdit()
        self._title_field.setPlaceholderText(self.tr("Title, if you like"))
        self._title_field.setAccessibleName(self.tr("Title"))
        self._note_field = SerifText(desk.theme, self.tr("What wanted to be expressed"), grows=True)
        self._title_words = KeptWords(self._title_field.text, self._title_field.setText)
        self._note_words = KeptWords(self._note_field.toPlainText, self._note_field.setPlainText)
        self._when = WhenField(self.tr("When"))
        self._session = SessionChoice(self.tr("Session"))
        self._files = QVBoxLayout()
        self._files.setSpacing(16)
        self._lay_out()
        self._title_field.textEdited.connect(self.touch)
        self._note_field.textChanged.connect(self.touch)
        self._when.dateTimeChanged.connect(self.touch)
        self._session.activated.connect(self.touch)

    def load(self) -> None:
        """Show the creation; pictures are opened anew only when there are others."""
        creation = creations.find(self.desk.vault, CreationId(self.item_id))
        self._creation = creation
        self.set_title(creation.title.strip() or self.tr("Creation"))
        self.set_subtitle(f"{long_day(creation.at.date())}, {creation.at:%H:%M}")
        self._title_words.show(creation.title)
        self._note_words.show(creation.note)
        self._when.show_moment(creation.at)
        self._session.show_session(self.desk.vault, creation.session_id)
        if creation.files != self._shown:
            self._show_files(creation.files)

    def write(self) -> None:
        """Keep the fields."""
        if self._creation is None:
            return
        now = self.desk.now()
        # Files may have been added since this page was filled in.
        kept = creations.find(self.desk.vault, self._creation.id)
        self._creation = creations.edit(
            self.desk.vault,
            replace(
                kept,
                at=self._when.moment(now),
                title=self._title_words.words(),
                note=self._note_words.words(),
                session_id=self._session.chosen(),
            ),
            now=now,
        )

    def add(self, files: list[Path]) -> None:
        """Take more files in for this creation."""
        if self.item_id and self.autosave.flush():
            creation_id = CreationId(self.item_id)
            self.taking_in.take(files, lambda named, p: self._keep(creation_id, named, p))

    def save_copy(self, file: CreationFile) -> None:
        """Ask where, and write a copy of the file there."""
        place = self.ask_where(file.name)
        if place is None:
            return
        try:
            write_whole(place, self.desk.vault.blobs.read(file.content))
        except Problem as problem:
            self.desk.notices.tell_problem(problem)
            return
        self.desk.notices.told.emit(self.tr("Saved. The copy is not encrypted."))

    def drop_words(self) -> str:
        """Here files join what is shown."""
        return self.tr("Let go to add copies to this creation")

    def take_files(self, files: list[Path]) -> None:
        """Take the dropped files in for this creation."""
        self.add(files)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Pictures and words stand side by side where both have room."""
        super().resizeEvent(event)
        self._arrange()

    def _lay_out(self) -> None:
        self.add_button = quiet_button(self.tr("Add more files"))
        self.add_button.clicked.connect(lambda: self.add(self.ask_files()))
        pictures = Card()
        pictures.body.addLayout(self._files)
        pictures.body.addWidget(self.add_button, 0, Qt.AlignmentFlag.AlignLeft)
        about = Card()
        about.body.addWidget(RowField(self.tr("Title"), self._title_field))
        about.body.addWidget(RowField(self.tr("What wanted to be expressed"), self._note_field))
        about.body.addWidget(RowField(self.tr("When"), self._when))
        about.body.addWidget(RowField(self.tr("Session"), self._session))
        self._note_field.setPlaceholderText(self.tr("Only if you like…"))
        left = QVBoxLayout()
        left.setSpacing(12)
        left.addWidget(TakingInCard(self.taking_in))
        left.addWidget(pictures)
        left.addStretch(1)
        right = QVBoxLayout()
        right.addWidget(about)
        right.addStretch(1)
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._row.setSpacing(16)
        self._row.addLayout(left, 5)
        self._row.addLayout(right, 3)
        self.body.addLayout(self._row)
        self.desk.theme.changed.connect(self._arrange)

    def _arrange(self) -> None:
        """Side by side, or the words above: they must not wait below a long row of pictures."""
        beside = self.width() >= TOGETHER_FROM * max(1.0, self.desk.theme.scale)
        self._row.setDirection(
            QBoxLayout.Direction.LeftToRight if beside else QBoxLayout.Direction.BottomToTop
        )

    def _show_files(self, files: tuple[CreationFile, ...]) -> None:
        self._shown = files
        empty(self._files)
        self._views = [FileView(self.desk.theme, file) for file in files]
        for view in self._views:
            view.copy_wanted.connect(self.save_copy)
            self._files.addWidget(view)
            self._fill(view)
        self._opened.clear()
        self._open_large()

    def _open_large(self) -> None:
        """Open the next picture whole, off the window's thread; the thumbnail stands till then."""
        blobs = (view.file.content for view in self._views)
        wanted = [b for b in blobs if b.media_type in _PICTURES and b.name not in self._opened]
        if wanted and not self._large.busy:
            vault, blob = self.desk.vault, wanted[0]
            self._opened.add(blob.name)
            self._large.start(
                lambda: (blob, picture(vault.blobs.read(blob), blob.media_type, WIDEST))
            )

    def _fill(self, view: FileView) -> None:
        blobs, file = self.desk.vault.blobs, view.file
        try:
            if view.picture is not None and file.thumbnail is not None:
                view.picture.show_image(thumbnails.image(blobs.read(file.thumbnail)))
            elif file.content.media_type == "text/plain":
                view.show_words(blobs.read(file.content).decode("utf-8", "replace"))
        except Problem as problem:
            self.desk.notices.tell_problem(problem)

    def _show_large(self, opened: tuple[Blob, QImage]) -> None:
        blob, image = opened
        for view in self._views:
            if view.file.content == blob and view.picture is not None and not image.isNull():
                view.picture.show_image(image)
        self._open_large()

    def _keep(self, creation_id: CreationId, files: Named, progress: Progress) -> Creation:
        # Loaded here: the window's first second takes no files in.
        from kdesk.jobs.take_in import add_to  # noqa: PLC0415

        return add_to(self.desk.vault, creation_id, files, now=self.desk.now(), progress=progress)

    def _ask_files(self) -> list[Path]:
        return files_to_take(self, self.tr("Add more files"))

    def _ask_where(self, name: str) -> Path | None:
        return place_to_save(self, self.tr("Save a copy"), Path.home(), name, "")


_PICTURES = {"image/png", "image/jpeg", "image/webp"}
