"""The words that come with the program, read once: questions, entries, phases, support."""

from functools import cache

from kdesk.domain.entry_word import EntryWord, entry_words_from
from kdesk.domain.phase import Phase, phases_from
from kdesk.domain.question import Question, questions_from
from kdesk.domain.support import SupportWords, support_words_from
from kdesk.system.paths import resources


@cache
def questions() -> tuple[Question, ...]:
    """Every question kdesk may offer."""
    return questions_from(_written("questions"))


@cache
def entry_words() -> tuple[EntryWord, ...]:
    """Every kind of entry, in the order to offer them."""
    return entry_words_from(_written("entries"), questions())


@cache
def phases() -> tuple[Phase, ...]:
    """The phases after a session, in order of time."""
    return phases_from(_written("phases"))


@cache
def support() -> SupportWords:
    """What every Support page says."""
    return support_words_from(_written("support"))


def _written(name: str) -> str:
    return (resources() / "words" / f"{name}.toml").read_text(encoding="utf-8")
