"""The stages of one recording, as the session-day screen goes through them."""

from enum import StrEnum


class Stage(StrEnum):
    """Where one recording is."""

    WAITING = "waiting"
    STARTING = "starting"
    LISTENING = "listening"
    LOOKING = "looking"
    """The microphone went away and another one is looked for; what was said is kept."""
    PAUSED = "paused"
    STOPPING = "stopping"
    KEEPING = "keeping"
    """Not on a disk yet; the recorder's process goes on with that, and nobody has to wait."""
    SAVED = "saved"
    FAILED = "failed"


HEARING = frozenset({Stage.LISTENING, Stage.LOOKING, Stage.PAUSED})
ENDED = frozenset({Stage.KEEPING, Stage.SAVED})
RECORDING = frozenset({Stage.STARTING, *HEARING, Stage.STOPPING})
