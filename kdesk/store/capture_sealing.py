"""The thread that seals a recording while it grows, and another one when a disk hangs."""

import threading
import time
from collections import deque
from collections.abc import Callable
from pathlib import Path

from kdesk.domain.ids import MemoId
from kdesk.domain.sign import Sign
from kdesk.store import streams
from kdesk.store.capture_files import CHUNK, RATE, SEALED_CHUNK, SOUND, WAV_HEADER
from kdesk.store.capture_folders import Folders, Turn, no_answer
from kdesk.store.capture_outlet import Outlet

PAUSES = (0.05, 1.0)
"""The shortest and the longest time, in seconds, between two tries while no disk takes anything;
each is twice the one before. A disk may refuse for a moment only."""
LOOKS_EVERY = 0.1
SLEPT_AFTER = 1.0
"""Seconds between two looks; they come with every block of sound, so the process slept itself."""
SHOWS_EVERY = 20.0
"""Seconds of pause after which a file is touched: where there are no locks, its age tells."""
AT_ONCE = 960
"""Bytes that are taken at a time: so much may be lost beside one chunk."""
UNKEPT = 10 * 2 * RATE
"""Bytes that wait: ten seconds of sound. A disk that falls so far behind is none."""


class Sealing:
    """Gets sound onto some disk: sealed, synced, in one file or in several.

    What a disk refuses goes on in a sealed file of its own, in the other folder or in a second one
    in the same; each can be opened without the others. While nothing takes it, it stays in memory
    and is tried again and again. When a disk hangs, another thread goes on in the other folder
    with what was not on the disk for sure.
    """

    def __init__(
        self,
        folders: Folders,
        capture_id: MemoId,
        recipient: str,
        header: bytes,
        elsewhere: Callable[[], None],
    ) -> None:
        """`elsewhere` is called on the sealing thread when it goes on in the other folder."""
        self.folders = folders
        self._id = capture_id
        self._recipient = recipient
        self._header = header
        self.elsewhere = elsewhere
        self._order = deque((folders.vaults, folders.other))
        self._changed = threading.Condition()
        self._sound = bytearray()
        self._kept = 0
        self._taken = 0
        self._ended = False
        self._done = False
        self._turn: Turn | None = None
        self._outlets: list[Outlet] = []
        self._place: Sign | None = None
        self._refused: OSError | None = None
        self._asked = 0
        self._answered = 0
        self._pause = PAUSES[0]
        self._error: BaseException | None = None
        self._looked_at = time.monotonic()

    @property
    def behind(self) -> int:
        """How many bytes were added and are not yet being sealed."""
        with self._changed:
            return self._kept + len(self._sound) - self._taken

    @property
    def sign(self) -> Sign:
        """Where the sound is kept now: IN_PLACE, ELSEWHERE or IN_MEMORY."""
        nowhere = self._refused is not None or (self._turn is None and not self._done)
        in_memory = nowhere or self.behind > UNKEPT or self._place is None
        return Sign.IN_MEMORY if in_memory or self._place is None else self._place

    def begin(self) -> None:
        """Returns when a file is begun; OSError when that can't be, FileExistsError among them."""
        try:
            self._wait_for(lambda: self._place is not None)
        except BaseException:
            self._turn = None
            raise

    def add(self, sound: bytes) -> None:
        """Takes sound and never waits for a disk; RuntimeError when the sealing has a bug."""
        with self._changed:
            self._sound += sound
            self._changed.notify_all()
        self._look()
        if self._error is not None:
            raise RuntimeError("the thread that seals the sound has ended") from self._error

    def end(self) -> None:
        """Returns when all is on a disk; OSError when none takes it now: then try again."""
        with self._changed:
            self._ended = True
            self._error = None  # whatever it was, what is held is tried once more
        self._wait_for(lambda: self._done)

    def close(self) -> None:
        """Lets go of the files: from now on they don't count as being recorded."""
        for outlet in self._outlets:
            outlet.close()

    def _wait_for(self, true: Callable[[], bool]) -> None:
        with self._changed:
            self._asked += 1
            asked = self._asked
            self._changed.notify_all()
        while True:
            self._look()
            with self._changed:
                if true():
                    return
                if self._error is not None:
                    raise self._error
                if self._answered >= asked and self._refused is not None:
                    raise self._refused
                if self._turn is None:
                    raise no_answer()
                self._changed.wait(LOOKS_EVERY)

    def _look(self) -> None:
        """Have another thread go on when the disk of this one hangs."""
        with self._changed:
            now, before = time.monotonic(), self._looked_at
            self._looked_at = now
            if self._turn is not None and now - before > SLEPT_AFTER:
                self._turn.ask_anew()
            if self._turn is not None and self._turn.hangs():
                self.folders.hangs(self._turn.place)
                if self._turn.outlet in self._outlets:  # closed by its own thread, if ever
                    self._outlets.remove(self._turn.outlet)
                self._turn = None
            if self._turn is None and not self._done and self._error is None and self._free():
                self._turn = Turn(self._free()[0])
                threading.Thread(
                    target=self._run, args=(self._turn,), name="sealing", daemon=True
                ).start()

    def _free(self) -> list[Path]:
        return [place for place in self._order if self.folders.free(place) is not None]

    def _run(self, turn: Turn) -> None:
        try:
            self._seal(turn)
        except _GivenUpError:
            if turn.outlet is not None:
                turn.outlet.close()
        except BaseException as error:  # a bug, told where sound is added or the recording ends
            with self._changed:
                if self._turn is turn:
                    self._error, self._turn = error, None
        with self._changed:
            self.folders.answers(turn.place)
            self._changed.notify_all()

    def _seal(self, turn: Turn) -> None:
        """Fill file after file until all is kept."""
        refusals = heard = 0
        while True:
            with self._changed:
                self._insist(turn)
                heard = self._asked if refusals == 0 else heard
                turn.place, begins = next(iter(self._free()), turn.place), self._kept
            try:
                self._fill(turn, begins)
            except OSError as refused:
                if isinstance(refused, FileExistsError) and self._place is None:
                    raise
                with self._changed:
                    self._insist(turn)
                    self._order.remove(turn.place)
                    self._order.append(turn.place)
                    refusals = 1 if self._kept > begins else refusals + 1
                    if refusals >= len(self._free()):
                        refusals = 0
                        self._hold(turn, heard, refused)
            else:
                with self._changed:
                    self._done = True
                    self._changed.notify_all()
                return

    def _hold(self, turn: Turn, heard: int, refused: OSError) -> None:
        """Nothing takes it: say so, and wait a moment or until somebody asks again."""
        self._refused = OSError(refused.errno, refused.strerror)  # without what it was writing
        self._answered = heard
        self._changed.notify_all()
        asked = self._changed.wait_for(
            lambda: self._asked > heard or self._turn is not turn, self._pause
        )
        self._pause = PAUSES[0] if asked else min(PAUSES[1], 2 * self._pause)

    def _fill(self, turn: Turn, begins: int) -> None:
        in_vault = turn.place == self.folders.vaults
        name = f"{self._id}{SOUND}" if begins == 0 else f"{self._id}.{begins}{SOUND}"
        with turn.asking():
            if not in_vault:  # the vault's own may be on a disk that is not connected
                turn.place.mkdir(mode=0o700, parents=True, exist_ok=True)
            refuge = self.folders.other if in_vault else None
            outlet = turn.outlet = Outlet(turn.place / name, refuge)
        strand = _Strand(self, turn, outlet, begins, self._header)
        try:
            with self._changed:
                self._insist(turn)
                self._outlets.append(outlet)
                if self._place is None:
                    self._place = Sign.IN_PLACE if in_vault else Sign.ELSEWHERE
                    self._changed.notify_all()
            streams.seal(streams.Source(strand), streams.Sink(strand), self._recipient)
            self.keep(strand, strand.until + len(self._sound))
        except BaseException:
            if strand.until == begins:
                with self._changed:
                    if outlet in self._outlets:
                        self._outlets.remove(outlet)
                with turn.asking():
                    outlet.drop()
            raise

    def _insist(self, turn: Turn) -> None:
        if self._turn is not turn:
            raise _GivenUpError

    def take(self, strand: "_Strand", at: int, size: int) -> bytes | None:
        """What follows there; nothing at the end, None when nothing comes for a while."""
        with self._changed:
            self._changed.wait_for(
                lambda: (
                    self._turn is not strand.turn
                    or self._ended
                    or at < self._kept + len(self._sound)
                ),
                SHOWS_EVERY,
            )
            self._insist(strand.turn)
            start = at - self._kept
            data = bytes(self._sound[start : start + min(size, AT_ONCE)])
            self._taken = at + len(data)
            return data if data or self._ended else None

    def keep(self, strand: "_Strand", until: int) -> None:
        """All before there is on the disk, and so this is where it is kept now."""
        with self._changed:
            self._insist(strand.turn)
            until = min(until, self._kept + len(self._sound))
            del self._sound[: until - self._kept]
            self._kept = strand.until = until
            self._refused, self._pause = None, PAUSES[0]
            self._place = strand.sign


class _GivenUpError(Exception):
    """Another thread has taken over."""


class _Strand:
    """Both ends of the sealing of one file: a WAV header and sound in, sealed bytes out."""

    def __init__(
        self, sealing: Sealing, turn: Turn, outlet: Outlet, begins: int, header: bytes
    ) -> None:
        self.turn = turn
        self.until = begins
        """Where in the sound that ends which is on the disk."""
        self._sealing = sealing
        self._outlet = outlet
        self._begins = self._at = begins
        self._header = header
        self._size = 0
        self._told = False

    @property
    def sign(self) -> Sign:
        in_place = self._outlet.path.parent == self._sealing.folders.vaults
        return Sign.IN_PLACE if in_place else Sign.ELSEWHERE

    def read(self, size: int, /) -> bytes:
        """The next bytes to seal, none at the end; waits until there are some."""
        if self._header:
            data, self._header = self._header[:size], self._header[size:]
            return data
        while (sound := self._sealing.take(self, self._at, size)) is None:
            with self.turn.asking():
                self._outlet.touch()
        self._at += len(sound)
        return sound

    def write(self, data: bytes, /) -> None:
        """Has the sealed bytes on the disk; OSError when it refuses them."""
        with self.turn.asking():
            self._outlet.write(data)
        self._size += len(data)
        whole = self._size // SEALED_CHUNK * CHUNK - WAV_HEADER
        if whole > 0:
            self._sealing.keep(self, self._begins + whole)
            if self.sign is Sign.ELSEWHERE and not self._told:
                self._told = True
                with self.turn.asking():
                    self._sealing.elsewhere()
