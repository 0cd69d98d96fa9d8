"""Memos as somebody might leave them: held-out sentences in one voice, long pauses, a room."""

import random
from dataclasses import dataclass

import numpy as np

from speech_model.grammar import held_out
from speech_model.voices import LANGUAGES, RATE, VARIANTS, speak

MOST_SENTENCES = 12
SHORTEST_PAUSE, LONGEST_PAUSE = 0.3, 20.0
QUIETEST_ROOM, LOUDEST_ROOM = 45, 15
"""Decibels by which the room is quieter than the voice."""


@dataclass(frozen=True)
class Memo:
    """16-bit sound at RATE; each word that is said in it, and the second it begins at."""

    sound: np.ndarray
    words: list[tuple[str, float]]
    voice: str


def memo(seed: int) -> Memo:
    """The memo of this number; always the same with the same espeak-ng."""
    draw = random.Random(seed)
    voice = draw.choice(LANGUAGES) + draw.choice(VARIANTS)
    sentences = sorted(held_out())
    parts, words = [_silence(draw.uniform(0.3, 2.0))], []
    length = len(parts[0])
    for _ in range(draw.randint(1, MOST_SENTENCES)):
        said = speak(draw, voice, draw.choice(sentences))
        for word, (begin, _) in zip(said.text.split(), said.times, strict=True):
            words.append((word, length / RATE + begin))
        parts += [said.sound / np.float32(32768), _silence(_pause(draw))]
        length += sum(map(len, parts[-2:]))
    sound = np.concatenate(parts)
    sound = sound + _room(draw, sound)
    sound *= 10 ** draw.uniform(-1.2, 0.0)
    return Memo((np.clip(sound, -1, 1) * 32767).astype("<i2"), words, voice)


def _pause(draw: random.Random) -> float:
    """Seconds; short ones more often than long ones, as in speech."""
    return SHORTEST_PAUSE * (LONGEST_PAUSE / SHORTEST_PAUSE) ** draw.random()


def _silence(seconds: float) -> np.ndarray:
    return np.zeros(int(seconds * RATE), np.float32)


def _room(draw: random.Random, sound: np.ndarray) -> np.ndarray:
    """Hiss, a deeper rush, or the mains, all through the memo."""
    many = np.random.default_rng(draw.randrange(1 << 32))
    room = many.standard_normal(len(sound)).astype(np.float32)
    kind = draw.choice(("hiss", "rush", "mains"))
    if kind != "hiss":
        spectrum = np.fft.rfft(room)
        low = np.fft.rfftfreq(len(room), 1 / RATE)
        room = np.fft.irfft(spectrum / np.maximum(low, 100), len(room))
    if kind == "mains":
        turns = draw.choice((50, 60)) * np.arange(len(room)) / RATE
        room += np.sqrt((room**2).mean()) * np.sin(2 * np.pi * turns)
    voiced = sound[np.abs(sound) > 0.004]
    quieter = 10 ** (-draw.uniform(LOUDEST_ROOM, QUIETEST_ROOM) / 20)
    return room / np.sqrt((room**2).mean()) * np.sqrt((voiced**2).mean()) * quieter
