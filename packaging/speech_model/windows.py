"""Windows to learn from: a few sentences of one voice, pauses, a room, and the tokens wanted."""

import random
from dataclasses import dataclass, field

import numpy as np
import torch
from faster_whisper.feature_extractor import FeatureExtractor
from scipy.signal import lfilter
from tokenizers import Tokenizer
from torch import Tensor
from torch.nn import functional

from speech_model.voices import RATE, Spoken

LAST_TIME = 1500
Times = tuple[float, float]


@dataclass
class Window:
    """Sound as Whisper sees it; tokens, and when each of them sounds; what is taught from where."""

    mel: Tensor
    tokens: list[int]
    taught_from: int
    sounds: list[Times | None]
    words: list[tuple[int, Times]] = field(default_factory=list)


class Mel:
    """The numbers of faster-whisper's FeatureExtractor, by torch."""

    def __init__(self) -> None:
        self._filters = torch.from_numpy(FeatureExtractor().mel_filters)
        self._hann = torch.hann_window(400)

    def __call__(self, sound: np.ndarray) -> Tensor:
        padded = functional.pad(torch.from_numpy(sound), (0, 160))
        waves = torch.stft(
            padded, 400, 160, window=self._hann, return_complex=True, center=True,
            pad_mode="reflect",
        )  # fmt: skip
        power = waves[:, :-1].abs() ** 2
        loud = (self._filters @ power).clamp(min=1e-10).log10()
        return ((torch.maximum(loud, loud.max() - 8.0) + 4) / 4)[:, :-1]


class Windows:
    """Draws windows; each is new."""

    def __init__(self, pool: dict[str, list[Spoken]], tokenizer: Tokenizer, seed: int) -> None:
        self._pool = pool
        self._voices = [voice for voice in pool if len(pool[voice]) > 8]
        self._tokenizer = tokenizer
        self._mel = Mel()
        self.draw = random.Random(seed)
        self._draw_many = np.random.default_rng(seed)
        self._known: dict[str, list[int]] = {}
        self.end, self._begin, self._before, self._no_speech, self.no_times = map(
            tokenizer.token_to_id,
            (
                "<|endoftext|>",
                "<|startoftranscript|>",
                "<|startofprev|>",
                "<|nospeech|>",
                "<|notimestamps|>",
            ),
        )

    def window(self, seconds: float, most: int, *, full: bool) -> Window:
        """Up to so many sentences in up to so many seconds; `full` may cut the last one off."""
        if self.draw.random() < 0.04:
            return self._empty(seconds)
        voice = self.draw.choice(self._voices)
        sound, said = self._placed(voice, seconds, self.draw.randint(1, most), full=full)
        timed = self.draw.random() < 0.6
        tokens = [self._begin] if timed else [self._begin, self.no_times]
        first = 1
        if self.draw.random() < 0.25:
            before = self._context(voice, 6 if seconds > 20 else 2, timed=timed)
            tokens = [self._before, *before[-120:], *tokens]
            first = len(tokens) - (0 if timed else 1)
        window = Window(self._mel(sound), tokens, first, [None] * len(tokens))
        self._teach(window, said, len(sound) / RATE, timed=timed)
        return window

    def _empty(self, seconds: float) -> Window:
        length = int(self.draw.uniform(0.5, seconds) * RATE)
        sound = np.zeros(length, np.float32)
        if self.draw.random() < 0.8:
            sound = self._noise(length) * 10 ** self.draw.uniform(-4, -1.3)
        tokens = [self._begin, self._no_speech, self.end]
        return Window(self._mel(sound.astype(np.float32)), tokens, 1, [None] * 3)

    def _placed(
        self, voice: str, seconds: float, count: int, *, full: bool
    ) -> tuple[np.ndarray, list[tuple[str, list[Times]]]]:
        """Sentences one after the other in a room; and when their words sound."""
        draw, limit = self.draw, int(seconds * RATE)
        sound = np.zeros(limit + 40 * RATE, np.float32)
        at = draw.choice([0, draw.uniform(0, 1.2)])
        said: list[tuple[str, list[Times]]] = []
        hurried = draw.random() < 0.2
        while len(said) < count and at < seconds:
            one = draw.choice(self._pool[voice])
            length = len(one.sound) / RATE
            if not full and said and at + length > seconds:
                break
            start = int(at * RATE)
            loudness = draw.uniform(0.8, 1.2) / 32768
            sound[start : start + len(one.sound)] += one.sound.astype(np.float32) * loudness
            said.append((one.text, [(at + begin, at + end) for begin, end in one.times]))
            short = draw.choice([draw.uniform(0.2, 0.8), draw.uniform(0.6, 2.0)])
            at += length + (draw.uniform(0.1, 0.4) if hurried else short)
        tail = draw.choice([0.05, draw.uniform(0.05, 1.2)])
        sound = sound[: min(limit, int((said[-1][1][-1][1] + tail) * RATE))]
        if draw.random() < 0.75:
            quieter = 10 ** (-draw.uniform(12, 45) / 20)
            sound = sound + self._noise(len(sound)) * np.sqrt((sound**2).mean() + 1e-9) * quieter
        return (sound * 10 ** draw.uniform(-1.2, 0.2)).astype(np.float32), said

    def _noise(self, length: int) -> np.ndarray:
        noise = self._draw_many.standard_normal(length).astype(np.float32)
        kind = self.draw.random()
        if kind < 0.5:
            noise = lfilter([1], [1, -self.draw.uniform(0.7, 0.98)], noise).astype(np.float32)
        if kind < 0.15:  # the mains
            turns = self.draw.choice([50, 60, 100, 120]) * np.arange(length) / RATE
            noise += 0.5 * np.sin(2 * np.pi * turns).astype(np.float32)
        return noise / (np.sqrt((noise**2).mean()) + 1e-9)

    def _context(self, voice: str, most: int, *, timed: bool) -> list[int]:
        """Sentences as if they had come before."""
        tokens: list[int] = []
        for _ in range(self.draw.randint(1, most)):
            words = self.tokens_of(" " + self.draw.choice(self._pool[voice]).text)
            begin = self.no_times + 1 + self.draw.randint(0, 1300)
            end = begin + self.draw.randint(50, 200)
            tokens += [begin, *words, end] if timed else words
        return tokens

    def _teach(
        self, window: Window, said: list[tuple[str, list[Times]]], length: float, *, timed: bool
    ) -> None:
        cut = said[-1][1][-1][1] > length
        spoken_until = 0.0

        def add(token: int, when: Times) -> None:
            window.tokens.append(token)
            window.sounds.append(when)

        for at, (text, times) in enumerate(said):
            begin, end = times[0][0], times[-1][1]
            words = list(zip(text.split(), times, strict=True))
            window.words += [
                (self.tokens_of(" " + word.rstrip("."))[0], when) for word, when in words
            ]
            if timed:
                add(self._time(begin), (begin - 0.06, begin + 0.1))
            if cut and at == len(said) - 1:
                if not timed:
                    for word, when in words:
                        if when[1] <= length:
                            for token in self.tokens_of(" " + word.rstrip(".")):
                                add(token, when)
                break
            stop = self.tokens_of(".")[0]
            for word, when in words:
                for token in self.tokens_of(" " + word):
                    add(token, (end - 0.06, end + 0.2) if token == stop else when)
            if timed:
                add(self._time(end), (end - 0.1, end + 0.06))
            spoken_until = end
        quiet = (spoken_until, spoken_until + 0.4)
        add(self.end, (length - 0.3, length + 0.3) if cut else quiet)

    def _time(self, second: float) -> int:
        return int(self.no_times + 1 + max(0, min(LAST_TIME, round(second / 0.02))))

    def tokens_of(self, text: str) -> list[int]:
        """The text's tokens, without any special one."""
        if text not in self._known:
            self._known[text] = self._tokenizer.encode(text, add_special_tokens=False).ids
        return self._known[text]
