"""The small sealed files beside a recording that grows: what it is, and what happens in it."""

import threading
from contextlib import suppress
from typing import TypeAlias

from kdesk.domain.ids import MemoId
from kdesk.store import small_files
from kdesk.store.capture_files import NOTE
from kdesk.store.capture_folders import HANGS_AFTER, Folders, no_answer

NOTED_WITHIN = 0.5
"""Seconds that the recording waits for a note: then it goes on, and the note later."""
LATE = ".late-"
"""Before the number of a note that somebody else keeps, since who recorded may not have."""

Item: TypeAlias = tuple[str, dict[str, object]]


class Notes:
    """Keeps each on the disk as soon as it can, on a thread of its own: a disk may hang."""

    def __init__(self, capture_id: MemoId, recipient: str, folders: Folders) -> None:
        self._id = capture_id
        self._recipient = recipient
        self._folders = folders
        self._said: list[Item] = []
        self._unkept: list[Item] = []
        self._count = 0
        self._refused: OSError | None = None
        self._thread: threading.Thread | None = None

    def add_note(self, said: dict[str, object]) -> bool:
        """Takes a note; whether it is on the disk already."""
        self._count += 1
        return self.add(f".{self._count:04}{NOTE}", said)

    def add(self, ending: str, said: dict[str, object], within: float = NOTED_WITHIN) -> bool:
        """Takes what a file of this ending says; whether it is on the disk already."""
        item = (f"{self._id}{ending}", said)
        self._said.append(item)
        self._unkept.append(item)
        self._work(within)
        return item not in self._unkept

    def keep(self) -> None:
        """Returns when all of them are on a disk; raises OSError."""
        for _ in range(2):
            if not self._work(HANGS_AFTER):  # the vault's folder is asked first
                self._folders.hangs(self._folders.vaults)
                self._thread = None
            elif not self._unkept:
                return
        raise self._refused or no_answer()

    def say_elsewhere(self) -> None:
        """Says everything in the other folder too: the vault's may be away for good."""
        for item in list(self._said):
            try:
                small_files.keep(*item, self._recipient, None, self._folders.other)
            except OSError:
                self._unkept.append(item)

    def remove(self) -> None:
        """Deletes them again: there is no recording."""
        for place in filter(self._folders.free, (self._folders.vaults, self._folders.other)):
            for name, _ in self._said:
                with suppress(OSError):
                    (place / name).unlink()

    def _work(self, within: float) -> bool:
        """Whether somebody came to the end of what there is to keep."""
        if self._thread is None or not self._thread.is_alive():
            self._thread = threading.Thread(target=self._keep_all, name="noting", daemon=True)
            self._thread.start()
        self._thread.join(within)
        return not self._thread.is_alive()

    def _keep_all(self) -> None:
        free = self._folders.free
        self._refused = None
        try:
            while self._unkept:
                item = self._unkept[0]
                places = free(self._folders.vaults), free(self._folders.other)
                small_files.keep(*item, self._recipient, *places)
                with suppress(ValueError):  # another one kept it meanwhile
                    self._unkept.remove(item)
        except OSError as refused:
            self._refused = OSError(refused.errno, refused.strerror)
        finally:
            if threading.current_thread() is not self._thread:  # it hung, and is back
                self._folders.answers(self._folders.vaults)
