"""What a person wishes for one memo. Loads nothing heavy: the window's process knows it too."""

from dataclasses import dataclass

from kdesk.speech.settings import MOST_EXPECTED


@dataclass(frozen=True, slots=True)
class Wish:
    """How one memo is to be heard."""

    language: str = ""
    """The spoken language, such as `en`; empty: found out from the memo itself."""
    words: tuple[str, ...] = ()
    """Names and places the model should expect, the dearest first."""
    start: float = 0.0
    """The second of the memo at which the sound begins; what was before is heard already."""
    silent: float = 0.0
    """Seconds without a voice right before `start`."""

    @property
    def expected(self) -> str:
        """The words as the model is told them: as many, from the first on, as there is room for."""
        told = ""
        for word in self.words:
            more = f"{told}, {word}" if told else word
            if len(more.encode()) > MOST_EXPECTED:
                break
            told = more
        return told
