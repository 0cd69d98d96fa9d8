"""Where in the sound somebody speaks, found while it comes in: Silero's filter and its hysteresis.

The rules are those of faster_whisper.vad.get_speech_timestamps, which wants the whole sound at
once; a test holds both side by side. Here each sample is looked at once and nothing is kept of it.
"""

from collections.abc import Iterable
from typing import Any

import numpy as np
from faster_whisper.vad import get_vad_model
from numpy.typing import NDArray

from kdesk.speech import settings
from kdesk.speech.settings import RATE

Sound = NDArray[np.float32]
Span = tuple[int, int]
"""First sample and the one after the last."""

FRAME = 512
"""Samples that Silero judges at a time."""
_CONTEXT = 64
"""Samples of the frame before that it sees again."""


class Silero:
    """How likely a voice is, frame by frame, with the filter's memory carried on."""

    def __init__(self) -> None:
        self._session: Any = get_vad_model().session
        self._hidden = np.zeros((1, 1, 128), np.float32)
        self._cell = np.zeros((1, 1, 128), np.float32)
        self._context = np.zeros((1, _CONTEXT), np.float32)

    def probabilities(self, sound: Sound) -> list[float]:
        """One for each frame; the sound is whole frames."""
        if not len(sound):
            return []
        frames = sound.reshape(-1, FRAME)
        before = np.concatenate([self._context, frames[:-1, -_CONTEXT:]])
        found, self._hidden, self._cell = self._session.run(
            None,
            {"input": np.hstack([before, frames]), "h": self._hidden, "c": self._cell},
        )
        self._context = frames[-1:, -_CONTEXT:].copy()
        return [float(one) for one in np.ravel(found)]


class Voices:
    """Stretches in which somebody speaks, each told as soon as nothing later can change it."""

    def __init__(self, longest: float) -> None:
        self._longest = RATE * longest - FRAME - 2 * settings.PADDING * RATE
        self._at = 0
        self._start: int | None = None  # of the voice that goes on now
        self._quiet = 0  # where it may have ended; 0: nowhere
        self._cut, self._go_on = 0, 0  # where it may be cut when it gets too long, and go on
        self._peak = 0.0  # the likeliest frame of the voice that goes on now
        self._ended: list[tuple[Span, bool]] = []  # and whether it is certain
        self._certain = False  # whether the one that waits is
        self._waiting: Span | None = None  # its end's padding is not settled
        self._before = 0  # the end of the voice told last

    @property
    def open_from(self) -> int:
        """The first sample that may be part of a voice not told yet."""
        if self._waiting:
            return self._waiting[0]
        begun = self._at if self._start is None else self._start
        return max(self._before, begun - _PADDING)

    @property
    def going_on(self) -> Span | None:
        """The voice to be told next, as far as it is certain; None while there is none."""
        if self._waiting and self._certain:
            return self._waiting
        end = self._quiet or self._at
        if self._waiting or self._start is None or end - self._start <= _SHORTEST:
            return None
        return (self.open_from, end) if self._is_certain(self._start, end) else None

    def feed(self, probabilities: Iterable[float]) -> list[Span]:
        """The stretches that are settled by these frames."""
        for probability in probabilities:
            self._judge(probability)
            self._at += FRAME
        return self._settled()

    def finish(self, length: int) -> list[Span]:
        """The stretches that are left, when the sound is so many samples long."""
        if self._start is not None and length - self._start > _SHORTEST:
            self._end(self._start, length)
        self._start = None
        told = self._settled()
        if self._waiting and self._certain:
            told.append((self._waiting[0], min(length, self._waiting[1] + _PADDING)))
        self._waiting = None
        return told

    def _judge(self, probability: float) -> None:
        speech, at = probability >= settings.VOICE_THRESHOLD, self._at
        if speech and self._quiet:
            self._quiet = 0
            if self._go_on < self._cut:
                self._go_on = at
        self._peak = max(self._peak, probability)
        if speech and self._start is None:
            self._start, self._peak = at, probability
        elif self._start is not None and at - self._start > self._longest:
            if self._cut_off(self._start):
                self._end_at_silence(probability)
        else:
            self._end_at_silence(probability)

    def _cut_off(self, start: int) -> bool:
        """End a voice that is too long at its last short silence, or here; whether it goes on."""
        if self._cut:
            self._end(start, self._cut)
            self._start = None if self._go_on < self._cut else self._go_on
        else:
            self._end(start, self._at)
            self._start = None
        goes_on = bool(self._cut)
        self._quiet = self._cut = self._go_on = 0
        return goes_on

    def _end_at_silence(self, probability: float) -> None:
        if self._start is None or probability >= settings.SILENCE_THRESHOLD:
            return
        self._quiet = self._quiet or self._at
        if self._at - self._quiet > _CUT_SILENCE:
            self._cut = self._quiet
        if self._at - self._quiet >= _SILENCE:
            if self._quiet - self._start > _SHORTEST:
                self._end(self._start, self._quiet)
            self._start = None
            self._quiet = self._cut = self._go_on = 0

    def _end(self, start: int, end: int) -> None:
        self._ended.append(((start, end), self._is_certain(start, end)))

    def _is_certain(self, start: int, end: int) -> bool:
        """Whether the voice that goes on now, from here to there, is one and not a sigh."""
        long = end - start >= settings.LONG_VOICE * RATE
        return long or self._peak >= settings.CERTAIN_VOICE

    def _settled(self) -> list[Span]:
        told: list[Span] = []
        for (start, end), certain in self._ended:
            if self._waiting:
                shared = min((start - self._waiting[1]) // 2, _PADDING)
                if self._certain:
                    told.append((self._waiting[0], self._waiting[1] + shared))
                first = start - shared
            else:
                first = max(0, start - _PADDING)
            self._waiting, self._certain = (first, end), certain
        self._ended.clear()
        begins = self._at if self._start is None else self._start
        if self._waiting and begins - self._waiting[1] >= 2 * _PADDING:
            start, end = self._waiting
            if self._certain:
                told.append((start, end + _PADDING))
            self._waiting, self._before = None, end + _PADDING
        return told


_PADDING = round(settings.PADDING * RATE)
_SILENCE = round(settings.SILENCE * RATE)
_SHORTEST = round(settings.SHORTEST_VOICE * RATE)
_CUT_SILENCE = settings.CUT_SILENCE * RATE
