"""What was recorded or typed and isn't in the journal yet."""

from contextlib import suppress
from datetime import datetime

from kdesk.domain.ids import MemoId
from kdesk.domain.problem import Problem, Trouble
from kdesk.domain.sign import Sign
from kdesk.store import typed_notes
from kdesk.store.captures import waiting
from kdesk.system.paths import Places


def waits(places: Places) -> bool:
    """Whether there is anything of the kind."""
    captures = places.vault / "captures"
    folders = (captures, places.fallback)
    return typed_notes.waits(*folders) or any(
        not one.growing for folder in folders for one in waiting(folder)
    )


def moments(places: Places) -> list[datetime]:
    """When each recording that waits was begun."""
    found: dict[MemoId, datetime] = {}
    for folder in (places.vault / "captures", places.fallback):
        with suppress(Problem):  # a drive that is away says so when it is unlocked
            found |= {one.id: one.at for one in waiting(folder) if not one.growing}
    return list(found.values())


def keep_note(places: Places, recipient: str, words: str, now: datetime) -> Sign:
    """Seal typed words to the journal's public key; Problem when they can't be kept."""
    if not recipient:
        raise Problem(Trouble.NO_VAULT, "The journal is still being opened. Try again in a moment.")
    return typed_notes.seal(places.vault / "captures", recipient, words, now, places.fallback)
