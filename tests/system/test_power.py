from pathlib import Path

import pytest

from kdesk.system.power import drained, on_battery


def supply(folder: Path, name: str, **facts: str) -> None:
    place = folder / name
    place.mkdir()
    for fact, value in facts.items():
        (place / fact).write_text(f"{value}\n", encoding="ascii")


@pytest.mark.parametrize(
    ("mains", "battery", "drains"),
    [("1", "Charging", False), ("0", "Discharging", True), ("1", "Discharging", False)],
)
def test_a_computer_runs_on_its_battery_when_nothing_feeds_it(
    tmp_path: Path, mains: str, battery: str, *, drains: bool
) -> None:
    supply(tmp_path, "AC", type="Mains", online=mains)
    supply(tmp_path, "BAT0", type="Battery", status=battery)
    assert drained(tmp_path) is drains


def test_a_plug_of_another_shape_feeds_too(tmp_path: Path) -> None:
    supply(tmp_path, "BAT0", type="Battery", status="Discharging")
    supply(tmp_path, "ucsi-source", type="USB", online="0")
    assert drained(tmp_path)
    (tmp_path / "ucsi-source" / "online").write_text("1\n", encoding="ascii")
    assert not drained(tmp_path)


def test_a_mouse_has_a_battery_too(tmp_path: Path) -> None:
    supply(tmp_path, "hid-mouse", type="Battery", status="Discharging", scope="Device")
    assert not drained(tmp_path)


def test_a_computer_that_says_nothing_is_fed(tmp_path: Path) -> None:
    assert not drained(tmp_path / "none")
    assert not drained(tmp_path)
    supply(tmp_path, "strange")
    assert not drained(tmp_path)
    assert on_battery() in {True, False}
