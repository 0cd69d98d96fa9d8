"""The journal while it is open in the window: its screens, its filing, what others wrote to it."""

from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime, time, timedelta

from PySide6.QtCore import QObject, QTimer

from kdesk.app.asking import Asking, Counting
from kdesk.app.models_here import ModelsHere
from kdesk.app.trying import Trying
from kdesk.app.words_live import WordsLive
from kdesk.domain.person import Person
from kdesk.domain.problem import Problem, Trouble
from kdesk.domain.sitting import NIGHT_ENDS_AT, evening_day
from kdesk.store import people, sessions
from kdesk.system import people_file
from kdesk.system.settings import Settings
from kdesk.ui.desk import Desk
from kdesk.ui.recording.filing import Filing
from kdesk.ui.widgets.rail import Rail
from kdesk.ui.workspace import Workspace

WORDS_FIRST_MS = 3_000
"""How long filing waits for the last words of what was just said: the machine is busy with them,
and an hour takes it ten seconds to file. What is to be filed is on disk already."""

MAINS_MS = 60_000
"""How often is looked whether the computer is plugged in, while words wait for that."""


class OpenJournal(QObject):
    """Made at unlock and closed at lock. Loaded after the window stands."""

    def __init__(self, desk: Desk, rail: Rail, parent: QObject) -> None:
        super().__init__(parent)
        self.desk = desk
        self._filing = Filing(desk, self)
        self.workspace = Workspace(desk, rail)
        self.trying = Trying(desk, self)
        self.models = ModelsHere(desk, self)
        self.models.changed.connect(self._go_on_with_others)
        self.words_live = WordsLive(desk, lambda: self.models.any, self)
        self.asking = Asking(desk.runner, desk.places, self)
        self.asking.found.connect(self.file)
        self.asking.looking.done.connect(self._tell_none_waits)
        self._counting = Counting(desk.runner, desk.places, self)
        self._counting.counted.connect(self._tell_waiting)
        self._filing.rested.connect(self._counting.count)
        self._words_first = QTimer(self, singleShot=True, interval=WORDS_FIRST_MS)
        self._words_first.timeout.connect(self.file)
        self.words_live.over.connect(self._file_at_last)
        self.mains = QTimer(self, interval=MAINS_MS)
        self.mains.timeout.connect(self._go_on_from_mains)
        self.mains.start()

    def begin(self) -> None:
        """It is on the screen: see to what has waited for that."""
        if self.desk.vault.mended:
            self.desk.notices.told.emit(
                self.tr(
                    "Your journal is open again. Set a passphrase in Settings, the old one was "
                    "lost with the damaged file."
                )
            )
        self.file()
        self.keep_people_file()
        self._tell_unread_settings()

    def file(self) -> None:
        """File what was recorded or typed and isn't in the journal yet."""
        self._filing.file()

    def file_once_heard(self) -> None:
        """Nobody speaks any more: the same as soon as the last words are heard, or in a moment."""
        self.trying.go_on()
        if self.words_live.hears:
            self._words_first.start()
        else:
            self.file()

    def expect_a_recording(self) -> None:
        """Somebody speaks: what they say is to be filed soon."""
        self.trying.give_way()
        self._filing.expect()

    def look_for_what_others_wrote(self) -> None:
        """A command in a shell may have taken something in since the window was last in front, and
        there may be something new in the watched folder."""
        self.desk.notices.folder_wanted.emit()
        try:
            written = self.desk.vault.database.changed_elsewhere()
        except Problem as problem:
            self.desk.notices.tell_problem(problem)
            return
        self.models.look()
        if written:
            self.workspace.look_again()
        if written or self.desk.held_up.stopped:
            self.file()
        else:  # what kept a memo from being filed may be over: there is room again
            self.asking.ask()

    def had_session_today(self) -> bool:
        """Whether a session has begun since this morning; a night belongs to its evening."""
        now = self.desk.now()
        since = datetime.combine(evening_day(now), time(), now.tzinfo) + NIGHT_ENDS_AT
        with suppress(Problem):  # a damaged journal is told of where it is read
            return bool(sessions.between(self.desk.vault, since, now + timedelta(seconds=1)))
        return False

    def people(self) -> Sequence[Person]:
        """Who one can turn to; raises Problem when the journal can't be read."""
        return people.every(self.desk.vault)

    def keep_people_file(self) -> None:
        """Have exactly those in the file for the locked hours who are chosen for it.

        The Support page sees to that too; a restored journal may choose others, and a disk that
        refused may write by now.
        """
        try:
            people_file.keep(self.desk.places.people_file, self.people())
        except Problem as problem:
            self.desk.notices.tell_problem(problem)

    def settings_changed(self, settings: Settings) -> None:
        """Some choices hold for what is open at once."""
        self.desk.player.choose(settings.speaker or None)
        self.models.choices_changed(settings)

    def close(self) -> None:
        """End what works on the journal, then close it; the workspace is gone by then."""
        self._words_first.stop()
        self.mains.stop()
        self.asking.close()
        self.trying.close()
        self._filing.close()
        self.words_live.close()
        self.desk.transcriber.close()
        self.desk.player.close()
        self.desk.vault.close()

    def _tell_waiting(self, moments: Sequence[datetime]) -> None:
        self.desk.waiting[:] = moments
        self.desk.notices.waiting_told.emit()

    def _tell_none_waits(self, something: bool) -> None:
        if self.desk.waiting and not something:  # another program filed it
            self._tell_waiting(())

    def _tell_unread_settings(self) -> None:
        unread = self.desk.settings.unread
        if unread is None:
            return
        file, beside = unread
        sentence = self.tr(
            "Your settings in {file} could not be read; the usual ones hold. When you change one, "
            "that file stays beside it as {name}."
        ).format(file=file, name=beside.name)
        self.desk.notices.tell_problem(Problem(Trouble.CANNOT_READ, sentence))

    def _go_on_from_mains(self) -> None:
        """What was left for later on battery is heard once the computer is plugged in."""
        if self.desk.settings.current.wait_for_mains and self.desk.may_hear():
            self.desk.transcriber.wake()

    def _file_at_last(self) -> None:
        if self._words_first.isActive():
            self._words_first.stop()
            self.file()

    def _go_on_with_others(self) -> None:
        """Other speech models are here: new ones are tried, and memos may have waited for them."""
        self.trying.look()
        self.workspace.look_again()
        self.file()
