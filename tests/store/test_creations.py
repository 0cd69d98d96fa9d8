from dataclasses import replace

from kdesk.domain.change import Change, Happening
from kdesk.domain.creation import CreationFile
from kdesk.domain.ids import Kind
from kdesk.store import bin as the_bin
from kdesk.store import creations, items
from kdesk.store.vault import Vault
from tests.store import things
from tests.store.making import LATER, NOW
from tests.store.things import DAY


def test_a_creation_is_kept_with_its_files_in_their_order(journal: Vault) -> None:
    made = things.creation(journal, pictures=12)
    found = creations.find(journal, made.id)
    assert found == made
    assert [file.name for file in found.files] == [f"{number}.png" for number in range(12)]
    assert journal.blobs.read(found.files[11].content) == b"pixels of 11.png"


def test_an_edit_is_kept_and_told(journal: Vault, told: list[tuple[Change, ...]]) -> None:
    session = things.session(journal)
    made = things.creation(journal, pictures=3)
    edited = replace(
        made,
        title="Blue",
        note="",
        session_id=session.id,
        files=(made.files[2], things.picture(journal), made.files[0]),
    )
    assert creations.edit(journal, edited, now=LATER) == edited
    assert creations.find(journal, made.id) == edited
    assert told[-1] == (Change(Kind.CREATION, made.id, Happening.EDITED),)


def test_a_new_order_alone_is_kept_and_told(journal: Vault, told: list[tuple[Change, ...]]) -> None:
    made = things.creation(journal, pictures=2)
    creations.edit(journal, replace(made, files=made.files[::-1]), now=LATER)
    assert creations.find(journal, made.id).files == made.files[::-1]
    assert told[-1] == (Change(Kind.CREATION, made.id, Happening.EDITED),)


def test_a_file_that_was_left_out_can_be_put_back_until_the_bin_is_emptied(
    journal: Vault,
) -> None:
    made = things.creation(journal, pictures=2)
    creations.edit(journal, replace(made, files=made.files[:1]), now=NOW)
    creations.edit(journal, made, now=NOW)
    the_bin.empty(journal, LATER)
    assert journal.blobs.read(made.files[1].content) == b"pixels of 1.png"
    creations.edit(journal, replace(made, files=made.files[:1]), now=NOW)
    the_bin.empty(journal, LATER)
    assert not journal.blobs.check(made.files[1].content)
    assert journal.blobs.check(made.files[0].content)
    assert len(list(journal.blobs.names())) == 2


def test_a_list_says_how_many_files_there_are(journal: Vault) -> None:
    def detail(*types: str) -> str:
        files = [CreationFile("a", journal.blobs.add(b"", each, "bin"), None) for each in types]
        made = creations.add(
            journal, at=NOW, title="", note="", session_id=None, files=files, now=NOW
        )
        return items.find(journal, made.id).detail

    assert detail("image/png") == "1 picture"
    assert detail("image/png", "image/jpeg") == "2 pictures"
    assert detail("image/png", "application/pdf") == "2 files"
    assert detail() == ""


def test_a_creation_without_a_title_goes_by_what_wanted_to_be_expressed(journal: Vault) -> None:
    made = things.creation(journal)
    assert items.find(journal, made.id).title == "blue wanted to be expressed"
    assert items.find(journal, made.id).text == "blue wanted to be expressed"


def test_creations_come_newest_first_and_between_is_half_open(journal: Vault) -> None:
    first, second, third = (things.creation(journal, NOW + n * DAY, pictures=n) for n in range(3))
    assert creations.newest(journal) == (third, second, first)
    assert creations.newest(journal, 1) == (third,)
    assert creations.between(journal, NOW, NOW + 2 * DAY) == (second, first)
