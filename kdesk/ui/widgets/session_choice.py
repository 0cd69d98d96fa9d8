"""Which session a thing belongs to, or none."""

from collections.abc import Iterable

from kdesk.domain.ids import SessionId
from kdesk.domain.session import Session
from kdesk.ui.widgets.choice_field import ChoiceField


class SessionChoice(ChoiceField[SessionId | None]):
    """The sessions by title and day, newest first, after "No session"."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.offer_sessions(())

    def offer_sessions(self, sessions: Iterable[Session]) -> None:
        """Offer these; what was chosen stays chosen while it is among them."""
        chosen = self.chosen() if self.count() else None
        named: list[tuple[str, SessionId | None]] = [
            (self._called(session), session.id) for session in sessions
        ]
        self.offer([(self.tr("No session"), None), *named])
        self.choose(chosen)

    def _called(self, session: Session) -> str:
        title = session.title.strip() or self.tr("Session")
        day = session.begun_at
        return f"{title} · {day.day} {day:%b %Y}"
