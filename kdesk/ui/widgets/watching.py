"""Looks into the watched folder while the journal is open, and tells what came of it."""

import time
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QFileSystemWatcher, QObject, QTimer

from kdesk.domain.problem import Problem, Trouble
from kdesk.jobs.runner import Progress
from kdesk.ui.desk import Desk
from kdesk.ui.notices import Offer
from kdesk.ui.widgets.arrivals import abruptly, refusal
from kdesk.ui.widgets.waiting import Waiting

if TYPE_CHECKING:
    # Loaded at the first look.
    from kdesk.jobs.watched_folder import Seen, WatchedFolder

FIRST_LOOK_MS = 3_000
"""After the journal has opened; its first seconds belong to the person."""
AGAIN_MS = 11_000
"""A little more than a file must be still (jobs/watched_folder.STILL_FOR)."""


class Watching(QObject):
    """One look at a time; the next when something changes there, or something still grows."""

    def __init__(self, desk: Desk, parent: QObject) -> None:
        super().__init__(parent)
        self._desk = desk
        self._folder: WatchedFolder | None = None
        self._once_more = False
        self._told: set[str] = set()
        self._trouble = ""
        self._progress = Progress()
        self._watcher = QFileSystemWatcher(self)
        self._watcher.directoryChanged.connect(self.look)
        self._looking = Waiting(desk.runner, self)
        self._looking.done.connect(self._tell)
        self._looking.failed.connect(desk.notices.tell_problem)
        self.again = QTimer(self, singleShot=True, interval=FIRST_LOOK_MS)
        self.again.timeout.connect(self.look)
        self.again.start()
        desk.notices.folder_wanted.connect(self.look)

    def look(self) -> None:
        """Look now, or right after the look at hand; without a folder nothing is done."""
        chosen = self._desk.settings.current.watched_folder
        self._let_go(chosen)
        if not chosen:
            return
        if self._looking.busy:
            self._once_more = True
            return
        self._once_more = False
        from kdesk.jobs.watched_folder import WatchedFolder  # noqa: PLC0415 - a folder is chosen

        if self._folder is None:
            self._folder = WatchedFolder(Path(chosen))
            self._told.clear()
        folder, vault, now = self._folder, self._desk.vault, self._desk.now()
        progress = self._progress = Progress()
        self._looking.start(
            lambda: folder.look(vault, now=now, clock=time.monotonic(), progress=progress), progress
        )

    def _let_go(self, chosen: str) -> None:
        """Another folder was chosen, or none: what was seen of the one before is over."""
        before = self._folder
        if before is not None and str(before.folder) != chosen:
            self._folder = None
            self._progress.cancel()
            self._watcher.removePaths(self._watcher.directories() or [str(before.folder)])

    def _tell(self, seen: "Seen") -> None:
        if seen.kept:
            self._desk.transcriber.wake()
            self._tell_kept(seen)
        if self._folder is not None:  # else another one was chosen meanwhile
            self._follow(self._folder.folder, seen)
            self._tell_trouble(seen)
            self._desk.notices.folder_seen.emit(seen)
        if self._once_more:
            self.look()
        elif seen.growing:
            self.again.start(AGAIN_MS)

    def _follow(self, folder: Path, seen: "Seen") -> None:
        """Have the system say when something changes there; one that was away is found again."""
        followed = self._watcher.directories()
        if seen.there and not followed:
            self._watcher.addPath(str(folder))
        elif followed and not seen.there:
            self._watcher.removePaths(followed)

    def _tell_trouble(self, seen: "Seen") -> None:
        """Say each trouble once, not at every look."""
        notices = self._desk.notices
        new = tuple(one for one in seen.refused if one.name not in self._told)
        self._told = {one.name for one in seen.refused}
        if new:
            notices.tell_problem(Problem(Trouble.BAD_FILE, refusal(self, new)))
        trouble = seen.problem.sentence if seen.problem else ""
        if seen.problem is not None and trouble != self._trouble:
            notices.tell_problem(seen.problem)
        self._trouble = trouble

    def _tell_kept(self, seen: "Seen") -> None:
        notices, kept = self._desk.notices, len(seen.kept)
        cut = abruptly(self, seen.cut, kept)
        if kept == 1:
            only = seen.kept[0]
            sentence = self.tr("A recording came in from your folder.")
            show = Offer(
                f"{sentence} {cut}".strip(),
                self.tr("Show it"),
                lambda: notices.open_requested.emit(only),
            )
            notices.offered.emit(show)
            return
        several = self.tr("{number} recordings came in from your folder.").format(number=kept)
        notices.told.emit(f"{several} {cut}".strip())
