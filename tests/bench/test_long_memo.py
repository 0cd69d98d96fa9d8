"""A memo of hours, heard by `kdesk transcribe`: every word at its time, in bounded memory.

Neither process may need more for hours than for a minute, but for the speech process, which holds
the sound as it is kept, once: a FLAC can't be gone through twice in a pipe.
"""

import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from statistics import median

import numpy as np
import pytest

from kdesk.audio.flac import decode, encode
from kdesk.domain.ids import Kind, MemoId
from kdesk.domain.memo import Listening
from kdesk.store import memos
from kdesk.store import vault as vaults
from kdesk.store.devices import DeviceKeeper
from kdesk.store.ids import new_id
from kdesk.store.vault import Vault
from kdesk.system.paths import usual_places
from tests.bench.conftest import Figure
from tests.process import PAUSE, children
from tests.speech.sounds import SAID, SAMPLE, SMALL
from tests.words_right import share_right

NOW = datetime(2026, 11, 20, 15, 2, tzinfo=UTC)
RATE = 48_000
SPARE_MB = 40.0
"""What two runs of the same may differ by, and what one piece of sound and its words take."""
TIMES = 3
"""How often the sample memo is said in the long one: at its start, in its middle, at its end."""


def hum(seconds: float, loudness: float) -> Iterator[bytes]:
    """A room in which nobody speaks, `loudness` of 32767, a second at a time."""
    drawn = np.random.default_rng(5).standard_normal(RATE) * loudness
    second = drawn.astype("<i2").tobytes()
    return (second for _ in range(round(seconds)))


def spoken(minutes: float, loudness: float) -> bytes:
    """The sample memo three times, with so many minutes without a voice between."""

    def blocks() -> Iterator[bytes]:
        said = decode((SAMPLE / "memo.flac").read_bytes())
        for at in range(TIMES):
            if at:
                yield from hum(60 * minutes, loudness)
            yield said

    return encode(blocks())


def add(journal: Vault, flac: bytes, seconds: float) -> MemoId:
    memo_id = MemoId(new_id(Kind.MEMO, NOW))
    memos.add(
        journal, id=memo_id, at=NOW, seconds=seconds, original=None, peaks=bytes(400), cut=False,
        sound=journal.blobs.add(flac, "audio/flac", "flac"), now=NOW,
    )  # fmt: skip
    return memo_id


def megabytes(pid: int, name: str) -> float:
    """So much of a process's memory, as Linux tells it; 0 once it is gone."""
    try:
        status = Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return 0.0
    found = re.search(rf"{name}:\s+(\d+) kB", status)
    return int(found[1]) / 1024 if found else 0.0


def heard(folder: Path) -> tuple[float, float]:
    """Have what waits written down; what the command held meanwhile, and its speech process most.

    In megabytes; the command reads the sound in a moment, and hears it far longer.
    """
    held, most = [0.0], 0.0
    command = [sys.executable, "-m", "kdesk", "transcribe", "--vault", str(folder)]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
        while process.poll() is None:
            try:
                speech = children(process.pid)
            except OSError:
                break
            if speech:
                held.append(megabytes(process.pid, "VmRSS"))
                most = max(most, *(megabytes(pid, "VmHWM") for pid in speech))
            PAUSE.wait(0.1)
    assert process.returncode == 0
    return median(held), most


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
@pytest.mark.parametrize(
    ("minutes", "loudness"),
    [
        (5.0, 200.0),
        pytest.param(150.0, 2.0, marks=[pytest.mark.full, pytest.mark.timeout(3600)]),
    ],
)
def test_a_memo_of_hours_is_heard_whole_and_takes_no_more_memory_than_its_file(
    tmp_path: Path, figure: Figure, minutes: float, loudness: float
) -> None:
    shutil.copytree(SMALL, usual_places().models / "small")
    folder, device = tmp_path / "vault", DeviceKeeper(usual_places().device_keys)
    with closing(vaults.make(folder, device, None, NOW)) as journal:
        add(journal, (SAMPLE / "memo.flac").read_bytes(), 19.8)
    own, speech = heard(folder)
    flac = spoken(minutes, loudness)
    seconds = TIMES * 19.8 + (TIMES - 1) * 60 * minutes
    with closing(vaults.open_with_device(folder, device)) as journal:
        memo_id = add(journal, flac, seconds)
    size = len(flac) / 2**20
    del flac
    own_long, speech_long = heard(folder)
    what = f"Memo of {seconds / 3600:.1f} h, {size:.0f} MB of sound: memory more than of 20 s"
    more = f"{own_long - own:.0f} MB, {speech_long - speech:.0f} MB"
    figure(what, more, f"no more; {size + SPARE_MB:.0f} MB")
    with closing(vaults.open_with_device(folder, device)) as journal:
        memo = memos.find(journal, memo_id)
        kept = memos.transcript(journal, memo_id)
    assert memo.listening is Listening.DONE
    assert share_right(" ".join([SAID] * TIMES), memo.text) >= 0.98
    assert kept is not None
    starts = [utterance.start for utterance in kept.utterances]
    for at in range(TIMES):
        said = at * (60 * minutes + 19.8)
        assert any(abs(start - said - 0.4) < 0.5 for start in starts), "each is where it was said"
    assert own_long <= own + min(SPARE_MB, size / 2)
    assert speech_long <= speech + size + SPARE_MB
