"""The process that tries how fast a speech model is: one model in, its speeds out, then it ends.

Each speed is told as soon as it is known, in a line of its own.

Walled in as the speech process is, and just as ready to let others go first: that is how memos are
heard, so that is what is measured.
"""

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from kdesk.domain.problem import Problem
from kdesk.jobs.child import close_doors, end_with, reader_may_leave
from kdesk.jobs.lines import Lines
from kdesk.speech.speed import Speed
from kdesk.system.paths import resources
from kdesk.system.priority import step_back

SPEECH = Path("sample", "memo.flac")
"""Twenty seconds of the sample journal, which every model can be tried with."""

ANSWERS: Lines[Speed | Problem] = Lines(Speed, Problem)


def main(stdin: BinaryIO, stdout: BinaryIO) -> int:
    """Take a line with a model's folder, tell its speeds; end at once when the input does."""
    sys.dont_write_bytecode = True
    close_doors()
    step_back()
    line = stdin.readline()
    if not line:
        return 0
    end_with(stdin)
    with reader_may_leave(stdout):
        for answer in _answers(Path(json.loads(line))):
            stdout.write(ANSWERS.write(answer))
            stdout.flush()
    return 0


def _answers(folder: Path) -> Iterator[Speed | Problem]:
    # After the network is refused and not before: these load numpy and the model's library.
    from kdesk.audio.flac import decode  # noqa: PLC0415
    from kdesk.speech.settings import RATE  # noqa: PLC0415
    from kdesk.speech.timing import tried  # noqa: PLC0415

    try:
        pcm = decode((resources() / SPEECH).read_bytes(), RATE)
        yield from tried(folder, pcm)
    except Problem as problem:
        yield problem
