"""Voices found while the sound comes in are those that faster-whisper finds in the whole of it."""

from collections.abc import Sequence
from typing import Any
from unittest.mock import patch

import numpy as np
import pytest
from faster_whisper import vad
from hypothesis import example, given, settings
from hypothesis import strategies as st

from kdesk.speech import settings as figures
from kdesk.speech.voice import FRAME, Silero, Span, Voices
from tests.speech.sounds import RATE, noise, sample, silence

RUNS = st.lists(
    st.tuples(
        st.sampled_from((0.0, 0.2, 0.34, 0.35, 0.42, 0.49, 0.5, 0.7, 1.0)), st.integers(1, 60)
    ),
    max_size=60,
)


def options(longest: float) -> vad.VadOptions:
    return vad.VadOptions(
        threshold=figures.VOICE_THRESHOLD,
        min_speech_duration_ms=round(figures.SHORTEST_VOICE * 1000),
        max_speech_duration_s=longest,
        min_silence_duration_ms=round(figures.SILENCE * 1000),
        speech_pad_ms=round(figures.PADDING * 1000),
    )


def theirs(probabilities: Sequence[float], length: int, longest: float) -> list[Span]:
    """What faster-whisper makes of these, whatever the sound is."""

    def told(_sound: Any) -> Any:
        return np.array(probabilities)

    with patch.object(vad, "get_vad_model", lambda: told):
        found = vad.get_speech_timestamps(np.zeros(length, np.float32), options(longest))
    return [(int(one["start"]), int(one["end"])) for one in found]


@given(runs=RUNS, tail=st.integers(0, FRAME - 1), longest=st.sampled_from((2.0, 3.1, 8.0, 28.0)))
@example(runs=[(1.0, 60)] * 20, tail=0, longest=8.0)
@example(runs=[(1.0, 30), (0.0, 5), (1.0, 30), (0.0, 9)], tail=511, longest=2.0)
@settings(max_examples=600, deadline=None)
def test_the_hysteresis_is_that_of_faster_whisper(
    runs: list[tuple[float, int]], tail: int, longest: float
) -> None:
    """It is asked frame by frame, and each voice it tells stands."""
    probabilities = [one for one, times in runs for _ in range(times)] + [0.0]
    length = (len(probabilities) - 1) * FRAME + tail
    with patch.object(figures, "CERTAIN_VOICE", 0.0):
        voices = Voices(longest)
        found: list[Span] = []
        for probability in probabilities:
            before, going_on = voices.open_from, voices.going_on
            new = voices.feed([probability])
            assert voices.open_from >= before
            assert all(start >= before for start, _ in new)
            if new and going_on:
                assert new[0][0] == going_on[0]
            found += new
        assert found + voices.finish(length) == theirs(probabilities, length, longest)


def test_a_short_stretch_without_one_certain_moment_is_no_voice() -> None:
    """Silence, what may be a sigh, silence, a short word, what may be a chord."""
    likely = [0.0] * 30 + [0.7] * 16 + [0.0] * 30 + [0.6] * 5 + [0.99] + [0.6] * 4 + [0.0] * 30
    voices = Voices(28.0)
    found: list[Span] = []
    begun: set[int] = set()
    for one in [*likely, *[0.7] * 16]:
        found += voices.feed([one])
        begun |= {voices.going_on[0]} if voices.going_on else set()
    assert found == [(76 * FRAME - 3200, 86 * FRAME + 3200)]
    assert begun == {76 * FRAME - 3200}
    assert voices.finish(132 * FRAME) == []


def test_a_long_stretch_is_a_voice_however_unsure_it_stays() -> None:
    """As "ask not" in a recording of 1961: a second at 0.5 to 0.76, with a moment of less."""
    likely = [0.5, 0.76, 0.4, 0.3, *[0.6] * 16, 0.3, *[0.55] * 10]
    voices = Voices(28.0)
    assert voices.feed(likely) == []
    assert voices.going_on == (0, 31 * FRAME)
    assert voices.feed([0.0] * 30) == [(0, 31 * FRAME + 3200)]


def test_a_voice_is_told_as_soon_as_its_silence_is_long_enough() -> None:
    voices = Voices(28.0)
    assert voices.feed([1.0] * 100) == []
    told = [voices.feed([0.0]) for _ in range(20)]
    (at,) = [at for at, spans in enumerate(told) if spans]
    assert at * FRAME / RATE == pytest.approx(figures.SILENCE, abs=FRAME / RATE)


@pytest.mark.parametrize("blocks", [FRAME, 8 * FRAME, 31 * FRAME, 625 * FRAME])
def test_silero_judges_bit_by_bit_as_it_judges_the_whole(blocks: int) -> None:
    pcm = noise(1) + sample() + silence(2)
    sound = np.frombuffer(pcm, "<i2").astype(np.float32) / np.float32(32768)
    sound = sound[: len(sound) // FRAME * FRAME]
    silero = Silero()
    found: list[float] = []
    for at in range(0, len(sound), blocks):
        found += silero.probabilities(sound[at : at + blocks])
    whole = np.ravel(vad.get_vad_model()(sound.copy()))
    # the last frame apart: there faster-whisper blanks a sliver of the sound
    assert found[:-1] == pytest.approx(whole[:-1], abs=1e-4)
