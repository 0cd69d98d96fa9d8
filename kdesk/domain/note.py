"""What happened while a memo was spoken, told by the second of its sound."""

from dataclasses import dataclass
from enum import StrEnum


class NoteKind(StrEnum):
    """What a note is about; `length` and `text` of Note mean something else for each."""

    MARK = "mark"
    """The person pressed M: this moment matters."""
    PAUSE = "pause"
    """Nothing was kept for `length` seconds, as the person wished."""
    GAP = "gap"
    """Sound of `length` seconds went missing: a busy machine, or one that slept."""
    PART = "part"
    """From here on it was another microphone, `text`, found after `length` seconds."""
    LOUD = "loud"
    """From here on, for `length` seconds, it was louder than the microphone can take."""


@dataclass(frozen=True, slots=True)
class Note:
    """Something that happened at this second of the sound."""

    kind: NoteKind
    seconds: float
    length: float = 0.0
    text: str = ""
