"""Tables at the end of a run, each of the rows that its tests have noted."""

import pytest

Row = tuple[object, ...]
TABLES = pytest.StashKey[dict[str, tuple[str, list[Row]]]]()


def note(config: pytest.Config, title: str, layout: str, head: Row, row: Row) -> None:
    """Note one row of the table of this title."""
    _, rows = config.stash.setdefault(TABLES, {}).setdefault(title, (layout, [head]))
    rows.append(row)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print them."""
    for title, (layout, rows) in terminalreporter.config.stash.get(TABLES, {}).items():
        terminalreporter.section(title)
        for row in rows:
            terminalreporter.write_line(layout.format(*row))
