"""The dialogs in which files are chosen."""

from pathlib import Path

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QApplication, QFileDialog, QWidget
from pytestqt.qtbot import QtBot

from kdesk.ui.theme import Theme
from kdesk.ui.widgets.file_choice import files_to_take, folder_to_take


def brightness(image: QImage) -> float:
    """The mean relative luminance, linear, from 0 to 1."""
    small = image.scaled(64, 48)
    colours = [QColor(small.pixel(x, y)) for x in range(64) for y in range(48)]
    linear = [
        0.2126 * _light(colour.redF())
        + 0.7152 * _light(colour.greenF())
        + 0.0722 * _light(colour.blueF())
        for colour in colours
    ]
    return sum(linear) / len(linear)


def _light(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4


@pytest.mark.parametrize("ask", [files_to_take, folder_to_take])
def test_at_night_a_dialog_is_as_dark_as_the_window(qtbot: QtBot, ask: object, home: Path) -> None:
    theme = Theme("night")
    theme.wear()
    parent = QWidget()
    qtbot.addWidget(parent)
    seen: list[tuple[bool, float]] = []

    def look() -> None:
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, QFileDialog)
        own = dialog.testOption(QFileDialog.Option.DontUseNativeDialog)
        seen.append((own, brightness(dialog.grab().toImage())))
        dialog.reject()

    QTimer.singleShot(0, look)
    assert not ask(parent, "Choose")  # type: ignore[operator]
    ((own, light),) = seen
    assert own
    assert light < 0.03
    assert list(home.rglob("QtProject.conf")) == []
