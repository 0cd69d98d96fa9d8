"""The recorder process: microphone in, sealed capture out. It knows a public key and no secret.

It outlives nothing but the window: when its input ends, whatever the reason, it saves and goes.
"""

import os
import signal
import threading
from pathlib import Path
from types import FrameType
from typing import BinaryIO

from kdesk.audio.devices import sound_library
from kdesk.audio.recorder import Take
from kdesk.domain.problem import Problem, Trouble
from kdesk.domain.sign import Sign
from kdesk.jobs.child import close_doors
from kdesk.jobs.outbox import Outbox
from kdesk.jobs.protocol import (
    Begin,
    Continue,
    Failed,
    Hold,
    Level,
    Mark,
    Marked,
    Message,
    Noticed,
    Paused,
    Prepare,
    Resumed,
    Saved,
    Sound,
    Spoiled,
    Started,
    Stop,
    messages,
)
from kdesk.jobs.runner import start_thread, within
from kdesk.store.captures import CaptureMeta, CaptureSink

OPENS_WITHIN = 5.0
"""Seconds for microphone and first file; a sound server that hangs takes for ever."""
SOUND_AT_ONCE = 24_000
"""Bytes of sound in one message, a quarter of a second: few messages, and soon enough."""
TOLD_WITHIN = 2.0
"""Seconds to tell the window the last news before the process ends."""
SAVES_WITHIN = 30.0
"""Seconds in which a process that is told to end still tries to save what no disk took before; the
session that ends may kill it sooner."""


def main(stdin: BinaryIO, stdout: BinaryIO) -> int:
    """Obey orders until there are no more, then save what is being recorded."""
    close_doors()
    outbox = Outbox(stdout)
    desk = _RecorderDesk(outbox)
    threading.excepthook = lambda _: _end_of_a_bug(outbox, desk)
    for wanted in (signal.SIGTERM, signal.SIGINT):
        signal.signal(wanted, _told_to_end)
    try:
        for order in messages(stdin):
            if isinstance(order, Begin):
                outbox.beat()
            desk.obey(order)
        desk.close()  # nobody waits: what no disk takes now is tried until one does
    except _ToldToEndError:
        pass
    finally:
        for wanted in (signal.SIGTERM, signal.SIGINT):
            signal.signal(wanted, signal.SIG_IGN)
        desk.close(SAVES_WITHIN)
    outbox.flush(TOLD_WITHIN)
    if desk.spoiled:
        os._exit(0)  # an ordinary end would wait for the sound system, which hangs
    return 0


class _RecorderDesk:
    """Takes orders one by one; has at most one recording."""

    def __init__(self, outbox: Outbox) -> None:
        self._outbox = outbox
        self._prepare: Prepare | None = None
        self._take: Take | None = None
        self.spoiled = False

    def obey(self, order: Message) -> None:
        """Do one thing that the window asks for."""
        if isinstance(order, Prepare):
            self._prepare = order
            start_thread("sound-library", _load)
        elif isinstance(order, Begin):
            self._begin(order)
        elif self._take is not None:
            if isinstance(order, Hold):
                self._take.hold()
            elif isinstance(order, Continue):
                self._take.go_on()
            elif isinstance(order, Mark):
                self._take.mark()
            elif isinstance(order, Stop):
                self._take.stop()

    def close(self, within: float | None = None) -> None:
        """Save what is being recorded."""
        if self._take is not None:
            self._take.stop()
            self._take.wait(within)
            self.spoiled = self.spoiled or self._take.spoiled

    def _begin(self, order: Begin) -> None:
        prepare = self._prepare
        if prepare is None:
            return
        if self._take is not None and (not self._take.wait(OPENS_WITHIN) or self._take.spoiled):
            self._outbox.add(Spoiled())
            return
        told = _Told(self._outbox, order)
        in_time = True

        def sink(device: str) -> CaptureSink:
            if not in_time:  # the microphone opened after all, when somebody else had taken over
                raise _no_answer()
            told.device = device
            about = CaptureMeta(id=order.id, at=order.at, device=device, after=order.after)
            return CaptureSink(
                Path(prepare.captures), Path(prepare.fallback), prepare.recipient, about
            )

        try:
            self._take = within(OPENS_WITHIN, lambda: Take(prepare.device, sink, told))
        except TimeoutError:
            in_time = False
            self.spoiled = True
            # With a device it was open, and the first file was waited for.
            self._outbox.add(Failed(_slow_disk() if told.device else _no_answer()))
        except Problem as problem:
            self._outbox.add(Failed(problem))
        except OSError:
            self._outbox.add(Failed(_no_room()))


class _Told:
    """Passes on how a recording goes."""

    def __init__(self, outbox: Outbox, begun: Begin) -> None:
        self._outbox = outbox
        self._begun = begun
        self._sound = bytearray()
        self._frame = 0
        self.device = ""

    def started(self) -> None:
        self._outbox.add(Started(self._begun.id, self._begun.at, self.device))

    def level(self, loudness: float, seconds: float) -> None:
        self._outbox.add(Level(round(loudness, 3), round(seconds, 2)))

    def sound(self, frame: int, pcm: bytes) -> None:
        if not self._begun.live:
            return
        if not self._sound:
            self._frame = frame
        self._sound += pcm
        if len(self._sound) >= SOUND_AT_ONCE:
            self._send_sound()

    def paused(self) -> None:
        self._send_sound()
        self._outbox.add(Paused())

    def resumed(self) -> None:
        self._outbox.add(Resumed())

    def marked(self, number: int) -> None:
        self._outbox.add(Marked(number))

    def noticed(self, sign: Sign, device: str = "") -> None:
        self._outbox.add(Noticed(sign, device))

    def spoiled(self) -> None:
        self._outbox.add(Spoiled())

    def saved(self, seconds: float) -> None:
        self._send_sound()
        self._outbox.add(Saved(self._begun.id, seconds))

    def failed(self, problem: Problem) -> None:
        self._outbox.add(Failed(problem))

    def _send_sound(self) -> None:
        if self._sound:
            self._outbox.add(Sound(self._frame, bytes(self._sound)))
            self._sound.clear()


class _ToldToEndError(Exception):
    """The session ends: somebody logs out or shuts down."""


def _told_to_end(_number: int, _frame: FrameType | None) -> None:
    raise _ToldToEndError


def _load() -> None:
    """Load the sound library before it is needed; it asks what devices there are, no more."""
    try:
        sound_library()
    except Problem:
        return  # said when a recording is asked for


def _end_of_a_bug(outbox: Outbox, desk: _RecorderDesk) -> None:
    outbox.add(Spoiled())
    desk.close(TOLD_WITHIN)  # it may be another thread's than the one that writes
    outbox.add(Failed(_fault()))
    outbox.flush(TOLD_WITHIN)
    os._exit(1)


def _fault() -> Problem:
    return Problem(
        Trouble.NO_MICROPHONE,
        "The recorder stopped because of a fault in kdesk. What you said until then is kept; "
        "say more whenever you like.",
    )


def _no_answer() -> Problem:
    return Problem(
        Trouble.NO_MICROPHONE,
        "The sound system does not answer, so nothing can be recorded. Log out and in again, "
        "or restart the computer, then try again.",
    )


def _slow_disk() -> Problem:
    return Problem(
        Trouble.CANNOT_WRITE,
        "No disk of this computer answers, so nothing can be recorded. Wait a moment, then "
        "try again.",
    )


def _no_room() -> Problem:
    return Problem(
        Trouble.CANNOT_WRITE,
        "The recording could not be begun: nothing can be written in kdesk's folder. "
        "Check the disk, then try again.",
    )
