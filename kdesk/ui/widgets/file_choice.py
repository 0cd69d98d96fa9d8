"""Asking what to take or where to save, without a trace and without a flash of light."""

import os
from pathlib import Path

from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QFileDialog, QWidget


def files_to_take(parent: QWidget, title: str) -> list[Path]:
    """Files that somebody chose to add; empty when they thought better of it."""
    _leave_no_trace()
    names, _ = QFileDialog.getOpenFileNames(
        parent, title, str(Path.home()), options=_dialog(parent)
    )
    return [Path(name) for name in names]


def folder_to_take(parent: QWidget, title: str) -> Path | None:
    """A folder that somebody chose to add; None when they thought better of it."""
    _leave_no_trace()
    name = QFileDialog.getExistingDirectory(
        parent, title, str(Path.home()), _dialog(parent) | QFileDialog.Option.ShowDirsOnly
    )
    return Path(name) if name else None


def place_to_save(parent: QWidget, title: str, folder: Path, name: str, kinds: str) -> Path | None:
    """Where to save a file; `kinds` is such as `PDF (*.pdf)`; None when nowhere.

    The dialog itself asks before it replaces a file.
    """
    _leave_no_trace()
    start = folder if folder.is_dir() else Path.home()
    chosen, _ = QFileDialog.getSaveFileName(
        parent, title, str(start / name), kinds, options=_dialog(parent)
    )
    return Path(chosen) if chosen else None


def _dialog(parent: QWidget) -> QFileDialog.Option:
    """The system's own dialog; Qt's where the window is dark, as the system's may be white."""
    palette = parent.palette()
    dark = palette.window().color().lightness() < palette.windowText().color().lightness()
    return QFileDialog.Option.DontUseNativeDialog if dark else QFileDialog.Option(0)


def _leave_no_trace() -> None:
    # Qt's dialog keeps the names of files in ~/.config/QtProject.conf; what can't be written to
    # keeps none.
    QSettings.setPath(QSettings.Format.NativeFormat, QSettings.Scope.UserScope, os.devnull)
