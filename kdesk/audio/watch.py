"""How long a recording has had to wait, and for what."""

WATCHES_EVERY = 0.25
"""Seconds of one wait. Of a longer one only twice that counts: this process, or the whole
computer, was asleep, and no microphone is to blame for it."""


class Watch:
    """Counts seconds awake."""

    def __init__(self) -> None:
        self.without_sound = 0.0
        """Since the last block."""
        self.looked = 0.0
        """Since another microphone is looked for."""
        self.unanswered = 0.0
        """Since the sound system last did what it was asked for while one looked."""
        self._steps = 0

    def waited(self, seconds: float) -> None:
        """So much time has passed."""
        awake = min(seconds, 2 * WATCHES_EVERY)
        self.without_sound += awake
        self.looked += awake
        self.unanswered += awake

    def sounds(self) -> None:
        """A block has come."""
        self.without_sound = 0.0

    def looks(self) -> None:
        """From now on another microphone is looked for."""
        self.looked = self.unanswered = 0.0

    def steps(self, steps: int) -> None:
        """The search has made so many steps."""
        if steps != self._steps:
            self._steps = steps
            self.unanswered = 0.0
