"""A journal for commands to work on; `init` itself is tried in test_keeping."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from kdesk.store import vault as vaults
from kdesk.store.devices import DeviceKeeper
from kdesk.system.paths import usual_places


@pytest.fixture
def vault(tmp_path: Path) -> Path:
    """An empty journal that this computer's key opens, made here: a process costs a second."""
    folder = tmp_path / "vault"
    device = DeviceKeeper(usual_places().device_keys)
    vaults.make(folder, device, None, datetime.now(UTC)).close()
    return folder
