"""What tests of screens share."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from kdesk.ui.desk import Desk
from kdesk.ui.theme import Theme
from tests.ui.a_desk import journal, open_desk

__all__ = ["desk", "journal"]


@pytest.fixture
def desk(qapp: object, tmp_path: Path) -> Iterator[Desk]:
    """The desk of a new journal, in a light theme that is worn."""
    theme = Theme("light")
    theme.wear()
    with open_desk(tmp_path / "journal", theme) as opened:
        yield opened
