"""One session: what was hoped for, when and where, and everything that belongs to it."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QLineEdit

from kdesk.domain.change import Change
from kdesk.domain.entry import EntryKind
from kdesk.domain.ids import SessionId
from kdesk.domain.question import Moment, Question, fitting
from kdesk.domain.session import Session
from kdesk.domain.times import long_day
from kdesk.store import entries, items, sessions
from kdesk.system.words import questions
from kdesk.ui.desk import Desk
from kdesk.ui.notices import Files
from kdesk.ui.sessions.microphone_card import MicrophoneCard
from kdesk.ui.sessions.questions_card import QuestionsCard
from kdesk.ui.widgets.buttons import primary_button, quiet_button
from kdesk.ui.widgets.card import Card
from kdesk.ui.widgets.field_grid import FieldGrid
from kdesk.ui.widgets.item_list import ItemList
from kdesk.ui.widgets.item_page import ItemPage
from kdesk.ui.widgets.kept_words import KeptWords
from kdesk.ui.widgets.labels import quiet_label, section_label
from kdesk.ui.widgets.list_card import ListCard
from kdesk.ui.widgets.row_field import RowField
from kdesk.ui.widgets.serif_text import SerifText
from kdesk.ui.widgets.spoken_about import SpokenAbout
from kdesk.ui.widgets.when_field import WhenField

BESIDE_FROM = 560
"""Pixels that a heading and its two buttons need side by side, at a text scale of 1."""
LATER = (Moment.REVIEW, Moment.THEMES, Moment.CONNECTIONS, Moment.PERSPECTIVE, Moment.ACTION)


class SessionPage(ItemPage):
    """A session to look at and to fill in; saving is automatic, and can be asked for."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, "")
        self._session: Session | None = None
        self._spoken = SpokenAbout(desk, self)
        self._intention = SerifText(desk.theme, self.tr("Intention"), grows=True)
        self._intention.setPlaceholderText(self.tr("One sentence is enough, and it can stay open."))
        self._title_field, self._place = QLineEdit(), QLineEdit()
        self._companions = QLineEdit()
        self._when = WhenField(self.tr("When"))
        self._words = (
            KeptWords(self._title_field.text, self._title_field.setText),
            KeptWords(self._place.text, self._place.setText),
            KeptWords(self._companions.text, self._companions.setText),
            KeptWords(self._intention.toPlainText, self._intention.setPlainText),
        )
        self._belongings = ItemList(desk, self.tr("What belongs to this session"))
        self._nothing_yet = quiet_label("")
        self._microphone = MicrophoneCard(desk)
        self._questions = QuestionsCard()
        self._lay_out()
        self._connect()

    def load(self) -> None:
        """Show the session and what is filed to it."""
        session = sessions.find(self.desk.vault, SessionId(self.item_id))
        self._session = session
        kept = (session.title, session.place, session.companions, session.intention)
        for field, words in zip(self._words, kept, strict=True):
            field.show(words)
        self._ask_them.setVisible(bool(session.companions.strip()))
        self._when.show_moment(session.begun_at)
        self.set_title(session.title.strip() or self.tr("Session"))
        when = f"{long_day(session.begun_at.date())}, {session.begun_at:%H:%M}"
        around = (when, session.place.strip(), session.companions.strip())
        self.set_subtitle(" · ".join(part for part in around if part))
        belongings = items.of_session(self.desk.vault, session.id)
        self._belongings.show_items(belongings)
        self._belongings.setVisible(bool(belongings))
        self._nothing_yet.setVisible(not belongings)
        planned = session.begun_at > self.desk.now()
        self._microphone.setVisible(planned)
        self._nothing_yet.setText(
            self.tr("Nothing here yet. What you write about it beforehand belongs here too.")
            if planned
            else self.tr(
                "Nothing here yet. What you speak within a day after it began is filed here by "
                "itself."
            )
        )
        self._questions.offer(self._fitting(session), {item.title for item in belongings})

    def write(self) -> None:
        """Keep the fields."""
        if self._session is None:
            return
        now = self.desk.now()
        title, place, companions, intention = (field.words() for field in self._words)
        self._session = sessions.edit(
            self.desk.vault,
            replace(
                self._session,
                begun_at=self._when.moment(now),
                title=title,
                place=place,
                companions=companions,
                intention=intention,
            ),
            now=now,
        )

    def drop_words(self) -> str:
        """Here files belong to the session."""
        return self.tr("Let go to keep a copy with this session")

    def take_files(self, files: list[Path]) -> None:
        """Keep copies of the files with this session."""
        if self.item_id:
            self.desk.notices.files_brought.emit(Files(tuple(files), SessionId(self.item_id)))

    def about(self, changes: tuple[Change, ...]) -> bool:
        """Anything may be filed to a session, or taken from it."""
        return bool(self.item_id and changes)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where there is little room the buttons stand below the words they belong to."""
        super().resizeEvent(event)
        self._widen()

    def _widen(self) -> None:
        beside = self.width() >= BESIDE_FROM * self.desk.theme.scale
        self._belongings_head.setDirection(
            QBoxLayout.Direction.LeftToRight if beside else QBoxLayout.Direction.TopToBottom
        )

    def _lay_out(self) -> None:
        about = Card()
        name = RowField(self.tr("Name"), self._title_field)
        when = RowField(self.tr("When"), self._when)
        place = RowField(self.tr("Where"), self._place)
        companions = RowField(
            self.tr("With whom"),
            self._companions,
            self.tr("Ask them before you record while they are in the room."),
        )
        self._ask_them = companions.note
        about.body.addWidget(FieldGrid((name, when, place, companions)))
        about.body.addWidget(RowField(self.tr("Intention"), self._intention))
        self.body.addWidget(about)
        self.body.addWidget(self._belongings_card())
        self.body.addWidget(self._microphone)
        self.body.addWidget(self._questions)
        self.body.addStretch(1)

    def _belongings_card(self) -> ListCard:
        card = ListCard(top=12)
        self._belongings_head = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._belongings_head.setSpacing(8)
        self._belongings_head.addWidget(section_label(self.tr("What belongs to it")), 1)
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        self._belongings_head.addLayout(buttons)
        write = quiet_button(self.tr("Write about it"))
        write.clicked.connect(lambda: self._write_about(""))
        speak = primary_button(self.tr("Speak about this session"))
        speak.clicked.connect(lambda: self._speak_about(""))
        buttons.addWidget(write)
        buttons.addWidget(speak)
        card.add_head(self._belongings_head)
        card.add_head(self._nothing_yet)
        card.body.addWidget(self._belongings)
        return card

    def _connect(self) -> None:
        self.desk.theme.changed.connect(self._widen)
        for field in (self._title_field, self._place, self._companions):
            field.textChanged.connect(self.touch)
        self._companions.textChanged.connect(
            lambda words: self._ask_them.setVisible(bool(words.strip()))
        )
        self._intention.textChanged.connect(self.touch)
        self._when.dateTimeChanged.connect(self.touch)
        self._questions.speak_requested.connect(self._speak_about)
        self._questions.write_requested.connect(self._write_about)

    def _fitting(self, session: Session) -> Sequence[Question]:
        """Before it, what one hopes for; on its day, raw material; later, what it may mean."""
        now = self.desk.now()
        if session.begun_at > now:
            moments: tuple[Moment, ...] = (Moment.BEFORE,)
        elif session.begun_at.astimezone(now.tzinfo).date() == now.date():
            moments = (Moment.FRESH,)
        else:
            moments = LATER
        found = fitting(questions(), moments)
        return sorted(found, key=lambda question: moments.index(question.moment))

    def _speak_about(self, question: str) -> None:
        if self.item_id and self.autosave.flush():
            self._spoken.speak(SessionId(self.item_id), question)

    def _write_about(self, question: str) -> None:
        if self._session is None or not self.item_id or not self.autosave.flush():
            return
        now = self.desk.now()
        kind = EntryKind.BEFORE if self._session.begun_at > now else EntryKind.AFTER
        entry = entries.add(
            self.desk.vault,
            at=now,
            kind=kind,
            title=question,
            text="",
            session_id=self._session.id,
            now=now,
        )
        self.desk.notices.open_requested.emit(entry.id)
