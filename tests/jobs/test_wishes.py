from collections.abc import Iterator
from pathlib import Path

import pytest

from kdesk.jobs.wishes import wish
from kdesk.speech.wish import Wish
from kdesk.store import personal_words
from kdesk.store.header import DATABASE
from kdesk.store.vault import Vault
from tests.store import making


@pytest.fixture
def journal(tmp_path: Path) -> Iterator[Vault]:
    made = making.made(tmp_path)
    yield made
    made.close()


def test_every_memo_is_heard_with_the_names_in_the_journal(journal: Vault) -> None:
    assert wish(journal, "de") == Wish("de")
    personal_words.keep(journal, ["Wren", "Ilse"])
    assert wish(journal, "") == Wish("", ("Wren", "Ilse"))


def test_a_journal_that_cannot_be_read_just_now_keeps_nobody_from_being_heard(
    journal: Vault,
) -> None:
    personal_words.keep(journal, ["Wren"])
    journal.close()
    (journal.folder / DATABASE).write_bytes(bytes(8192))
    assert wish(journal, "en") == Wish("en")
