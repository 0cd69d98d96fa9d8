"""Filing recordings: from a sealed capture to a memo, each exactly once, whatever interrupts it."""

import threading
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from kdesk.domain.ids import MemoId
from kdesk.domain.memo import Listening, Memo
from kdesk.domain.note import Note, NoteKind
from kdesk.domain.problem import Problem, Trouble
from kdesk.jobs.encoding import Encoders, Passed, ProvenSound, Spare
from kdesk.jobs.runner import Progress
from kdesk.store import captures, durable, memos
from kdesk.store.capture_files import RATE
from kdesk.store.vault import Vault

NOTHING_KEPT = "A recording that ended before any sound was kept"
BEGINNING_AWAY = "A recording whose beginning is on a disk that is away"

_FOR_ALL = frozenset({Trouble.DISK_FULL, Trouble.CANNOT_WRITE, Trouble.IN_USE})
"""What would happen to every other recording too."""
ENCODING = 0.6
"""The part of the work on a recording that is done when all of it went to the encoder."""
_one_at_a_time = threading.Lock()


def finalise_all(
    vault: Vault,
    *,
    now: datetime,
    progress: Progress | None = None,
    fallback: Path | None = None,
    aside_too: bool = False,
    spare: Spare | None = None,
) -> tuple[MemoId, ...]:
    """File every waiting recording; those being recorded now are left alone.

    `fallback` is where the recorder goes on when the vault's disk is full; what is there is taken
    in first. A recording that can't be read is set aside and the others are filed all the same;
    then the first Problem is raised. `aside_too` tries those once more; what is still wrong with
    them was told before. Trouble of the journal or its disk sets nothing aside, and DISK_FULL,
    CANNOT_WRITE and IN_USE end it at once. Cancelled or interrupted anywhere, the next call goes
    on: a capture is deleted only once its memo is committed. `spare` may have an encoder ready.
    """
    filed: list[MemoId] = []
    troubles: list[Problem] = []
    with _one_at_a_time:
        goes_on = _taken_in(vault, fallback, troubles)
        captures.let_stand_alone(vault, goes_on)
        again = _taken_back(vault) if aside_too else frozenset()
        found = captures.waiting(vault.captures)
        waiting = [one for one in found if one.begun and not one.growing and one.id not in goes_on]
        done = _Done(progress or Progress(), sum(one.size for one in waiting))
        with suppress(_CancelledError), Encoders(len(waiting), spare, progress) as encoders:
            done.begin()
            for one in waiting:
                if one.id in captures.growing(vault.captures):
                    continue  # found in the moment before it was marked as growing
                try:
                    if _file(vault, one.id, now, encoders, done.passed):
                        filed.append(one.id)
                except _ItsOwnError as own:
                    captures.put_aside(vault.captures, one.id, partly=own.partly)
                    if one.id not in again:
                        troubles.append(own.problem)
                except Problem as problem:
                    if problem.trouble in _FOR_ALL:
                        raise
                    troubles.append(problem)
                done.filed(one.size)
            done.end()
    if troubles:
        raise troubles[0]
    return tuple(filed)


class _Done:
    """Tells how much of all the waiting sound is filed, by its bytes, a hundredth at a time."""

    def __init__(self, told: Progress, size: int) -> None:
        self._told = told
        self._size = max(size, 1)
        self._filed = 0
        self._passed = 0
        self._last = -1.0

    def begin(self) -> None:
        """Nothing is done yet; _CancelledError when nothing is to be begun either."""
        self._tell(0.0)

    def passed(self, size: int) -> None:
        """Count what went to the encoder; _CancelledError when the job is to end."""
        self._passed += size
        self._tell((self._filed + self._passed * ENCODING) / self._size)

    def filed(self, size: int) -> None:
        """Count a recording that is done with."""
        self._filed += size
        self._passed = 0
        self._tell(self._filed / self._size)

    def end(self) -> None:
        """Nothing is left."""
        self._tell(1.0)

    def _tell(self, fraction: float) -> None:
        if self._last < fraction and fraction >= min(self._last + 0.01, 1.0):
            self._last = fraction
            self._told.fraction(fraction)
        if self._told.cancelled:
            raise _CancelledError


class _CancelledError(Exception):
    """The job was asked to end; what is not filed yet waits for the next time."""


class _ItsOwnError(Exception):
    """Trouble of one recording itself, which trying again at once won't mend."""

    def __init__(self, problem: Problem, *, partly: bool = False) -> None:
        super().__init__(problem.sentence)
        self.problem = problem
        self.partly = partly
        """There is a memo of it all the same."""


def _taken_in(vault: Vault, fallback: Path | None, troubles: list[Problem]) -> frozenset[MemoId]:
    """Take in what was recorded elsewhere; what still grows or stays there, though begun here."""
    if fallback is None or not fallback.is_dir():
        return frozenset()
    goes_on = captures.growing(fallback)
    try:
        captures.take_in_fallback(fallback, vault.captures, vault.identity)
    except Problem as problem:
        troubles.append(problem)
    # Only the beginning of it may be here: once that is a memo, the whole would count as filed.
    return goes_on | {one.id for one in captures.waiting(fallback) if one.begun}


def _taken_back(vault: Vault) -> frozenset[MemoId]:
    """Have the recordings that were set aside wait again, unless there is a memo of them."""
    found = captures.unfiled_aside(vault.captures)
    taken = frozenset(each for each in found if _kept(vault, each) is None)
    with durable.door():
        for memo_id in taken:
            captures.take_back(vault.captures, memo_id)
    return taken


def _file(vault: Vault, memo_id: MemoId, now: datetime, encoders: Encoders, passed: Passed) -> bool:
    """Make the memo and delete the capture; whether there is a new memo."""
    kept = _kept(vault, memo_id)
    if kept is not None:
        if not vault.blobs.check(kept.sound):
            raise _ItsOwnError(_sound_is_gone(), partly=True)
        if kept.cut and (harm := _harm(vault, memo_id)) is not None:
            raise _ItsOwnError(harm, partly=True)
        captures.remove(vault.captures, memo_id, vault)
        return False
    try:
        about, notes = captures.open_capture(vault.captures, memo_id, vault.identity)
    except Problem as problem:
        raise _ItsOwnError(problem) from problem
    sound = encoders.sound(vault, memo_id, passed)
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
    sound: ProvenSound,
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
            title=_title(about, sound.samples),
            after=about.after,
            notes=_within(notes, sound.samples / RATE),
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


def _within(notes: tuple[Note, ...], seconds: float) -> tuple[Note, ...]:
    """The notes, none past the end: of what was killed the last sound may never have been kept."""
    inside = (replace(note, seconds=min(note.seconds, seconds)) for note in notes)
    return tuple(
        replace(note, length=min(note.length, seconds - note.seconds))
        if note.kind is NoteKind.LOUD  # of the others it isn't sound that is as long
        else note
        for note in inside
    )


def _title(about: captures.CaptureMeta, samples: int) -> str:
    if not samples:
        return NOTHING_KEPT
    return BEGINNING_AWAY if about.lacks_beginning else ""


def _harm(vault: Vault, memo_id: MemoId) -> Problem | None:
    """Why the recording of a memo that is called cut can't be read on; None where it ends.

    It may have been stopped between the commit of a part and the setting aside of the rest.
    """
    try:
        captures.pcm(vault.captures, memo_id, vault, _Nowhere())
    except Problem as problem:
        if problem.trouble is Trouble.CANNOT_READ:  # a disk that is away comes back
            raise
        return problem
    return None


class _Nowhere:
    """Takes sound and forgets it."""

    def write(self, data: bytes, /) -> int:
        """Take all of it."""
        return len(data)


def _kept(vault: Vault, memo_id: MemoId) -> Memo | None:
    try:
        return memos.find(vault, memo_id)
    except Problem as problem:
        if problem.trouble is Trouble.NOT_FOUND:
            return None
        raise


def _sound_is_gone() -> Problem:
    return Problem(
        Trouble.DAMAGED,
        "The sound of a memo is missing or damaged, but its recording was still there and is "
        "kept in the journal's folder. Make a copy of that folder before anything else.",
    )
