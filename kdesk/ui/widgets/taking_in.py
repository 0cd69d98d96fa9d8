"""Files on their way into the journal: the job, how far it is, and a way to stop it."""

from collections.abc import Callable, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any, BinaryIO

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QHBoxLayout, QProgressBar

from kdesk.jobs.runner import Progress
from kdesk.ui.desk import Desk
from kdesk.ui.widgets.buttons import quiet_button
from kdesk.ui.widgets.card import Card
from kdesk.ui.widgets.labels import PlainLabel
from kdesk.ui.widgets.waiting import Post, Waiting

Named = Sequence[tuple[str, BinaryIO]]
Keep = Callable[[Named, Progress], Any]


class TakingIn(Waiting):
    """Files being kept: `done` brings what the job gave back, `failed` says none was kept."""

    begun = Signal(int)
    """How many files."""
    moved = Signal(float)
    """How much is done, from 0 to 1."""

    def __init__(self, desk: Desk, parent: QObject) -> None:
        super().__init__(desk.runner, parent)
        self._progress = Progress()
        self._how_far = Post()
        self._how_far.came.connect(self._move)

    def take(self, files: Sequence[Path], keep: Keep) -> None:
        """Open the files and have them kept, unless others are on their way."""
        self.begin(len(files), lambda progress: _kept(files, keep, progress))

    def begin(self, number: int, job: Callable[[Progress], Any]) -> None:
        """Have so many files kept by this job, unless others are on their way."""
        if self.busy or not number:
            return
        post = self._how_far

        def move(fraction: float) -> None:
            post.came.emit(fraction)

        progress = self._progress = Progress(move)
        self.begun.emit(number)
        self.start(lambda: job(progress), progress)

    def stop(self) -> None:
        """End soon."""
        self._progress.cancel()

    def _move(self, fraction: float) -> None:
        self.moved.emit(fraction)


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


def _kept(files: Sequence[Path], keep: Keep, progress: Progress) -> Any:
    # Loaded here: the window's first second takes no files in.
    from kdesk.jobs.bring_in import open_file  # noqa: PLC0415

    with ExitStack() as stack:
        opened = [(file.name, stack.enter_context(open_file(file))) for file in files]
        return keep(opened, progress)
