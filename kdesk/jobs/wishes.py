"""What a person wishes for every memo: the language they chose, and the names in their journal."""

from kdesk.domain.problem import Problem
from kdesk.speech.wish import Wish
from kdesk.store import personal_words
from kdesk.store.vault import Vault


def wish(vault: Vault, language: str) -> Wish:
    """The wish for a memo; without the names when the journal can't be read just now."""
    try:
        words = personal_words.every(vault)
    except Problem:
        words = ()
    return Wish(language, words)
