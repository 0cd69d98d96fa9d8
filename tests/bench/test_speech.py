"""The speech process against faster-whisper alone; run by packaging/test bench.

Both have a Whisper of base size and step back for others alike. On the same pieces with the same
settings, what is compared is everything kdesk adds: FLAC, the pipes, the cutting, the lines. While
somebody speaks, what is compared is the whole way: many pieces as they come, against one pass over
the finished file.
"""

import json
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from os import sysconf
from pathlib import Path
from time import perf_counter
from typing import Any

import numpy as np
import pytest
import soundfile
from pytest_benchmark.fixture import BenchmarkFixture

from kdesk.jobs.ear import Ear
from kdesk.jobs.hearing import Words
from kdesk.speech.wish import Wish
from tests.bench import big_whisper
from tests.bench.conftest import Figure
from tests.speech.sounds import SAMPLE

ALLOWED = 1.15
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

BARE_PASS = """
import json, resource, sys, time
from kdesk.system.priority import step_back
step_back()
from faster_whisper import WhisperModel
from kdesk.speech import settings
model = WhisperModel(sys.argv[1], device="cpu", compute_type=settings.COMPUTE_TYPE,
                     cpu_threads=settings.threads(), local_files_only=True)
begun = time.process_time()
segments, _ = model.transcribe(
    sys.argv[2], language="en", vad_filter=True, word_timestamps=True, beam_size=settings.BEAM,
    temperature=settings.TEMPERATURE, condition_on_previous_text=False)
words = sum(len(segment.words) for segment in segments)
most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
print(json.dumps([time.process_time() - begun, words, most * 1024]))
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
    bare: Bare, ear: Ear, memo: Path, benchmark: BenchmarkFixture, figure: Figure
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
    figure(
        f"the speech process / bare Whisper, same pieces, best of {ROUNDS}",
        f"{ratio:.2f} ({min(taken):.2f} s / {min(alone):.2f} s)",
        f"{ALLOWED:.2f}",
    )
    assert len(counted) == 1, "the two did not do the same work"
    assert min(counted) > 10
    assert ratio <= ALLOWED


@pytest.fixture(scope="module")
def half_pauses(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> Path:
    """A memo of so many seconds, 48 kHz: the sample's sentences, pauses of 1 to 14 s as long."""
    sound, rate = soundfile.read(SAMPLE / "memo.flac", dtype="float32")
    said = sound[int(0.4 * rate) : int(6.9 * rate)]
    draw = np.random.default_rng(5)
    parts: list[Any] = []
    length = 0
    while length < request.param * rate:
        pause = draw.uniform(1, 14)
        voice = np.resize(said, int(pause * rate))
        parts += [voice, np.zeros(int(pause * rate), np.float32)]
        length += 2 * int(pause * rate)
    file = tmp_path_factory.mktemp("memo") / "half.flac"
    soundfile.write(file, np.concatenate(parts)[: request.param * rate], rate)
    return file


@pytest.mark.timeout(1800)
@pytest.mark.parametrize(
    "half_pauses", [60, pytest.param(600, marks=pytest.mark.full)], indirect=True
)
def test_hearing_while_somebody_speaks_takes_little_more_than_one_pass_over_the_file(
    half_pauses: Path, ear: Ear, figure: Figure
) -> None:
    """Counted in the processor's seconds, which others on the machine don't lengthen as much."""
    done = subprocess.run(
        [sys.executable, "-c", BARE_PASS, str(big_whisper.folder()), str(half_pauses)],
        capture_output=True,
        check=True,
    )
    bare_seconds, bare_words, bare_memory = json.loads(done.stdout)
    pcm, rate = soundfile.read(half_pauses, dtype="int16")
    seconds = len(pcm) / rate
    ear.follow(big_whisper.folder(), Wish())
    loaded = _spent(ear)[0]
    with ThreadPoolExecutor(1) as reader:
        answers = reader.submit(lambda: list(ear.answers()))
        for at in range(0, len(pcm), rate // 10):
            ear.more(pcm[at : at + rate // 10].tobytes())
        ear.end(whole=True)
        said = [one for one in answers.result() if isinstance(one, Words)]
    spent, memory = _spent(ear)
    words = sum(len(utterance.words) for one in said for utterance in one.utterances)
    what = f"{seconds / 60:.0f} min, half pauses:"
    figure(f"{what} all live work / a bare pass", f"{(spent - loaded) / bare_seconds:.2f}", "2.00")
    figure(f"{what} live work / real time, one core", f"{(spent - loaded) / seconds:.3f}", "0.25")
    figure(f"{what} memory / bare faster-whisper", f"{memory / bare_memory:.2f}", "1.20")
    assert words >= 0.7 * bare_words > 30
    assert spent - loaded <= 2 * bare_seconds
    assert spent - loaded <= 0.25 * seconds
    assert memory <= 1.2 * bare_memory


def _spent(ear: Ear) -> tuple[float, int]:
    """Seconds of the processor and the most memory that the speech process has taken."""
    assert ear._child is not None
    process = Path("/proc") / str(ear._child.pid)
    fields = (process / "stat").read_text().rpartition(")")[2].split()
    ticks = int(fields[11]) + int(fields[12])
    (most,) = (
        line.split()[1]
        for line in (process / "status").read_text().splitlines()
        if line.startswith("VmHWM")
    )
    return ticks / sysconf("SC_CLK_TCK"), int(most) * 1024
