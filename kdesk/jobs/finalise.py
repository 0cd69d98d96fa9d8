"""Filing recordings: from a sealed capture to a memo, each exactly once, whatever interrupts it."""

import hashlib
import subprocess
import threading
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from kdesk.domain.ids import MemoId
from kdesk.domain.memo import Listening, Memo
from kdesk.domain.note import Note
from kdesk.domain.problem import Problem, Trouble
from kdesk.jobs.protocol import Encoded, from_line
from kdesk.jobs.runner import Progress, start_child
from kdesk.store import captures, durable, memos
from kdesk.store.capture_files import RATE
from kdesk.store.vault import Vault

NOTHING_KEPT = "A recording that ended before any sound was kept"

_FOR_ALL = frozenset({Trouble.DISK_FULL, Trouble.CANNOT_WRITE, Trouble.IN_USE})
"""What would happen to every other recording too."""
_one_at_a_time = threading.Lock()


def finalise_all(
    vault: Vault,
    *,
    now: datetime,
    progress: Progress | None = None,
    fallback: Path | None = None,
    aside_too: bool = False,
) -> tuple[MemoId, ...]:
    """File every waiting recording; those being recorded now are left alone.

    `fallback` is where the recorder goes on when the vault's disk is full; what is there is taken
    in first. A recording that can't be read is set aside and the others are filed all the same;
    then the first Problem is raised. `aside_too` tries those once more; what is still wrong with
    them was told before. Trouble of the journal or its disk sets nothing aside, and DISK_FULL,
    CANNOT_WRITE and IN_USE end it at once. Interrupted anywhere, the next call goes on: a capture
    is deleted only once its memo is committed.
    """
    followed = progress or Progress()
    filed: list[MemoId] = []
    troubles: list[Problem] = []
    with _one_at_a_time:
        if fallback is not None and fallback.is_dir():
            captures.take_in_fallback(fallback, vault.captures)
        again = _taken_back(vault) if aside_too else frozenset()
        waiting = [one.id for one in captures.waiting(vault.captures) if not one.growing]
        for done, memo_id in enumerate(waiting):
            if followed.cancelled:
                break
            followed.fraction(done / len(waiting))
            try:
                if _file(vault, memo_id, now):
                    filed.append(memo_id)
            except _ItsOwnError as own:
                captures.put_aside(vault.captures, memo_id, partly=own.partly)
                if memo_id not in again:
                    troubles.append(own.problem)
            except Problem as problem:
                if problem.trouble in _FOR_ALL:
                    raise
                troubles.append(problem)
        followed.fraction(1.0)
    if troubles:
        raise troubles[0]
    return tuple(filed)


class _ItsOwnError(Exception):
    """Trouble of one recording itself, which trying again at once won't mend."""

    def __init__(self, problem: Problem, *, partly: bool = False) -> None:
        super().__init__(problem.sentence)
        self.problem = problem
        self.partly = partly
        """There is a memo of it all the same."""


def _taken_back(vault: Vault) -> frozenset[MemoId]:
    """Have the recordings that were set aside wait again, unless there is a memo of them."""
    found = captures.unfiled_aside(vault.captures)
    taken = frozenset(each for each in found if _kept(vault, each) is None)
    with durable.door():
        for memo_id in taken:
            captures.take_back(vault.captures, memo_id)
    return taken


def _file(vault: Vault, memo_id: MemoId, now: datetime) -> bool:
    """Make the memo and delete the capture; whether there is a new memo."""
    kept = _kept(vault, memo_id)
    if kept is not None:
        if not vault.blobs.check(kept.sound):
            raise _ItsOwnError(_sound_is_gone(), partly=True)
        captures.remove(vault.captures, memo_id, vault)
        return False
    try:
        about, notes = captures.open_capture(vault.captures, memo_id, vault.identity)
    except Problem as problem:
        raise _ItsOwnError(problem) from problem
    sound = _encoded(vault, memo_id)
    broken = sound.problem
    partly = sound.samples > 0 and broken is not None and broken.trouble is Trouble.DAMAGED
    if broken is None or partly:
        _keep(vault, about, notes, sound, now)
    if broken is not None:
        if broken.trouble is Trouble.CANNOT_READ:  # a disk that is away comes back
            raise broken
        raise _ItsOwnError(broken, partly=partly) from broken
    captures.remove(vault.captures, memo_id, vault)
    return True


def _keep(
    vault: Vault,
    about: captures.CaptureMeta,
    notes: tuple[Note, ...],
    sound: "_Sound",
    now: datetime,
) -> None:
    blob = vault.blobs.add(sound.flac, "audio/flac", "flac")
    try:
        memos.add(
            vault,
            id=about.id,
            at=about.at,
            seconds=sound.samples / RATE,
            sound=blob,
            original=None,
            peaks=sound.peaks,
            cut=sound.cut,
            title="" if sound.samples else NOTHING_KEPT,
            after=about.after,
            notes=notes,
            now=now,
        )
    except Problem as problem:
        # Tried again and again, it would fill the disk with strays. Never for other troubles:
        # what is said to have failed may have been committed.
        if problem.trouble in _FOR_ALL and _kept(vault, about.id) is None:
            vault.blobs.remove(blob)
        raise
    if not sound.samples:
        memos.listening(vault, about.id, Listening.DONE)


def _kept(vault: Vault, memo_id: MemoId) -> Memo | None:
    try:
        return memos.find(vault, memo_id)
    except Problem as problem:
        if problem.trouble is Trouble.NOT_FOUND:
            return None
        raise


@dataclass(frozen=True, slots=True)
class _Sound:
    """A capture as it will be kept; `problem` says why it could not be read whole."""

    flac: bytes
    samples: int
    peaks: bytes
    cut: bool
    problem: Problem | None


class _Read(NamedTuple):
    whole: bool
    problem: Problem | None
    sha256: str


def _encoded(vault: Vault, memo_id: MemoId) -> _Sound:
    """Decrypt and encode, a piece at a time; Problem CANNOT_WRITE when it doesn't come out right.

    The encoder decodes what it made; here its hash is compared with that of what went in.
    """
    try:
        with start_child("encode") as child:
            try:
                read = _pass_on(vault, memo_id, child)
                answer, flac = _answer(child)
            finally:
                child.kill()
    except OSError as broken:  # it could not be started, or died
        raise _not_filed() from broken
    if answer is None or len(flac) != answer.size or answer.sha256 != read.sha256:
        raise _not_filed()
    peaks = bytes.fromhex(answer.peaks)
    return _Sound(flac, answer.samples, peaks, not read.whole, read.problem)


def _pass_on(vault: Vault, memo_id: MemoId, child: subprocess.Popen[bytes]) -> _Read:
    into = _Hashing(child)
    whole, problem = False, None
    try:
        whole = captures.pcm(vault.captures, memo_id, vault, into)
    except Problem as found:
        problem = found
    into.close()
    return _Read(whole, problem, into.sha256)


def _answer(child: subprocess.Popen[bytes]) -> tuple[Encoded | None, bytes]:
    if child.stdout is None:
        return None, b""
    try:
        answer = from_line(child.stdout.readline())
    except ValueError:  # it ended without an answer
        return None, b""
    return (answer if isinstance(answer, Encoded) else None), child.stdout.read()


class _Hashing:
    """Passes the sound on to the encoder and remembers its hash."""

    def __init__(self, child: subprocess.Popen[bytes]) -> None:
        self._child = child
        self._hash = hashlib.sha256()

    @property
    def sha256(self) -> str:
        return self._hash.hexdigest()

    def write(self, data: bytes, /) -> int:
        self._hash.update(data)
        if self._child.stdin is not None:
            self._child.stdin.write(data)
        return len(data)

    def close(self) -> None:
        if self._child.stdin is not None:
            self._child.stdin.close()


def _not_filed() -> Problem:
    return Problem(
        Trouble.CANNOT_WRITE,
        "A recording could not be turned into a memo. It is safe where it is; "
        "kdesk tries again at its next start.",
    )


def _sound_is_gone() -> Problem:
    return Problem(
        Trouble.DAMAGED,
        "The sound of a memo is missing or damaged, but its recording was still there and is "
        "kept in the journal's folder. Make a copy of that folder before anything else.",
    )
