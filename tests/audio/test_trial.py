"""What can be said of three seconds of a microphone."""

import pytest

from kdesk.audio.trial import judged
from kdesk.domain.verdict import Verdict
from tests.audio.sounds import noise, tone


def faint(seconds: float, loud: int) -> bytes:
    return noise(seconds, loud=loud)


@pytest.mark.parametrize(
    ("pcm", "verdict"),
    [
        (bytes(2 * 144_000), Verdict.NOTHING),
        (b"", Verdict.NOTHING),
        (faint(3.0, 2), Verdict.NOTHING),  # a muted microphone's own error
        (faint(3.0, 60), Verdict.QUIET),  # a quiet room and nobody who speaks
        (faint(2.0, 60) + noise(1.0, loud=3000), Verdict.CLEAR),
        (tone(3.0), Verdict.CLEAR),
    ],
)
def test_a_microphone_is_judged_by_what_came(pcm: bytes, verdict: Verdict) -> None:
    assert judged(pcm) is verdict


def test_peaks_that_are_cut_off_are_too_loud_and_a_knock_is_not() -> None:
    knock = b"\xff\x7f" * 480
    assert judged(noise(1.0) + knock + noise(1.0)) is Verdict.CLEAR
    assert judged(noise(1.0) + knock * 20 + noise(1.0)) is Verdict.LOUD
