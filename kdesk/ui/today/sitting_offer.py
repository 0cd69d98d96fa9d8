"""Memos of one sitting that have no session: they can become one, or be left as they are."""

from datetime import datetime, timedelta

from PySide6.QtCore import QObject

from kdesk.domain.problem import Problem
from kdesk.domain.session_title import next_session_title
from kdesk.domain.sitting import APART, STILL_NEW, Sitting, without_session
from kdesk.domain.times import said
from kdesk.store import bin as store_bin
from kdesk.store import items, memos, sessions
from kdesk.ui.desk import Desk
from kdesk.ui.notices import Undo
from kdesk.ui.today.cards import OfferCard
from kdesk.ui.widgets.buttons import quiet_button, soft_button

LONGEST = timedelta(hours=12)
"""A sitting that has gone on for longer than this is read from there on."""


class SittingOffer(QObject):
    """Offers to make a session of what was spoken outside of any; once for each sitting."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk

    def fitting(self, now: datetime) -> list[OfferCard]:
        """The card, if there is such a sitting and nobody chose to leave it."""
        since = now - STILL_NEW - APART - LONGEST
        spoken = memos.between(self._desk.vault, since, now + timedelta(seconds=1))
        sitting = without_session(spoken, now)
        if sitting is None or self._desk.settings.current.sitting_left == sitting.memos[-1].id:
            return []
        return [self._card(sitting, now)]

    def _card(self, sitting: Sitting, now: datetime) -> OfferCard:
        when = said(sitting.begun_at.astimezone(now.tzinfo), now)
        if len(sitting.memos) == 1:
            text = self.tr("What you spoke {when} belongs to no session yet.").format(when=when)
            make = quiet_button(self.tr("Make a session of it"))
            leave = soft_button(self.tr("Leave as it is"))
        else:
            text = self.tr("The {count} memos that begin {when} belong to no session yet.").format(
                count=len(sitting.memos), when=when
            )
            make = quiet_button(self.tr("Make a session of them"))
            leave = soft_button(self.tr("Leave as they are"))
        more = self.tr("As a session they stand together, with what you write about it.")
        make.clicked.connect(lambda: self._make(sitting))
        leave.clicked.connect(lambda: self._leave(sitting))
        return OfferCard(self.tr("Was this a session?"), f"{text} {more}", make, leave)

    def _make(self, sitting: Sitting) -> None:
        vault, now = self._desk.vault, self._desk.now()
        title = next_session_title(each.title for each in sessions.newest(vault, limit=1000))
        try:
            session = sessions.add(vault, begun_at=sitting.begun_at, title=title, now=now)
            for memo in sitting.memos:
                items.assign(vault, memo.id, session.id, now=now)
        except Problem as problem:
            self._desk.notices.tell_problem(problem)
            return

        def undo() -> None:
            for memo in sitting.memos:
                items.assign(vault, memo.id, None, now=self._desk.now())
            store_bin.remove(vault, session.id, now=self._desk.now())

        self._desk.notices.undo_offered.emit(
            Undo(self.tr("They are in {session} now.").format(session=title), undo)
        )

    def _leave(self, sitting: Sitting) -> None:
        try:
            self._desk.settings.change(sitting_left=str(sitting.memos[-1].id))
        except Problem as problem:
            self._desk.notices.tell_problem(problem)
