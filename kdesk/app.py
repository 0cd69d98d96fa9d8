"""The window's program: who gets what, and what happens when it opens, locks and closes."""

import os
import sys
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QObject, QTimer, Signal
from PySide6.QtWidgets import QApplication

from kdesk.domain.problem import Problem, Trouble
from kdesk.jobs.opening import Opened, is_locked, open_at_start
from kdesk.jobs.protocol import Failed, RecorderEvent, Saved
from kdesk.jobs.runner import Runner
from kdesk.system import crash
from kdesk.system.hardening import harden, quiet_environment
from kdesk.system.log import keep_log
from kdesk.system.no_network import refuse_network
from kdesk.system.paths import Places, usual_places
from kdesk.system.settings import Settings, SettingsKeeper
from kdesk.system.single_instance import SingleInstance
from kdesk.ui.lock.page import LockPage
from kdesk.ui.main_window import MainWindow
from kdesk.ui.recording.page import RecordingPage
from kdesk.ui.recording.voice import Voice
from kdesk.ui.theme import Theme
from kdesk.ui.widgets.waiting import Waiting

if TYPE_CHECKING:
    # Loaded on the opening job's thread, after the window stands.
    from kdesk.jobs.player import Player
    from kdesk.jobs.recorder import Recorder
    from kdesk.jobs.transcriber import Transcriber
    from kdesk.store.vault import Vault
    from kdesk.ui.desk import Desk
    from kdesk.ui.notices import Notices
    from kdesk.ui.workspace import Workspace

STANDING = "KDESK_WINDOW_PLACE"
"""Where the window stood, for the program that takes this one's place at a lock."""


def main(*, record: bool = False) -> int:
    """Open the window, or bring the open one forward; returns the exit code."""
    quiet_environment()
    harden()
    refuse_network()
    places = usual_places()
    places.prepare()
    log = keep_log(places.log)
    instance = SingleInstance(places.instance_lock, places.door)
    if not instance.claim():
        return 0 if instance.ask("record" if record else "show") else 1
    application = QApplication(sys.argv[:1])
    QCoreApplication.setApplicationName("kdesk")
    application.setDesktopFileName("kdesk")
    program = Program(places, instance, relaunch=_relaunch)
    crash.watch(program.mistake_made.emit)
    program.mistake_made.connect(lambda error: log.error("a mistake", exc_info=error))
    log.info("started")
    program.start(record=record)
    instance.open_door()
    code = application.exec()
    log.info("ended")
    return code


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
    ) -> None:
        super().__init__()
        self._places = places
        self._instance = instance
        self._relaunch = relaunch
        self._now = now
        self._recipient = ""
        self._lock_when_saved = False
        self._file_again = False
        self.vault: Vault | None = None
        self.workspace: Workspace | None = None
        self.lock_page: LockPage | None = None
        self.notices: Notices | None = None
        self._player: Player | None = None
        self._transcriber: Transcriber | None = None
        self.settings = SettingsKeeper(places.settings_file)
        chosen = self.settings.current
        self._worn = (chosen.theme, chosen.text_scale, chosen.reduced_motion)
        self.theme = Theme(*self._worn)
        self.theme.wear()
        self.runner = Runner()
        self.voice = Voice(now)
        recording = RecordingPage(
            self.theme, self.voice, self._keep_note, lambda: self.settings.current.show_elapsed
        )
        self.window = MainWindow(
            self.theme, self.voice, recording, lambda: self.settings.current.lock_after_minutes
        )
        self._opening = Waiting(self.runner, self)
        self._filing = Waiting(self.runner, self)
        self._connect()

    def start(self, *, record: bool) -> None:
        """Show the window at once, then open the journal behind it."""
        handed_over = os.environ.pop(STANDING, "")
        standing = tuple(map(int, handed_over.split(","))) if handed_over else ()
        self.window.place(standing or self.settings.current.window)
        locked = is_locked(self._places)
        if locked:
            self._show_lock_page()
        if record:
            self.window.show_recording(begin=False)
        self.window.show()
        self._opening.start(lambda: open_at_start(self._places, self._now()))

    def lock(self) -> None:
        """Delete the workspace, close the journal, and become a new process on the lock page.

        While something is recorded it waits for the recording's end. Without a passphrase
        nothing would be locked: then the page that offers one is shown.
        """
        if self.workspace is None:
            return
        if not is_locked(self._places):
            self.workspace.show_place("Lock")
            return
        if self.voice.recording:
            self._lock_when_saved = True
            return
        self._close_journal()
        x, y, width, height = self.window.standing()
        os.environ[STANDING] = f"{x},{y},{width},{height}"
        self.voice.close()
        self.runner.close()
        self._relaunch(self._instance)

    def close(self) -> None:
        """The window is closed: keep everything and end."""
        # Where the window stood isn't worth keeping a person from leaving.
        with suppress(Problem):
            self.settings.change(window=self.window.standing())
        self._close_journal()
        self.voice.close()
        self.runner.close()
        self._instance.release()
        QCoreApplication.quit()

    def _connect(self) -> None:
        window = self.window
        window.record_wanted.connect(self._record)
        window.lock_wanted.connect(self.lock)
        window.search_wanted.connect(self._search)
        window.back_wanted.connect(self._back)
        window.rail.place_chosen.connect(self._go)
        window.closed.connect(self.close)
        self.voice.heard.connect(self._hear)
        self._opening.done.connect(self._opened)
        self._opening.failed.connect(self._not_opened)
        self._filing.done.connect(self._filed)
        self._filing.failed.connect(self._not_filed)
        self._instance.asked.connect(self._come_forward)
        self.settings.listen(self._settings_changed)
        self.mistake_made.connect(lambda error: window.show_crash(crash.report(error)))

    def _record(self) -> None:
        self.window.show_recording(begin=True)

    def _come_forward(self, wish: str) -> None:
        self.window.come_forward()
        if wish == "record":
            self.window.show_recording(begin=False)

    def _go(self, place: str) -> None:
        if place == "Lock":
            self.lock()
        elif self.workspace is not None:
            self.workspace.show_place(place)

    def _search(self, words: str) -> None:
        if self.workspace is not None:
            self.workspace.search(words)

    def _back(self) -> None:
        if self.workspace is not None:
            self.workspace.back()

    def _show_lock_page(self) -> None:
        page = LockPage(self.theme, self.runner, self._places, self._now)
        page.unlocked.connect(self._unlocked)
        page.record_pressed.connect(self._record)
        self.lock_page = page
        self._count_waiting()
        self.window.show_lock(page)

    def _count_waiting(self) -> None:
        from kdesk.store.captures import waiting  # noqa: PLC0415 - only a locked start needs it

        if self.lock_page is not None:
            found = waiting(self._places.vault / "captures")
            self.lock_page.show_waiting([one.at for one in found if not one.growing])

    def _opened(self, opened: Opened) -> None:
        self._recipient = opened.recipient
        self.voice.connect_to(self._recorder)
        if opened.vault is not None:
            self._unlocked(opened.vault)

    def _not_opened(self, problem: Problem) -> None:
        if self.lock_page is None:
            self._show_lock_page()
        assert self.lock_page is not None  # noqa: S101 - made above
        self.lock_page.tell(problem)

    def _recorder(self, listener: Callable[[RecorderEvent], None]) -> "Recorder":
        from kdesk.jobs.recorder import Recorder  # noqa: PLC0415 - after the window stands

        return Recorder(
            listener,
            captures=self._places.vault / "captures",
            fallback=self._places.fallback,
            recipient=self._recipient,
            device=self.settings.current.microphone or None,
        )

    def _unlocked(self, vault: "Vault") -> None:
        from kdesk.ui.workspace import Workspace  # noqa: PLC0415 - after the window stands

        if not self._recipient:  # recovered with the words: only now is it known
            self._recipient = vault.recipient
            self.voice.connect_to(self._recorder)
        self.vault = vault
        desk = self._desk(vault)
        self.workspace = Workspace(desk, self.window.rail)
        self.workspace.show_place("Today")
        self.lock_page = None
        self.window.show_workspace(self.workspace)
        desk.notices.record_requested.connect(self._record)
        self._file()

    def _desk(self, vault: "Vault") -> "Desk":
        from kdesk.jobs.player import Player  # noqa: PLC0415 - after the window stands
        from kdesk.jobs.transcriber import Transcriber  # noqa: PLC0415
        from kdesk.ui.desk import Desk  # noqa: PLC0415
        from kdesk.ui.notices import Notices  # noqa: PLC0415

        notices = Notices(self)
        # A commit may be a job's: the signal carries it to the window's own thread.
        vault.listen(notices.changed.emit)
        self._player = Player(notices.sound_told.emit, device=self.settings.current.speaker or None)
        self._transcriber = Transcriber(
            vault,
            models=self._places.models,
            model_name=lambda: self.settings.current.speech_model or None,
            runner=self.runner,
            listener=notices.speech_told.emit,
            now=self._now,
        )
        self.notices = notices
        return Desk(
            vault=vault,
            notices=notices,
            runner=self.runner,
            settings=self.settings,
            theme=self.theme,
            player=self._player,
            transcriber=self._transcriber,
            now=self._now,
            places=self._places,
        )

    def _close_journal(self) -> None:
        if self.workspace is not None:
            self.workspace.leave()
            self.workspace = None
            self.window.drop_workspace()
        if self._transcriber is not None:
            self._transcriber.close()
        if self._player is not None:
            self._player.close()
        if self.vault is not None:
            self.vault.close()
            self.vault = None

    def _hear(self, event: object) -> None:
        if not isinstance(event, Saved | Failed):
            return
        if self.vault is not None:
            self._file()
        else:
            self._count_waiting()
        if self._lock_when_saved:
            self._lock_when_saved = False
            QTimer.singleShot(0, self.lock)

    def _file(self) -> None:
        """File what was recorded and typed; what is saved meanwhile is filed right after."""
        vault, fallback, now = self.vault, self._places.fallback, self._now()
        if vault is None:
            return
        self._file_again = self._filing.busy

        def job() -> None:
            from kdesk.jobs.finalise import finalise_all  # noqa: PLC0415 - on the job's thread
            from kdesk.store import typed_notes  # noqa: PLC0415

            typed_notes.take_in(vault, now=now)
            finalise_all(vault, now=now, fallback=fallback)

        self._filing.start(job)

    def _filed(self) -> None:
        if self._transcriber is not None and self.vault is not None:
            self._transcriber.wake()
        if self._file_again:
            self._file()

    def _not_filed(self, problem: Problem) -> None:
        if self.notices is not None:
            self.notices.tell_problem(problem)
        self._filed()

    def _keep_note(self, words: str) -> None:
        from kdesk.store import typed_notes  # noqa: PLC0415 - rarely wanted

        if not self._recipient:
            raise Problem(
                Trouble.NO_VAULT, "The journal is still being opened. Try again in a moment."
            )
        captures = self._places.vault / "captures"
        typed_notes.seal(captures, self._recipient, words, self._now())
        if self.vault is not None:
            self._file()

    def _settings_changed(self, settings: Settings) -> None:
        worn = (settings.theme, settings.text_scale, settings.reduced_motion)
        if worn != self._worn:
            self._worn = worn
            self.theme.change(*worn)
        self.voice.choose(settings.microphone or None)
        if self._player is not None:
            self._player.choose(settings.speaker or None)


def _relaunch(instance: SingleInstance) -> None:
    """Become a new process in this one's place: nothing that was in memory is left."""
    instance.pass_on()
    frozen = getattr(sys, "frozen", False)
    command = [sys.executable] if frozen else [sys.executable, "-m", "kdesk"]
    os.execv(sys.executable, command)  # noqa: S606 - no shell is the point
