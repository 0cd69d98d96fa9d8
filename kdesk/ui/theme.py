"""Colours, sizes and icons by their role, so that no screen names a colour."""

import tomllib
from string import Template

from PySide6.QtCore import QByteArray, QObject, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFont,
    QGuiApplication,
    QIcon,
    QPainter,
    QPalette,
    QPixmap,
)
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QAbstractButton, QApplication

from kdesk.domain.ids import Kind
from kdesk.paper import fonts
from kdesk.system.paths import resources

SANS = "Inter"
SERIF = "EB Garamond"

WORN = "kdesk-style"

SIZES = {"title": 24.0, "section": 16.0, "body": 14.0, "note": 12.5, "words": 18.0}
"""Pixels at a text scale of 1."""
WEIGHTS = {"title": QFont.Weight.DemiBold, "section": QFont.Weight.DemiBold}

KIND_HUES = {
    Kind.SESSION: "violet",
    Kind.MEMO: "coral",
    Kind.ENTRY: "teal",
    Kind.CREATION: "amber",
    Kind.GOAL: "green",
    Kind.CHECK_IN: "green",
    Kind.INSIGHT: "violet",
}

_PALETTE = {
    QPalette.ColorRole.Window: "ground",
    QPalette.ColorRole.WindowText: "ink",
    QPalette.ColorRole.Base: "surface",
    QPalette.ColorRole.AlternateBase: "sunk",
    QPalette.ColorRole.Text: "ink",
    QPalette.ColorRole.Button: "surface",
    QPalette.ColorRole.ButtonText: "ink",
    QPalette.ColorRole.BrightText: "coral_text",
    QPalette.ColorRole.ToolTipBase: "surface",
    QPalette.ColorRole.ToolTipText: "ink",
    QPalette.ColorRole.PlaceholderText: "hint",
    QPalette.ColorRole.Highlight: "teal",
    QPalette.ColorRole.HighlightedText: "on_teal",
    QPalette.ColorRole.Accent: "teal",
    QPalette.ColorRole.Link: "teal",
    QPalette.ColorRole.LinkVisited: "violet",
    QPalette.ColorRole.Light: "surface",
    QPalette.ColorRole.Midlight: "sunk",
    QPalette.ColorRole.Mid: "control",
    QPalette.ColorRole.Dark: "control",
    QPalette.ColorRole.Shadow: "hairline",
}


def tokens(name: str) -> dict[str, str]:
    """The colours of `light`, `dark` or `night` by role, those of the session day with them."""
    found: dict[str, str] = {}
    for part in (name, "session-day"):
        file = resources() / "themes" / f"{part}.toml"
        found |= tomllib.loads(file.read_text(encoding="utf-8"))["colours"]
    return found


def system_is_dark() -> bool:
    """Whether the desktop around wears a dark look."""
    return QGuiApplication.styleHints().colorScheme() == Qt.ColorScheme.Dark


class Theme(QObject):
    """The look that is worn now; `changed` tells every view that paints by itself."""

    changed = Signal()

    def __init__(self, choice: str = "system", scale: float = 1.0, still: bool = False) -> None:
        super().__init__()
        self._choice = choice
        self.scale = scale
        self.still = still
        """Nothing moves by itself: the person asked for reduced motion."""
        self.name = ""
        self._tokens: dict[str, str] = {}
        self._icons: dict[tuple[str, str], QIcon] = {}
        self._worn: tuple[str, float, bool] | None = None
        self._choose()
        QGuiApplication.styleHints().colorSchemeChanged.connect(self._follow_the_system)

    def wear(self) -> None:
        """Dress the whole application: fonts, Fusion, palette, stylesheet."""
        app = QApplication.instance()
        assert isinstance(app, QApplication)  # noqa: S101 - a theme is worn by a window's program
        fonts.load(resources() / "fonts")
        self._worn = (self._choice, self.scale, self.still)
        # Each of these visits every widget there is, so none is done twice for the same look.
        if app.property(WORN) is None:
            app.setStyle("Fusion")
            app.setProperty(WORN, True)
        app.setFont(self.font("body"))
        app.setPalette(self.palette())
        stylesheet = self.stylesheet()
        if app.styleSheet() != stylesheet:
            app.setStyleSheet(stylesheet)

    def change(
        self,
        choice: str | None = None,
        scale: float | None = None,
        still: bool | None = None,
    ) -> None:
        """Choose anew, wear it, and tell the views; nothing when it is worn already."""
        self._choice = self._choice if choice is None else choice
        self.scale = self.scale if scale is None else scale
        self.still = self.still if still is None else still
        if self._worn != (self._choice, self.scale, self.still):
            self._dress()

    @property
    def dark(self) -> bool:
        """Whether words are lighter than their ground."""
        return self.colour("ground").lightness() < self.colour("ink").lightness()

    def colour(self, role: str) -> QColor:
        """The colour of a role such as `ink`; raises KeyError for a role that is none."""
        return QColor(self._tokens[role])

    def size(self, role: str) -> int:
        """The pixel size of a type role such as `body`."""
        return int(SIZES[role] * self.scale + 0.5)

    def font(self, role: str) -> QFont:
        """The font of a type role: title, section, body, note, or words (the person's own)."""
        font = QFont(SERIF if role == "words" else SANS)
        font.setStyleHint(QFont.StyleHint.Serif if role == "words" else QFont.StyleHint.SansSerif)
        font.setPixelSize(self.size(role))
        font.setWeight(WEIGHTS.get(role, QFont.Weight.Normal))
        return font

    def kind_colours(self, kind: Kind) -> tuple[QColor, QColor]:
        """The text and the soft ground of a kind's chip."""
        hue = KIND_HUES[kind]
        text = "coral_text" if hue == "coral" else hue
        return self.colour(text), self.colour(f"{hue}_soft")

    def kind_word(self, kind: Kind) -> str:
        """The word on a kind's chip."""
        return {
            Kind.SESSION: self.tr("session"),
            Kind.MEMO: self.tr("memo"),
            Kind.ENTRY: self.tr("entry"),
            Kind.CREATION: self.tr("creation"),
            Kind.GOAL: self.tr("goal"),
            Kind.CHECK_IN: self.tr("check-in"),
            Kind.INSIGHT: self.tr("insight"),
        }[kind]

    def icon(self, name: str, role: str = "quiet") -> QIcon:
        """An icon of resources/icons in a role's colour."""
        key = (name, role)
        if key not in self._icons:
            self._icons[key] = _tinted(name, self.colour(role))
        return self._icons[key]

    def dress(self, button: QAbstractButton, name: str, role: str = "quiet") -> None:
        """Give a button an icon that changes with the theme."""
        _Tint(self, button, name, role).wear()

    def palette(self) -> QPalette:
        """Every role of Qt's palette, from the tokens; what is switched off is in hint."""
        palette = QPalette()
        for role, token in _PALETTE.items():
            palette.setColor(role, self.colour(token))
        for role in (
            QPalette.ColorRole.WindowText,
            QPalette.ColorRole.Text,
            QPalette.ColorRole.ButtonText,
        ):
            palette.setColor(QPalette.ColorGroup.Disabled, role, self.colour("hint"))
        return palette

    def stylesheet(self) -> str:
        """resources/style.qss with its placeholders filled in."""
        text = (resources() / "style.qss").read_text(encoding="utf-8")
        sizes = {f"{role}_size": f"{self.size(role)}px" for role in SIZES}
        day = max(1.0, self.scale)
        sizes |= {"day_size": f"{16 * day:g}pt", "day_note_size": f"{18 * day:g}pt"}
        # A stylesheet can't tint an image, so its two exist for light and for dark grounds.
        glyphs = (resources() / "icons" / ("on-dark" if self.dark else "on-light")).as_posix()
        return Template(text).substitute(
            self._tokens, **sizes, sans=SANS, serif=SERIF, glyphs=glyphs
        )

    def _follow_the_system(self) -> None:
        if self._choice == "system":
            self._dress()

    def _dress(self) -> None:
        self._choose()
        self.wear()
        self.changed.emit()

    def _choose(self) -> None:
        of_the_system = "dark" if system_is_dark() else "light"
        self.name = of_the_system if self._choice == "system" else self._choice
        self._tokens = tokens(self.name)
        self._icons.clear()


class _Tint(QObject):
    """A button's icon in the colours of now; it is the button's child and ends with it."""

    def __init__(self, theme: Theme, button: QAbstractButton, name: str, role: str) -> None:
        super().__init__(button)
        self._theme = theme
        self._button = button
        self._name = name
        self._role = role
        theme.changed.connect(self.wear)

    def wear(self) -> None:
        """Give the button its icon."""
        self._button.setIcon(self._theme.icon(self._name, self._role))


def _tinted(name: str, colour: QColor) -> QIcon:
    svg = (resources() / "icons" / f"{name}.svg").read_text(encoding="utf-8")
    # QSvgRenderer doesn't know currentColor.
    svg = svg.replace("currentColor", colour.name())
    renderer = QSvgRenderer(QByteArray(svg.encode()))
    icon = QIcon()
    for side in (18, 20, 36, 40):
        pixmap = QPixmap(QSize(side, side))
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        renderer.render(painter, QRectF(0, 0, side, side))
        painter.end()
        icon.addPixmap(pixmap)
    return icon
