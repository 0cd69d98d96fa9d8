"""Taking files in: looked at in a process of their own, sealed, and filed whole or not at all."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import PurePosixPath
from typing import BinaryIO

from kdesk.domain.creation import Creation, CreationFile
from kdesk.domain.entry import EntryKind
from kdesk.domain.ids import AnyId, CreationId, Kind, MemoId, SessionId
from kdesk.domain.memo import Blob, Memo
from kdesk.domain.problem import Problem, Trouble
from kdesk.jobs.prepare import prepare
from kdesk.jobs.prepared import Content, Prepared
from kdesk.jobs.runner import Progress, Share
from kdesk.store import creations, entries, memos
from kdesk.store.ids import new_id
from kdesk.store.vault import Vault

EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)
"""Clocks that were never set say 1904, 1970 or 1980."""


def take_in(
    vault: Vault,
    file: BinaryIO,
    name: str,
    *,
    session_id: SessionId | None,
    at: datetime | None,
    now: datetime,
    progress: Progress | None = None,
) -> AnyId:
    """Keep a file: sound as a memo, a picture or a PDF as a creation, text as an entry.

    `at` is when it happened; without it, when the file itself says, or `now`. A memo without a
    session finds its own. The file is left alone. Problem BAD_FILE, DISK_FULL, CANNOT_WRITE: then
    nothing of it is kept.
    """
    ready = prepare(file, name, progress)
    moment = at or _moment(ready, now)
    title = _stem(ready.name)
    match ready.content:
        case Content.SOUND:
            return _keep_memo(
                vault, ready, title=title, session_id=session_id, at=moment, now=now
            ).id
        case Content.TEXT:
            kept = entries.add(
                vault,
                at=moment,
                kind=EntryKind.FREE,
                title=title,
                text=ready.text,
                session_id=session_id,
                now=now,
            )
            return kept.id
        case Content.PICTURE | Content.PDF:
            return _keep_creation(
                vault, (ready,), title=title, note="", session_id=session_id, at=moment, now=now
            ).id


def add_files(
    vault: Vault,
    files: Sequence[tuple[str, BinaryIO]],
    *,
    title: str,
    note: str,
    session_id: SessionId | None,
    at: datetime | None,
    now: datetime,
    progress: Progress | None = None,
) -> Creation:
    """Keep files of any kind as one creation, all of them or none; Problems as for take_in.

    An empty title becomes the name of the first file.
    """
    ready = _prepare_all(files, progress)
    return _keep_creation(
        vault,
        ready,
        title=title or _stem(ready[0].name),
        note=note,
        session_id=session_id,
        at=at or _moment(ready[0], now),
        now=now,
    )


def add_to(
    vault: Vault,
    creation_id: CreationId,
    files: Sequence[tuple[str, BinaryIO]],
    *,
    now: datetime,
    progress: Progress | None = None,
) -> Creation:
    """Add files to a creation that is kept, all of them or none; Problems as for take_in."""
    ready = _prepare_all(files, progress)
    with _sealing(vault) as sealed:
        more = tuple(_creation_file(vault, one, sealed) for one in ready)
        kept = creations.find(vault, creation_id)
        return creations.edit(vault, replace(kept, files=(*kept.files, *more)), now=now)


def _prepare_all(
    files: Sequence[tuple[str, BinaryIO]], progress: Progress | None
) -> tuple[Prepared, ...]:
    if not files:
        raise Problem(Trouble.BAD_INPUT, "No file was chosen. Choose one or more.")
    followed = progress or Progress()
    ready: list[Prepared] = []
    for name, file in files:
        try:
            ready.append(prepare(file, name, Share(followed, len(ready), len(files))))
        except Problem as problem:
            if len(files) == 1 or followed.cancelled:
                raise
            which = f"File {len(ready) + 1} of {len(files)}: {problem.sentence} None was added."
            raise Problem(problem.trouble, which) from None
        followed.fraction(len(ready) / len(files))
    return tuple(ready)


def _keep_memo(
    vault: Vault,
    ready: Prepared,
    *,
    title: str,
    session_id: SessionId | None,
    at: datetime,
    now: datetime,
) -> Memo:
    with _sealing(vault) as sealed:
        sound = vault.blobs.add(ready.flac, "audio/flac", "flac")
        sealed.append(sound)
        original = None
        if ready.data:
            original = vault.blobs.add(ready.data, ready.media_type, ready.extension)
            sealed.append(original)
        return memos.add(
            vault,
            id=MemoId(new_id(Kind.MEMO, now)),
            at=at,
            seconds=ready.seconds,
            sound=sound,
            original=original,
            peaks=ready.peaks,
            cut=False,
            title=title,
            session_id=memos.AUTO if session_id is None else session_id,
            now=now,
        )


def _keep_creation(
    vault: Vault,
    ready: Sequence[Prepared],
    *,
    title: str,
    note: str,
    session_id: SessionId | None,
    at: datetime,
    now: datetime,
) -> Creation:
    with _sealing(vault) as sealed:
        return creations.add(
            vault,
            at=at,
            title=title,
            note=note,
            session_id=session_id,
            files=[_creation_file(vault, one, sealed) for one in ready],
            now=now,
        )


def _creation_file(vault: Vault, ready: Prepared, sealed: list[Blob]) -> CreationFile:
    # A sound whose own bytes couldn't be freed of their tags is kept as it sounds.
    data, media_type, extension = ready.data, ready.media_type, ready.extension
    if not data:
        data, media_type, extension = ready.flac, "audio/flac", "flac"
    content = vault.blobs.add(data, media_type, extension)
    sealed.append(content)
    thumbnail = None
    if ready.thumbnail:
        thumbnail = vault.blobs.add(ready.thumbnail, "image/png", "png")
        sealed.append(thumbnail)
    return CreationFile(ready.name, content, thumbnail)


@contextmanager
def _sealing(vault: Vault) -> Iterator[list[Blob]]:
    """Sealed files that go again when what they belong to could not be kept."""
    sealed: list[Blob] = []
    try:
        yield sealed
    except BaseException:
        for blob in sealed:
            with suppress(Problem):
                vault.blobs.remove(blob)
        raise


def _moment(ready: Prepared, now: datetime) -> datetime:
    """When the file says it was made, if that can be; else now."""
    said = ready.made_at
    if said is None:
        return now
    moment = said if said.tzinfo else said.replace(tzinfo=now.tzinfo)
    return moment if EARLIEST <= moment <= now + timedelta(days=1) else now


def _stem(name: str) -> str:
    return PurePosixPath(name).stem
