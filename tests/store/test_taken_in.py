from kdesk.store import bin as the_bin
from kdesk.store import taken_in
from kdesk.store.vault import Vault
from tests.store import things
from tests.store.making import LATER, NOW
from tests.store.things import DAY

HASH, OTHER = "ab" * 32, "cd" * 32


def test_a_file_that_was_taken_in_is_known_by_its_hash(journal: Vault) -> None:
    assert not taken_in.is_known(journal, HASH)
    entry = things.entry(journal, sources=(HASH, OTHER))
    assert taken_in.is_known(journal, OTHER)
    assert taken_in.what_became_of(journal, HASH) == entry.id


def test_taken_in_again_it_is_the_newer_thing(journal: Vault) -> None:
    things.entry(journal, sources=(HASH,))
    again = things.entry(journal, sources=(HASH,))
    assert taken_in.what_became_of(journal, HASH) == again.id


def test_what_it_became_may_be_in_the_bin_or_gone_and_it_stays_known(journal: Vault) -> None:
    entry = things.entry(journal, sources=(HASH,))
    the_bin.remove(journal, entry.id, now=NOW)
    assert taken_in.is_known(journal, HASH)
    assert taken_in.what_became_of(journal, HASH) is None
    the_bin.restore(journal, entry.id, now=NOW)
    assert taken_in.what_became_of(journal, HASH) == entry.id
    the_bin.remove(journal, entry.id, now=NOW)
    the_bin.empty(journal, LATER + DAY)
    assert taken_in.is_known(journal, HASH)
    assert taken_in.what_became_of(journal, HASH) is None


def test_a_file_can_be_known_though_nothing_became_of_it(journal: Vault) -> None:
    entry = things.entry(journal, sources=(HASH,))
    taken_in.leave_alone(journal, (HASH, OTHER))
    assert taken_in.is_known(journal, OTHER)
    assert taken_in.what_became_of(journal, OTHER) is None
    assert taken_in.what_became_of(journal, HASH) == entry.id
