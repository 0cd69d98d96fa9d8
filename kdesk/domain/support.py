"""What a Support page says to everybody, beside the people somebody noted there."""

import tomllib
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SupportWords:
    """Lines to hold on to, the one about emergencies, and roles to offer."""

    emergency: str
    grounding: tuple[str, ...]
    roles: tuple[str, ...]


def support_words_from(text: str) -> SupportWords:
    """The words written in resources/words/support.toml.

    Raises ValueError or KeyError when they aren't written as that file does.
    """
    written = tomllib.loads(text)
    return SupportWords(
        emergency=written["emergency"],
        grounding=tuple(written["grounding"]),
        roles=tuple(written["roles"]),
    )
