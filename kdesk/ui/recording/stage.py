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
    SAVED = "saved"
    FAILED = "failed"


HEARING = frozenset({Stage.LISTENING, Stage.LOOKING, Stage.PAUSED})
RECORDING = frozenset({Stage.STARTING, *HEARING, Stage.STOPPING})
