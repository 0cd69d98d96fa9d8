"""A memo through the speech process against faster-whisper alone; run by packaging/test bench.

Both hear the same pieces with the same settings, on a Whisper of base size, and step back for
others alike. What is compared is everything kdesk adds: FLAC, the pipes, the cutting, the lines.
"""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from time import perf_counter
from typing import Any

import numpy as np
import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from kdesk.jobs.ear import Ear
from kdesk.jobs.hearing import Words
from tests.bench import big_whisper
from tests.speech.sounds import SAMPLE

ALLOWED = 1.10
ROUNDS = 3

BARE = """
import json, sys, time
import numpy as np
from kdesk.system.priority import step_back
step_back()
from faster_whisper import WhisperModel
from kdesk.domain.transcript import Word
from kdesk.speech import settings
from kdesk.speech.loops import without_loops
from kdesk.speech.cutter import Cutter
from kdesk.audio.flac import decode
folder, flac, cutter = sys.argv[1], open(sys.argv[2], "rb").read(), Cutter(settings.Cutting())
pieces = [p.sound for p in [*cutter.feed(decode(flac, 16000)), *cutter.finish()]]
model = WhisperModel(folder, device="cpu", compute_type=settings.COMPUTE_TYPE,
                     cpu_threads=settings.threads(), local_files_only=True)
for line in sys.stdin:
    begun, words = time.perf_counter(), 0
    for sound in pieces:
        segments, _ = model.transcribe(
            sound, language="en", beam_size=settings.BEAM, temperature=settings.TEMPERATURE,
            max_new_tokens=settings.MOST_TOKENS, no_speech_threshold=settings.NO_SPEECH,
            log_prob_threshold=settings.LOG_PROBABILITY, condition_on_previous_text=False,
            word_timestamps=True)
        segments = list(segments)
        found = [word for segment in segments for word in segment.words]
        told = [Word(word.word, 0, 0, 0) for word in found]
        loop = any(segment.compression_ratio > settings.REPETITIVE for segment in segments)
        words += len(without_loops(told) if loop else told)
    print(json.dumps([time.perf_counter() - begun, words, len(pieces)]), flush=True)
"""


class Bare:
    """faster-whisper by itself, in a process too, so that nothing else differs."""

    def __init__(self, memo: Path) -> None:
        command = [sys.executable, "-c", BARE, str(big_whisper.folder()), str(memo)]
        self._child = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)

    def hear(self) -> Any:
        assert self._child.stdin is not None
        assert self._child.stdout is not None
        self._child.stdin.write(b"\n")
        self._child.stdin.flush()
        return json.loads(self._child.stdout.readline())

    def close(self) -> None:
        self._child.communicate(timeout=20)


@pytest.fixture(scope="module")
def memo() -> Path:
    return SAMPLE / "memo.flac"


@pytest.fixture
def bare(memo: Path) -> Iterator[Bare]:
    made = Bare(memo)
    yield made
    made.close()


@pytest.fixture
def ear() -> Iterator[Ear]:
    made = Ear()
    yield made
    made.close()


@pytest.mark.timeout(600)
def test_a_memo_takes_the_speech_process_as_long_as_bare_whisper(
    bare: Bare, ear: Ear, memo: Path, benchmark: BenchmarkFixture
) -> None:
    flac, folder = memo.read_bytes(), big_whisper.folder()
    alone: list[float] = []
    counted: set[int] = set()
    taken: list[float] = []

    def hear() -> None:
        begun = perf_counter()
        said = [one for one in ear.listen(folder, flac) if isinstance(one, Words)]
        taken.append(perf_counter() - begun)
        counted.add(sum(len(utterance.words) for one in said for utterance in one.utterances))

    def hear_bare() -> None:
        seconds, words, _ = bare.hear()
        alone.append(seconds)
        counted.add(words)

    hear_bare()
    hear()  # both have their model loaded now
    alone.clear()
    taken.clear()
    benchmark.pedantic(hear, setup=hear_bare, rounds=ROUNDS)  # type: ignore[no-untyped-call]
    ratio = float(np.min(taken) / np.min(alone))
    benchmark.extra_info["bare faster-whisper"] = alone
    benchmark.extra_info["ratio"] = ratio
    print(
        f"\nspeech, Whisper of base size, a memo of 20 s, best of {ROUNDS}:"
        f"\n  bare faster-whisper   {min(alone):6.2f} s"
        f"\n  kdesk's process       {min(taken):6.2f} s"
        f"\n  ratio                 {ratio:6.2f}   (allowed {ALLOWED:.2f})"
    )
    assert len(counted) == 1, "the two did not do the same work"
    assert min(counted) > 10
    assert ratio <= ALLOWED
