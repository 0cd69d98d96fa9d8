"""Light or dark, how large, and whether anything moves."""

from kdesk.ui.desk import Desk
from kdesk.ui.widgets.card import Card
from kdesk.ui.widgets.choice_field import ChoiceField
from kdesk.ui.widgets.choosing import choose
from kdesk.ui.widgets.named_box import named_box
from kdesk.ui.widgets.row_field import RowField


class AppearanceCard(Card):
    """Each choice is worn at once."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(self.tr("Appearance"))
        self._desk = desk
        current = desk.settings.current
        self.look_field = ChoiceField[str](self.tr("Theme"))
        self.look_field.offer(
            (
                (self.tr("As the system is"), "system"),
                (self.tr("Light"), "light"),
                (self.tr("Dark"), "dark"),
                (self.tr("Night"), "night"),
            )
        )
        self.look_field.choose(current.theme)
        self.size_field = ChoiceField[float](self.tr("Text size"))
        sizes = (
            (self.tr("Smaller"), 0.9),
            (self.tr("Usual"), 1.0),
            (self.tr("Larger"), 1.2),
            (self.tr("Large"), 1.4),
            (self.tr("Largest"), 1.6),
        )
        self.size_field.offer(sizes)
        nearest = min((size for _, size in sizes), key=lambda s: abs(s - current.text_scale))
        self.size_field.choose(nearest)
        self.still_box = named_box(self.tr("Keep things still"))
        self.still_box.setChecked(current.reduced_motion)
        self.body.addWidget(RowField(self.tr("Theme"), self.look_field))
        self.body.addWidget(RowField(self.tr("Text size"), self.size_field))
        self.body.addWidget(self.still_box)
        self.look_field.currentIndexChanged.connect(self._look_chosen)
        self.size_field.currentIndexChanged.connect(self._size_chosen)
        self.still_box.toggled.connect(self._still_chosen)

    def _look_chosen(self) -> None:
        name = self.look_field.chosen()
        if choose(self._desk, theme=name):
            self._desk.theme.change(choice=name)

    def _size_chosen(self) -> None:
        scale = self.size_field.chosen()
        if choose(self._desk, text_scale=scale):
            self._desk.theme.change(scale=scale)

    def _still_chosen(self, still: bool) -> None:
        if choose(self._desk, reduced_motion=still):
            self._desk.theme.change(still=still)
