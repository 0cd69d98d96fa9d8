"""An open vault for the tests of what is kept in it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from kdesk.domain.change import Change
from kdesk.store.vault import Vault
from tests.store import making


@pytest.fixture
def journal(tmp_path: Path) -> Iterator[Vault]:
    """A new, empty journal, open."""
    opened = making.made(tmp_path)
    yield opened
    opened.close()


@pytest.fixture
def told(journal: Vault) -> list[tuple[Change, ...]]:
    """What the journal's listeners were told, a tuple for each commit."""
    heard: list[tuple[Change, ...]] = []
    journal.listen(heard.append)
    return heard
