"""What the window and the sound processes say to each other: one JSON line for each value."""

from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias

from kdesk.domain.ids import MemoId
from kdesk.domain.problem import Problem
from kdesk.domain.sign import Sign
from kdesk.domain.verdict import Verdict
from kdesk.jobs.lines import Lines

# To the recorder


@dataclass(frozen=True, slots=True)
class Prepare:
    """All the recorder ever knows: two folders, a public key, and a microphone's name or None."""

    captures: str
    fallback: str
    recipient: str
    device: str | None


@dataclass(frozen=True, slots=True)
class Begin:
    """Open the microphone and keep what it hears under this id."""

    id: MemoId
    at: datetime
    after: MemoId | None = None
    """The memo of the same sitting that it goes on from."""
    live: bool = False
    """Send the sound as it is kept (Sound): the journal is open and its words are wanted."""


@dataclass(frozen=True, slots=True)
class Hold:
    """Keep nothing until Continue (to the recorder); be silent until Continue (to the player)."""


@dataclass(frozen=True, slots=True)
class Continue:
    """Go on after Hold; to the player also: begin."""


@dataclass(frozen=True, slots=True)
class Mark:
    """This moment matters."""


@dataclass(frozen=True, slots=True)
class Stop:
    """Keep the recording; the answer is Saved."""


# From the recorder


@dataclass(frozen=True, slots=True)
class Started:
    """The first sound is kept; `device` is the microphone it came from."""

    id: MemoId
    at: datetime
    device: str = ""


@dataclass(frozen=True, slots=True)
class Level:
    """How loud it is, from 0 (not a sound) to 1, and how many seconds are kept so far."""

    loudness: float
    seconds: float


@dataclass(frozen=True, slots=True)
class Sound:
    """What was just kept, s16 mono at 48 kHz; `frame` is the number of its first sample.

    Where frames are missing between two of these, the window was too slow to read them.
    """

    frame: int
    pcm: bytes


@dataclass(frozen=True, slots=True)
class Paused:
    """From here on nothing is kept."""


@dataclass(frozen=True, slots=True)
class Resumed:
    """From here on the sound is kept again."""


@dataclass(frozen=True, slots=True)
class Marked:
    """The so-many-th Mark of this recording is on the disk."""

    number: int


@dataclass(frozen=True, slots=True)
class Noticed:
    """Something to say in a quiet line; the recording goes on. `device` goes with PART."""

    sign: Sign
    device: str = ""


@dataclass(frozen=True, slots=True)
class Spoiled:
    """This process is of no more use, and saves what it has; only another one can go on."""


@dataclass(frozen=True, slots=True)
class Beat:
    """Nothing else is to be said; the process lives."""


@dataclass(frozen=True, slots=True)
class Saved:
    """The recording and its folder are on disk."""

    id: MemoId
    seconds: float


@dataclass(frozen=True, slots=True)
class Failed:
    """Trouble, in a plain sentence; a Saved before it tells what could be kept."""

    problem: Problem


# To the player


@dataclass(frozen=True, slots=True)
class Load:
    """A FLAC of so many bytes follows this line; `device` is a speaker's name or None."""

    number: int
    """Comes back with every answer about this sound."""
    size: int
    device: str | None


@dataclass(frozen=True, slots=True)
class Seek:
    """Go to this second."""

    seconds: float


@dataclass(frozen=True, slots=True)
class Pace:
    """From here on so many times as fast, the pitch kept."""

    speed: float


@dataclass(frozen=True, slots=True)
class Repeat:
    """Go back to `start` whenever `end` is reached; an end that isn't later ends that."""

    start: float
    end: float


# From the player


@dataclass(frozen=True, slots=True)
class Position:
    """The second that is being heard."""

    seconds: float
    number: int = 0


@dataclass(frozen=True, slots=True)
class Ended:
    """The sound has been heard to its end."""

    number: int = 0


# From the encoder


@dataclass(frozen=True, slots=True)
class Encoded:
    """A FLAC of so many bytes follows this line."""

    size: int
    samples: int
    sha256: str
    """Of the sound as it comes out of the FLAC again, hexadecimal."""
    peaks: str
    """400 bytes, hexadecimal."""


# To the process that tries a microphone


@dataclass(frozen=True, slots=True)
class Try:
    """Listen to this microphone for three seconds and play them to this speaker; None: the usual
    one."""

    device: str | None
    speaker: str | None


# From it: Levels, Tried, Levels while it plays, Ended; or Failed


@dataclass(frozen=True, slots=True)
class Tried:
    """What came of it; `device` is the microphone that could be opened."""

    verdict: Verdict
    device: str


# From the process that looks for devices


@dataclass(frozen=True, slots=True)
class Device:
    """A microphone or a speaker by its name; `usual` marks the one the computer uses itself."""

    name: str
    usual: bool
    listens: bool
    """True for a microphone, False for a speaker."""


RecorderOrder: TypeAlias = Prepare | Begin | Hold | Continue | Mark | Stop
RecorderEvent: TypeAlias = (
    Started | Level | Sound | Paused | Resumed | Marked | Noticed | Spoiled | Saved | Failed
)
PlayerOrder: TypeAlias = Load | Hold | Continue | Seek | Pace | Repeat
PlayerEvent: TypeAlias = Position | Ended | Failed
TrialEvent: TypeAlias = Level | Tried | Ended | Failed
Message: TypeAlias = (
    RecorderOrder
    | RecorderEvent
    | Beat
    | PlayerOrder
    | PlayerEvent
    | Encoded
    | Device
    | Try
    | Tried
)

LINES: Lines[Message] = Lines(
    *(Prepare, Begin, Hold, Continue, Mark, Stop),
    *(Started, Level, Sound, Paused, Resumed, Marked, Noticed, Spoiled, Beat, Saved, Failed),
    *(Load, Seek, Pace, Repeat, Position, Ended, Encoded, Device, Try, Tried),
    within=(Sign, Verdict),
)
as_line, from_line, messages = LINES.write, LINES.read, LINES.each
