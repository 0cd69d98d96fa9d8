"""What can be said of a microphone after it was tried for a few seconds."""

from enum import StrEnum


class Verdict(StrEnum):
    """One of these, the first that fits."""

    NOTHING = "nothing"
    """Not a sound at all: it may be muted."""
    LOUD = "loud"
    """It came through, but louder than the microphone can take."""
    QUIET = "quiet"
    """Something came through, hardly to be heard."""
    CLEAR = "clear"
    """It came through."""
