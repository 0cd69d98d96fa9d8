"""A folder whose recordings are taken in by themselves: which one, and how that goes."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from kdesk.domain.problem import Problem
from kdesk.jobs.runner import Progress
from kdesk.ui.desk import Desk
from kdesk.ui.widgets.arrivals import refusal
from kdesk.ui.widgets.buttons import quiet_button, soft_button
from kdesk.ui.widgets.card import Card
from kdesk.ui.widgets.choosing import choose
from kdesk.ui.widgets.file_choice import folder_to_take
from kdesk.ui.widgets.flow_layout import FlowLayout
from kdesk.ui.widgets.labels import PlainLabel, announce, note_label, quiet_label
from kdesk.ui.widgets.waiting import Waiting

if TYPE_CHECKING:
    # Loaded when a folder is looked into.
    from kdesk.jobs.watched_folder import Seen


class WatchedCard(Card):
    """Nothing in the folder is ever changed; what lies there already is asked about first."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(self.tr("Recordings from a folder"))
        self._desk = desk
        self._asked: Path | None = None
        self.ask_folder: Callable[[], Path | None] = self._ask_folder
        """Asks which folder to watch."""
        self._folder = PlainLabel("", "strong")
        self._state = note_label("")
        self._question = PlainLabel("")
        self._take_button = quiet_button(self.tr("Take them in too"))
        self._later_button = quiet_button(self.tr("Only what comes from now on"))
        self._choose_button = quiet_button("")
        self._stop_button = soft_button(self.tr("Stop watching it"))
        self._lay_out()
        self._looking = Waiting(desk.runner, self)
        self._looking.done.connect(self._ask_about)
        self._looking.failed.connect(self._fail)
        self._passing = Waiting(desk.runner, self)
        self._passing.done.connect(self._watch)
        self._passing.failed.connect(self._fail)
        self._take_button.clicked.connect(lambda: self._watch(self._asked))
        self._later_button.clicked.connect(self._pass_over)
        self._choose_button.clicked.connect(self._choose)
        self._stop_button.clicked.connect(lambda: self._watch(None))
        desk.notices.folder_seen.connect(self._tell)
        self._show()

    def look(self) -> None:
        """Have the folder looked into, so that what is said of it is true now."""
        self._desk.notices.folder_wanted.emit()

    def _lay_out(self) -> None:
        self.body.addWidget(
            quiet_label(
                self.tr(
                    "Choose a folder, such as the one your phone copies its recordings into. Sound "
                    "that arrives there becomes a memo by itself. The files stay there as they "
                    "are, not encrypted; kdesk changes and deletes nothing in it."
                )
            )
        )
        for label in (self._folder, self._state, self._question):
            self.body.addWidget(label)
        answers, buttons = FlowLayout(), FlowLayout()
        answers.addWidget(self._take_button)
        answers.addWidget(self._later_button)
        buttons.addWidget(self._choose_button)
        buttons.addWidget(self._stop_button)
        self.body.addLayout(answers)
        self.body.addLayout(buttons)

    def _show(self) -> None:
        chosen = self._desk.settings.current.watched_folder
        asked = self._asked is not None
        shown = str(self._asked) if asked else chosen
        self._folder.setText(shown)
        self._folder.setVisible(bool(shown))
        self._stop_button.setVisible(bool(chosen) and not asked)
        self._choose_button.setText(
            self.tr("Choose another folder…") if shown else self.tr("Choose a folder…")
        )
        self._choose_button.setAccessibleName(self._choose_button.text())
        for widget in (self._question, self._take_button, self._later_button):
            widget.setVisible(asked)
        self._say("")

    def _say(self, sentence: str) -> None:
        self._state.setText(sentence)
        self._state.setVisible(bool(sentence))

    def _choose(self) -> None:
        folder = self.ask_folder()
        if folder is None:
            return

        def job() -> tuple[Path, int]:
            from kdesk.jobs.watched_folder import how_many  # noqa: PLC0415 - on the job's thread

            return folder, how_many(folder)

        self._looking.start(job)

    def _ask_about(self, found: tuple[Path, int]) -> None:
        folder, number = found
        if not number:
            self._watch(folder)
            return
        self._asked = folder
        one = self.tr("There is 1 recording in it already.")
        several = self.tr("There are {number} recordings in it already.")
        self._question.setText(one if number == 1 else several.format(number=number))
        self._show()
        announce(self._question)

    def _pass_over(self) -> None:
        folder, vault = self._asked, self._desk.vault
        if folder is None or self._passing.busy:
            return
        progress = Progress()

        def job() -> Path:
            from kdesk.jobs.watched_folder import pass_over  # noqa: PLC0415 - on the job's thread

            pass_over(vault, folder, progress)
            return folder

        for button in (self._take_button, self._later_button):
            button.setEnabled(False)
        self._say(self.tr("Noting which recordings are there…"))
        self._passing.start(job, progress)

    def _watch(self, folder: Path | None) -> None:
        """Keep the choice; None is none."""
        self._asked = None
        for button in (self._take_button, self._later_button):
            button.setEnabled(True)
        choose(self._desk, watched_folder=str(folder) if folder else "")
        self._show()
        self.look()

    def _fail(self, problem: Problem) -> None:
        self._asked = None
        self._show()
        self._say(problem.sentence)

    def _tell(self, seen: "Seen") -> None:
        if self._asked is not None or not self._desk.settings.current.watched_folder:
            return
        if not seen.there:
            self._say(self.tr("It is not there now. It is looked into again once it is back."))
        elif seen.refused:
            self._say(refusal(self, seen.refused))
        elif seen.growing:
            self._say(self.tr("What is new there joins the journal once it is complete."))
        else:
            self._say(self.tr("There is nothing new in it just now."))

    def _ask_folder(self) -> Path | None:
        return folder_to_take(self, self.tr("A folder to watch"))
