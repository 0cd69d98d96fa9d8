"""Marks that a recorder's process was told of and noted no more: the window seals them itself."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict
from functools import partial
from pathlib import Path

from kdesk.domain.ids import MemoId
from kdesk.domain.note import Note, NoteKind
from kdesk.jobs.protocol import Prepare
from kdesk.jobs.runner import within
from kdesk.store import small_files
from kdesk.store.capture_files import NOTE
from kdesk.store.capture_notes import LATE

SEALS_WITHIN = 2.0
"""Seconds for each; a disk that hangs takes it when it answers."""


class LateMarks:
    """Like the process's own they are sealed to the public key, in the same folders."""

    def __init__(self) -> None:
        self._waiting: list[tuple[str, Note]] = []

    def add(self, memo_id: MemoId, marks: Mapping[int, float]) -> None:
        """These of the memo, by their number, each with its second."""
        self._waiting += [
            (f"{memo_id}{LATE}{number:04}{NOTE}", Note(NoteKind.MARK, second))
            for number, second in marks.items()
        ]

    def seal(self, prepare: Prepare) -> None:
        """Have them on the disk; not to be called where a disk must not be waited for."""
        folders = Path(prepare.captures), Path(prepare.fallback)
        while self._waiting:
            name, note = self._waiting.pop(0)
            keep = partial(small_files.keep, name, asdict(note), prepare.recipient, *folders)
            with suppress(OSError, TimeoutError):
                within(SEALS_WITHIN, keep)
