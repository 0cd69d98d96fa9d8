"""The recorder as the window sees it: its answers arrive on the window's own thread."""

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal, Slot

from kdesk.domain.ids import MemoId
from kdesk.domain.problem import Problem
from kdesk.jobs.protocol import Failed

if TYPE_CHECKING:
    from kdesk.jobs.recorder import Recorder

Connect = Callable[[Callable[[object], None]], "Recorder"]
"""Makes a recorder that tells this listener, on any thread."""


class Voice(QObject):
    """Starts and ends recordings; `heard` brings each answer of the recorder's process.

    Before there is a recorder (a vault is being made) a start is remembered and done later.
    """

    heard = Signal(object)
    """A RecorderEvent of kdesk.jobs.protocol."""
    _arrived = Signal(object)

    def __init__(self, now: Callable[[], datetime]) -> None:
        super().__init__()
        self.now = now
        self._recorder: Recorder | None = None
        self._start_wanted = False
        self._refused: Problem | None = None
        self._arrived.connect(self._pass_on, Qt.ConnectionType.QueuedConnection)

    def connect_to(self, connect: Connect) -> None:
        """Have a recorder from now on, kept warm."""
        recorder = connect(self._arrived.emit)
        self._recorder = recorder
        recorder.warm()
        if self._start_wanted:
            self._start_wanted = False
            recorder.start(self.now())

    def refuse(self, problem: Problem) -> None:
        """Tell whoever presses why there is no recorder; nothing when there is one."""
        if self._recorder is not None:
            return
        self._refused = problem
        if self._start_wanted:
            self.start()

    @property
    def recording(self) -> bool:
        """From a start until it is saved or has failed."""
        return self._start_wanted or (self._recorder is not None and self._recorder.recording)

    def start(self, after: MemoId | None = None) -> None:
        """Begin; Started or Failed follows. `after` is the memo that this one goes on from."""
        if self._refused is not None and self._recorder is None:
            self._start_wanted = False
            self._arrived.emit(Failed(self._refused))
        elif self._recorder is None:
            self._start_wanted = True
        else:
            self._recorder.start(self.now(), after)

    def stop(self) -> None:
        """End; Saved or Failed follows."""
        if self._recorder is not None:
            self._recorder.stop()
        self._start_wanted = False

    def pause(self) -> None:
        """Keep nothing for a while; Paused follows."""
        if self._recorder is not None:
            self._recorder.pause()

    def go_on(self) -> None:
        """Keep on; Resumed follows."""
        if self._recorder is not None:
            self._recorder.go_on()

    def mark(self) -> None:
        """Note this moment."""
        if self._recorder is not None:
            self._recorder.mark()

    def choose(self, microphone: str | None) -> None:
        """Use this microphone from the next recording on; None is the computer's usual one."""
        if self._recorder is not None:
            self._recorder.choose(microphone)

    def close(self) -> None:
        """End the recorder's process; a recording that goes on is saved first."""
        recorder, self._recorder = self._recorder, None
        if recorder is not None:
            recorder.close()

    @Slot(object)
    def _pass_on(self, event: object) -> None:
        self.heard.emit(event)
