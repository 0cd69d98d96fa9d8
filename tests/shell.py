"""kdesk as somebody types it in a shell: a real process, its words and its exit code."""

import json
import subprocess
import sys
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Outcome:
    """What one command said and how it ended."""

    code: int
    out: str
    err: str

    @property
    def facts(self) -> Any:
        return json.loads(self.out)


def kdesk(*arguments: object, stdin: str = "", timeout: float = 90) -> Outcome:
    """Run one command to its end."""
    ended = subprocess.run(
        [sys.executable, "-m", "kdesk", *map(str, arguments)],
        input=stdin,
        capture_output=True,
        text=True,
        timeout=timeout,
        check=False,
    )
    assert "Traceback" not in ended.stderr, ended.stderr
    return Outcome(ended.returncode, ended.stdout, ended.stderr)


def done(*arguments: object, stdin: str = "") -> Outcome:
    """Run one command that must succeed."""
    outcome = kdesk(*arguments, stdin=stdin)
    assert outcome.code == 0, outcome
    return outcome


def refused(*arguments: object, stdin: str = "") -> str:
    """Run one command that must be refused; its one plain sentence."""
    outcome = kdesk(*arguments, stdin=stdin)
    assert outcome.code == 1, outcome
    sentence = outcome.err.strip().splitlines()[-1]
    assert sentence.endswith(".")
    return sentence
