"""Where one is after the last session, or what to get ready for the next one."""

from datetime import datetime

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout

from kdesk.domain.phase import BAR, Phase, ago
from kdesk.domain.session import Session
from kdesk.domain.times import long_day
from kdesk.system.words import phases
from kdesk.ui.theme import Theme
from kdesk.ui.today.phase_bar import PhaseBar
from kdesk.ui.widgets.buttons import soft_button
from kdesk.ui.widgets.card import Card
from kdesk.ui.widgets.chip import Chip
from kdesk.ui.widgets.labels import PlainLabel, note_label, quiet_label, section_label

LONGEST_CHIP = 28


class SessionCard(Card):
    """A session's chip and time, one sentence for now, and a way to open it."""

    open_requested = Signal(str)

    def __init__(self, session: Session, when: str, heading: str, text: str) -> None:
        super().__init__()
        column = self.layout()
        if column is not None:
            column.setContentsMargins(20, 12, 20, 18)
        head = QHBoxLayout()
        head.setSpacing(16)
        head.addWidget(Chip(_short(session.title) or self.tr("session"), "violet"))
        head.addWidget(PlainLabel(when, "quiet"), 1)
        open_button = soft_button(self.tr("Open session"))
        open_button.clicked.connect(lambda: self.open_requested.emit(session.id))
        head.addWidget(open_button)
        self.body.addLayout(head)
        self.body.setSpacing(8)
        self.body.addWidget(section_label(heading))
        self.body.addWidget(quiet_label(text))


class AfterSessionCard(SessionCard):
    """The phase after the last session, with the bar while there is something on it to see."""

    def __init__(self, theme: Theme, session: Session, phase: Phase, now: datetime) -> None:
        since = now - session.begun_at
        when = f"{_day_and_hour(session.begun_at, now)} · {ago(since)}"
        super().__init__(session, when, phase.heading, phase.text)
        # On the day itself there is nothing to look at but the words.
        first_day = session.begun_at.astimezone(now.tzinfo).date() == now.date()
        if since < BAR and not first_day:
            inset = QHBoxLayout()
            inset.setContentsMargins(0, 12, 0, 0)
            inset.addWidget(PhaseBar(theme, session, since, phases()))
            self.body.addLayout(inset)
            self.body.addWidget(
                note_label(self.tr("Commonly suggested times. Your own care team knows better."))
            )
        self.body.addStretch(1)


class BeforeSessionCard(SessionCard):
    """A session to come: a quiet place to write down what one hopes for."""

    def __init__(self, session: Session, now: datetime) -> None:
        super().__init__(
            session,
            _day_and_hour(session.begun_at, now),
            self.tr("Before your session"),
            self.tr(
                "What do you hope for, and what would help you feel ready? "
                "An intention can be one sentence, and it can stay open."
            ),
        )
        self.body.addStretch(1)


def _day_and_hour(moment: datetime, now: datetime) -> str:
    day = long_day(moment.date())
    if moment.year == now.year:
        day = day.removesuffix(f" {moment.year}")
    return f"{day}, {moment:%H:%M}"


def _short(title: str) -> str:
    title = title.strip()
    return title if len(title) <= LONGEST_CHIP else f"{title[: LONGEST_CHIP - 1].rstrip()}…"
