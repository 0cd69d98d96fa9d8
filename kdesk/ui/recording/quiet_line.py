"""The one line under the large words: what holds now, and for a while what was noticed."""

from collections.abc import Hashable

from PySide6.QtCore import QTimer

from kdesk.ui.widgets.day_parts import DayLabel
from kdesk.ui.widgets.labels import announce

PASSING_MS = 12_000
"""Long enough for somebody who opens their eyes slowly."""


class QuietLine(DayLabel):
    """Shows one thing at a time: what passes, else what lasts, else the stage's own hint."""

    def __init__(self) -> None:
        super().__init__("day-hint")
        self._own = ""
        self._noticing = False
        self._passing = ""
        self._lasting: dict[Hashable, str] = {}
        self._over = QTimer(self, singleShot=True, interval=PASSING_MS)
        self._over.timeout.connect(lambda: self.tell(""))

    def turn_to(self, own: str, *, noticing: bool) -> None:
        """A new stage has its own hint; only while `noticing` anything else is shown."""
        self._own, self._noticing = own, noticing
        self._say()

    def tell(self, sentence: str) -> None:
        """Show this for a while, from when it can be shown."""
        self._passing = sentence
        self._over.stop()
        self._say()

    def keep(self, about: Hashable, sentence: str, *, last: bool = False) -> None:
        """Show this until another sentence, or none, is kept about the same thing.

        The newest is shown; one that comes `last` only while nothing else is kept.
        """
        others = {one: kept for one, kept in self._lasting.items() if one != about}
        mine = {about: sentence} if sentence else {}
        self._lasting = {**mine, **others} if last else {**others, **mine}
        self._say()

    def keeps(self, about: Hashable) -> bool:
        """Whether something is kept about this."""
        return about in self._lasting

    def forget(self) -> None:
        """A new recording begins: nothing has been noticed yet."""
        self._passing = ""
        self._lasting.clear()

    def _say(self) -> None:
        if self._noticing and self._passing and not self._over.isActive():
            self._over.start()
        newest = next(reversed(self._lasting.values()), "")
        sentence = (self._noticing and (self._passing or newest)) or self._own
        if sentence != self.text():
            self.setText(sentence)
            announce(self)
