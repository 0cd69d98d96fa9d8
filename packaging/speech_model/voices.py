"""Sentences spoken by espeak-ng, with the second at which each word begins and ends."""

import ctypes
import itertools
import random
from dataclasses import dataclass
from functools import cache

import numpy as np

from speech_model.grammar import sentence

RATE = 16_000
SPOKEN_RATE = 22_050
"""Hertz of espeak-ng's own sound."""
LANGUAGES = ("en-us", "gmw/en", "en-gb-scotland", "en-gb-x-rp", "en-gb-x-gbclan")
VARIANTS = (
    "", "+m1", "+m2", "+m3", "+m4", "+m7", "+f1", "+f2", "+f3", "+f4", "+f5",
    "+Andy", "+Alex", "+Annie", "+Michael", "+steph",
)  # fmt: skip
# espeak-ng/speak_lib.h
SYNCHRONOUS, WORD_EVENT = 1, 1
SPEED, PITCH, PITCH_RANGE, WORD_GAP = 1, 3, 4, 7
QUIET = 0.004


@dataclass(frozen=True)
class Spoken:
    """A sentence as 16-bit sound at RATE, and (start, end) of each word in seconds."""

    text: str
    sound: np.ndarray
    times: list[tuple[float, float]]


class Event(ctypes.Structure):
    """espeak_EVENT."""

    _fields_ = (
        ("type", ctypes.c_int),
        ("unique_identifier", ctypes.c_uint),
        ("text_position", ctypes.c_int),
        ("length", ctypes.c_int),
        ("audio_position", ctypes.c_int),
        ("sample", ctypes.c_int),
        ("user_data", ctypes.c_void_p),
        ("id", ctypes.c_char * 8),
    )


class Espeak:
    """espeak-ng through its C interface, the only one that tells when each word sounds."""

    def __init__(self) -> None:
        self._library = ctypes.CDLL("libespeak-ng.so.1")
        self._library.espeak_Initialize(SYNCHRONOUS, 200, None, 0)
        kind = ctypes.CFUNCTYPE(
            ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.POINTER(Event)
        )
        self._heard = kind(self._hear)  # kept here, or it would be collected
        self._library.espeak_SetSynthCallback(self._heard)
        self._sound: list[np.ndarray] = []
        self._words: dict[int, float] = {}

    def say(self, text: str, voice: str, **settings: int) -> tuple[np.ndarray, dict[int, float]]:
        """Sound at SPOKEN_RATE, and the second at which the word at each place of it begins."""
        self._sound, self._words = [], {}
        if self._library.espeak_SetVoiceByName(voice.encode()) != 0:
            raise ValueError(f"espeak-ng has no voice {voice}")
        for setting, number in (
            ("speed", SPEED), ("pitch", PITCH), ("range", PITCH_RANGE), ("gap", WORD_GAP)
        ):  # fmt: skip
            self._library.espeak_SetParameter(number, settings[setting], 0)
        said = text.encode()
        size = ctypes.c_size_t(len(said) + 1)
        self._library.espeak_Synth(said, size, 0, 1, 0, 1, None, None)
        self._library.espeak_Synchronize()
        return np.concatenate(self._sound).astype(np.float32) / 32768, dict(self._words)

    def _hear(self, samples, count, events) -> int:
        if samples and count > 0:
            self._sound.append(np.ctypeslib.as_array(samples, (count,)).copy())
        at = 0
        while events[at].type != 0:
            if events[at].type == WORD_EVENT:
                place = events[at].text_position - 1
                self._words[place] = events[at].audio_position / 1000
            at += 1
        return 0


@cache
def espeak() -> Espeak:
    """The one of this process: initialised a second time, the library hangs."""
    return Espeak()


def speak(draw: random.Random, voice: str, text: str) -> Spoken:
    """The text in a voice, at a speed and a pitch that are drawn."""
    sound, begins = espeak().say(
        text,
        voice,
        speed=draw.randint(120, 190),
        pitch=draw.randint(30, 70),
        range=draw.randint(30, 70),
        gap=draw.choice([0, 0, 0, 1, 3]),
    )
    sound = _resampled(sound)
    loud = np.flatnonzero(np.abs(sound) > QUIET)
    end = (loud[-1] if len(loud) else len(sound)) / RATE
    sound = sound[: int((end + 0.05) * RATE)]
    starts = _filled(_starts(text, begins), end)
    times = [(a, max(b, a + 0.02)) for a, b in itertools.pairwise(starts)]
    return Spoken(text, (np.clip(sound, -1, 1) * 32767).astype(np.int16), times)


def _resampled(sound: np.ndarray) -> np.ndarray:
    """The same sound at RATE, by its spectrum."""
    length = round(len(sound) * RATE / SPOKEN_RATE)
    spectrum = np.fft.rfft(sound)[: length // 2 + 1]
    return (np.fft.irfft(spectrum, length) * length / len(sound)).astype(np.float32)


def _starts(text: str, begins: dict[int, float]) -> list[float | None]:
    starts, place = [], 0
    for word in text.split():
        starts.append(begins.get(place))
        place += len(word) + 1
    if starts[0] is None:
        starts[0] = min(begins.values(), default=0.0)
    return starts


def _filled(starts: list[float | None], end: float) -> list[float]:
    """Words that espeak runs together ("of the") share their time evenly; the end comes last."""
    known = [(at, start) for at, start in enumerate(starts) if start is not None]
    known.append((len(starts), end))
    places, seconds = zip(*known, strict=True)
    return [float(second) for second in np.interp(range(len(starts) + 1), places, seconds)]


def pool(seed: int, count: int, held_out: frozenset[str]) -> dict[str, list[Spoken]]:
    """So many spoken sentences by voice, none of them held out."""
    draw = random.Random(seed)
    spoken: dict[str, list[Spoken]] = {}
    for _ in range(count):
        languages = LANGUAGES if draw.random() < 0.7 else LANGUAGES[:2]
        voice = draw.choice(languages) + draw.choice(VARIANTS)
        text = sentence(draw)
        while text in held_out:
            text = sentence(draw)
        spoken.setdefault(voice, []).append(speak(draw, voice, text))
    return spoken
