"""Sound faster or slower, its pitch kept."""

from fractions import Fraction

import av
import numpy as np
from av.audio.frame import AudioFrame
from av.filter import Graph

from kdesk.audio.resample import Resampler


class Stretch:
    """Takes s16 of whole frames; gives it mono and `speed` times as fast, from 0.5 to 2.

    libav's atempo (waveform similarity overlap-add) keeps some thousandths of a second back until
    more comes or `finish` is called.
    """

    def __init__(self, rate: int, channels: int, speed: float) -> None:
        self._rate = rate
        self._mono = Resampler(rate, channels, rate)
        self._taken = 0
        graph = Graph()
        self._source = graph.add_abuffer(
            sample_rate=rate, format="s16", layout="mono", time_base=Fraction(1, rate)
        )
        self._sink = graph.add("abuffersink")
        graph.link_nodes(self._source, graph.add("atempo", f"{speed:g}"), self._sink).configure()
        self._graph = graph

    def feed(self, pcm: bytes) -> bytes:
        """What can be heard so far."""
        frame = AudioFrame.from_ndarray(
            np.frombuffer(self._mono.feed(pcm), "<i2").reshape(1, -1), format="s16", layout="mono"
        )
        frame.sample_rate = self._rate
        frame.pts = self._taken
        frame.time_base = Fraction(1, self._rate)
        self._taken += frame.samples
        self._source.push(frame)
        return self._ready()

    def finish(self) -> bytes:
        """The rest; nothing can be fed after it."""
        self._source.push(None)
        return self._ready()

    def _ready(self) -> bytes:
        made = bytearray()
        while True:
            try:
                frame = self._sink.pull()
            except (av.BlockingIOError, av.EOFError):
                return bytes(made)
            if isinstance(frame, AudioFrame):
                made += bytes(frame.planes[0])[: frame.samples * 2]
