"""Hears, on Linux desktops, that the person has locked the screen or is about to be away."""

from typing import cast

from PySide6.QtCore import SLOT, QObject, Signal, Slot
from PySide6.QtDBus import QDBusConnection

SAVERS = ("org.freedesktop.ScreenSaver", "org.gnome.ScreenSaver", "org.mate.ScreenSaver")
"""Interfaces whose `ActiveChanged` says whether the screen is locked, on the session's bus."""


class ScreenLock(QObject):
    """`locked` is told when the desktop's screen lock comes on.

    A desktop without such a bus tells nothing; idle time still does.
    """

    locked = Signal()

    def watch(self) -> bool:
        """Begin to listen; whether there is a bus to listen to."""
        bus = QDBusConnection.sessionBus()
        if not bus.isConnected():
            return False
        # The stubs ask for bytes where PySide takes what SLOT gives.
        slot = cast(bytes, SLOT("_hear(bool)"))
        heard = [bus.connect("", "", saver, "ActiveChanged", self, slot) for saver in SAVERS]
        return any(heard)

    @Slot(bool)
    def _hear(self, active: bool) -> None:
        if active:
            self.locked.emit()
