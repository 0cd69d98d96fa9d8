"""What the measurements share: one table of figures at the end of the run."""

from collections.abc import Callable

import pytest

from tests import tables

Figure = Callable[[str, str, str], None]
"""Takes what was measured, how much it is, and what was asked for."""


@pytest.fixture
def figure(request: pytest.FixtureRequest) -> Figure:
    """Note a figure for the table at the end of the run."""
    head = ("what", "measured", "asked for")
    return lambda *row: tables.note(request.config, "figures", "{:<60}{:<34}{}", head, row)
