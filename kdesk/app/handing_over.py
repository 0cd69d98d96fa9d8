"""Locking puts a new process in the place of this one: what it is left, and what is seen then."""

from collections.abc import Callable
from subprocess import Popen
from typing import TypeAlias

from PySide6.QtCore import QCoreApplication

from kdesk.app.look import NIGHT
from kdesk.system.single_instance import SingleInstance
from kdesk.ui.lock import changeover
from kdesk.ui.main_window import MainWindow
from kdesk.ui.theme import tokens

Place: TypeAlias = tuple[int, int, int, int]


class HandingOver:
    """Between `begin` and `end` the journal closes, behind a curtain where the window stood."""

    def __init__(
        self,
        window: MainWindow,
        instance: SingleInstance,
        relaunch: Callable[[SingleInstance], None],
    ) -> None:
        self._window = window
        self._instance = instance
        self._relaunch = relaunch
        self._place: Place = (0, 0, 0, 0)
        self._child: Popen[bytes] | None = None
        self.begun = False
        self.record = False
        """Record was pressed meanwhile: the process that comes next is to begin."""

    def begin(self) -> None:
        """Cover the window, and draw the curtain over it."""
        self.begun = True
        self._window.cover()
        QCoreApplication.processEvents()
        self._place = self._window.standing()
        self._child = changeover.draw_curtain(self._place, tokens(NIGHT)["ground"])

    def end(self) -> None:
        """Be the next process; it starts as if it were the first."""
        QCoreApplication.processEvents()  # keys pressed meanwhile would be lost with this process
        if self._child is not None:
            self._window.hide()  # from here on the curtain has the keys
        changeover.leave(self._place, self._child, record=self.record)
        self._relaunch(self._instance)
