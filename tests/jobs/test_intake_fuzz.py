"""Files with bytes changed at random: taken in or refused, and never anything else."""

import time
from io import BytesIO

import numpy as np
import pytest
import soundfile

from kdesk.domain.problem import Problem, Trouble
from kdesk.jobs import intake
from tests.audio.sounds import encoded, tone
from tests.paper.test_pdfs import made_by_hand
from tests.paper.test_pictures import CANARY, told

SHORT, LONG = 4.0, 60.0
"""Seconds of it in the short and in the long form."""


@pytest.fixture(autouse=True)
def no_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    """The limits end a process; here that would be the test's own."""
    monkeypatch.setattr(intake, "allow", lambda **_: None)


def sources() -> list[bytes]:
    sound = tone(0.4)
    kinds = [encoded(kind, sound) for kind in ("flac", "mp3", "m4a", "ogg", "opus", "wav")]
    out = BytesIO()
    soundfile.write(out, np.zeros(2000, np.int16), 8000, format="WAV")
    texts = ["Grüße\n".encode() * 20, "Grüße".encode("utf-16"), b""]
    pictures = [told(kind) for kind in ("JPEG", "PNG", "WEBP")]
    return [*kinds, out.getvalue(), *texts, *pictures, made_by_hand("D:20260131120000Z")]


def changed(data: bytes, random: np.random.Generator) -> bytes:
    """The bytes with a few replaced, a piece gone, or a piece doubled."""
    raw = bytearray(data)
    for _ in range(int(random.integers(0, 12))):
        if raw:
            raw[int(random.integers(len(raw)))] = int(random.integers(256))
    if raw and random.random() < 0.3:
        a, b = sorted(int(n) for n in random.integers(0, len(raw), 2))
        raw[a:b] = b"" if random.random() < 0.5 else bytes(raw[a:b]) * 2
    return bytes(raw)


def fuzz(seconds: float, seed: int) -> tuple[int, int]:
    """How many were taken in and how many refused."""
    random, files = np.random.default_rng(seed), sources()
    taken = refused = 0
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        data = changed(files[int(random.integers(len(files)))], random)
        try:
            ready = intake.prepared(data, "txt", lambda _: None)
        except Problem as problem:
            assert problem.trouble is Trouble.BAD_FILE
            refused += 1
        else:
            assert CANARY.encode() not in ready.thumbnail
            taken += 1
    return taken, refused


def test_a_few_seconds_of_changed_files() -> None:
    taken, refused = fuzz(SHORT, seed=1)
    assert taken
    assert refused


@pytest.mark.full
def test_a_minute_of_changed_files() -> None:
    taken, refused = fuzz(LONG, seed=int(time.time()))
    assert taken + refused > 200
