"""To whom a recording gives its sound, and whom it tells how it goes."""

from typing import Protocol

from kdesk.domain.note import Note
from kdesk.domain.problem import Problem
from kdesk.domain.sign import Sign


class Sink(Protocol):
    """Where the sound is kept."""

    @property
    def sign(self) -> Sign:
        """Where that is now: IN_PLACE, ELSEWHERE or IN_MEMORY."""

    def write(self, pcm: bytes) -> None:
        """Keep s16 mono 48 kHz."""

    def note(self, note: Note) -> bool:
        """Keep that something happened at a second of the sound; whether it is on a disk now."""

    def finish(self) -> None:
        """Come back once everything is on disk; after a Problem it can be tried again."""


class Told(Protocol):
    """Who hears how it goes, on the recording's own thread."""

    def started(self) -> None:
        """The first sound has come, and unless it is paused it is with the sink."""

    def level(self, loudness: float, seconds: float) -> None:
        """How loud it is (0 to 1) and how much is kept."""

    def sound(self, frame: int, pcm: bytes) -> None:
        """The sink has this; `frame` is the number of its first sample. Comes back at once."""

    def paused(self) -> None:
        """From here on nothing is kept."""

    def resumed(self) -> None:
        """From here on it is kept again."""

    def marked(self, number: int) -> None:
        """The so-many-th mark is on the disk."""

    def noticed(self, sign: Sign, device: str = "") -> None:
        """Something to say in a quiet line; `device` goes with PART."""

    def spoiled(self) -> None:
        """The sound system hangs in this process; it saves, and only another one can record."""

    def saved(self, seconds: float) -> None:
        """All of it is on disk."""

    def failed(self, problem: Problem) -> None:
        """It ended by itself, for this reason; or it isn't saved yet, and `saved` may follow."""
