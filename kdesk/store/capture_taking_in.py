"""Bringing what was recorded elsewhere into the vault's captures, once that takes it."""

import os
from contextlib import suppress
from io import BytesIO
from pathlib import Path
from typing import Any

from kdesk.domain.ids import MemoId
from kdesk.domain.problem import Problem
from kdesk.store import capture_files, durable, ids, streams
from kdesk.store.capture_files import LONGEST_START, META, NOTE, REST, SOUND


def take_in_fallback(fallback: Path, folder: Path, identity: Any = None) -> tuple[MemoId, ...]:
    """Brings what was recorded elsewhere into the vault's captures; says which are whole there.

    What there is no room for stays where it is, what is being recorded now too, and with the
    vault's identity also what is sealed to another journal: this computer may have had one.
    Problem CANNOT_READ, once all others are brought, when one may not be opened.
    """
    moved = []
    shut: OSError | None = None
    for capture_id in _ids_in(fallback):
        try:
            # A disk that was pulled out and is back no longer knows who was writing there.
            if capture_id in capture_files.growing(fallback) | capture_files.growing(folder):
                continue
            if identity is not None and _is_foreign(fallback, capture_id, identity):
                continue
            _bring(fallback, folder, capture_id)
            moved.append(capture_id)
        except (OSError, Problem) as trouble:
            if isinstance(trouble, PermissionError) and _lies_in(fallback, trouble):
                shut = trouble
    if shut is not None:
        raise durable.unreadable("A recording", shut) from shut
    return tuple(moved)


def _lies_in(folder: Path, trouble: OSError) -> bool:
    return Path(str(trouble.filename)).parent == folder


def _ids_in(place: Path) -> list[MemoId]:
    # Words that were typed are kept there too, and are not a recording's.
    names = {
        path.name.partition(".")[0]
        for ending in (SOUND, META, NOTE, REST)
        for path in place.glob(f"*{ending}")
    }
    found = []
    for name in sorted(names):
        with suppress(ValueError):
            ids.made_at(name)
            found.append(MemoId(name))
    return found


def _is_foreign(place: Path, capture_id: MemoId, identity: Any) -> bool:
    """Whether nothing here opens and something says that it is somebody else's."""
    foreign = False
    for file in (
        place / f"{capture_id}{META}",
        *sorted(place.glob(f"{capture_id}.*{NOTE}")),
        place / f"{capture_id}{SOUND}",
        *(path for _, path in capture_files.onward(capture_id, place)),
    ):
        try:
            with file.open("rb") as source:
                start = BytesIO(source.read(LONGEST_START))
            streams.unseal(streams.Source(start), streams.Sink(BytesIO()), identity)
        except streams.ForeignError:
            foreign = True
        except (OSError, streams.SpoiltError):
            continue  # not there, or the sound, which goes on after its start
        else:
            return False
    return foreign


def _bring(fallback: Path, folder: Path, capture_id: MemoId) -> None:
    sound = folder / f"{capture_id}{SOUND}"
    elsewhere = fallback / sound.name
    for file in (*fallback.glob(f"{capture_id}{META}"), *fallback.glob(f"{capture_id}.*{NOTE}")):
        durable.write_whole(folder / file.name, file.read_bytes())
    if elsewhere.exists():
        _bring_sound(elsewhere, folder)
    rests = capture_files.rests(capture_id, fallback, folder)
    if rests:
        _append(sound, rests)
    for _, piece in rests:
        piece.unlink()
    for _, piece in capture_files.onward(capture_id, fallback):
        _bring_sound(piece, folder)
    for file in fallback.glob(f"{capture_id}.*"):
        file.unlink()


def _bring_sound(file: Path, folder: Path) -> None:
    there = folder / file.name
    # A folder that went away while recording and is back has the beginning of it.
    if not there.exists() or there.stat().st_size < file.stat().st_size:
        _copy(file, there)
    file.unlink()


def _copy(file: Path, to: Path) -> None:
    part = to.with_name(f".{to.name}.part")
    part.unlink(missing_ok=True)
    try:
        descriptor = durable.create(part)
        try:
            _pour(file, descriptor)
            durable.sync(descriptor)
        finally:
            os.close(descriptor)
        part.replace(to)
    except BaseException:
        part.unlink(missing_ok=True)
        raise
    durable.sync_folder(to.parent)


def _append(sound: Path, rests: list[tuple[int, Path]]) -> None:
    """Writes each rest where it belongs; until they are deleted, they hold and not this."""
    with sound.open("rb+", buffering=0) as target:
        try:
            for offset, rest in rests:
                target.seek(offset)
                _pour(rest, target.fileno())
            target.truncate()
            durable.sync(target.fileno())
        except OSError:
            with suppress(OSError):
                target.truncate(rests[0][0])
            raise


def _pour(file: Path, descriptor: int) -> None:
    with file.open("rb") as source:
        while block := source.read(1 << 20):
            durable.write_all(descriptor, block)
