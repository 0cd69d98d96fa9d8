"""What is printed: a line for people, a record for programs, how far a long command is."""

import json
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from kdesk.domain.item import Item
from kdesk.domain.problem import Problem, Trouble
from kdesk.domain.times import rfc3339
from kdesk.jobs.runner import Progress

Record = dict[str, Any]


def record(item: Item, **more: Any) -> Record:
    """The fields every record has, then those of its kind."""
    return {
        "id": item.id,
        "kind": str(item.kind),
        "at": rfc3339(item.at),
        "title": item.title,
        "session": item.session_id,
        "text": item.text,
        **more,
    }


def line(item: Item) -> str:
    """`memo-01J…  2026-11-19 15:02  memo      The river…`."""
    return f"{item.id}  {item.at:%Y-%m-%d %H:%M}  {item.kind:<9} {item.title}"


def print_json(facts: Record | Iterable[Record]) -> None:
    """One record, or a list of them, on standard output."""
    whole = facts if isinstance(facts, dict) else list(facts)
    print(json.dumps(whole, ensure_ascii=False, indent=2))


def harm(written: Path, harmed: int) -> Problem:
    """What to say when something was written, but not all of the journal was whole."""
    files = "1 file of the journal is" if harmed == 1 else f"{harmed} files of the journal are"
    return Problem(
        Trouble.DAMAGED,
        f"Wrote {written}, but {files} missing or damaged; `kdesk check` names them.",
    )


@contextmanager
def shown_progress() -> Iterator[Progress]:
    """A progress whose per cent are shown at a terminal, on standard error; nowhere else."""
    if not sys.stderr.isatty():
        yield Progress()
        return
    try:
        yield Progress(lambda done: print(f"\r{done:4.0%}", end="", file=sys.stderr, flush=True))
    finally:
        print(file=sys.stderr)
