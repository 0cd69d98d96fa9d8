"""A box to tick that scripts and screen readers find under the words beside it."""

from PySide6.QtWidgets import QCheckBox


def named_box(words: str) -> QCheckBox:
    """A box with these words."""
    box = QCheckBox(words)
    box.setAccessibleName(words)
    return box
