"""Looks into the watched folder while the journal is open, and tells what came of it."""

import time
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QFileSystemWatcher, QObject, QTimer

from kdesk.domain.problem import Problem, Trouble
from kdesk.jobs.runner import Progress
from kdesk.ui.desk import Desk
from kdesk.ui.notices import Offer
from kdesk.ui.widgets.arrivals import refusal
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
        self._follow(chosen)
        if not chosen:
            return
        if self._looking.busy:
            self._once_more = True
            return
        self._once_more = False
        from kdesk.jobs.watched_folder import WatchedFolder  # noqa: PLC0415 - a folder is chosen

        if self._folder is None or self._folder.folder != Path(chosen):
            self._folder = WatchedFolder(Path(chosen))
            self._told.clear()
        folder, vault, now = self._folder, self._desk.vault, self._desk.now()
        progress = self._progress = Progress()
        self._looking.start(
            lambda: folder.look(vault, now=now, clock=time.monotonic(), progress=progress), progress
        )

    def _follow(self, chosen: str) -> None:
        """Have the system say when something changes there; a folder that was away is found."""
        followed = self._watcher.directories()
        if followed and followed != [chosen]:
            self._watcher.removePaths(followed)
            self._progress.cancel()
        if chosen and followed != [chosen] and Path(chosen).is_dir():
            self._watcher.addPath(chosen)

    def _tell(self, seen: "Seen") -> None:
        notices = self._desk.notices
        if seen.kept:
            self._desk.transcriber.wake()
            self._tell_kept(seen)
        new = tuple(one for one in seen.refused if one.name not in self._told)
        self._told = {one.name for one in seen.refused}
        if new:
            notices.tell_problem(Problem(Trouble.BAD_FILE, refusal(self, new)))
        if seen.problem is not None and seen.problem.sentence not in self._told:
            notices.tell_problem(seen.problem)
        if seen.problem is not None:
            self._told.add(seen.problem.sentence)
        notices.folder_seen.emit(seen)
        if self._once_more:
            self.look()
        elif seen.growing:
            self.again.start(AGAIN_MS)

    def _tell_kept(self, seen: "Seen") -> None:
        notices = self._desk.notices
        if len(seen.kept) == 1:
            only = seen.kept[0]
            sentence = self.tr("A recording came in from your folder.")
            show = Offer(sentence, self.tr("Show it"), lambda: notices.open_requested.emit(only))
            notices.offered.emit(show)
            return
        several = self.tr("{number} recordings came in from your folder.")
        notices.told.emit(several.format(number=len(seen.kept)))
