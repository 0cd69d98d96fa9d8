"""Memos spoken by espeak-ng in the voices the small model knows; each word with its second."""

import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

SPEAKS = Path(__file__).parents[2] / "packaging" / "speak_memos.py"


@dataclass(frozen=True)
class Spoken:
    """Sound as s16 mono at 16 kHz; what is said in it, and the second each word begins at."""

    pcm: bytes
    words: tuple[str, ...]
    starts: tuple[float, ...]


def spoken(count: int) -> Iterator[Spoken]:
    """So many memos, the same each time; nothing of them is written to a disk."""
    command = [sys.executable, str(SPEAKS), "1", str(count)]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as speaks:
        assert speaks.stdout is not None
        while line := speaks.stdout.readline():
            told = json.loads(line)
            words, starts = zip(*told["words"], strict=True)
            yield Spoken(speaks.stdout.read(told["bytes"]), words, starts)
    assert speaks.returncode == 0
