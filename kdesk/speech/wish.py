"""What a person wishes for one memo. Loads nothing heavy: the window's process knows it too."""

from dataclasses import dataclass


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


NO_WISH = Wish()
"""Any language, no names, from the beginning."""
