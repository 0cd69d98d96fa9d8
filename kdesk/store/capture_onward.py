"""What goes on from a beginning that is on a disk that is away: a recording of its own."""

from dataclasses import asdict, replace
from datetime import timedelta
from typing import TYPE_CHECKING

from kdesk.domain.ids import MemoId
from kdesk.domain.problem import Problem, Trouble
from kdesk.store import capture_files, durable, ids, small_files
from kdesk.store.capture_files import META, NOTE, RATE, SOUND
from kdesk.store.capture_reading import open_capture

if TYPE_CHECKING:
    from kdesk.store.vault import Vault  # would load the database and its keys


def let_stand_alone(vault: "Vault", but: frozenset[MemoId]) -> None:
    """Gives each a name of its own, always the same; Problem CANNOT_READ, CANNOT_WRITE, DISK_FULL.

    Not those in `but`, whose beginning is elsewhere. When the disk comes back after all, the
    beginning is a recording for itself, and nothing is there twice.
    """
    for one in capture_files.waiting(vault.captures):
        begun = one.begun or (vault.captures / f"{one.id}{SOUND}").exists()  # just now
        if not begun and not one.growing and one.id not in but:
            try:
                _stand_alone(vault, one.id)
            except Problem as problem:
                if problem.trouble is not Trouble.WRONG_KEY:  # it is another journal's: left alone
                    raise


def _stand_alone(vault: "Vault", capture_id: MemoId) -> None:
    folder = vault.captures
    (begins, first), *later = capture_files.onward(capture_id, folder)
    away = begins / (2 * RATE)
    own_id = MemoId(ids.later(capture_id, timedelta(seconds=away)))
    about, notes = open_capture(folder, capture_id, vault.identity)
    about = replace(
        about,
        id=own_id,
        at=about.at + timedelta(seconds=away),
        after=capture_id,
        lacks_beginning=True,
    )
    own = [replace(note, seconds=note.seconds - away) for note in notes if note.seconds >= away]
    with durable.door():
        _keep(vault, f"{own_id}{META}", about.said())
        for number, note in enumerate(own, 1):
            _keep(vault, f"{own_id}.{number:04}{NOTE}", asdict(note))
        for offset, path in later:
            path.rename(folder / f"{own_id}.{offset - begins}{SOUND}")
        # Last: until then it is found again, and all of this done once more.
        first.rename(folder / f"{own_id}{SOUND}")
        durable.sync_folder(folder)


def _keep(vault: "Vault", name: str, said: dict[str, object]) -> None:
    small_files.keep(name, said, vault.recipient, vault.captures, None)
