"""Which session a thing belongs to, or none."""

from typing import TYPE_CHECKING

from kdesk.domain.ids import SessionId
from kdesk.domain.session import Session
from kdesk.store import sessions
from kdesk.ui.widgets.choice_field import ChoiceField

if TYPE_CHECKING:
    from kdesk.store.vault import Vault

MOST = 500


class SessionChoice(ChoiceField[SessionId | None]):
    """The sessions by title and day, newest first, after "No session"."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.offer([(self.tr("No session"), None)])

    def show_session(self, vault: "Vault", session_id: SessionId | None) -> None:
        """Offer the sessions there are, with this one chosen; nobody is told."""
        offered = sessions.newest(vault, limit=MOST)
        if session_id is not None and all(session.id != session_id for session in offered):
            # Not among the newest: unless it is offered too, saving would file the thing elsewhere.
            offered += (sessions.find(vault, session_id),)
        named = ((self._called(session), session.id) for session in offered)
        self.offer([(self.tr("No session"), None), *named])
        self.choose(session_id)

    def _called(self, session: Session) -> str:
        title = session.title.strip() or self.tr("Session")
        day = session.begun_at
        return f"{title} · {day.day} {day:%b %Y}"
