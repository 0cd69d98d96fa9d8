"""The Today page: read anew whenever it is shown, because hours matter here."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QBoxLayout, QVBoxLayout, QWidget

from kdesk.domain.entry import EntryKind
from kdesk.domain.ids import Kind
from kdesk.domain.item import Item
from kdesk.domain.phase import last_begun, next_planned, phase_at
from kdesk.domain.question import Moment, Question, fitting, question_for
from kdesk.domain.session import Session
from kdesk.domain.session_title import next_session_title
from kdesk.domain.sitting import evening_day, left_before
from kdesk.domain.times import long_day, said_span
from kdesk.domain.today import (
    DayPart,
    coming_up,
    day_part,
    moments_for,
    session_in_mind,
    small_steps,
)
from kdesk.store import entries, goals, items, memos, sessions
from kdesk.system.words import phases, questions
from kdesk.ui.desk import Desk
from kdesk.ui.today.after_session import AfterSessionCard, BeforeSessionCard, SessionCard
from kdesk.ui.today.cards import (
    MemosLeftCard,
    QuestionCard,
    RecentCard,
    SmallStepsCard,
    WelcomeCard,
)
from kdesk.ui.today.offers import Offers
from kdesk.ui.widgets.buttons import quiet_button
from kdesk.ui.widgets.columns import Columns
from kdesk.ui.widgets.emptying import empty
from kdesk.ui.widgets.labels import PlainLabel, quiet_label
from kdesk.ui.widgets.page import Page
from kdesk.ui.widgets.spoken_about import SpokenAbout

RECENT = 6
LEFT_WITHIN = timedelta(days=30)
"""What was left longer ago than this has its place on the timeline."""
_MEMOS = frozenset({Kind.MEMO})


class TodayPage(Page):
    """Greeting, where one is, a question, small steps, and the newest things."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, "")
        self._spoken = SpokenAbout(desk, self)
        self._sessions: tuple[Session, ...] = ()
        self._recent: tuple[Item, ...] = ()
        self._skipped = 0
        self._left_for_later: date | None = None
        self._offers = Offers(desk)
        self._read_at: datetime | None = None
        self._waiting: PlainLabel | None = None
        desk.notices.waiting_told.connect(self._say_what_waits)

    def reload(self) -> None:
        """Read everything and lay it out anew."""
        now = self.desk.now()
        self._read_at = now
        self._sessions = sessions.newest(self.desk.vault, limit=100)
        self._recent = items.newest(self.desk.vault, limit=50)
        self.set_title(self._greeting(now))
        self.set_subtitle(long_day(now.date()).removesuffix(f" {now.year}"))
        empty(self.body)
        self._waiting = quiet_label("")
        self.body.addWidget(self._waiting)
        self._say_what_waits()
        content = QWidget()
        content.setProperty("look", "bare")
        column = QVBoxLayout(content)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(16)
        if self._recent or self._sessions:
            self._lay_out(column, now)
        else:
            self._welcome(column)
        column.addStretch(1)
        self.body.addWidget(content)

    def showEvent(self, event: QShowEvent) -> None:
        """An hour later, Today says something else."""
        super().showEvent(event)
        if self._read_at is not None and self.desk.now() - self._read_at > timedelta(minutes=10):
            self.reload()

    def _say_what_waits(self) -> None:
        """What was said and isn't filed is not lost: how much, from when, and where it lies."""
        moments = self.desk.waiting
        if self._waiting is None:
            return
        self._waiting.setVisible(bool(moments))
        if not moments:
            return
        sentence = (
            self.tr(
                "1 memo waits, from {when}. It lies sealed on this computer until the journal's "
                "disk takes it."
            )
            if len(moments) == 1
            else self.tr(
                "{count} memos wait, from {when}. They lie sealed on this computer until the "
                "journal's disk takes them."
            )
        )
        when = said_span(moments, self.desk.now())
        self._waiting.setText(sentence.format(count=len(moments), when=when))

    def _lay_out(self, column: QVBoxLayout, now: datetime) -> None:
        left = self._memos_left(now)
        if left is not None:
            column.addWidget(left)
        # What is listed above isn't listed again below.
        listed = left.listed if left is not None else frozenset()
        recent = [item for item in self._recent if item.id not in listed]
        first = Columns()
        where = self._where(now)
        if where is not None:
            where.open_requested.connect(self.desk.notices.open_requested)
            first.wide.addWidget(where, 1)
        question = self._question_card(now)
        if question is not None:
            (first.narrow if where is not None else first.wide).addWidget(question, 1)
        column.addWidget(first)
        beside = self._beside(now)
        if where is None:  # then there is room beside the question
            _stand_in(first.narrow, beside)
            beside = []
        if beside:
            second = Columns()
            _stand_in(second.narrow, beside)
            column.addWidget(second)
            if recent:
                second.wide.addWidget(RecentCard(self.desk, recent[:RECENT]), 1)
        elif recent:
            column.addWidget(RecentCard(self.desk, recent[:RECENT]))

    def _welcome(self, column: QVBoxLayout) -> None:
        write = quiet_button(self.tr("Write something"))
        write.clicked.connect(lambda: self._write(""))
        plan = quiet_button(self.tr("Plan a session"))
        plan.clicked.connect(self._plan)
        column.addWidget(WelcomeCard(self.desk, write, plan))

    def _greeting(self, now: datetime) -> str:
        return {
            DayPart.NIGHT: self.tr("Good night"),
            DayPart.MORNING: self.tr("Good morning"),
            DayPart.AFTERNOON: self.tr("Good afternoon"),
            DayPart.EVENING: self.tr("Good evening"),
        }[day_part(now)]

    def _where(self, now: datetime) -> SessionCard | None:
        """The card of the next session when it is near, else of the last one."""
        coming, last = coming_up(self._sessions, now), last_begun(self._sessions, now)
        if coming is not None:
            return BeforeSessionCard(coming, now)
        phase = phase_at(now - last.begun_at, phases()) if last is not None else None
        if last is not None and phase is not None:
            return AfterSessionCard(self.desk.theme, last, phase, now)
        planned = next_planned(self._sessions, now)
        return BeforeSessionCard(planned, now) if planned is not None else None

    def _beside(self, now: datetime) -> list[QWidget]:
        """Steps and offers; none on the day of a session, when nothing has to be decided."""
        if moments_for(self._sessions, now, phases()) == (Moment.FRESH,):
            return []
        steps = small_steps(goals.newest(self.desk.vault, limit=200), now.date())
        cards: list[QWidget] = []
        if steps:
            card = SmallStepsCard(self.desk.theme, steps[:5], now.date())
            card.opened.connect(self.desk.notices.open_requested)
            cards.append(card)
        return [*cards, *self._offers.fitting(now, self._sessions, self._recent)]

    def _memos_left(self, now: datetime) -> MemosLeftCard | None:
        if self._left_for_later == evening_day(now):
            return None
        unopened = memos.unopened(self.desk.vault, now - LEFT_WITHIN, now)
        left = left_before(unopened, now)
        if left is None:
            return None
        ids = {memo.id for memo in left.memos}
        after = left.memos[-1].at + timedelta(microseconds=1)
        rows = [
            item
            for item in items.between(self.desk.vault, left.begun_at, after, _MEMOS)
            if item.id in ids
        ]
        card = MemosLeftCard(self.desk, left, rows, now)
        card.later_button.clicked.connect(lambda: self._leave_for_later(card))
        return card

    def _leave_for_later(self, card: MemosLeftCard) -> None:
        self._left_for_later = evening_day(self.desk.now())
        card.hide()

    def _question_card(self, now: datetime) -> QuestionCard | None:
        question = self._question(now)
        if question is None:
            return None
        card = QuestionCard(self.desk.theme, question)
        card.speak_requested.connect(self._speak)
        card.write_requested.connect(self._write)
        card.another_requested.connect(lambda: self._ask_another(card))
        return card

    def _question(self, now: datetime) -> Question | None:
        fit = fitting(questions(), moments_for(self._sessions, now, phases()))
        titles = [item.title.strip() for item in self._recent]
        return question_for(fit, now.date(), self._skipped, titles)

    def _ask_another(self, card: QuestionCard) -> None:
        self._skipped += 1
        question = self._question(self.desk.now())
        if question is not None:
            card.ask(question)

    def _speak(self, question: str) -> None:
        session = session_in_mind(self._sessions, self.desk.now())
        self._spoken.speak(session.id if session else None, question)

    def _write(self, question: str) -> None:
        now = self.desk.now()
        session = session_in_mind(self._sessions, now)
        kind = EntryKind.FREE
        if session is not None:
            kind = EntryKind.BEFORE if session.begun_at > now else EntryKind.AFTER
        entry = entries.add(
            self.desk.vault,
            at=now,
            kind=kind,
            title=question,
            text="",
            session_id=session.id if session else None,
            now=now,
        )
        self.desk.notices.open_requested.emit(entry.id)

    def _plan(self) -> None:
        now = self.desk.now()
        session = sessions.add(self.desk.vault, begun_at=now, title=next_session_title([]), now=now)
        self.desk.notices.open_requested.emit(session.id)


def _stand_in(column: QBoxLayout, cards: Sequence[QWidget]) -> None:
    for card in cards:
        column.addWidget(card)
    if cards:
        column.addStretch(1)
