from kdesk.store import bin as the_bin
from kdesk.store import taken_in
from kdesk.store.vault import Vault
from tests.store import things
from tests.store.making import LATER, NOW
from tests.store.things import DAY

HASH = "ab" * 32


def test_a_file_that_was_taken_in_is_known_by_its_hash(journal: Vault) -> None:
    memo = things.memo(journal)
    assert not taken_in.is_known(journal, HASH)
    taken_in.note(journal, HASH, memo.id)
    assert taken_in.is_known(journal, HASH)
    assert taken_in.what_became_of(journal, HASH) == memo.id


def test_it_stays_known_when_what_it_became_is_deleted_for_good(journal: Vault) -> None:
    memo = things.memo(journal)
    taken_in.note(journal, HASH, memo.id)
    the_bin.remove(journal, memo.id, now=NOW)
    the_bin.empty(journal, LATER + DAY)
    assert taken_in.is_known(journal, HASH)
    assert taken_in.what_became_of(journal, HASH) is None
