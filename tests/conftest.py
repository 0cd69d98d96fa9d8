"""What every test gets: a home of its own, no keyring, no screen unless it asks for one."""

import gc
import os
from pathlib import Path

import pytest

from kdesk.app.garbage import collect_what_is_due

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
# Nobody's keyring is touched; kdesk then uses its file beside the settings.
os.environ["PYTHON_KEYRING_BACKEND"] = "keyring.backends.null.Keyring"

# As in the program itself: no Qt object of a test that is over is deleted on a worker's thread.
gc.disable()

pytest_plugins = ["tests.jobs.hub", "tests.tables", "tests.virtual_mic"]


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--full", action="store_true", help="also run the long forms")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave the long forms out unless they are asked for."""
    if config.getoption("--full"):
        return
    long = [item for item in items if item.get_closest_marker("full")]
    if long:
        config.hook.pytest_deselected(items=long)
        items[:] = [item for item in items if not item.get_closest_marker("full")]


def pytest_runtest_logfinish() -> None:
    """Collect between two tests, on the thread that runs them."""
    collect_what_is_due()


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty home, so that no test sees or changes the person's own kdesk."""
    folder = tmp_path / "home"
    for name, place in {
        "HOME": "",
        "XDG_DATA_HOME": ".local/share",
        "XDG_CONFIG_HOME": ".config",
        "XDG_STATE_HOME": ".local/state",
        "XDG_CACHE_HOME": ".cache",
    }.items():
        (folder / place).mkdir(parents=True, exist_ok=True)
        monkeypatch.setenv(name, str(folder / place))
    return folder
