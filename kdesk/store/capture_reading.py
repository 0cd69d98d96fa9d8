"""Reading recordings that are not filed yet, putting them aside, and removing them."""

import json
from contextlib import suppress
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from kdesk.domain.ids import MemoId
from kdesk.domain.note import Note, NoteKind
from kdesk.domain.problem import Problem, Trouble
from kdesk.store import capture_files, durable, ids, streams
from kdesk.store.capture_files import (
    CHUNK,
    LONGEST_START,
    META,
    NOTE,
    SEALED_CHUNK,
    SOUND,
    WAV_HEADER,
    CaptureMeta,
)
from kdesk.store.capture_notes import LATE

if TYPE_CHECKING:
    from kdesk.store.vault import Vault  # would load the database and its keys

SAME_MOMENT = 1.0
"""Seconds between two marks that are pressed as one."""
ASIDE = ".aside"
PARTLY_ASIDE = ".partly.aside"
"""Put behind the name of the sound; the second when a memo holds what could be read of it."""


def open_capture(
    folder: Path, capture_id: MemoId, identity: Any
) -> tuple[CaptureMeta, tuple[Note, ...]]:
    """What was written down beside the sound; Problem WRONG_KEY.

    A lost or spoilt file of these is no obstacle: the id says when, and the sound is the truth.
    """
    meta = CaptureMeta(capture_id, ids.made_at(capture_id), "")
    with suppress(ValueError, KeyError, TypeError):
        kept = _opened(folder / f"{capture_id}{META}", identity)
        at = datetime.fromisoformat(kept["at"])
        meta = CaptureMeta(
            capture_id,
            at,
            kept["device"],
            kept["rate"],
            kept["channels"],
            kept.get("after"),
            kept.get("lacks_beginning", False),
        )
    notes: list[Note] = []
    for file in sorted(folder.glob(f"{capture_id}.*{NOTE}")):
        with suppress(ValueError, TypeError):
            said = _opened(file, identity)
            note = Note(**{**said, "kind": NoteKind(said["kind"])})
            # In order of their names, so that what the recorder kept itself comes first.
            if LATE not in file.name or not any(_same(note, other) for other in notes):
                notes.append(note)
    return meta, tuple(sorted(notes, key=lambda note: note.seconds))


def _same(note: Note, other: Note) -> bool:
    """Whether it is the same moment, told by two."""
    return note.kind is other.kind and abs(note.seconds - other.seconds) < SAME_MOMENT


def pcm(folder: Path, capture_id: MemoId, vault: "Vault", into: streams.Into) -> bool:
    """Writes the sound (s16, 48 kHz, mono) piece by piece; True when whole, False when cut off.

    A cut one gives every whole chunk; where some is missing in the middle there is silence, so
    that what follows keeps its second. Problem DAMAGED then, and when it breaks off before its
    end, WRONG_KEY when it is sealed to another vault, CANNOT_READ; errors of `into` pass as they
    are.
    """
    files = _files(folder, capture_id, vault.identity)
    ends = [file.begins for file in files[1:]]
    at, whole, damaged = 0, False, False
    for file, end in zip(files, [*ends, None], strict=True):
        for start in range(at, file.begins, CHUNK):
            damaged = True
            into.write(bytes(min(CHUNK, file.begins - start)))
        sound = _Sound(into, None if end is None else end - file.begins)
        whole, spoilt = _open(file, sound, vault.identity)
        damaged = damaged or (spoilt and end is None)
        at = file.begins + sound.size
    if damaged:
        raise Problem(
            Trouble.DAMAGED,
            "A recording is damaged in the middle. It was left where it is; "
            "a backup may have it whole.",
        )
    return whole


def remove(folder: Path, capture_id: MemoId, vault: "Vault") -> None:
    """Deletes the recording and what belongs to it; Problem CANNOT_WRITE.

    The sound goes last: as long as it is there the recording still counts as waiting.
    """
    name = f"{capture_id}{SOUND}"
    with durable.door():
        for place in reversed(_folders(folder, capture_id, vault.identity)):
            for file in place.glob(f"{capture_id}.*"):
                if not file.name.startswith(name):
                    file.unlink(missing_ok=True)
            (place / name).unlink(missing_ok=True)


def put_aside(folder: Path, capture_id: MemoId, *, partly: bool = False) -> None:
    """Keeps a recording that can't be read whole from waiting; Problem CANNOT_WRITE.

    `partly` when a memo holds what could be read: once that is deleted for good, nobody wants
    the recording to come back.
    """
    sound = folder / f"{capture_id}{SOUND}"
    with durable.door(), suppress(FileNotFoundError):
        sound.rename(sound.with_name(sound.name + (PARTLY_ASIDE if partly else ASIDE)))


def aside(folder: Path) -> tuple[str, ...]:
    """The names of the sounds that were put aside, oldest first; Problem CANNOT_READ."""
    try:
        return tuple(sorted(path.name for path in folder.glob(f"*{SOUND}*{ASIDE}")))
    except OSError as error:
        raise durable.unreadable("A recording", error) from error


def unfiled_aside(folder: Path) -> tuple[MemoId, ...]:
    """Those of them that became no memo; Problem CANNOT_READ."""
    stems = (name.removesuffix(SOUND + ASIDE) for name in aside(folder))
    return tuple(MemoId(stem) for stem in stems if "." not in stem)


def take_back(folder: Path, capture_id: MemoId) -> None:
    """Has what was put aside wait again, unless one of that name waits; raises OSError."""
    sound = folder / f"{capture_id}{SOUND}"
    with suppress(FileNotFoundError):
        if not sound.exists():
            sound.with_name(sound.name + ASIDE).rename(sound)


def _opened(file: Path, identity: Any) -> Any:
    """What a small sealed file says; raises ValueError when it says nothing."""
    into = BytesIO()
    try:
        with file.open("rb") as source:
            streams.unseal(streams.Source(source), streams.Sink(into), identity)
    except streams.ForeignError:
        raise _foreign() from None
    except (OSError, streams.SpoiltError):
        raise ValueError("a note that can't be read") from None
    return json.loads(into.getvalue())


def _folders(folder: Path, capture_id: MemoId, identity: Any) -> list[Path]:
    with suppress(ValueError, KeyError, TypeError):
        # The recorder wrote down where it would go on if the vault's disk were full.
        return [folder, Path(_opened(folder / f"{capture_id}{META}", identity)["fallback"])]
    return [folder]


class _File(NamedTuple):
    """A sealed file: where in the sound it begins, and in which pieces from which byte it lies."""

    begins: int
    pieces: list[tuple[int, Path]]


def _files(folder: Path, capture_id: MemoId, identity: Any) -> list[_File]:
    folders = _folders(folder, capture_id, identity)
    # The vault's disk may have hung before anything of it was kept there.
    begun = max(folders, key=lambda place: _size_of(place / f"{capture_id}{SOUND}"))
    first = [(0, begun / f"{capture_id}{SOUND}"), *capture_files.rests(capture_id, *folders)]
    onward = capture_files.onward(capture_id, *folders)
    return [_File(0, first), *(_File(begins, [(0, path)]) for begins, path in onward)]


def _size_of(path: Path) -> int:
    with suppress(FileNotFoundError):
        return path.stat().st_size
    return -1


def _open(file: _File, sound: "_Sound", identity: Any) -> tuple[bool, bool]:
    """Whether it is whole, and whether it is spoilt before its end rather than cut off."""
    pieces = _Pieces(file.pieces)
    source, sink = streams.Source(pieces), streams.Sink(sound)
    try:
        streams.unseal(source, sink, identity)
    except streams.ForeignError:
        raise _foreign() from None
    except streams.SpoiltError:
        opened = sink.size // CHUNK * SEALED_CHUNK
        return False, pieces.size - opened > SEALED_CHUNK + LONGEST_START
    except OSError as error:
        if sink.error is not None:
            raise
        raise durable.unreadable("A recording", error) from error
    finally:
        pieces.close()
    return True, False


class _Pieces:
    """Files that together are one stream, each up to where the next begins."""

    def __init__(self, places: list[tuple[int, Path]]) -> None:
        try:
            self._files = [path.open("rb") for _, path in places]
        except OSError as error:
            raise durable.unreadable("A recording", error) from error
        begins = [begin for begin, _ in places]
        last = begins[-1] + places[-1][1].stat().st_size
        self._ends = [*begins[1:], last]
        self._at = 0
        self.size = last

    def read(self, size: int) -> bytes:
        while self._ends:
            room = min(size, self._ends[0] - self._at)
            if room > 0:
                data = self._files[0].read(room)
                self._at += len(data)
                return data  # short when a piece is shorter than it should be: cut off there
            self._ends.pop(0)
            self._files.pop(0).close()
        return b""

    def close(self) -> None:
        for file in self._files:
            file.close()


class _Sound:
    """Passes on the sound behind the WAV header, so many bytes at most, and counts it."""

    def __init__(self, into: streams.Into, most: int | None) -> None:
        self._into = into
        self._header = WAV_HEADER
        self._most = most
        self.size = 0

    def write(self, data: bytes) -> None:
        sound = data[self._header :]
        self._header -= len(data) - len(sound)
        if self._most is not None:
            sound = sound[: self._most - self.size]
        self.size += len(sound)
        if sound:
            self._into.write(sound)


def _foreign() -> Problem:
    return Problem(
        Trouble.WRONG_KEY,
        "A recording is sealed to another journal, or its beginning is damaged. "
        "It was left where it is; a backup may have it whole.",
    )
