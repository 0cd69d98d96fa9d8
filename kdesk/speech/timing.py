"""How fast a model is here: the same few seconds heard in every way that may be the best."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from time import perf_counter
from typing import Protocol

import ctranslate2

from kdesk.domain.problem import Problem
from kdesk.speech.listener import Listener
from kdesk.speech.settings import MOST_THREADS, RATE, TRIED_FOR, WORTH
from kdesk.speech.speed import CPU, GPU, Speed
from kdesk.speech.wish import Wish


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
) -> Iterator[Speed]:
    """How fast the model in `folder` hears this speech (s16 mono at 16 kHz), way by way.

    More threads are tried as long as they pay. The graphics card comes last, where there is one:
    one without its libraries can take the whole process with it. Raises Problem BAD_MODEL.
    """
    before = 0.0
    for threads in _numbers(cores or os.cpu_count() or 1):
        times = _times(load(folder, CPU, threads), pcm, clock)
        yield Speed(CPU, threads, times)
        if times < WORTH * before:
            break
        before = times
    if ctranslate2.get_cuda_device_count() if cards is None else cards:
        try:
            yield Speed(GPU, 1, _times(load(folder, GPU, 1), pcm, clock))
        except Problem:  # its libraries are missing, or its memory is too small
            return


def _numbers(cores: int) -> Iterator[int]:
    """1, 2, 3, 4, 6, 8, 12, 16, as far as there are cores."""
    yield from (number for number in (1, 2, 3, 4, 6, 8, 12, MOST_THREADS) if number <= cores)


def _times(listener: Listener, pcm: bytes, clock: Callable[[], float]) -> float:
    """Seconds of sound in a second; the first try only warms up, unless it takes very long."""
    seconds = len(pcm) / 2 / RATE
    best = _once(listener, pcm, clock)
    begun = clock()
    if best < TRIED_FOR:
        best = _once(listener, pcm, clock)
    while clock() - begun < TRIED_FOR and best < TRIED_FOR:
        best = min(best, _once(listener, pcm, clock))
    return round(seconds / best, 2)


def _once(listener: Listener, pcm: bytes, clock: Callable[[], float]) -> float:
    begun = clock()
    for _ in listener.listen([pcm], Wish("en")):
        pass
    return max(clock() - begun, 1e-6)
