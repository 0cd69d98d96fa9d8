"""Everything that was made, and adding to it."""

from collections.abc import Callable
from pathlib import Path

from kdesk.domain.change import Change
from kdesk.domain.creation import Creation
from kdesk.domain.ids import Kind
from kdesk.domain.session import session_at
from kdesk.jobs.runner import Progress
from kdesk.store import creations, sessions
from kdesk.ui.creations.gallery import Gallery
from kdesk.ui.desk import Desk
from kdesk.ui.notices import Offer
from kdesk.ui.widgets.buttons import primary_button
from kdesk.ui.widgets.empty_state import EmptyState
from kdesk.ui.widgets.file_choice import files_to_take
from kdesk.ui.widgets.page import Page
from kdesk.ui.widgets.taking_in import Named, TakingIn, TakingInCard

MOST = 2000


class CreationsPage(Page):
    """The gallery; files are added by the button or dropped anywhere on the page."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, self.tr("Creations"))
        self.ask_files: Callable[[], list[Path]] = self._ask_files
        """Asks which files to add."""
        self.taking_in = TakingIn(desk, self)
        self.taking_in.done.connect(self._show)
        self.taking_in.failed.connect(desk.notices.tell_problem)
        self.add_button = primary_button(self.tr("Add files"))
        self.add_button.clicked.connect(lambda: self.add(self.ask_files()))
        self.tools.addWidget(self.add_button)
        self.gallery = Gallery(desk.theme, desk.vault, self.tr("Creations"), self)
        self.gallery.opened.connect(desk.notices.open_requested)
        self._empty = EmptyState(
            self.tr("Nothing here yet."),
            self.tr(
                "Drawings, photos, a poem, a PDF: press “Add files”, or drop them here. "
                "Copies are kept, encrypted; your files stay where they are."
            ),
        )
        self.body.addWidget(TakingInCard(self.taking_in))
        self.body.addWidget(self.gallery)
        self.body.addWidget(self._empty)

    def add(self, files: list[Path]) -> None:
        """Take files in as one new creation, and show it."""
        self.taking_in.take(files, self._keep)

    def about(self, changes: tuple[Change, ...]) -> bool:
        """Whether a creation changed."""
        return any(change.kind is Kind.CREATION for change in changes)

    def reload(self) -> None:
        """Read the creations and show them."""
        found = creations.newest(self.desk.vault, limit=MOST)
        self.gallery.show_creations(found, self.desk.now())
        self.gallery.setVisible(bool(found))
        self._empty.setVisible(not found)

    def drop_words(self) -> str:
        """Here files are something made."""
        return self.tr("Let go to keep copies as a new creation")

    def take_files(self, files: list[Path]) -> None:
        """Take the dropped files in as one new creation, unless the journal has them all."""
        self.add(files)

    def _keep(self, files: Named, progress: Progress) -> Creation | str:
        """The new creation, or the id of what these very files are already."""
        # Loaded here: the window's first second takes no files in.
        from kdesk.jobs.bring_in import what_is_there  # noqa: PLC0415
        from kdesk.jobs.take_in import add_files  # noqa: PLC0415

        there = {what_is_there(self.desk.vault, file) for _, file in files}
        if len(there) == 1 and (known := there.pop()):
            return known
        now = self.desk.now()
        near = session_at(now, sessions.newest(self.desk.vault, limit=100))
        return add_files(
            self.desk.vault,
            files,
            title="",
            note="",
            session_id=near.id if near else None,
            at=None,
            now=now,
            progress=progress,
        )

    def _show(self, kept: Creation | str) -> None:
        open_requested = self.desk.notices.open_requested
        if isinstance(kept, Creation):
            open_requested.emit(kept.id)
            return
        sentence = self.tr("This is already in your journal.")
        show = Offer(sentence, self.tr("Show it"), lambda: open_requested.emit(kept))
        self.desk.notices.offered.emit(show)

    def _ask_files(self) -> list[Path]:
        return files_to_take(self, self.tr("Add files"))
