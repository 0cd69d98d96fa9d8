import sys
from pathlib import Path

import pytest

from kdesk.system.graphics import cards


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no files for devices")
@pytest.mark.parametrize(
    ("files", "found"),
    [((), 0), (("nvidia0", "nvidia1", "nvidiactl", "nvidia-uvm"), 2), (("dxg", "null"), 1)],
)
def test_a_card_counts_once_its_driver_is_there(
    tmp_path: Path, files: tuple[str, ...], found: int
) -> None:
    for name in files:
        (tmp_path / name).touch()
    assert cards(tmp_path) == found
    assert cards(tmp_path / "nowhere") == 0
