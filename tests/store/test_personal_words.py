from pathlib import Path

import pytest

from kdesk.domain.personal_words import LONGEST, MOST
from kdesk.domain.problem import Problem, Trouble
from kdesk.store import personal_words
from kdesk.store.vault import Vault


def test_words_are_kept_in_their_order_until_others_are(journal: Vault) -> None:
    assert personal_words.every(journal) == ()
    assert personal_words.keep(journal, ["Wren ", "Ilse", "wren"]) == ("Wren", "Ilse")
    assert personal_words.every(journal) == ("Wren", "Ilse")
    personal_words.keep(journal, ["Tobias"])
    assert personal_words.every(journal) == ("Tobias",)
    personal_words.keep(journal, [])
    assert personal_words.every(journal) == ()


def test_words_of_any_script_come_back_and_half_a_letter_does_no_harm(journal: Vault) -> None:
    personal_words.keep(journal, ["Søren", "湖", "\ud83d"])
    assert personal_words.every(journal) == ("Søren", "湖", "\ufffd")


@pytest.mark.parametrize(
    "words", [[f"name {number}" for number in range(MOST + 1)], ["a" * (LONGEST + 1)]]
)
def test_too_many_or_too_long_words_are_refused_and_those_kept_stay(
    journal: Vault, words: list[str]
) -> None:
    personal_words.keep(journal, ["Wren"])
    with pytest.raises(Problem) as refused:
        personal_words.keep(journal, words)
    assert refused.value.trouble is Trouble.BAD_INPUT
    assert personal_words.every(journal) == ("Wren",)


def test_words_lie_nowhere_but_in_the_encrypted_journal(journal: Vault, tmp_path: Path) -> None:
    personal_words.keep(journal, ["Quillfeather"])
    journal.close()
    found = [file for file in tmp_path.rglob("*") if file.is_file()]
    assert found
    assert not [file for file in found if b"Quillfeather" in file.read_bytes()]
