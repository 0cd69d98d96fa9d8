from kdesk.store import recovery_sheet
from kdesk.store.vault import Vault
from tests.store.making import LATER, NOW


def test_it_is_remembered_when_the_words_were_last_shown(journal: Vault) -> None:
    assert recovery_sheet.shown_at(journal) is None
    recovery_sheet.note_shown(journal, now=NOW)
    assert recovery_sheet.shown_at(journal) == NOW
    recovery_sheet.note_shown(journal, now=LATER)
    assert recovery_sheet.shown_at(journal) == LATER
