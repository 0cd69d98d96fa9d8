"""One entry: a title, words in the serif, and questions as an offer."""

from contextlib import suppress
from dataclasses import replace

from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import QLineEdit, QVBoxLayout

from kdesk.domain.change import Change
from kdesk.domain.entry import Entry, EntryKind
from kdesk.domain.entry_word import EntryWord, is_untouched
from kdesk.domain.ids import EntryId, Kind
from kdesk.domain.problem import Problem
from kdesk.domain.times import long_day
from kdesk.store import bin as store_bin
from kdesk.store import entries
from kdesk.system.words import entry_words, questions
from kdesk.ui.desk import Desk
from kdesk.ui.widgets.card import Card
from kdesk.ui.widgets.choice_field import ChoiceField
from kdesk.ui.widgets.columns import Columns
from kdesk.ui.widgets.emptying import empty
from kdesk.ui.widgets.item_page import ItemPage
from kdesk.ui.widgets.kept_words import KeptWords
from kdesk.ui.widgets.labels import note_label
from kdesk.ui.widgets.list_card import ListCard
from kdesk.ui.widgets.row_button import RowButton
from kdesk.ui.widgets.row_field import RowField
from kdesk.ui.widgets.said_card import SaidCard
from kdesk.ui.widgets.serif_text import SerifText
from kdesk.ui.widgets.session_choice import SessionChoice
from kdesk.ui.widgets.when_field import WhenField

LEAST_TEXT = 380
"""Room for a dozen lines, however small the window is."""


class EntryPage(ItemPage):
    """Writing: everything is kept as it is typed, to the letter."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, "")
        self._entry: Entry | None = None
        self._title_field = QLineEdit()
        self._title_field.setAccessibleName(self.tr("Title"))
        self._title_field.setPlaceholderText(self.tr("Title, if you like"))
        self._text_field = SerifText(desk.theme, self.tr("Text"))
        self._text_field.setMinimumHeight(LEAST_TEXT)
        self._text_field.setPlaceholderText(self.tr("Write here…"))
        self._title_words = KeptWords(self._title_field.text, self._title_field.setText)
        self._text_words = KeptWords(self._text_field.toPlainText, self._text_field.setPlainText)
        self._kind = ChoiceField[EntryKind](self.tr("Kind"))
        self._kind.offer((word.name, word.kind) for word in entry_words())
        self._hint = note_label("")
        self._when = WhenField(self.tr("When"))
        self._session = SessionChoice(self.tr("Session"))
        self._said = SaidCard(desk, self)
        self._prompts = ListCard(self.tr("Questions, if you like"))
        self._rows = QVBoxLayout()
        self._rows.setSpacing(4)
        self._prompts.body.addLayout(self._rows)
        self._lay_out()
        self._title_field.textChanged.connect(self.touch)
        self._text_field.textChanged.connect(self.touch)
        self._kind.currentIndexChanged.connect(self._kind_chosen)
        self._when.dateTimeChanged.connect(self.touch)
        self._session.currentIndexChanged.connect(self.touch)

    def load(self) -> None:
        """Show the entry; the cursor stays where it is in words that didn't change."""
        entry = entries.find(self.desk.vault, EntryId(self.item_id))
        first_sight = self._entry is None or self._entry.id != entry.id
        self._entry = entry
        self._title_words.show(entry.title)
        self._text_words.show(entry.text)
        self._kind.choose(entry.kind)
        self._when.show_moment(entry.at)
        self._session.show_session(self.desk.vault, entry.session_id)
        self._said.show_item(entry.id)
        self._show_kind()
        self.set_subtitle(f"{long_day(entry.at.date())}, {entry.at:%H:%M}")
        if first_sight:
            # A new document: what was typed in another one can't be undone into this one.
            self._text_field.document().clearUndoRedoStacks()
            self._text_field.setFocus()

    def write(self) -> None:
        """Keep the fields."""
        if self._entry is None:
            return
        now = self.desk.now()
        self._entry = entries.edit(
            self.desk.vault,
            replace(
                self._entry,
                at=self._when.moment(now),
                kind=self._kind.chosen(),
                title=self._title_words.words(),
                text=self._text_words.words(),
                session_id=self._session.chosen(),
            ),
            now=now,
        )

    def leave(self) -> bool:
        """Keep what was typed; an entry without a word of one's own goes to the bin."""
        self._said.let_go()
        if not super().leave():
            return False
        entry = self._entry
        if self.item_id and entry is not None and is_untouched(entry, questions()):
            self.item_id = ""
            self._entry = None
            with suppress(Problem):  # already gone: there was nothing in it to lose
                store_bin.remove(self.desk.vault, entry.id, now=self.desk.now())
        return True

    def about(self, changes: tuple[Change, ...]) -> bool:
        """Whether this entry, or the memo it was said in, changed."""
        return super().about(changes) or any(change.kind is Kind.MEMO for change in changes)

    def _lay_out(self) -> None:
        columns = Columns(shares=(5, 2))
        columns.wide.addWidget(self._title_field)
        columns.wide.addWidget(self._text_field, 1)
        about = Card()
        about.body.addWidget(RowField(self.tr("Kind"), self._kind))
        about.body.addWidget(self._hint)
        about.body.addWidget(RowField(self.tr("When"), self._when))
        about.body.addWidget(RowField(self.tr("Session"), self._session))
        columns.narrow.addWidget(about)
        columns.narrow.addWidget(self._said)
        columns.narrow.addWidget(self._prompts)
        columns.narrow.addStretch(1)
        self.body.addWidget(columns, 1)

    def _word(self) -> EntryWord:
        kind = self._kind.chosen()
        return next(word for word in entry_words() if word.kind is kind)

    def _show_kind(self) -> None:
        word = self._word()
        self.set_title(word.name)
        self._hint.setText(word.hint)
        empty(self._rows)
        for question in word.questions:
            row = RowButton(self.desk.theme, question.text)
            row.clicked.connect(lambda _=False, text=question.text: self._take_up(text))
            self._rows.addWidget(row)

    def _take_up(self, question: str) -> None:
        """Put a question into the text as a Markdown heading, ready to be answered."""
        cursor = self._text_field.textCursor()
        cursor.movePosition(QTextCursor.MoveOperation.End)
        written = self._text_field.toPlainText().rstrip("\n")
        cursor.insertText(f"\n\n### {question}\n\n" if written else f"### {question}\n\n")
        self._text_field.setTextCursor(cursor)
        self._text_field.setFocus()

    def _kind_chosen(self) -> None:
        self._show_kind()
        self.touch()
