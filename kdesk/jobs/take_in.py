"""Taking files in: looked at in a process of their own, sealed, and filed whole or not at all."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import PurePosixPath
from typing import BinaryIO

from kdesk.domain.creation import Creation, CreationFile
from kdesk.domain.entry import EntryKind
from kdesk.domain.ids import AnyId, CreationId, Kind, MemoId, SessionId
from kdesk.domain.memo import Blob, Memo
from kdesk.domain.problem import Problem, Trouble
from kdesk.jobs.prepare import prepare
from kdesk.jobs.prepared import Arriving, Content
from kdesk.jobs.runner import Progress, Share
from kdesk.store import creations, entries, memos
from kdesk.store.ids import new_id
from kdesk.store.vault import Vault

EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)
"""Clocks that were never set say 1904, 1970 or 1980."""
OF_THE_FILE = frozenset({Trouble.BAD_FILE, Trouble.CANNOT_READ})
"""Trouble that another file needn't have."""
INCOMPLETE = "This sound is damaged or incomplete. Choose another copy of it."
NOT_WANTED = "This file holds no sound. Only sound is taken from here."


def take_in(
    vault: Vault,
    file: BinaryIO,
    name: str,
    *,
    session_id: SessionId | None,
    at: datetime | None,
    modified: datetime | None = None,
    only: Content | None = None,
    whole: bool = False,
    sources: tuple[str, ...] = (),
    now: datetime,
    progress: Progress | None = None,
) -> AnyId:
    """Keep a file: sound as a memo, a picture or a PDF as a creation, text as an entry.

    `at` is when it happened; without it, when the file itself says, or when it was `modified`, or
    `now`. A memo without a session finds its own. The file is left alone. Its hash is kept with
    it, and with that what else it goes by (`sources`). Of a sound cut short a memo keeps what
    reads. Problem BAD_FILE, also for what isn't the `only` content or the `whole` sound that is
    wanted, DISK_FULL, CANNOT_WRITE: then nothing of it is kept.
    """
    with prepare(file, name, progress) as ready:
        _refuse(ready, only, whole=whole)
        moment, title = at or _moment(ready, modified, now), _stem(ready.name)
        sources = _sources(ready, *sources)
        match ready.content:
            case Content.SOUND:
                return _keep_memo(
                    vault,
                    ready,
                    title=title,
                    session_id=session_id,
                    at=moment,
                    sources=sources,
                    now=now,
                ).id
            case Content.TEXT:
                return entries.add(
                    vault,
                    at=moment,
                    kind=EntryKind.FREE,
                    title=title,
                    text=ready.text,
                    session_id=session_id,
                    sources=sources,
                    now=now,
                ).id
            case Content.PICTURE | Content.PDF:
                with _sealing(vault) as sealed:
                    return creations.add(
                        vault,
                        at=moment,
                        title=title,
                        note="",
                        session_id=session_id,
                        files=[_creation_file(vault, ready, sealed)],
                        sources=sources,
                        now=now,
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
    with _sealing(vault) as sealed:
        ready = _all_sealed(vault, files, sealed, now, progress)
        return creations.add(
            vault,
            at=at or ready[0].moment,
            title=title or _stem(ready[0].file.name),
            note=note,
            session_id=session_id,
            files=[one.file for one in ready],
            sources=tuple(source for one in ready for source in one.sources),
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
    with _sealing(vault) as sealed:
        ready = _all_sealed(vault, files, sealed, now, progress)
        kept = creations.find(vault, creation_id)
        return creations.edit(
            vault,
            replace(kept, files=(*kept.files, *(one.file for one in ready))),
            sources=tuple(source for one in ready for source in one.sources),
            now=now,
        )


@dataclass(frozen=True, slots=True)
class _Sealed:
    """A file of a creation, sealed, and what goes with it."""

    file: CreationFile
    moment: datetime
    sources: tuple[str, ...]


def _all_sealed(
    vault: Vault,
    files: Sequence[tuple[str, BinaryIO]],
    sealed: list[Blob],
    now: datetime,
    progress: Progress | None,
) -> list[_Sealed]:
    if not files:
        raise Problem(Trouble.BAD_INPUT, "No file was chosen. Choose one or more.")
    followed = progress or Progress()
    done: list[_Sealed] = []
    for name, file in files:
        try:
            with prepare(file, name, Share(followed, len(done), len(files))) as ready:
                made = _creation_file(vault, ready, sealed)
                done.append(_Sealed(made, _moment(ready, None, now), _sources(ready)))
        except Problem as problem:
            if len(files) == 1 or followed.cancelled or problem.trouble not in OF_THE_FILE:
                raise
            which = f"File {len(done) + 1} of {len(files)}: {problem.sentence} None was added."
            raise Problem(problem.trouble, which) from None
        followed.fraction(len(done) / len(files))
    return done


def _keep_memo(
    vault: Vault,
    ready: Arriving,
    *,
    title: str,
    session_id: SessionId | None,
    at: datetime,
    sources: tuple[str, ...],
    now: datetime,
) -> Memo:
    with _sealing(vault) as sealed:
        original = None
        if ready.data is not None:  # it comes first
            original = vault.blobs.add(ready.data, ready.media_type, ready.extension)
            sealed.append(original)
        sound = vault.blobs.add(ready.flac or BytesIO(), "audio/flac", "flac")
        sealed.append(sound)
        return memos.add(
            vault,
            id=MemoId(new_id(Kind.MEMO, now)),
            at=at,
            seconds=ready.seconds,
            sound=sound,
            original=original,
            peaks=ready.peaks,
            cut=ready.cut,
            title=title,
            session_id=memos.AUTO if session_id is None else session_id,
            sources=sources,
            now=now,
        )


def _refuse(ready: Arriving, only: Content | None = None, *, whole: bool = False) -> None:
    """Problem BAD_FILE for what is not the `only` content, or isn't `whole` and is to be."""
    if only is not None and ready.content is not only:
        raise Problem(Trouble.BAD_FILE, NOT_WANTED)
    if whole and ready.cut:
        raise Problem(Trouble.BAD_FILE, INCOMPLETE)


def _creation_file(vault: Vault, ready: Arriving, sealed: list[Blob]) -> CreationFile:
    _refuse(ready, whole=True)  # a creation has nowhere to say that it ends abruptly
    # A sound whose own bytes couldn't be freed of their tags is kept as it sounds.
    data, media_type, extension = ready.data, ready.media_type, ready.extension
    if data is None:
        data, media_type, extension = ready.flac, "audio/flac", "flac"
    content = vault.blobs.add(data or BytesIO(), media_type, extension)
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


def _moment(ready: Arriving, modified: datetime | None, now: datetime) -> datetime:
    """When the file says it was made, or was modified, if that can be; else now."""
    for said in (ready.made_at, modified):
        if said is not None:
            moment = said if said.tzinfo else said.replace(tzinfo=now.tzinfo)
            if EARLIEST <= moment <= now + timedelta(days=1):
                return moment
    return now


def _sources(ready: Arriving, *more: str) -> tuple[str, ...]:
    return tuple(source for source in (ready.sha256, *more) if source)


def _stem(name: str) -> str:
    return PurePosixPath(name).stem
