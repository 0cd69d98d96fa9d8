"""The one window: the rail and the workspace, or the lock page, or the session-day screen."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QKeyCombination, QObject, QRect, QSize, Qt, QTimer, Signal
from PySide6.QtGui import (
    QCloseEvent,
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
    QShortcut,
    QShowEvent,
)
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QStackedLayout, QWidget

from kdesk.domain.person import Person
from kdesk.jobs.protocol import Failed, Saved
from kdesk.system.idle import IdleWatch
from kdesk.ui.recording.page import RECORDING, RecordingPage
from kdesk.ui.recording.voice import Voice
from kdesk.ui.theme import Theme
from kdesk.ui.widgets.crash_page import CrashPage
from kdesk.ui.widgets.rail import Rail
from kdesk.ui.widgets.support_view import SupportView

if TYPE_CHECKING:
    # Loaded after the window stands.
    from kdesk.ui.workspace import Workspace

LEAST = (900, 600)
USUAL = (1280, 820)
FRAME = QSize(4, 40)
"""About what a window manager puts around a window."""
LOOK_EVERY_MS = 15_000
SAVED_MS = 1_500
"""How long "Saved." stands before the window goes: enough to read it."""
GLANCE_MS = 400
"""The press that brought the window forward is over by then: what it meant must not move away."""
TOUCHES = frozenset(
    {
        QEvent.Type.KeyPress,
        QEvent.Type.MouseMove,
        QEvent.Type.MouseButtonPress,
        QEvent.Type.Wheel,
        QEvent.Type.TouchBegin,
    }
)


class MainWindow(QWidget):
    """Shows one of its screens; asks its owner to record, to lock, to close."""

    record_wanted = Signal()
    lock_wanted = Signal()
    left_alone = Signal()
    """Nobody has been at the window for the chosen time, or the computer has slept."""
    search_wanted = Signal(str)
    back_wanted = Signal()
    support_wanted = Signal()
    """Where neither the journal nor the session-day screen is shown, which have their own."""
    looked_at = Signal()
    """The window is in front again."""
    returning = Signal()
    """The session-day screen is being left; what was behind it isn't seen yet."""
    closed = Signal()

    def __init__(
        self,
        theme: Theme,
        voice: Voice,
        recording: RecordingPage,
        minutes_to_lock: Callable[[], int],
    ) -> None:
        super().__init__()
        self.setWindowTitle("kdesk")
        self.setProperty("look", "window")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setMinimumSize(*LEAST)
        self._minutes_to_lock = minutes_to_lock
        self._idle = IdleWatch()
        self._close_when_saved = False
        self._told_of_words = False
        self._saved = QTimer(self, singleShot=True, interval=SAVED_MS)
        self._saved.timeout.connect(self._close_after_saved)
        self._glance = QTimer(self, singleShot=True, interval=GLANCE_MS)
        self._glance.timeout.connect(self.looked_at)
        self._theme = theme
        self.rail = Rail(theme)
        self.recording = recording
        self.crash = CrashPage()
        self.crash.dismissed.connect(self._go_on)
        self._workspace: Workspace | None = None
        self._lock_page: QWidget | None = None
        self._before: QWidget | None = None
        self._support: SupportView | None = None
        self._behind_support: QWidget | None = None
        self._report_for_later = ""
        self._desk = QWidget()
        self._row = QHBoxLayout(self._desk)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(0)
        self._row.addWidget(self.rail)
        self._room = QWidget()
        self._row.addWidget(self._room, 1)
        self._stack = QStackedLayout(self)
        self._cover = QWidget()
        for screen in (self._desk, recording, self.crash, self._cover):
            self._stack.addWidget(screen)
        # The keyboard begins nowhere: the first Tab leads to Record.
        self._desk.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self._desk.setFocus()
        self._connect(voice)

    def place(self, rectangle: tuple[int, ...]) -> None:
        """Stand where the window stood before, if that is still on a screen."""
        wanted = QRect(*rectangle) if len(rectangle) == 4 else QRect()
        screens = [screen.availableGeometry() for screen in QGuiApplication.screens()]
        if any(screen.intersects(wanted) for screen in screens):
            self.setGeometry(wanted)
        else:
            room = QGuiApplication.primaryScreen().availableSize() - FRAME
            self.resize(QSize(*USUAL).boundedTo(room))

    def standing(self) -> tuple[int, int, int, int]:
        """Where the window stands: left, top, width, height."""
        here = self.normalGeometry() if self.isMaximized() else self.geometry()
        return here.x(), here.y(), here.width(), here.height()

    def show_workspace(self, workspace: "Workspace") -> None:
        """Show the open journal beside the rail."""
        self._workspace = workspace
        self._room.hide()
        self._row.addWidget(workspace, 1)
        workspace.show()  # a layout shows what it took in only an event later
        self._turn_to(self._desk)
        # Last: taken from under itself, the stack would turn to Support, as if one read there.
        self.drop_lock_page()
        if self._stack.currentWidget() is self._desk:
            self._desk.setFocus()

    def drop_workspace(self) -> None:
        """Delete everything that can hold a word of the journal, at once."""
        workspace, self._workspace = self._workspace, None
        if workspace is not None:
            self._row.removeWidget(workspace)
            workspace.setParent(None)
            workspace.deleteLater()
        self.recording.show_spoken(None)
        self.rail.count({})
        self.rail.choose("")
        self._room.show()

    def keep_typed(self) -> bool:
        """Keep all that was typed; False when some of it could not be, and that is shown then."""
        if not self.recording.keep_typed():
            self._stack.setCurrentWidget(self.recording)
            return False
        if self._workspace is not None and not self._workspace.leave():
            self._stack.setCurrentWidget(self._desk)
            return False
        return True

    def cover(self) -> None:
        """Show nothing but the ground, at once: the journal is being closed."""
        self._stack.setCurrentWidget(self._cover)
        self.repaint()

    def show_lock(self, page: QWidget) -> None:
        """Show the lock page."""
        self._lock_page = page
        self._stack.addWidget(page)
        self._turn_to(page)

    def drop_lock_page(self) -> None:
        """The lock page has done its work."""
        page, self._lock_page = self._lock_page, None
        if page is not None:
            self._stack.removeWidget(page)
            page.deleteLater()

    def show_recording(self, *, begin: bool) -> None:
        """Show the session-day screen, waiting or already recording."""
        self._turn_to(self.recording)
        if begin:
            self.recording.open_recording()
        else:
            self.recording.open_waiting()

    def leave_recording(self) -> None:
        """Return to what was there before the session-day screen."""
        self.returning.emit()
        self._return_to(self._lock_page or self._desk)
        self._idle.touch()
        report, self._report_for_later = self._report_for_later, ""
        if report:
            self.show_crash(report)

    def show_support(self, people: Sequence[Person]) -> None:
        """Show who one can turn to, over whatever is shown now."""
        if self._support is None:
            self._support = SupportView(self._theme)
            self._support.left.connect(self._leave_support)
            self._stack.addWidget(self._support)
        self._behind_support = self._stack.currentWidget()
        self._support.show_people(people)
        self._stack.setCurrentWidget(self._support)

    def show_crash(self, report: str) -> None:
        """Say that kdesk made a mistake; not in the way of a recording, but after it."""
        current = self._stack.currentWidget()
        if self._support is not None and current is self._support:
            current = self._behind_support
        if current is self.crash:
            return  # the first mistake is the one that led to the others
        if current is self.recording:
            self._report_for_later = report
            return
        self._before = current
        self.crash.tell(report)
        self._stack.setCurrentWidget(self.crash)

    def come_forward(self) -> None:
        """Be the window in front."""
        self.setWindowState(self.windowState() & ~Qt.WindowState.WindowMinimized)
        self.show()
        self.raise_()
        self.activateWindow()

    def showEvent(self, event: QShowEvent) -> None:
        """Notice keys and pointer from now on, for locking when nobody is there."""
        super().showEvent(event)
        handle = self.windowHandle()
        if handle is not None:
            handle.removeEventFilter(self)
            handle.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Somebody is there; and Ctrl+K searches in a text field too.

        There Qt would take the key for itself and delete up to the line's end.
        """
        if event.type() in TOUCHES:
            self._idle.touch()
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            combination = event.keyCombination()
            if combination == QKeyCombination(Qt.KeyboardModifier.ControlModifier, Qt.Key.Key_K):
                self._ask_to_search()
                return True
        return super().eventFilter(watched, event)

    def changeEvent(self, event: QEvent) -> None:
        """Somebody looks at the window again."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.ActivationChange and self.isActiveWindow():
            self._glance.start()

    def closeEvent(self, event: QCloseEvent) -> None:
        """A recording is ended, and "Saved." stands a moment; then the window closes by itself."""
        recording = self.recording
        if recording.stage in RECORDING:
            self._close_when_saved = True
            self._stack.setCurrentWidget(recording)
            recording.close_support()
            recording.finish()
            if recording.stage in RECORDING:
                event.ignore()
                return
        # Words that find no room are told of once; whoever closes again has read that.
        if not self.keep_typed() and not self._told_of_words:
            self._told_of_words = True
            event.ignore()
            return
        super().closeEvent(event)
        self.closed.emit()

    def _connect(self, voice: Voice) -> None:
        self.rail.record_pressed.connect(self.record_wanted)
        self.rail.search_wanted.connect(self.search_wanted)
        self.recording.rested.connect(self.leave_recording)
        voice.heard.connect(self._hear)
        keys: tuple[tuple[str, Callable[[], None]], ...] = (
            ("Ctrl+R", self.record_wanted.emit),
            ("F1", self._ask_for_support),
            ("Ctrl+L", self._ask_to_lock),
            ("Ctrl+K", self._ask_to_search),
            ("Alt+Left", self._ask_back),
        )
        for key, press in keys:
            QShortcut(QKeySequence(key), self).activated.connect(press)
        self._look = QTimer(self, interval=LOOK_EVERY_MS)
        self._look.timeout.connect(self._look_whether_somebody_is_there)
        self._look.start()

    def _turn_to(self, screen: QWidget) -> None:
        current = self._stack.currentWidget()
        if current is self.recording and screen is not self.recording:
            return  # what is being said goes on; leave_recording shows the screen then
        if self._support is not None and current is self._support and screen is not self.recording:
            self._behind_support = screen  # whoever reads there is shown it when they go back
            return
        if current is self.crash and screen is not self.recording:
            self._before = screen  # likewise
            return
        self._stack.setCurrentWidget(screen)

    def _hear(self, event: object) -> None:
        if not self._close_when_saved:
            return
        if isinstance(event, Saved):
            self._saved.start()
        elif isinstance(event, Failed) and not self._saved.isActive():
            self._close_when_saved = False  # why it failed is there to be read

    def _close_after_saved(self) -> None:
        self._close_when_saved = False
        if self.recording.stage not in RECORDING:  # somebody has more to say, and begun it
            self.close()

    def _ask_to_lock(self) -> None:
        if self._workspace is not None:
            self.lock_wanted.emit()

    def _ask_to_search(self) -> None:
        if self._workspace is not None and self._stack.currentWidget() is self._desk:
            self.search_wanted.emit("")

    def _ask_back(self) -> None:
        if self._workspace is not None and self._stack.currentWidget() is self._desk:
            self.back_wanted.emit()

    def _ask_for_support(self) -> None:
        current = self._stack.currentWidget()
        if current is self.recording:
            self.recording.open_support()
        elif self._support is not None and current is self._support:
            self._leave_support()
        elif current is self._desk and self._workspace is not None:
            self.rail.place_chosen.emit("Support")
        else:
            self.support_wanted.emit()

    def _leave_support(self) -> None:
        self._return_to(self._behind_support or self._desk)

    def _go_on(self) -> None:
        self._return_to(self._before or self._desk)

    def _return_to(self, screen: QWidget) -> None:
        self._stack.setCurrentWidget(screen)
        # Qt looks for something to press; a stray Space must not turn the window bright.
        if isinstance(self.focusWidget(), QAbstractButton):
            self._desk.setFocus()

    def _look_whether_somebody_is_there(self) -> None:
        if self._workspace is None or self.recording.stage in RECORDING:
            self._idle.touch()
        elif self._idle.due(self._minutes_to_lock()):
            self._idle.touch()
            self.left_alone.emit()
