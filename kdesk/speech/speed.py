"""How fast a model hears on this computer, and which way of computing is the fastest."""

from collections.abc import Sequence
from dataclasses import dataclass

from kdesk.speech.settings import WORTH

CPU, GPU = "cpu", "cuda"
"""As CTranslate2 names the devices; it knows no other graphics cards."""


@dataclass(frozen=True, slots=True)
class Speed:
    """One way of computing and how it did; `times` is seconds of sound heard in a second."""

    device: str
    threads: int
    times: float

    @property
    def rounded(self) -> float:
        """`times` as it is told: two tries of the same differ by a few per cent."""
        return round(self.times) if self.times >= 2 else round(self.times, 1)


def fastest(speeds: Sequence[Speed], processor: str = "") -> Speed | None:
    """The way to compute: with the fewest threads that are worth it, on the graphics card when it
    is chosen (`gpu`) or, unless `cpu` is, when it proved faster. None when nothing was tried."""
    on_cpu = _worth([speed for speed in speeds if speed.device == CPU])
    on_gpu = _worth([speed for speed in speeds if speed.device == GPU])
    if on_cpu is None or on_gpu is None or processor:
        return (on_gpu if processor == "gpu" else on_cpu) or on_cpu or on_gpu
    return on_gpu if on_gpu.times > WORTH * on_cpu.times else on_cpu


def _worth(speeds: Sequence[Speed]) -> Speed | None:
    best: Speed | None = None
    for speed in sorted(speeds, key=lambda one: one.threads):
        if best is None or speed.times > WORTH * best.times:
            best = speed
    return best
