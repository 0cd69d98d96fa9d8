"""What the recorder notices while it listens, for the screen to say in a quiet line."""

from enum import StrEnum


class Sign(StrEnum):
    """One thing noticed; nothing of it ends a recording."""

    SILENT = "silent"
    """Not a sound for five seconds: the microphone may be muted."""
    HEARD = "heard"
    """There is sound again."""
    LOUD = "loud"
    """The voice is louder than the microphone can take."""
    GAP = "gap"
    """A moment of sound went missing."""
    LOOKING = "looking"
    """The microphone went away; another one is being looked for."""
    PART = "part"
    """It goes on with another microphone."""
    AFRESH = "afresh"
    """The recorder's process had ended; a new one goes on."""
    ELSEWHERE = "elsewhere"
    """The journal's disk takes nothing; it is kept, sealed, in the computer's own state folder."""
    IN_MEMORY = "in memory"
    """No disk takes it now; it is held in memory until one does."""
    IN_PLACE = "in place"
    """It is kept where it belongs again."""
