"""The program: who gets what, and what happens when it opens, locks and closes."""

import logging
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QObject, QTimer, Signal

from kdesk.app.asking import Counting
from kdesk.app.before_lock import kept_before_lock
from kdesk.app.getting import Getting
from kdesk.app.handing_over import HandingOver
from kdesk.app.look import Look
from kdesk.domain.person import Person
from kdesk.domain.problem import Problem
from kdesk.domain.sign import Sign
from kdesk.jobs.opening import Opened, is_locked, open_at_start, recipient_at_start
from kdesk.jobs.protocol import Failed, RecorderEvent, Saved, Started
from kdesk.jobs.runner import Runner, start_program
from kdesk.jobs.way_out import Porter
from kdesk.system import crash, people_file
from kdesk.system.log import LOGGER
from kdesk.system.paths import Places
from kdesk.system.settings import Settings, SettingsKeeper
from kdesk.system.single_instance import SingleInstance
from kdesk.system.sleep import Awake, usual_hold
from kdesk.ui.desk import Desk, lay_out
from kdesk.ui.lock import changeover
from kdesk.ui.lock.page import LockPage
from kdesk.ui.lock.screen_lock import ScreenLock
from kdesk.ui.main_window import SAVED_MS, MainWindow
from kdesk.ui.recording.page import RecordingPage
from kdesk.ui.recording.voice import Voice
from kdesk.ui.widgets.waiting import Waiting

if TYPE_CHECKING:
    # Loaded after the window stands.
    from kdesk.app.open_journal import OpenJournal
    from kdesk.jobs.recorder import Recorder
    from kdesk.store.vault import Vault
    from kdesk.ui.workspace import Workspace

log = logging.getLogger(LOGGER)
LATER_MS = 1_000
"""What needn't be there with the window begins so much later."""
CURTAIN_MS = 400
"""How long the new window has to appear behind the curtain."""


def local_now() -> datetime:
    """Now, with this computer's offset."""
    return datetime.now().astimezone()


class Program(QObject):
    """Everything that lives as long as the window, and the journal while it is open."""

    mistake_made = Signal(object)
    """The exception, from whatever thread it happened on."""

    def __init__(
        self,
        places: Places,
        instance: SingleInstance,
        *,
        relaunch: Callable[[SingleInstance], None],
        now: Callable[[], datetime] = local_now,
        porter: Porter | None = None,
    ) -> None:
        super().__init__()
        self._getting = Getting(places.models, porter)
        self._places = places
        self._instance = instance
        self._now = now
        self._recipient = ""
        self._lock_when_saved = False
        self._lock_soon = QTimer(self, singleShot=True, interval=SAVED_MS)
        self._lock_soon.timeout.connect(self.lock)
        self._place_wanted = "Today"
        self.journal: OpenJournal | None = None
        self.lock_page: LockPage | None = None
        self.settings = SettingsKeeper(places.settings_file)
        self._microphone = self.settings.current.microphone
        self.look = Look(self.settings, now)
        self.theme = self.look.theme
        self.runner = Runner()
        self.voice = Voice(now)
        recording = RecordingPage(
            self.theme, self.voice, self._keep_note, self.settings, self._people
        )
        self.window = MainWindow(
            self.theme, self.voice, recording, lambda: self.settings.current.lock_after_minutes
        )
        self._handing_over = HandingOver(self.window, instance, relaunch)
        self._opening = Waiting(self.runner, self)
        self.counting = Counting(self.runner, places, self)
        self._screen_lock = ScreenLock()
        self._awake = Awake(usual_hold(start_program))
        self._connect()

    @property
    def desk(self) -> Desk | None:
        """The open journal and what goes with it; None while there is none."""
        return self.journal.desk if self.journal is not None else None

    @property
    def workspace(self) -> "Workspace | None":
        """The open journal on the screen; None while there is none."""
        return self.journal.workspace if self.journal is not None else None

    def start(self, *, record: bool) -> None:
        """Show the window at once, then open the journal behind it."""
        before = changeover.left_by_the_process_before()
        self.window.place(before.place or self.settings.current.window)
        self._recipient = recipient_at_start(self._places)
        if self._recipient:
            self.voice.connect_to(self._recorder)
        if is_locked(self._places):
            self._show_lock_page()
        if record:
            self.look.rest(anew=True)
            self.window.show_recording(begin=False)
        elif before.record:
            self._record()
        self.window.show()
        if before.curtain:
            QTimer.singleShot(CURTAIN_MS, lambda: self._raise_curtain(before))
        QTimer.singleShot(0, lambda: log.info("the window stands"))
        QTimer.singleShot(LATER_MS, self._screen_lock.watch)
        if self._getting.handed_on:
            QTimer.singleShot(LATER_MS, lambda: self._getting.fetching())  # noqa: PLW0108 - as above
        self._opening.start(lambda: open_at_start(self._places, self._now()))

    def lock(self) -> None:
        """Delete the workspace, close the journal, and become a new process on the lock page.

        While something is recorded it waits for the recording's end. Without a passphrase
        nothing would be locked: then the page that offers one is shown.
        """
        if self.journal is None:
            return
        if not is_locked(self._places):
            self.journal.workspace.show_place("Lock")
            return
        if self.voice.recording:
            self._lock_when_saved = True
            return
        if not kept_before_lock(self.window, self.journal.desk.notices):
            return  # what was typed would be gone
        self._lock_when_saved = False
        self._handing_over.begin()
        self._close_journal()
        self.voice.close()
        self.runner.close()
        log.info("locked")
        self._getting.pass_on()
        self._handing_over.end()

    def _raise_curtain(self, before: changeover.Left) -> None:
        if before.raise_curtain() and not self.voice.recording:
            self._record()

    def _lock_by_itself(self) -> None:
        """Lock because nobody is there, if that was chosen and there is a passphrase."""
        if self.settings.current.lock_after_minutes and is_locked(self._places):
            self.lock()

    def close(self) -> None:
        """The window is closed: keep everything and end; what is being locked stays locked."""
        if self._handing_over.begun:
            return
        # Where the window stood isn't worth keeping a person from leaving.
        with suppress(Problem):
            self.settings.change(window=self.window.standing())
        self._close_journal()
        self.voice.close()
        self.runner.close()
        self._getting.close()
        self._instance.release()
        QCoreApplication.quit()

    def _connect(self) -> None:
        window = self.window
        window.record_wanted.connect(self._record)
        window.lock_wanted.connect(self.lock)
        window.left_alone.connect(self._lock_by_itself)
        self._screen_lock.locked.connect(self._lock_by_itself)
        self.look.changed.connect(self._tell_dark)
        window.search_wanted.connect(self._search)
        window.back_wanted.connect(self._back)
        window.support_wanted.connect(self._support)
        window.rail.place_chosen.connect(self._go)
        window.returning.connect(self._return_to_the_journal)
        window.closed.connect(self.close)
        window.looked_at.connect(self._look_for_what_others_wrote)
        self.voice.heard.connect(self._hear)
        self._opening.done.connect(self._opened)
        self._opening.failed.connect(self._not_opened)
        self._instance.asked.connect(self._come_forward)
        self.settings.listen(self._settings_changed)
        self.mistake_made.connect(self._tell_mistake)

    def _tell_mistake(self, error: BaseException) -> None:
        """A Problem nobody met on its way is the world's fault all the same, and said as such."""
        if not isinstance(error, Problem):
            self.window.show_crash(crash.report(error))
        elif self.desk is not None:
            self.desk.notices.tell_problem(error)
        else:
            self._not_opened(error)

    def _tell_dark(self) -> None:
        if self.workspace is not None:
            self.workspace.tell_dark(self.look.rests)

    def _record(self) -> None:
        if self._handing_over.begun:
            self._handing_over.record = True
            return
        self.window.show_recording(begin=True)
        if self.lock_page is not None:
            self.look.rest(anew=True)

    def _return_to_the_journal(self) -> None:
        """What one comes back to must not be bright; it changes before it is seen.

        Not at the press that began to record: dressing all of a journal takes half a second.
        """
        if self.journal is not None and self.journal.had_session_today():
            self.look.rest(anew=False)

    def _come_forward(self, wish: str) -> None:
        log.info("asked to %s", wish)
        if wish == "record":
            self.window.show_recording(begin=False)
            self.look.rest(anew=True)
        self.window.come_forward()

    def _go(self, place: str) -> None:
        if place == "Lock":
            self.lock()
        elif self.workspace is not None:
            self._look_for_what_others_wrote()
            self.workspace.show_place(place)
        else:
            self._place_wanted = place  # the journal is still being opened

    def _look_for_what_others_wrote(self) -> None:
        if self.journal is None:
            return
        self.journal.look_for_what_others_wrote()
        if self.journal.had_session_today():
            self.look.rest(anew=False)
        else:
            self.look.look_again()

    def _search(self, words: str) -> None:
        if self.workspace is not None:
            self.workspace.search(words)

    def _back(self) -> None:
        if self.workspace is not None:
            self.workspace.back()

    def _support(self) -> None:
        self.window.show_support(self._people())

    def _people(self) -> Sequence[Person]:
        """The journal's people; while it isn't open, those chosen to be seen then too."""
        if self.journal is not None:
            with suppress(Problem):  # a damaged journal is told of where it is read
                return self.journal.people()
        return people_file.read(self._places.people_file)

    def _show_lock_page(self) -> None:
        self.look.lock()
        page = LockPage(self.theme, self.runner, self._places, self._now)
        page.unlocked.connect(self._unlocked)
        page.record_pressed.connect(self._record)
        page.support_wanted.connect(self._support)
        self.lock_page = page
        self.counting.counted.connect(page.show_waiting)
        self.counting.begin()
        self.window.show_lock(page)

    def _opened(self, opened: Opened) -> None:
        if not self._recipient:  # the journal has only now been made
            self._recipient = opened.recipient
            self.voice.connect_to(self._recorder)
        if opened.vault is not None:
            self._unlocked(opened.vault)
        elif opened.problem is not None:
            self._not_opened(opened.problem)

    def _not_opened(self, problem: Problem) -> None:
        self.voice.refuse(problem)
        if self.lock_page is None:
            self._show_lock_page()
        assert self.lock_page is not None  # noqa: S101 - made above
        self.lock_page.tell(problem)

    def _recorder(self, listener: Callable[[RecorderEvent], None]) -> "Recorder":
        from kdesk.jobs.recorder import Recorder  # noqa: PLC0415 - not for a second start

        return Recorder(
            listener,
            captures=self._places.vault / "captures",
            fallback=self._places.fallback,
            recipient=self._recipient,
            device=self.settings.current.microphone or None,
            live=self._hearer,
        )

    def _hearer(self) -> "Callable[[RecorderEvent], None] | None":
        """Who hears the sound too: nobody while the journal is locked. Asked on any thread."""
        journal = self.journal
        return journal.words_live.hearer() if journal is not None else None

    def _unlocked(self, vault: "Vault") -> None:
        from kdesk.app.open_journal import OpenJournal  # noqa: PLC0415 - after the window stands

        if not self._recipient:  # recovered with the words: only now is it known
            self._recipient = vault.recipient
            self.voice.connect_to(self._recorder)
        desk = lay_out(
            vault,
            runner=self.runner,
            settings=self.settings,
            theme=self.theme,
            now=self._now,
            places=self._places,
            fetching=self._getting.fetching(),
        )
        journal = OpenJournal(desk, self.window.rail, self)
        self.journal = journal
        journal.workspace.show_place(self._place_wanted)
        self.lock_page = None
        self.counting.end()
        if journal.had_session_today():
            self.look.rest(anew=False)
        self.look.unlock()
        journal.workspace.usual_look_wanted.connect(self.look.bring_back)
        self.window.show_workspace(journal.workspace)
        self.window.recording.show_spoken(journal.words_live.seen)
        desk.notices.record_requested.connect(self._record)
        journal.begin()
        if self.voice.recording:  # it was begun before the journal was open
            journal.expect_a_recording()
        QTimer.singleShot(0, lambda: log.info("the journal is open"))

    def _close_journal(self) -> None:
        journal, self.journal = self.journal, None
        if journal is None:
            return
        journal.workspace.leave()
        self.window.drop_workspace()
        journal.close()

    def _hear(self, event: object) -> None:
        self._awake.keep(self.voice.recording)
        if isinstance(event, Started) and self.journal is not None:
            self.journal.expect_a_recording()
        if not isinstance(event, Saved | Failed):
            return
        if self.journal is not None:
            self.journal.file_once_heard()
        if self.lock_page is not None:
            self.counting.count()
        if self._lock_when_saved:
            self._lock_soon.start()

    def _file(self) -> None:
        if self.journal is not None:
            self.journal.file()

    def _keep_note(self, words: str) -> Sign:
        from kdesk.app.waiting import keep_note  # noqa: PLC0415 - rarely wanted

        kept = keep_note(self._places, self._recipient, words, self._now())
        self._file()
        return kept

    def _settings_changed(self, settings: Settings) -> None:
        if settings.microphone != self._microphone:
            self._microphone = settings.microphone
            self.voice.choose(settings.microphone or None)
        if self.journal is not None:
            self.journal.settings_changed(settings)
