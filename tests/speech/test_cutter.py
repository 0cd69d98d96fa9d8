"""Sound cut while it comes in: the same pieces however it comes, in little memory, and in time."""

import tracemalloc
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kdesk.speech import cutter as cutter_module
from kdesk.speech import settings as figures
from kdesk.speech.cutter import Cutter, Piece
from kdesk.speech.settings import Cutting
from kdesk.speech.voice import FRAME, Sound
from tests.speech.sounds import RATE, blocks, noise, sample, silence

SPOKEN = sample()
LONG = b"".join([SPOKEN, silence(12), SPOKEN, silence(2), noise(3), SPOKEN, silence(40), SPOKEN])

UNBROKEN = SPOKEN[2 * 7000 : 2 * 50_000] * 30


def cut(pcm: bytes, seconds: float = 1.0, cutting: Cutting | None = None) -> list[Piece]:
    cutter = Cutter(cutting or Cutting())
    pieces = [piece for block in blocks(pcm, seconds) for piece in cutter.feed(block)]
    return pieces + cutter.finish()


@pytest.fixture(scope="module")
def whole() -> list[Piece]:
    cutter = Cutter(Cutting())
    return cutter.feed(LONG) + cutter.finish()


@given(sizes=st.lists(st.integers(2_001, 90_000), min_size=1, max_size=9))
@settings(max_examples=6, deadline=None)
def test_the_pieces_are_the_same_however_the_sound_comes(
    whole: list[Piece], sizes: list[int]
) -> None:
    """Odd bytes too: a pipe knows nothing of samples."""
    cutter, pieces, at = Cutter(Cutting()), [], 0
    while at < len(LONG):
        for size in sizes:
            pieces += cutter.feed(LONG[at : at + size])
            at += size
    pieces += cutter.finish()
    assert [piece.voices for piece in pieces] == [piece.voices for piece in whole]
    for piece, other in zip(pieces, whole, strict=True):
        assert np.array_equal(piece.sound, other.sound)


def test_every_voice_stands_in_one_piece_at_its_time_and_with_its_own_sound() -> None:
    samples = np.frombuffer(LONG, "<i2").astype(np.float32) / np.float32(32768)
    pieces = cut(LONG)
    voices = [voice for piece in pieces for voice in piece.voices]
    assert len(voices) == 20
    assert all(one.end <= other.start for one, other in pairwise(voices))
    for piece in pieces:
        for voice in piece.voices:
            length = round((voice.end - voice.start) * RATE)
            begin, at = round(voice.start * RATE), round(voice.at * RATE)
            assert np.array_equal(piece.sound[at : at + length], samples[begin : begin + length])


def test_neighbours_share_a_piece_and_silences_in_it_are_short() -> None:
    cutting = Cutting(24.0, joined_piece=20.0)
    pieces = cut(LONG, cutting=cutting)
    assert [len(piece.voices) for piece in pieces] == [5, 5, 5, 5]
    for piece in pieces:
        assert len(piece.sound) / RATE <= cutting.joined_piece
        for one, other in pairwise(piece.voices):
            gap = other.at - (one.at + one.end - one.start)
            assert gap == pytest.approx(min(cutting.kept_silence, other.start - one.end), abs=1e-4)


def test_a_piece_waits_neither_for_a_far_neighbour_nor_for_one_that_has_no_room() -> None:
    """So what is left to hear after Stop is one piece."""
    begun = SPOKEN[: 2 * 11 * RATE]
    for after, longest in ((silence(60), Cutting().join_silences), (UNBROKEN, 12.0)):
        cutter = Cutter(Cutting())
        assert cutter.feed(begun) == []
        waited = 0.0
        for block in blocks(after, 0.25):
            waited += 0.25
            if cutter.feed(block):
                break
        assert waited <= longest + 0.5


def test_a_piece_waits_no_longer_than_it_may() -> None:
    word = SPOKEN[2 * 7000 : 2 * 30_000]
    pieces = cut((word + silence(7)) * 12)
    assert all(piece.end - piece.start <= Cutting().longest_wait + 2 for piece in pieces)
    assert max(len(piece.voices) for piece in pieces) >= 3


class Loudness:
    """Takes a frame for a voice as far as it is loud."""

    def __init__(self) -> None:
        self.frames: list[int] = []

    def probabilities(self, sound: Sound) -> list[float]:
        self.frames.append(len(sound) // FRAME)
        return [float(frame.max()) for frame in sound.reshape(-1, FRAME)]


@pytest.fixture
def loudness(monkeypatch: pytest.MonkeyPatch) -> Loudness:
    found = Loudness()
    monkeypatch.setattr(cutter_module, "Silero", lambda: found)
    return found


def loud(seconds: float) -> bytes:
    return np.full(int(seconds * RATE), 32767, "<i2").tobytes()


@pytest.mark.usefixtures("loudness")
def test_a_piece_that_is_nearly_full_waits_for_no_neighbour() -> None:
    """Eight tenths of its length is: what is to be heard after Stop gets no longer than needed."""
    full = figures.FULL * Cutting().joined_piece
    for seconds, told in ((full - 1, 0), (full, 1)):
        cutter = Cutter(Cutting())
        assert cutter.feed(loud(seconds)) == []
        assert len(cutter.feed(silence(1))) == told


@pytest.mark.usefixtures("loudness")
def test_the_pieces_are_the_same_where_a_voice_that_went_on_too_long_is_cut_far_back() -> None:
    """As it goes on, it has no room beside the word before; cut back to its last pause, it has."""
    sound = loud(1) + silence(1) + loud(4) + silence(0.25) + loud(20) + silence(1)
    pieces = cut(sound, seconds=100)
    assert [len(piece.voices) for piece in pieces[:2]] == [1, 1]
    assert [piece.voices for piece in cut(sound, 0.1)] == [piece.voices for piece in pieces]


def test_the_filter_is_asked_for_some_frames_together(loudness: Loudness) -> None:
    """Each by itself takes it twice as long."""
    cutter = Cutter(Cutting())
    for block in blocks(silence(4), FRAME / RATE):
        cutter.feed(block)
    assert set(loudness.frames) == {0, figures.FRAMES_AT_ONCE}


def test_everything_before_until_is_told_or_silent() -> None:
    cutter, told = Cutter(Cutting()), 0.0
    voices = [voice for piece in cut(LONG) for voice in piece.voices]
    before = 0.0
    for block in blocks(LONG, 0.3):
        for piece in cutter.feed(block):
            told = piece.end
        assert cutter.until >= before
        before = cutter.until
        assert all(voice.start >= before - 1e-6 for voice in voices if voice.end > told)
    assert Cutter(Cutting(), start=5.0).until == 5.0


def test_hours_take_no_more_memory_than_minutes() -> None:
    def most(times: int) -> int:
        cutter = Cutter(Cutting())
        tracemalloc.start()
        for _ in range(times):
            for block in blocks(SPOKEN + silence(20), 1.0):
                cutter.feed(block)
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return peak

    most(1)
    few = most(2)
    assert most(14) < 1.3 * few
    assert few < 20_000_000


def test_speech_without_a_silence_is_cut_before_it_gets_too_long() -> None:
    pieces = cut(UNBROKEN)
    longest = Cutting().longest_piece
    assert all(len(piece.sound) / RATE <= longest for piece in pieces)
    assert sum(len(piece.sound) for piece in pieces) >= 0.9 * len(UNBROKEN) / 2
    assert longest <= figures.LONGEST_PIECE
