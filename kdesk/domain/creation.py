"""Something made: pictures, a poem, music, a document, and what wanted to be expressed."""

from dataclasses import dataclass
from datetime import datetime

from kdesk.domain.ids import CreationId, SessionId
from kdesk.domain.memo import Blob


@dataclass(frozen=True, slots=True)
class CreationFile:
    """One file of a creation, copied in and sealed; the thumbnail is a sealed PNG."""

    name: str
    """What the file was called; shown, never used as a path."""
    content: Blob
    thumbnail: Blob | None


@dataclass(frozen=True, slots=True)
class Creation:
    """Something made, with what wanted to be expressed in `note`; never rated."""

    id: CreationId
    at: datetime
    title: str
    note: str
    session_id: SessionId | None
    files: tuple[CreationFile, ...]
