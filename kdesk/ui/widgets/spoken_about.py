"""A memo spoken from a page's own Speak button belongs to what that page is about."""

from datetime import datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QWidget

from kdesk.domain.change import Change, Happening
from kdesk.domain.ids import Kind, MemoId, SessionId
from kdesk.ui.desk import Desk

if TYPE_CHECKING:
    from kdesk.domain.memo import Memo


class SpokenAbout(QObject):
    """Waits, from a press on Speak until the page is shown again, for what was recorded.

    A memo's commit may come after the page is back; its own time tells that it was meant.
    """

    def __init__(self, desk: Desk, page: QWidget) -> None:
        super().__init__(page)
        self._desk = desk
        self._asking = False
        self._since: datetime | None = None
        self._until: datetime | None = None
        self._session_id: SessionId | None = None
        self._title = ""
        page.installEventFilter(self)
        desk.notices.changed.connect(self._file)
        desk.notices.record_requested.connect(self._other_recording)

    def speak(self, session_id: SessionId | None = None, title: str = "") -> None:
        """Open the session-day screen, recording; file what is said there.

        Without a session the memo keeps the one its time gives it; the first memo takes the
        title.
        """
        self._since, self._until = self._desk.now().replace(microsecond=0), None
        self._session_id, self._title = session_id, title
        self._asking = True
        self._desk.notices.record_requested.emit()
        self._asking = False

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The page is back: what is recorded from now on is about something else."""
        if event.type() == QEvent.Type.Show and self._since and not self._until:
            self._until = self._desk.now()
        return super().eventFilter(watched, event)

    def _other_recording(self) -> None:
        if not self._asking and self._since and not self._until:
            self._until = self._desk.now()

    def _file(self, changes: tuple[Change, ...]) -> None:
        for change in changes:
            if change.kind is Kind.MEMO and change.happening is Happening.ADDED:
                self._file_memo(MemoId(change.id))

    def _file_memo(self, memo_id: MemoId) -> None:
        from kdesk.store import items, memos  # noqa: PLC0415 - not needed to draw a page

        if self._since is None:
            return
        vault, now = self._desk.vault, self._desk.now()
        memo: Memo = memos.find(vault, memo_id)
        if memo.at < self._since or (self._until is not None and memo.at > self._until):
            return
        if self._session_id is not None and memo.session_id != self._session_id:
            items.assign(vault, memo.id, self._session_id, now=now)
        if self._title:
            memos.edit(vault, memo.id, title=self._title)
            self._title = ""
