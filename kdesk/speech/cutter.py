"""A memo's sound cut at its silences into pieces that a model hears one by one, as it comes in."""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from kdesk.speech import settings
from kdesk.speech.settings import RATE, Cutting
from kdesk.speech.voice import FRAME, Silero, Sound, Span, Voices

_LOOK = settings.FRAMES_AT_ONCE * FRAME
"""Samples that are looked at together."""


@dataclass(frozen=True, slots=True)
class Voice:
    """One stretch of a piece in which somebody speaks; seconds from the memo's start."""

    start: float
    end: float
    at: float
    """Where in the piece's sound it begins, in seconds."""


@dataclass(frozen=True, slots=True)
class Piece:
    """Sound with a voice in it, mono float32 at RATE, its long silences shortened."""

    sound: Sound
    voices: tuple[Voice, ...]

    @property
    def start(self) -> float:
        """When in the memo it begins."""
        return self.voices[0].start

    @property
    def end(self) -> float:
        """When in the memo it ends."""
        return self.voices[-1].end


class Cutter:
    """Takes a memo's sound as it comes and gives each piece once nothing later can change it.

    However the sound is split into blocks, the pieces are the same. Kept in memory is no more
    than the piece that is not settled, so a memo of hours needs no more than one of a minute.
    """

    def __init__(self, cutting: Cutting, start: float = 0.0) -> None:
        self._cutting = cutting
        self._begun = start
        self._silero = Silero()
        self._voices = Voices(cutting.longest_piece)
        self._length = 0  # samples taken in
        self._seen = 0  # samples that Silero has judged
        self._kept = bytearray()  # the sound from sample _first on
        self._first = 0
        self._group: list[Span] = []  # neighbours that will share a piece

    @property
    def until(self) -> float:
        """Everything before this second of the memo is in a piece already given, or silent."""
        return self._begun + max(0, self._open_from()) / RATE

    def feed(self, pcm: bytes) -> list[Piece]:
        """The pieces that are settled by this block of s16 mono at RATE."""
        self._kept += pcm
        self._length = self._first + len(self._kept) // 2
        whole = (self._length - self._seen) // _LOOK * _LOOK
        pieces = self._looked_at(self._sound(self._seen, self._seen + whole))
        self._seen += whole
        self._forget()
        return pieces

    def finish(self) -> list[Piece]:
        """The pieces that are left when the memo is at its end."""
        rest = self._sound(self._seen, self._length)
        pieces = self._looked_at(np.pad(rest, (0, FRAME - len(rest) % FRAME)))
        pieces += self._joined(self._voices.finish(self._length))
        self._seen = self._length
        if self._group:
            pieces.append(self._taken())
        return pieces

    def _looked_at(self, sound: Sound) -> list[Piece]:
        """The pieces that are settled by some frames more."""
        probabilities = self._silero.probabilities(sound)
        pieces = []
        # always so many at a time, or the pieces would depend on the blocks
        for at in range(0, len(probabilities), settings.FRAMES_AT_ONCE):
            now = probabilities[at : at + settings.FRAMES_AT_ONCE]
            pieces += self._joined(self._voices.feed(now))
            if self._group and not self._may_grow():
                pieces.append(self._taken())
        return pieces

    def _joined(self, voices: list[Span]) -> list[Piece]:
        pieces = []
        for voice in voices:
            if self._group and not self._fits(voice):
                pieces.append(self._taken())
            self._group.append(voice)
        return pieces

    def _may_grow(self) -> bool:
        """Whether what comes next could still share the piece."""
        going_on = self._voices.going_on
        if going_on:
            return self._fits(going_on)
        return self._has_room(max(self._voices.open_from, self._group[-1][1]))

    def _fits(self, voice: Span) -> bool:
        """Whether a neighbour shares the piece of those before it."""
        length = _length([*self._group, voice], self._cutting)
        return self._has_room(voice[0]) and length <= self._cutting.joined_piece * RATE

    def _has_room(self, start: int) -> bool:
        """Whether a neighbour that begins at this sample could still share the piece."""
        cutting = self._cutting
        silence = start - self._group[-1][1] + 2 * settings.PADDING * RATE
        return (
            silence <= cutting.join_silences * RATE
            and start - self._group[0][0] <= cutting.longest_wait * RATE
            and _length(self._group, cutting) < settings.FULL * cutting.joined_piece * RATE
        )

    def _taken(self) -> Piece:
        group, self._group = self._group, []
        half = round(self._cutting.kept_silence * RATE / 2)
        stretches: list[Sound] = []
        voices: list[Voice] = []
        at, begin = 0, group[0][0]
        for voice, after in zip(group, [*group[1:], None], strict=True):
            start, end = voice
            lead = start - begin
            voices.append(Voice(self._second(start), self._second(end), (at + lead) / RATE))
            if after is None:
                stretches.append(self._sound(begin, end))
            elif after[0] - end <= 2 * half:
                stretches.append(self._sound(begin, after[0]))
                begin = after[0]
            else:
                stretches.append(self._sound(begin, end + half))
                begin = after[0] - half
            at += len(stretches[-1])
        return Piece(np.concatenate(stretches), tuple(voices))

    def _forget(self) -> None:
        """Drop the sound that no piece can hold any more."""
        done = min(self._open_from(), self._seen)
        if done > self._first:
            del self._kept[: 2 * (done - self._first)]
            self._first = done

    def _open_from(self) -> int:
        return self._group[0][0] if self._group else self._voices.open_from

    def _second(self, sample: int) -> float:
        return self._begun + sample / RATE

    def _sound(self, first: int, last: int) -> Sound:
        samples = np.frombuffer(
            self._kept, "<i2", count=last - first, offset=2 * (first - self._first)
        )
        return samples.astype(np.float32) / np.float32(32768)


def _length(group: list[Span], cutting: Cutting) -> int:
    """Samples of the piece that these make, long silences shortened."""
    kept = round(cutting.kept_silence * RATE)
    gaps = (min(kept, after[0] - before[1]) for before, after in pairwise(group))
    return sum(end - start for start, end in group) + sum(gaps)
