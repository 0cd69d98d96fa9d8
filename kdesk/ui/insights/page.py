"""Insights: words worth keeping, all of them or those of one theme."""

from collections.abc import Sequence

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from kdesk.domain.change import Change
from kdesk.domain.ids import Kind, ThemeId
from kdesk.domain.insight import Insight
from kdesk.domain.theme import Tagged, Theme
from kdesk.domain.times import said as said_time
from kdesk.store import insights, themes
from kdesk.ui.desk import Desk
from kdesk.ui.insights.insight_card import InsightCard, Said
from kdesk.ui.widgets.buttons import primary_button, quiet_button
from kdesk.ui.widgets.choice_field import ChoiceField
from kdesk.ui.widgets.empty_state import EmptyState
from kdesk.ui.widgets.emptying import empty
from kdesk.ui.widgets.labels import section_label
from kdesk.ui.widgets.page import Page
from kdesk.ui.widgets.passage_playing import PassagePlaying

AT_FIRST = 25
"""Cards before "Show older ones"; each press shows as many more."""
FIELD = 22
"""Widths of a letter's height that the choice of a theme takes at most."""


class InsightsPage(Page):
    """A card for each, newest first; with a theme chosen, also the passages that carry it."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, self.tr("Insights"))
        self._limit = AT_FIRST
        self._shown: object = None
        self._playing = PassagePlaying(desk, self)
        self.new_button = primary_button(self.tr("New insight"))
        self.new_button.clicked.connect(self._begin)
        self.tools.addWidget(self.new_button)
        self.theme_choice = ChoiceField[ThemeId | None](self.tr("Theme"))
        self.theme_choice.activated.connect(self._choose)
        self._filter = QHBoxLayout()
        self._filter.addWidget(self.theme_choice)
        self._filter.addStretch(1)
        self.body.addLayout(self._filter)
        self._cards = self._column()
        self.older_button = quiet_button(self.tr("Show older ones"))
        self.older_button.clicked.connect(self._show_older)
        self.body.addWidget(self.older_button)
        self._passages_title = section_label(self.tr("Said in your memos"))
        self.body.addWidget(self._passages_title)
        self._passages = self._column()
        self._empty = EmptyState(
            self.tr("Nothing kept yet."),
            self.tr(
                "Select words of a memo and press “Keep as insight”, or write down what "
                "you noticed."
            ),
        )
        self.body.addWidget(self._empty)
        desk.theme.changed.connect(self._widen)
        self._widen()

    def about(self, changes: tuple[Change, ...]) -> bool:
        """Insights, and memos for their titles, their passages and whether they are there."""
        return any(change.kind in (Kind.INSIGHT, Kind.MEMO) for change in changes)

    def reload(self) -> None:
        """Read them; cards that would be the same stay, and with them the focus."""
        vault = self.desk.vault
        offered = themes.every(vault, (Kind.INSIGHT, Kind.MEMO))
        theme_id = self._theme_among(offered)
        found = insights.newest(vault, theme_id=theme_id)
        passages = () if theme_id is None else _not_kept(themes.passages(vault, theme_id), found)
        shown = [self._said(insight) for insight in found[: self._limit]]
        said = [_passage(tagged) for tagged in passages]
        if self._shown != (shown, said):
            self._shown = (shown, said)
            self._fill(self._cards, shown)
            self._fill(self._passages, said)
        self.theme_choice.setVisible(bool(offered))
        self.older_button.setVisible(len(found) > self._limit)
        self._passages_title.setVisible(bool(said))
        self._empty.setVisible(not found and not said)

    def leave(self) -> bool:
        """Be quiet."""
        self._playing.let_go()
        return super().leave()

    def _theme_among(self, offered: Sequence[Theme]) -> ThemeId | None:
        """The theme that is chosen, as long as there is one of this name."""
        chosen = self.theme_choice.chosen() if self.theme_choice.count() else None
        names = [(theme.name, theme.id) for theme in offered]
        self.theme_choice.offer([(self.tr("All themes"), None), *names])
        self.theme_choice.choose(chosen)
        return self.theme_choice.chosen()

    def _said(self, insight: Insight) -> Said:
        carried = themes.of(self.desk.vault, insight.id)
        return Said(
            insight.id,
            insight.text.strip() or self.tr("An insight without words yet"),
            said_time(insight.at, self.desk.now()),
            insight.excerpt,
            tuple(dict.fromkeys(tagged.name for tagged in carried)),
        )

    def _fill(self, column: QVBoxLayout, shown: Sequence[Said]) -> None:
        empty(column)
        for said in shown:
            card = InsightCard(self.desk, self._playing, said)
            card.opened.connect(lambda said=said: self._open(said))
            column.addWidget(card)

    def _open(self, said: Said) -> None:
        if said.when or said.excerpt is None:
            self.desk.notices.open_requested.emit(said.item_id)
        else:
            self.desk.notices.moment_requested.emit(said.excerpt)

    def _choose(self) -> None:
        self._limit = AT_FIRST
        self.reload()

    def _show_older(self) -> None:
        self._limit += AT_FIRST
        self.reload()

    def _begin(self) -> None:
        now = self.desk.now()
        made = insights.add(self.desk.vault, at=now, text="", now=now)
        self.desk.notices.open_requested.emit(made.id)

    def _column(self) -> QVBoxLayout:
        column = QVBoxLayout()
        column.setSpacing(12)
        self.body.addLayout(column)
        return column

    def _widen(self) -> None:
        self.theme_choice.setMaximumWidth(FIELD * self.desk.theme.size("body"))


def _passage(tagged: Tagged) -> Said:
    words = tagged.excerpt.words if tagged.excerpt else ""
    return Said(str(tagged.item_id), words, "", tagged.excerpt, ())


def _not_kept(passages: Sequence[Tagged], found: Sequence[Insight]) -> list[Tagged]:
    """The passages that no insight above is made of, to the letter."""
    kept = {insight.excerpt for insight in found}
    return [one for one in passages if one.excerpt is not None and one.excerpt not in kept]
