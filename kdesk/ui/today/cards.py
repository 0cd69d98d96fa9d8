"""The smaller cards of Today: a question, memos left on a day before, small steps, offers."""

from collections.abc import Sequence
from datetime import date, datetime

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton

from kdesk.domain.goal import Goal
from kdesk.domain.item import Item
from kdesk.domain.question import Question
from kdesk.domain.sitting import Sitting, evening_day
from kdesk.domain.times import long_day, short_day
from kdesk.ui.desk import Desk
from kdesk.ui.theme import Theme
from kdesk.ui.widgets.buttons import primary_button, quiet_button, soft_button
from kdesk.ui.widgets.card import Card
from kdesk.ui.widgets.flow_layout import FlowLayout
from kdesk.ui.widgets.item_list import ItemList
from kdesk.ui.widgets.labels import note_label, quiet_label, section_label
from kdesk.ui.widgets.list_card import ListCard
from kdesk.ui.widgets.row_button import RowButton
from kdesk.ui.widgets.words_text import WordsText


class QuestionCard(Card):
    """One question for now; speaking, writing and passing are equally fine."""

    speak_requested = Signal(str)
    write_requested = Signal(str)
    another_requested = Signal()

    def __init__(self, theme: Theme, question: Question) -> None:
        super().__init__(self.tr("A question for now"))
        self._words = WordsText(theme)
        self.body.addWidget(self._words)
        self.body.addSpacing(4)
        buttons = button_row()
        speak, write = primary_button(self.tr("Speak")), quiet_button(self.tr("Write"))
        another = soft_button(self.tr("Another"))
        speak.clicked.connect(lambda: self.speak_requested.emit(self._question.text))
        write.clicked.connect(lambda: self.write_requested.emit(self._question.text))
        another.clicked.connect(self.another_requested)
        for button in (speak, write, another):
            buttons.addWidget(button)
        self.body.addLayout(buttons)
        self.body.addStretch(1)
        self.ask(question)

    def ask(self, question: Question) -> None:
        """Show another question."""
        self._question = question
        self._words.show_words(f"“{question.text}”")


class OfferCard(Card):
    """A sentence with one thing to do about it, and perhaps a way to leave it be."""

    def __init__(
        self, title: str, text: str, button: QPushButton, later: QPushButton | None = None
    ) -> None:
        super().__init__(title)
        self.body.setSpacing(8)
        self.body.addWidget(quiet_label(text))
        buttons = button_row()
        buttons.addWidget(button)
        if later is not None:
            later.clicked.connect(self.hide)
            buttons.addWidget(later)
        self.body.addSpacing(4)
        self.body.addLayout(buttons)


class MemosLeftCard(ListCard):
    """The memos of a day before, which the person may not remember having spoken."""

    def __init__(self, desk: Desk, left: Sitting, memos: Sequence[Item], now: datetime) -> None:
        super().__init__(top=12)
        self.listed = frozenset(memo.id for memo in memos)
        self.later_button = soft_button(self.tr("Leave for later"))
        head = QHBoxLayout()
        head.addWidget(section_label(self._sentence(left, now)), 1)
        head.addWidget(self.later_button)
        self.add_head(head)
        self.add_head(
            quiet_label(
                self.tr("Listen, read, or leave it for later.")
                if len(memos) == 1
                else self.tr("Listen, read, or leave them for later.")
            )
        )
        if cut := sum(memo.cut for memo in left.memos):
            self.add_head(note_label(self._cut(cut, len(memos))))
        self.body.addSpacing(4)
        self.body.addWidget(_list(desk, memos, self.tr("Memos left")))

    def _sentence(self, left: Sitting, now: datetime) -> str:
        minutes = round(left.seconds / 60)
        spoken = (
            self.tr("{minutes} min").format(minutes=minutes)
            if minutes
            else self.tr("less than a minute")
        )
        count = len(left.memos)
        what = (
            self.tr("you left a voice memo ({length}).").format(length=spoken)
            if count == 1
            else self.tr("you left {count} voice memos ({length}).").format(
                count=count, length=spoken
            )
        )
        return self.tr("{when} {what}").format(when=self._when(left, now), what=what)

    def _when(self, left: Sitting, now: datetime) -> str:
        """Yesterday, a day of this week, or a date; a night is not called yesterday."""
        if left.begun_at.astimezone(now.tzinfo).date() == now.date():
            return self.tr("Last night")
        day = evening_day(left.begun_at.astimezone(now.tzinfo))
        days = (evening_day(now) - day).days
        if days == 1:
            return self.tr("Yesterday")
        named = f"{day:%A}" if days < 7 else long_day(day).removesuffix(f" {now.year}")
        return self.tr("On {day}").format(day=named)

    def _cut(self, cut: int, count: int) -> str:
        if count == 1:
            return self.tr("It ends abruptly; up to a second may be missing.")
        if cut == 1:
            return self.tr("One of them ends abruptly; up to a second of it may be missing.")
        return self.tr(
            "{count} of them end abruptly; up to a second of each may be missing."
        ).format(count=cut)


class SmallStepsCard(ListCard):
    """Goals whose time to be looked at is near; none of them is late."""

    opened = Signal(str)

    def __init__(self, theme: Theme, goals: Sequence[Goal], today: date) -> None:
        super().__init__(self.tr("Small steps"))
        for goal in goals:
            row = RowButton(
                theme,
                goal.first_step.strip() or goal.title.strip() or self.tr("Untitled"),
                self._when(goal, today),
            )
            row.clicked.connect(lambda _=False, goal_id=goal.id: self.opened.emit(goal_id))
            self.body.addWidget(row)
        self.body.addStretch(1)

    def _when(self, goal: Goal, today: date) -> str:
        if goal.check_in_on is None or goal.check_in_on < today:
            return self.tr("when you like")
        if goal.check_in_on == today:
            return self.tr("today")
        return short_day(goal.check_in_on)


class RecentCard(ListCard):
    """The newest things, one row each."""

    def __init__(self, desk: Desk, recent: Sequence[Item]) -> None:
        super().__init__(self.tr("Recent"))
        self.body.addWidget(_list(desk, recent, self.tr("Recent")))
        self.body.addStretch(1)


class WelcomeCard(Card):
    """What to do with an empty journal; nothing has to be filled in first."""

    def __init__(self, desk: Desk, write: QPushButton, plan: QPushButton) -> None:
        super().__init__()
        self.body.setContentsMargins(16, 16, 16, 12)
        self.body.setSpacing(12)
        self.body.addWidget(
            section_label(
                self.tr("A private place to remember, reflect and prepare for what comes next.")
            )
        )
        self.body.addWidget(
            quiet_label(
                self.tr(
                    "Nothing has to be set up. Speak, and what you say is kept as you say it; "
                    "write a few words; or note when your next session is."
                )
            )
        )
        speak = primary_button(self.tr("Speak"))
        speak.clicked.connect(desk.notices.record_requested)
        buttons = button_row()
        for button in (speak, write, plan):
            buttons.addWidget(button)
        self.body.addSpacing(8)
        self.body.addLayout(buttons)
        self.body.addSpacing(16)
        for sentence in (
            self.tr("Everything kept here is encrypted and stays on this computer."),
            self.tr(
                "This journal is for personal reflection. It is not medical advice, diagnosis or "
                "a crisis service. Integration works best together with your treatment "
                "providers. After a session follow your clinic's safety instructions."
            ),
        ):
            self.body.addWidget(note_label(sentence))


def button_row() -> FlowLayout:
    """Buttons side by side, under each other where it is narrow."""
    return FlowLayout(spacing=8)


def _list(desk: Desk, shown: Sequence[Item], name: str) -> ItemList:
    """Rows that open what they name."""
    rows = ItemList(desk, name)
    rows.show_items(shown)
    return rows
