"""Everything typed, newest first."""

from kdesk.domain.entry import EntryKind
from kdesk.domain.ids import Kind
from kdesk.domain.session import session_at
from kdesk.store import entries, sessions
from kdesk.ui.desk import Desk
from kdesk.ui.widgets.list_page import ListPage


class JournalPage(ListPage):
    """The list of entries, and the button that begins one."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, Kind.ENTRY)
        self.dress(
            self.tr("Journal"),
            self.tr("New entry"),
            (
                self.tr("Nothing written yet."),
                self.tr("A few words are enough. They are kept as you type."),
            ),
        )

    def begin(self) -> str:
        """An empty entry of now; within a day of a session it is about that session."""
        now = self.desk.now()
        near = session_at(now, sessions.newest(self.desk.vault, limit=100))
        entry = entries.add(
            self.desk.vault,
            at=now,
            kind=EntryKind.AFTER if near else EntryKind.FREE,
            title="",
            text="",
            session_id=near.id if near else None,
            now=now,
        )
        return entry.id
