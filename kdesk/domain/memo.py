"""A spoken memo: its sound is the truth, its words are a guess."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from kdesk.domain.ids import MemoId, SessionId
from kdesk.domain.note import Note


class Listening(StrEnum):
    """How far the machine is with a memo's words."""

    PENDING = "pending"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Blob:
    """A sealed file of the vault: its name there, its type, and its plain size in bytes."""

    name: str
    media_type: str
    size: int
    sha256: str
    """Of the sealed file on disk, hexadecimal."""


@dataclass(frozen=True, slots=True)
class Memo:
    """A recording or an imported sound; `seconds` is its length."""

    id: MemoId
    at: datetime
    title: str
    session_id: SessionId | None
    seconds: float
    sound: Blob
    """FLAC, mono; 48 kHz when recorded here."""
    original: Blob | None
    """The imported file's own bytes without location tags; None for what was recorded here."""
    peaks: bytes
    """The loudness over time for the waveform: 400 values of 0 to 255, evenly spread."""
    cut: bool
    """Ends abruptly; up to a second may be missing, of a file what could not be read."""
    listening: Listening
    reason: str
    """Why listening failed, one plain sentence; empty otherwise."""
    text: str
    """The words to show; empty until there are any."""
    notes: tuple[Note, ...] = ()
    """In the order of their seconds."""
    opened_at: datetime | None = None
    """When its page was first looked at, on a later day than it was spoken; None before."""
    read_at: datetime | None = None
    """When somebody said that they have read the machine's words through; None before."""
    language: str = ""
    """The language it is to be heard in, such as `de`; empty: the model finds out."""
