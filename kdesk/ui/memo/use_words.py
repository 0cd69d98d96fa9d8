"""What can be done with selected words: kept, decided on, tagged, asked about, copied."""

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtWidgets import QPushButton

from kdesk.domain.alignment import PlacedWord
from kdesk.domain.entry import Entry, EntryKind
from kdesk.domain.excerpt import Excerpt
from kdesk.domain.goal import Direction, Goal
from kdesk.domain.ids import Kind, kind_of
from kdesk.domain.insight import Insight
from kdesk.domain.memo import Memo
from kdesk.domain.summary import shortened
from kdesk.store import entries, excerpts, goals, insights, themes
from kdesk.ui.desk import Desk
from kdesk.ui.memo.transcript_text import TranscriptText
from kdesk.ui.notices import Offer
from kdesk.ui.widgets.buttons import quiet_button
from kdesk.ui.widgets.card import Card
from kdesk.ui.widgets.flow_layout import FlowLayout
from kdesk.ui.widgets.labels import note_label
from kdesk.ui.widgets.theme_field import ThemeField

TITLE = 80
"""Characters of a goal's title; of a longer passage the whole stands below it."""
QUOTED = 120
"""Characters of the selected words that the card repeats."""


class UseWords(Card):
    """Shown while words are selected; each thing it makes remembers the seconds of its words."""

    def __init__(self, desk: Desk, text: TranscriptText) -> None:
        super().__init__(self.tr("Selected"))
        self._desk = desk
        self._text = text
        self._memo: Memo | None = None
        self._words = ""
        self._placed: Sequence[PlacedWord] = ()
        self._quote = note_label("")
        self.body.setSpacing(10)
        self.body.addWidget(self._quote)
        self._buttons = FlowLayout(spacing=8, fills=True)
        self._add(self.tr("Keep as insight"), self._keep)
        self._add(self.tr("Turn into a goal"), self._decide)
        self._theme_button = self._add(self.tr("Tag a theme"), self._show_themes)
        self._add(self.tr("Ask my therapist"), self._ask)
        self._add(self.tr("Copy"), self._copy)
        self.body.addLayout(self._buttons)
        self.themes = ThemeField()
        self.themes.named.connect(self._tag)
        self.themes.hide()
        self.body.addWidget(self.themes)
        self.hide()
        text.selectionChanged.connect(self._show_selected)

    def show_memo(self, memo: Memo) -> None:
        """Whose words they are."""
        self._memo = memo
        self._show_selected()

    def _show_selected(self) -> None:
        words, placed = self._text.selected()
        if words == self._words:
            self._placed = placed
            return
        self._words, self._placed = words, placed
        self.themes.hide()
        quoted = shortened(words, QUOTED)
        self._quote.setText(self.tr("“{words}”").format(words=quoted))
        self.setVisible(bool(words))

    def _add(self, words: str, do: Callable[[], None]) -> QPushButton:
        button = quiet_button(words)
        button.clicked.connect(do)
        self._buttons.addWidget(button)
        return button

    def _excerpt(self, memo: Memo) -> Excerpt:
        """The seconds of the words; of words nobody heard only the memo is known."""
        start = min((word.start for word in self._placed), default=0.0)
        end = max((word.finish for word in self._placed), default=memo.seconds)
        return Excerpt(memo.id, start, max(start, end), self._words)

    def _kept_already(self, memo: Memo, kind: Kind) -> bool:
        """Whether these very words have become such a thing; then it is shown the way to."""
        wanted = self._excerpt(memo)
        for item_id, said in excerpts.from_memo(self._desk.vault, memo.id):
            if said == wanted and kind_of(item_id) is kind:
                self._tell(self.tr("Kept already."), item_id)
                return True
        return False

    def _keep(self) -> None:
        add = partial(insights.add, text=self._words)
        self._make(Kind.INSIGHT, add, self.tr("Kept as an insight."))

    def _decide(self) -> None:
        title = shortened(self._words, TITLE)
        why = "" if title == self._words else self._words
        add = partial(goals.add, title=title, why=why, direction=Direction.START)
        self._make(Kind.GOAL, add, self.tr("Kept as a goal."))

    def _ask(self) -> None:
        add = partial(entries.add, kind=EntryKind.QUESTION, title="", text=self._words)
        self._make(Kind.ENTRY, add, self.tr("Kept as a question for your therapist."))

    def _make(self, kind: Kind, add: Callable[..., Insight | Goal | Entry], sentence: str) -> None:
        """Add what the words become, unless they became it before, and say so."""
        memo, now = self._memo, self._desk.now()
        if memo is None or self._kept_already(memo, kind):
            return
        made = add(
            self._desk.vault,
            at=now,
            session_id=memo.session_id,
            excerpt=self._excerpt(memo),
            now=now,
        )
        self._tell(sentence, made.id)

    def _show_themes(self) -> None:
        names = [theme.name for theme in themes.every(self._desk.vault)]
        self.themes.show_names(names)
        self.themes.setVisible(self.themes.isHidden())
        if not self.themes.isHidden():
            self.themes.field.setFocus()

    def _tag(self, name: str) -> None:
        if (memo := self._memo) is None:
            return
        excerpt = self._excerpt(memo)
        tagged = themes.tag(self._desk.vault, name, memo.id, excerpt, now=self._desk.now())
        self.themes.hide()
        self._theme_button.setFocus()
        self._desk.notices.told.emit(self.tr("Tagged with {theme}.").format(theme=tagged.name))

    def _copy(self) -> None:
        self._desk.notices.copy_requested.emit(self._words)
        self._desk.notices.told.emit(self.tr("Copied. In a minute it is off the clipboard again."))

    def _tell(self, sentence: str, item_id: str) -> None:
        notices = self._desk.notices
        show = Offer(sentence, self.tr("Show it"), lambda: notices.open_requested.emit(item_id))
        notices.offered.emit(show)
