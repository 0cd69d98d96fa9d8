"""The few kinds of button there are; each at least 44 px high."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QPushButton

from kdesk.ui.theme import Theme


def primary_button(text: str) -> QPushButton:
    """The one thing a screen is for."""
    return _button(text, "primary")


def quiet_button(text: str) -> QPushButton:
    """A choice among others, with an outline."""
    return _button(text, "quiet")


def soft_button(text: str) -> QPushButton:
    """Something rarely wanted, without an outline."""
    return _button(text, "soft")


def icon_button(theme: Theme, icon: str, name: str) -> QPushButton:
    """A square with an icon; the name is read aloud and shown when the pointer rests."""
    button = _button("", "icon")
    theme.dress(button, icon, "ink")
    button.setIconSize(QSize(20, 20))
    button.setAccessibleName(name)
    button.setToolTip(name)
    return button


def _button(text: str, look: str) -> QPushButton:
    button = QPushButton(text)
    button.setProperty("look", look)
    button.setCursor(Qt.CursorShape.PointingHandCursor)
    button.setAutoDefault(False)
    if text:
        button.setAccessibleName(text.replace("&", ""))
    return button
