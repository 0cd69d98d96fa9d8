"""What the tests of faults share: a disk in memory, and a table of what was tried and lost."""

import os
import shutil
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests import tables
from tests.faults.disks import CutDisk

Tally = Callable[[str, int, str], None]
"""Takes a fault, how often it was tried, and the worst that was lost."""


@pytest.fixture
def memory_disk(tmp_path: Path) -> Iterator[Path]:
    """A folder in memory where there is such a thing: there are thousands of syncs to wait for."""
    memory = Path("/dev/shm")  # noqa: S108 - the name below is nobody else's
    if not memory.is_dir():
        yield tmp_path
        return
    place = memory / f"kdesk-{uuid.uuid4().hex}"
    place.mkdir(mode=0o700)
    yield place
    shutil.rmtree(place)


@pytest.fixture
def cut_disk(memory_disk: Path) -> Iterator[CutDisk]:
    """A real file system that can be cut off like a drive; only root can have one."""
    if os.geteuid() != 0:
        pytest.skip("only root may mount a disk that can be cut off")
    try:
        disk = CutDisk(memory_disk / "image", memory_disk / "disk")
    except OSError as error:
        pytest.skip(f"no disk that can be cut off can be had here: {error}")
    yield disk
    disk.close()


@pytest.fixture
def tally(request: pytest.FixtureRequest) -> Tally:
    """Note a fault for the table at the end of the run."""
    head = ("fault", "tries", "worst loss")
    return lambda *row: tables.note(request.config, "faults", "{:<46}{:>6}  {}", head, row)
