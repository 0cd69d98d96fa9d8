"""The letters of the page: bundled fonts, and Qt's ground for drawing them without a window."""

from functools import lru_cache
from pathlib import Path

from PySide6.QtGui import QFont, QFontDatabase, QGuiApplication

SERIF = ("EB Garamond", "Source Serif 4", "Source Serif Pro", "Nimbus Roman", "DejaVu Serif")
"""For the person's own words."""
SANS = ("Inter", "Source Sans 3", "Nimbus Sans", "DejaVu Sans")
"""For the program's notes."""


def start_without_window() -> QGuiApplication:
    """The running Qt application, or a new one that needs no screen; keep what is returned."""
    running = QGuiApplication.instance()
    if isinstance(running, QGuiApplication):
        return running
    return QGuiApplication(["kdesk", "-platform", "offscreen"])


@lru_cache(maxsize=4)
def load(folder: Path) -> tuple[str, ...]:
    """Make every font of the folder known to Qt, once; the families that were added.

    A missing folder or a broken font adds nothing: the page then uses what the machine has.
    """
    families: list[str] = []
    for file in sorted(folder.rglob("*")):
        if file.suffix.lower() in {".ttf", ".otf"}:
            number = QFontDatabase.addApplicationFontFromData(file.read_bytes())
            families.extend(QFontDatabase.applicationFontFamilies(number))
    return tuple(dict.fromkeys(families))


def letters(families: tuple[str, ...], pixels: float, *, weight: int = 400) -> QFont:
    """A font for the page; `pixels` of the page's own raster, never of a screen."""
    font = QFont()
    font.setFamilies(list(families))
    font.setPixelSize(max(1, round(pixels)))
    font.setWeight(QFont.Weight(weight))
    # Hinting moves letters to a screen's pixels; without it preview, PDF and print break lines
    # at the same words.
    font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    font.setStyleStrategy(QFont.StyleStrategy.PreferQuality)
    # EB Garamond's narrow blanks are lost on PDF readers that go by the gaps they see (PDFium: "of
    # a long" was read as "ofalong"); a twentieth more keeps them.
    font.setWordSpacing(pixels / 20)
    # Glyphs that stand for several letters, or for one letter beside another, come out of a PDF as
    # blanks: "14:10" was found as "14 10", and "of" as "o". Words must be found to the letter.
    for feature in ("calt", "clig", "dlig", "liga"):
        font.setFeature(QFont.Tag(feature), 0)
    return font
