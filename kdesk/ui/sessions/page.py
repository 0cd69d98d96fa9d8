"""Every session, newest first."""

from kdesk.domain.ids import Kind
from kdesk.domain.session_title import next_session_title
from kdesk.store import sessions
from kdesk.ui.desk import Desk
from kdesk.ui.widgets.list_page import ListPage


class SessionsPage(ListPage):
    """The list of sessions, and the button that notes a new one."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, Kind.SESSION)
        self.dress(
            self.tr("Sessions"),
            self.tr("New session"),
            (
                self.tr("No session noted yet."),
                self.tr("Note one that was, or one to come: when, where, with whom."),
            ),
        )

    def begin(self) -> str:
        """A session of now, numbered after the ones before; its time can be changed."""
        now = self.desk.now()
        before = sessions.newest(self.desk.vault, limit=10_000)
        title = next_session_title(session.title for session in before)
        return sessions.add(self.desk.vault, begun_at=now, title=title, now=now).id
