"""A disk for tests that kill: what a kill leaves behind needs no platters."""

import shutil
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest


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
