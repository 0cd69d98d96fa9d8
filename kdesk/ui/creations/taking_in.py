"""Files on their way into the journal: the job, how far it is, and a way to stop it."""

from collections.abc import Callable, Sequence
from concurrent.futures import Future
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from PySide6.QtCore import QMimeData, QObject, Signal
from PySide6.QtWidgets import QHBoxLayout, QProgressBar
from shiboken6 import isValid

from kdesk.domain.creation import Creation
from kdesk.domain.problem import Problem, Trouble
from kdesk.ui.desk import Desk
from kdesk.ui.widgets.buttons import quiet_button
from kdesk.ui.widgets.card import Card
from kdesk.ui.widgets.labels import PlainLabel

if TYPE_CHECKING:
    from kdesk.jobs.runner import Progress

Named = Sequence[tuple[str, BinaryIO]]
Keep = Callable[[Named, "Progress"], Creation]


class TakingIn(QObject):
    """One job at a time; its signals come on the window's own thread."""

    begun = Signal(int)
    """How many files."""
    moved = Signal(float)
    """How much is done, from 0 to 1."""
    done = Signal(object)
    """The Creation as it now is."""
    failed = Signal(object)
    """The Problem; nothing was kept."""
    ended = Signal()
    _outcome = Signal(object)

    def __init__(self, desk: Desk, parent: QObject) -> None:
        super().__init__(parent)
        self._desk = desk
        self._progress: Progress | None = None
        self._outcome.connect(self._tell)

    def start(self, files: Sequence[Path], keep: Keep) -> None:
        """Open the files and have them kept, unless others are on their way."""
        if self._progress is not None or not files:
            return
        from kdesk.jobs.runner import Progress  # noqa: PLC0415 - light until files are added

        self._progress = Progress(self._move)
        self.begun.emit(len(files))
        future = self._desk.runner.start(
            lambda progress: _kept(files, keep, progress), progress=self._progress
        )
        future.add_done_callback(self._pass_on)

    def stop(self) -> None:
        """End soon; nothing is kept."""
        if self._progress is not None:
            self._progress.cancel()

    def _move(self, fraction: float) -> None:
        # On the job's thread; the page may be gone by now.
        if isValid(self):
            self.moved.emit(fraction)

    def _pass_on(self, future: "Future[Creation]") -> None:
        if isValid(self):
            self._outcome.emit(future)

    def _tell(self, future: "Future[Creation]") -> None:
        self._progress = None
        self.ended.emit()
        if future.cancelled():
            return
        trouble = future.exception()
        if trouble is None:
            self.done.emit(future.result())
        elif isinstance(trouble, Problem):
            self.failed.emit(trouble)
        # Anything else is a bug, and the runner has told the crash page of it.


class TakingInCard(Card):
    """How far it is; seen only while files are on their way."""

    def __init__(self, taking_in: TakingIn) -> None:
        super().__init__()
        self._sentence = PlainLabel("", wrap=False)
        self._bar = QProgressBar()
        self._bar.setRange(0, 1000)
        self._bar.setTextVisible(False)
        self._bar.setAccessibleName(self.tr("Files taken in"))
        stop = quiet_button(self.tr("Stop adding"))
        stop.clicked.connect(taking_in.stop)
        row = QHBoxLayout()
        row.setSpacing(16)
        row.addWidget(self._sentence)
        row.addWidget(self._bar, 1)
        row.addWidget(stop)
        self.body.addLayout(row)
        self.hide()
        taking_in.begun.connect(self._begin)
        taking_in.moved.connect(self._move)
        taking_in.ended.connect(self.hide)

    def _begin(self, number: int) -> None:
        self._bar.setValue(0)
        one, several = self.tr("Taking in the file…"), self.tr("Taking in {number} files…")
        self._sentence.setText(one if number == 1 else several.format(number=number))
        self.show()

    def _move(self, fraction: float) -> None:
        self._bar.setValue(round(fraction * 1000))


def files_in(data: QMimeData) -> list[Path]:
    """The files that are being dragged; nothing for addresses, folders and words."""
    places = [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()]
    return [place for place in places if place.is_file()]


def _kept(files: Sequence[Path], keep: Keep, progress: "Progress") -> Creation:
    with ExitStack() as stack:
        try:
            opened = [(file.name, stack.enter_context(file.open("rb"))) for file in files]
        except OSError:
            raise Problem(
                Trouble.CANNOT_READ,
                "A file could not be opened. Check that you may read it and its disk is there.",
            ) from None
        return keep(opened, progress)
