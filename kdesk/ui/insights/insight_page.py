"""One insight: its words, the second at which they were said, the themes it carries."""

from contextlib import suppress
from dataclasses import replace

from kdesk.domain.change import Change
from kdesk.domain.ids import Kind
from kdesk.domain.insight import Insight, is_blank
from kdesk.domain.problem import Problem
from kdesk.domain.theme import Tagged
from kdesk.domain.times import long_day
from kdesk.store import bin as store_bin
from kdesk.store import insights, themes
from kdesk.ui.desk import Desk
from kdesk.ui.widgets.card import Card
from kdesk.ui.widgets.columns import Columns
from kdesk.ui.widgets.excerpt_line import ExcerptLine
from kdesk.ui.widgets.item_page import ItemPage
from kdesk.ui.widgets.kept_words import KeptWords
from kdesk.ui.widgets.passage_playing import PassagePlaying
from kdesk.ui.widgets.row_field import RowField
from kdesk.ui.widgets.serif_text import SerifText
from kdesk.ui.widgets.session_choice import SessionChoice
from kdesk.ui.widgets.theme_chips import ThemeChips
from kdesk.ui.widgets.theme_field import ThemeField
from kdesk.ui.widgets.when_field import WhenField


class InsightPage(ItemPage):
    """What somebody noticed, to be read, heard and put better; what was said stays as it was."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, self.tr("Insight"))
        self._insight: Insight | None = None
        self._playing = PassagePlaying(desk, self)
        self._text_field = SerifText(desk.theme, self.tr("Text"), grows=True)
        self._text_field.setPlaceholderText(self.tr("What did you notice?"))
        self._words = KeptWords(self._text_field.toPlainText, self._text_field.setPlainText)
        self.excerpt_line = ExcerptLine(desk, self._playing)
        self._when = WhenField(self.tr("When"))
        self._session = SessionChoice(self.tr("Session"))
        self.theme_chips = ThemeChips(desk.theme)
        self.theme_chips.taken_off.connect(self._untag)
        self.theme_field = ThemeField()
        self.theme_field.named.connect(self._tag)
        self._lay_out()
        self._text_field.textChanged.connect(self.touch)
        self._when.dateTimeChanged.connect(self.touch)
        self._session.currentIndexChanged.connect(self.touch)

    def load(self) -> None:
        """Show the insight; the cursor stays where it is in words that didn't change."""
        insight = insights.find(self.desk.vault, self.item_id)
        first_sight = self._insight is None or self._insight.id != insight.id
        self._insight = insight
        self._words.show(insight.text)
        self._when.show_moment(insight.at)
        self._session.show_session(self.desk.vault, insight.session_id)
        self.excerpt_line.show_excerpt(insight.excerpt, beside=insight.text)
        self._show_themes()
        self.set_subtitle(f"{long_day(insight.at.date())}, {insight.at:%H:%M}")
        if first_sight:
            self._text_field.document().clearUndoRedoStacks()
            if insight.excerpt is None:
                self._text_field.setFocus()
            else:
                self.excerpt_line.play.setFocus()

    def write(self) -> None:
        """Keep the fields."""
        if self._insight is None:
            return
        now = self.desk.now()
        self._insight = insights.edit(
            self.desk.vault,
            replace(
                self._insight,
                at=self._when.moment(now),
                text=self._words.words(),
                session_id=self._session.chosen(),
            ),
            now=now,
        )

    def leave(self) -> bool:
        """Be quiet and keep what was typed; an insight without a word goes to the bin."""
        self._playing.let_go()
        if not super().leave():
            return False
        insight = self._insight
        if self.item_id and insight is not None and is_blank(insight):
            self.item_id, self._insight = "", None
            with suppress(Problem):  # already gone: there was nothing in it to lose
                store_bin.remove(self.desk.vault, insight.id, now=self.desk.now())
        return True

    def about(self, changes: tuple[Change, ...]) -> bool:
        """This insight, the memo it was said in, the sessions it may be filed to."""
        return super().about(changes) or any(c.kind in (Kind.MEMO, Kind.SESSION) for c in changes)

    def _lay_out(self) -> None:
        columns = Columns(shares=(5, 2))
        card = Card()
        card.body.addWidget(self._text_field)
        card.body.addWidget(self.excerpt_line)
        columns.wide.addWidget(card)
        columns.wide.addStretch(1)
        carried = Card(self.tr("Themes"))
        carried.body.addWidget(self.theme_chips)
        carried.body.addWidget(self.theme_field)
        columns.narrow.addWidget(carried)
        about = Card()
        about.body.addWidget(RowField(self.tr("When"), self._when))
        about.body.addWidget(RowField(self.tr("Session"), self._session))
        columns.narrow.addWidget(about)
        columns.narrow.addStretch(1)
        self.body.addWidget(columns, 1)

    def _show_themes(self) -> None:
        carried = themes.of(self.desk.vault, self.item_id)
        self.theme_chips.show_tagged(carried)
        there = {tagged.name for tagged in carried}
        names = [theme.name for theme in themes.every(self.desk.vault)]
        self.theme_field.show_names([name for name in names if name not in there])

    def _tag(self, name: str) -> None:
        if self._insight is not None:
            themes.tag(self.desk.vault, name, self._insight.id, now=self.desk.now())
            self._show_themes()
            self.theme_field.field.setFocus()  # the chip that was pressed is gone

    def _untag(self, tagged: Tagged) -> None:
        themes.untag(self.desk.vault, tagged)
        self._show_themes()
        self.theme_field.field.setFocus()
