"""The dialogs in which files are chosen."""

from collections import Counter
from pathlib import Path

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QApplication, QFileDialog, QHeaderView, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from kdesk.ui.theme import Theme
from kdesk.ui.widgets.file_choice import files_to_take, folder_to_take


def brightness(image: QImage) -> float:
    """The mean relative luminance, linear, from 0 to 1."""
    small = image.scaled(64, 48)
    colours = [QColor(small.pixel(x, y)) for x in range(64) for y in range(48)]
    return sum(luminance(colour) for colour in colours) / len(colours)


def luminance(colour: QColor) -> float:
    return (
        0.2126 * _light(colour.redF())
        + 0.7152 * _light(colour.greenF())
        + 0.0722 * _light(colour.blueF())
    )


def ground_and_contrast(image: QImage) -> tuple[QColor, float]:
    """The colour most of it has, and how far that is from the words on it, as WCAG has it."""
    seen = image.convertToFormat(QImage.Format.Format_RGB32)
    counted = Counter(seen.pixel(x, y) for x in range(seen.width()) for y in range(seen.height()))
    ground = QColor(counted.most_common(1)[0][0])
    ink = {luminance(QColor(pixel)) for pixel in counted}
    below = luminance(ground)
    dim, bright = sorted((below, max(ink, key=lambda light: abs(light - below))))
    return ground, (bright + 0.05) / (dim + 0.05)


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


@pytest.mark.parametrize("name", ["light", "dark", "night"])
def test_the_heads_and_what_is_offered_while_typing_can_be_read(
    qtbot: QtBot, tmp_path: Path, name: str
) -> None:
    theme = Theme(name)
    theme.wear()
    (tmp_path / "phone").mkdir()
    dialog = QFileDialog(None, "Choose", str(tmp_path))
    dialog.setOption(QFileDialog.Option.DontUseNativeDialog)
    dialog.setViewMode(QFileDialog.ViewMode.Detail)
    qtbot.addWidget(dialog)
    dialog.show()
    field = dialog.findChild(QLineEdit)
    assert isinstance(field, QLineEdit)
    completer = field.completer()
    field.setText("ph")

    def offered() -> bool:
        completer.setCompletionPrefix("ph")
        return completer.completionCount() > 0

    qtbot.waitUntil(offered)  # it reads the folder by itself
    completer.complete()
    popup = completer.popup()
    head = dialog.findChild(QHeaderView)
    assert head is not None
    assert popup is not None
    for part in (head, popup):
        ground, contrast = ground_and_contrast(part.grab().toImage())
        assert ground == theme.colour("surface")
        assert contrast >= 4.5
    popup.hide()
