"""Every text can be read on every ground it stands on, and the look follows the choice."""

from collections.abc import Iterator
from itertools import product

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFontInfo, QPalette
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QCheckBox,
    QComboBox,
    QLineEdit,
    QPushButton,
    QRadioButton,
    QToolButton,
    QWidget,
)
from pytestqt.qtbot import QtBot

from kdesk.domain.ids import ITEM_KINDS
from kdesk.system.paths import resources
from kdesk.ui.theme import Theme, tokens

NAMES = ("light", "dark", "night")
GROUNDS = ("ground", "surface", "sunk")
TEXTS = ("ink", "quiet")
HUES = ("teal", "violet", "amber", "green")
LEAST = 4.5
"""WCAG 2.2, 1.4.3, for text of any size."""
LEAST_SHAPE = 3.0
"""WCAG 2.2, 1.4.11, for the ring that shows where the keyboard is."""

PAIRS = [
    *product(TEXTS, GROUNDS),
    *product(("hint",), ("ground", "surface")),
    *((hue, f"{hue}_soft") for hue in HUES),
    *product(HUES, ("ground", "surface")),
    ("coral_text", "coral_soft"),
    *product(("coral_text",), ("ground", "surface")),
    ("on_teal", "teal"),
    ("on_coral", "coral"),
    ("ink", "amber_soft"),
    ("ink", "teal_soft"),
    ("ground", "ink"),
    ("ink", "hairline"),
    ("day_words", "day_ground"),
    ("day_hints", "day_ground"),
    ("day_words", "day_halo"),
]


def luminance(colour: str) -> float:
    """Relative luminance as WCAG 2.2 defines it."""
    seen = QColor(colour)
    weights = ((seen.redF(), 0.2126), (seen.greenF(), 0.7152), (seen.blueF(), 0.0722))
    return sum(
        weight * (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4)
        for part, weight in weights
    )


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.fixture
def theme(qapp: QApplication) -> Iterator[Theme]:
    before = qapp.font(), qapp.palette(), qapp.styleSheet()
    yield Theme("light")
    qapp.setFont(before[0])
    qapp.setPalette(before[1])
    qapp.setStyleSheet(before[2])


def test_contrast_is_measured_as_published() -> None:
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert contrast("#777777", "#FFFFFF") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(("text", "ground"), PAIRS)
def test_text_can_be_read_on_its_ground(name: str, text: str, ground: str) -> None:
    colours = tokens(name)
    assert contrast(colours[text], colours[ground]) >= LEAST


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("ground", GROUNDS)
def test_the_focus_ring_can_be_seen(name: str, ground: str) -> None:
    colours = tokens(name)
    assert contrast(colours["focus"], colours[ground]) >= LEAST_SHAPE
    assert contrast(colours["ink"], colours["teal"]) >= 1.5


def test_the_ring_around_the_session_day_s_focus_can_be_seen() -> None:
    colours = tokens("light")
    assert contrast(colours["day_focus"], colours["day_ground"]) >= LEAST_SHAPE


@pytest.mark.parametrize("name", NAMES)
def test_every_theme_knows_the_same_roles(name: str) -> None:
    assert tokens(name).keys() == tokens("light").keys()


def test_the_session_day_is_the_same_in_every_theme() -> None:
    days = [
        {role: colour for role, colour in tokens(name).items() if role.startswith("day_")}
        for name in NAMES
    ]
    assert days[0] == days[1] == days[2]


def test_each_kind_of_thing_has_a_word_and_its_own_colours(theme: Theme) -> None:
    assert len({theme.kind_word(kind) for kind in ITEM_KINDS}) == len(ITEM_KINDS)
    for kind in ITEM_KINDS:
        text, soft = theme.kind_colours(kind)
        assert contrast(text.name(), soft.name()) >= LEAST


def test_the_system_s_choice_is_followed_until_one_is_made(
    theme: Theme, monkeypatch: pytest.MonkeyPatch
) -> None:
    followed = Theme("system")
    heard: list[str] = []
    followed.changed.connect(lambda: heard.append(followed.name))
    # The offscreen platform has no look of its own to switch.
    hints = QApplication.styleHints()
    for dark in (True, False):
        monkeypatch.setattr("kdesk.ui.theme.system_is_dark", lambda dark=dark: dark)
        hints.colorSchemeChanged.emit(Qt.ColorScheme.Dark if dark else Qt.ColorScheme.Light)
    followed.change("night")
    hints.colorSchemeChanged.emit(Qt.ColorScheme.Light)
    assert heard == ["dark", "light", "night"]


def test_the_chosen_look_is_worn_by_the_application(theme: Theme, qapp: QApplication) -> None:
    theme.change("night", 1.5)
    assert qapp.palette().color(QPalette.ColorRole.Window).name().upper() == "#151419"
    assert theme.font("body").pixelSize() == 21
    assert "font-size: 21px" in qapp.styleSheet()


def test_what_an_empty_field_says_can_be_read(theme: Theme, qtbot: QtBot) -> None:
    theme.change("night")
    field = QLineEdit()
    qtbot.addWidget(field)
    field.ensurePolished()
    assert field.palette().color(QPalette.ColorRole.PlaceholderText) == theme.colour("hint")


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("look", ["", "primary", "record", "soft", "icon", "mark", "rail", "day"])
@pytest.mark.parametrize("kind", [QPushButton, QToolButton, QCheckBox, QRadioButton, QComboBox])
def test_the_keyboard_is_shown_by_our_ring_alone(
    theme: Theme, qtbot: QtBot, name: str, look: str, kind: type[QWidget]
) -> None:
    theme.change(name)
    room = QWidget()
    qtbot.addWidget(room)
    room.setProperty("look", "day" if look == "day" else "page")
    control = kind(room)
    control.setProperty("look", look)
    if isinstance(control, QAbstractButton):
        control.setText("Words")
    room.show()
    room.activateWindow()
    control.setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.waitUntil(control.hasFocus)
    pictures = []
    for tabbed in (False, True):
        room.setAttribute(Qt.WidgetAttribute.WA_KeyboardFocusChange, tabbed)
        pictures.append(control.grab().toImage())
    assert pictures[0] == pictures[1]


def test_no_placeholder_of_the_stylesheet_is_left(theme: Theme) -> None:
    assert "$" not in theme.stylesheet()


def test_the_bundled_letters_are_used(theme: Theme) -> None:
    theme.wear()
    assert QFontInfo(theme.font("body")).family() == "Inter"
    assert QFontInfo(theme.font("words")).family().startswith("EB Garamond")


def test_an_icon_wears_the_theme_and_changes_with_it(theme: Theme, qtbot: QtBot) -> None:
    button = QPushButton()
    qtbot.addWidget(button)
    theme.dress(button, "x", "ink")
    assert ink_of(button) == tokens("light")["ink"].lower()
    theme.change("night")
    assert ink_of(button) == tokens("night")["ink"].lower()


def ink_of(button: QPushButton) -> str:
    """The most opaque colour of a button's icon."""
    image = button.icon().pixmap(40, 40).toImage()
    colours = [image.pixelColor(x, y) for x in range(40) for y in range(40)]
    return max(colours, key=lambda colour: colour.alpha()).name()


@pytest.mark.parametrize("part", ["fonts", "icons"])
def test_what_others_made_has_its_licence_beside_it(part: str) -> None:
    assert list((resources() / part).glob("*LICENSE*"))
