"""How the long verbs of the store say how far they are, to whoever wants to know."""

from typing import Protocol


class Progress(Protocol):
    """Told how much is done; the jobs' own Progress is one."""

    def fraction(self, value: float) -> None:
        """Hear how much is done, from 0 to 1."""
