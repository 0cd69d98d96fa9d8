"""Names and places in somebody's life, which a speech model should expect to hear."""

import re
from collections.abc import Iterable

MOST = 60
"""Words kept; a Whisper can be told about 100 to 200 syllables in advance, not more."""

LONGEST = 60
"""Letters of one of them."""


def words_in(text: str) -> tuple[str, ...]:
    """The words in a text that has them line by line or with commas between."""
    return tidied(re.split(r"[,;\n]", text))


def tidied(words: Iterable[str]) -> tuple[str, ...]:
    """The words without spaces around them, none twice, whatever its capitals, none empty."""
    kept: dict[str, str] = {}
    for word in words:
        plain = " ".join(word.split())
        if plain:
            kept.setdefault(plain.casefold(), plain)
    return tuple(kept.values())


def fitting(words: Iterable[str]) -> tuple[str, ...]:
    """What a model can be told of these: the first MOST, each cut at LONGEST letters."""
    return tidied(word[:LONGEST] for word in tidied(words))[:MOST]
