"""What the measurements share: one table of figures at the end of the run."""

from collections.abc import Callable

import pytest

Figure = Callable[[str, str, str], None]
"""Takes what was measured, how much it is, and what was asked for."""
MEASURED = pytest.StashKey[list[tuple[str, str, str]]]()


@pytest.fixture
def figure(request: pytest.FixtureRequest) -> Figure:
    """Note a figure for the table at the end of the run."""
    rows = request.config.stash.setdefault(MEASURED, [])
    return lambda what, much, asked: rows.append((what, much, asked))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print the table."""
    rows = terminalreporter.config.stash.get(MEASURED, [])
    if rows:
        terminalreporter.section("figures")
        terminalreporter.write_line(f"{'what':<60}{'measured':<34}asked for")
        for what, much, asked in rows:
            terminalreporter.write_line(f"{what:<60}{much:<34}{asked}")
