"""What every test of the page needs: Qt, and the letters that come with the program."""

from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from kdesk.paper import fonts

FONTS = Path(__file__).parents[2] / "resources" / "fonts"


@pytest.fixture(autouse=True)
def page_letters(qapp: QApplication) -> tuple[str, ...]:
    """The bundled fonts, so that line and page breaks are the same on every machine."""
    return fonts.load(FONTS)
