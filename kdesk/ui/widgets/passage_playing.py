"""Playing a few words of a memo: from the second they begin to where they end."""

from PySide6.QtCore import QObject, Signal

from kdesk.domain.excerpt import Excerpt
from kdesk.store import excerpts
from kdesk.ui.desk import Desk
from kdesk.ui.widgets.playing import Playing

BEFORE, AFTER = 0.2, 0.3
"""Seconds around the words: a machine's times are that far off, and a word cut short is no word."""


class PassagePlaying(QObject):
    """One for a page, whatever number of passages it shows; one of them sounds at a time."""

    changed = Signal()
    """Another passage sounds now, or none."""

    def __init__(self, desk: Desk, parent: QObject) -> None:
        super().__init__(parent)
        self._desk = desk
        self._excerpt: Excerpt | None = None
        self._within = False
        self._playing = Playing(desk, self)
        self._playing.moved.connect(self._follow)
        self._playing.changed.connect(self._note)
        desk.notices.sound_told.connect(self._playing.hear)

    def toggle(self, excerpt: Excerpt) -> None:
        """Play these words from their beginning, or be quiet when they sound; Problem NOT_FOUND."""
        if self.sounds(excerpt):
            self._playing.pause()
            return
        memo = excerpts.memo_of(self._desk.vault, excerpt)
        if memo is None:
            return
        self._playing.choose(memo)
        self._excerpt, self._within = excerpt, False
        self._playing.seek(max(0.0, excerpt.start - BEFORE))
        self._playing.play()
        self.changed.emit()

    def sounds(self, excerpt: Excerpt) -> bool:
        """Whether it is these words that sound, or will as soon as they are fetched."""
        return self._playing.sounding and excerpt == self._excerpt

    def let_go(self) -> None:
        """The page is left: be quiet."""
        self._playing.let_go()

    def _follow(self, seconds: float) -> None:
        if self._excerpt is None:
            return
        if seconds < self._excerpt.end + AFTER:
            self._within = True
        elif self._within:  # else it is told of the passage before, which may stand further on
            self._playing.pause()

    def _note(self, sounding: bool) -> None:
        if not sounding:
            self._excerpt = None
        self.changed.emit()
