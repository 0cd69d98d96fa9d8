"""A model tried on this computer: the same few seconds heard in every way that may be the best."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from time import perf_counter
from typing import Protocol

import ctranslate2

from kdesk.domain.problem import Problem
from kdesk.speech.listener import Listener
from kdesk.speech.settings import RATE
from kdesk.speech.speed import CPU, GPU, WORTH, Speed
from kdesk.speech.wish import Wish

LASTS = 2.0
"""Seconds in which one way is tried again and again; the best try counts, for whatever else the
computer does can only make it slower."""
MOST_THREADS = 16
"""More have never helped a Whisper: what they share is the memory, and that is at its end."""


class Load(Protocol):
    """Loads a model; Listener.load does."""

    def __call__(self, folder: Path, device: str, threads: int) -> Listener:
        """The model on this device; Problem BAD_MODEL when it can't be loaded there."""


def tried(
    folder: Path,
    pcm: bytes,
    *,
    load: Load = Listener.load,
    clock: Callable[[], float] = perf_counter,
    cores: int | None = None,
    cards: int | None = None,
) -> tuple[Speed, ...]:
    """How fast the model in `folder` hears this speech (s16 mono at 16 kHz) in each way.

    More threads are tried as long as they pay, then the graphics card where there is one. Raises
    Problem BAD_MODEL.
    """
    found: list[Speed] = []
    for threads in _numbers(cores or os.cpu_count() or 1):
        found.append(Speed(CPU, threads, _times(load(folder, CPU, threads), pcm, clock)))
        if len(found) > 1 and found[-1].times < WORTH * found[-2].times:
            break
    if ctranslate2.get_cuda_device_count() if cards is None else cards:
        try:
            found.append(Speed(GPU, 1, _times(load(folder, GPU, 1), pcm, clock)))
        except Problem:  # there is one, but without its libraries or with too little memory
            return tuple(found)
    return tuple(found)


def _numbers(cores: int) -> Iterator[int]:
    """1, 2, 3, 4, 6, 8, 12, 16, as far as there are cores."""
    yield from (number for number in (1, 2, 3, 4, 6, 8, 12, MOST_THREADS) if number <= cores)


def _times(listener: Listener, pcm: bytes, clock: Callable[[], float]) -> float:
    """Seconds of sound in a second; the first try only warms up, unless it takes very long."""
    seconds = len(pcm) / 2 / RATE
    best = _once(listener, pcm, clock)
    begun = clock()
    if best < LASTS:
        best = _once(listener, pcm, clock)
    while clock() - begun < LASTS and best < LASTS:
        best = min(best, _once(listener, pcm, clock))
    return round(seconds / best, 2)


def _once(listener: Listener, pcm: bytes, clock: Callable[[], float]) -> float:
    begun = clock()
    for _ in listener.listen([pcm], Wish("en")):
        pass
    return max(clock() - begun, 1e-6)
