"""A memo's sound cut at its silences into pieces that a model hears one by one."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
from faster_whisper.vad import VadOptions, get_speech_timestamps
from numpy.typing import NDArray

from kdesk.speech import settings
from kdesk.speech.settings import RATE, Cutting

Span = tuple[int, int]
"""First sample and the one after the last."""


@dataclass(frozen=True, slots=True)
class Piece:
    """Sound with a voice in it, mono float32 at RATE; times in seconds from the memo's start."""

    sound: NDArray[np.float32]
    start: float
    voices: tuple[tuple[float, float], ...]
    """From when to when somebody speaks, a silence between each and the next."""

    @property
    def end(self) -> float:
        """When it ends."""
        return self.start + len(self.sound) / RATE


def windows(blocks: Iterable[bytes], cutting: Cutting) -> Iterator[tuple[Piece, ...]]:
    """The pieces of some minutes of sound at a time, in order; blocks of s16 mono at RATE.

    A window may be empty. What is neither silence nor noise is in exactly one piece.
    """
    begun, waiting = 0, bytearray()
    enough = int(settings.LOOKED_AT_ONCE * RATE) * 2
    for block in blocks:
        waiting += block
        if len(waiting) >= enough:
            sound = _floats(waiting)
            voices, looked_through = _until_a_silence(_voices(sound, cutting), len(sound))
            yield _pieces(sound, voices, begun, cutting)
            begun += looked_through
            del waiting[: 2 * looked_through]
    sound = _floats(waiting)
    yield _pieces(sound, _voices(sound, cutting), begun, cutting)


def _floats(pcm: bytearray) -> NDArray[np.float32]:
    samples = np.frombuffer(pcm, "<i2", count=len(pcm) // 2)
    return samples.astype(np.float32) / np.float32(32768)


def _voices(sound: NDArray[np.float32], cutting: Cutting) -> list[Span]:
    """Where somebody speaks, with the padding of settings; found by Silero's filter."""
    if not len(sound):
        return []
    options = VadOptions(
        threshold=settings.VOICE_THRESHOLD,
        min_speech_duration_ms=round(settings.SHORTEST_VOICE * 1000),
        max_speech_duration_s=cutting.longest_piece,
        min_silence_duration_ms=round(settings.SILENCE * 1000),
        speech_pad_ms=round(settings.PADDING * 1000),
    )
    found = get_speech_timestamps(sound, options, sampling_rate=RATE)
    return [(int(voice["start"]), int(voice["end"])) for voice in found]


def _until_a_silence(voices: list[Span], length: int) -> tuple[list[Span], int]:
    """The voices that have ended, and up to where the sound is done with.

    A voice that may go on after the window is left for the next one.
    """
    edge = length - int(settings.OVERLAP * RATE)
    if voices and voices[-1][1] > edge:
        return voices[:-1], voices[-1][0]
    return voices, edge


def _pieces(
    sound: NDArray[np.float32], voices: list[Span], begun: int, cutting: Cutting
) -> tuple[Piece, ...]:
    return tuple(
        Piece(
            sound=sound[group[0][0] : group[-1][1]],
            start=(begun + group[0][0]) / RATE,
            voices=tuple(((begun + start) / RATE, (begun + end) / RATE) for start, end in group),
        )
        for group in _joined(voices, cutting)
    )


def _joined(voices: list[Span], cutting: Cutting) -> list[list[Span]]:
    """Neighbours that share a piece."""
    # each voice ends and begins with its padding, so the silence is that much longer
    nearest = (cutting.join_silences - 2 * settings.PADDING) * RATE
    longest = cutting.longest_piece * RATE
    groups: list[list[Span]] = []
    for voice in voices:
        if (
            groups
            and voice[0] - groups[-1][-1][1] <= nearest
            and voice[1] - groups[-1][0][0] <= longest
        ):
            groups[-1].append(voice)
        else:
            groups.append([voice])
    return groups
