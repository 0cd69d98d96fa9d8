"""A memo's sound, asked for from the window: fetched when first wanted, then played."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from kdesk.domain.memo import Memo
from kdesk.jobs.protocol import Ended, Failed, PlayerEvent, Position
from kdesk.ui.desk import Desk
from kdesk.ui.widgets.waiting import Waiting

if TYPE_CHECKING:
    from kdesk.domain.problem import Problem


class Playing(QObject):
    """One memo at a time; nothing is unsealed before somebody wants to hear it."""

    moved = Signal(float)
    """The second that is heard now."""
    changed = Signal(bool)
    """Whether it sounds, or will as soon as it is fetched."""

    def __init__(self, desk: Desk, parent: QObject) -> None:
        super().__init__(parent)
        self._desk = desk
        self._memo: Memo | None = None
        self._fetched = ""
        self._here = 0.0
        self._speed = 1.0
        self._span: tuple[float, float] | None = None
        self.sounding = False
        self.refused = False
        """The last try met trouble: only Play tries again, not a click among the words."""
        self._waiting = Waiting(desk.runner, self)
        self._waiting.done.connect(self._take)
        self._waiting.failed.connect(self._fail)

    def hear(self, event: PlayerEvent) -> None:
        """What the player tells."""
        if isinstance(event, Failed):
            if self._fetched:  # it is this one's sound that met trouble
                self._fail(event.problem)
        elif self.sounding and isinstance(event, Position):
            self._here = event.seconds
            self.moved.emit(event.seconds)
        elif self.sounding and isinstance(event, Ended):
            self._tell(False)
            self.seek(0.0)
            self.moved.emit(0.0)

    def choose(self, memo: Memo) -> None:
        """Turn to this memo, silent and at its beginning; the same one just goes on."""
        if self._memo is not None and memo.id == self._memo.id:
            self._memo = memo
            return
        self.pause()
        self._memo = memo
        self._here = 0.0
        self._span = None
        self._fetched = ""
        self.refused = False

    def toggle(self) -> None:
        """Play, or be quiet."""
        if self.sounding:
            self.pause()
        else:
            self.play()

    def play(self) -> None:
        """Sound from where one is."""
        if self._memo is None:
            return
        self.refused = False
        self._tell(True)
        if self._fetched == self._memo.id:
            self._desk.player.play()
        else:
            self._fetch(self._memo)

    def pause(self) -> None:
        """Be quiet."""
        if self.sounding:
            self._desk.player.pause()
            self._tell(False)

    def let_go(self) -> None:
        """Be quiet; another page may give the player its own sound meanwhile."""
        self.pause()
        self._fetched = ""

    def seek(self, seconds: float) -> None:
        """Go there; quiet stays quiet."""
        self._here = seconds
        if self._memo is not None and self._fetched == self._memo.id:
            self._desk.player.seek(seconds)

    def pace(self, speed: float) -> None:
        """So many times as fast, at the same pitch."""
        self._speed = speed
        if self._fetched:
            self._desk.player.pace(speed)

    def repeat(self, span: tuple[float, float] | None) -> None:
        """Have these seconds sound again and again; None: no more."""
        if span == self._span:
            return
        self._span = span
        if self._fetched:
            self._desk.player.repeat(*(span or (0.0, 0.0)))

    def _fetch(self, memo: Memo) -> None:
        blobs = self._desk.vault.blobs
        self._waiting.start(lambda: (memo.id, blobs.read(memo.sound)))

    def _take(self, fetched: tuple[str, bytes]) -> None:
        memo_id, flac = fetched
        if self._memo is None or not self.sounding:
            return  # nobody waits for it any more, and the player may hold another page's sound
        if memo_id != self._memo.id:
            # Another memo was turned to while this one was being unsealed.
            self._fetch(self._memo)
            return
        self._fetched = memo_id
        self._desk.player.load(flac)
        self._desk.player.seek(self._here)
        if self._speed != 1.0:
            self._desk.player.pace(self._speed)
        if self._span:
            self._desk.player.repeat(*self._span)
        self._desk.player.play()

    def _fail(self, problem: "Problem") -> None:
        self.refused = True
        self._tell(False)
        self._desk.notices.tell_problem(problem)

    def _tell(self, sounding: bool) -> None:
        if sounding != self.sounding:
            self.sounding = sounding
            self.changed.emit(sounding)
