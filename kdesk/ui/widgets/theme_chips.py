"""The themes that a thing carries, to be taken off again."""

from collections.abc import Sequence

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QPushButton, QWidget

from kdesk.domain.theme import Tagged
from kdesk.ui.theme import Theme
from kdesk.ui.widgets.emptying import empty
from kdesk.ui.widgets.flow_layout import FlowLayout


class ThemeChips(QWidget):
    """A chip for each; pressing one takes that theme off. Hidden while there is none."""

    taken_off = Signal(object)
    """The Tagged that is to go."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setProperty("look", "bare")
        self._theme = theme
        self._shown: tuple[Tagged, ...] = ()
        self._flow = FlowLayout(self, spacing=6)
        self.hide()

    def show_tagged(self, tagged: Sequence[Tagged]) -> None:
        """Show these; the same ones stay as they are, and with them the focus."""
        if tuple(tagged) == self._shown:
            return
        self._shown = tuple(tagged)
        empty(self._flow)
        for one in self._shown:
            self._flow.addWidget(self._chip(one))
        self.setVisible(bool(self._shown))

    def _chip(self, tagged: Tagged) -> QPushButton:
        chip = QPushButton(tagged.name.replace("&", "&&"))
        name = self.tr("Take off the theme {name}").format(name=tagged.name)
        chip.setAccessibleName(name)
        chip.setToolTip(name)
        chip.setProperty("look", "mark")
        chip.setIconSize(QSize(14, 14))
        chip.setAutoDefault(False)
        self._theme.dress(chip, "x", "violet")
        chip.clicked.connect(lambda: self.taken_off.emit(tagged))
        return chip
