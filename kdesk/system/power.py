"""Whether the computer runs on its battery; asked of the system each time, which takes no time."""

import ctypes
import sys
from pathlib import Path

SUPPLIES = Path("/sys/class/power_supply")
"""Where Linux has a folder for each source of power."""

_FED_FOR_EVER = -2.0
"""What macOS answers while the mains are there: kIOPSTimeRemainingUnlimited."""


def on_battery() -> bool:
    """Whether no mains feed this computer; one that doesn't say counts as fed."""
    if sys.platform == "win32":
        return _on_battery_on_windows()
    if sys.platform == "darwin":
        return _on_battery_on_macos()
    return drained(SUPPLIES)


def drained(supplies: Path) -> bool:
    """Whether a battery of the computer itself gives, and nothing from outside does."""
    try:
        found = [_facts(folder) for folder in supplies.iterdir()]
    except OSError:
        return False
    own = [facts for facts in found if facts["scope"] != "Device"]  # not a mouse's
    fed = any(facts["type"] != "Battery" and facts["online"] == "1" for facts in own)
    gives = any(facts["type"] == "Battery" and facts["status"] == "Discharging" for facts in own)
    return gives and not fed


def _facts(folder: Path) -> dict[str, str]:
    facts = {}
    for name in ("type", "online", "status", "scope"):
        try:
            facts[name] = (folder / name).read_text(encoding="ascii").strip()
        except (OSError, UnicodeDecodeError):
            facts[name] = ""
    return facts


def _on_battery_on_windows() -> bool:
    status = (ctypes.c_ubyte * 12)()  # SYSTEM_POWER_STATUS; its first byte: 0 without mains
    found = ctypes.windll.kernel32.GetSystemPowerStatus(status)  # type: ignore[attr-defined,unused-ignore]
    return bool(found) and status[0] == 0


def _on_battery_on_macos() -> bool:
    try:
        power = ctypes.CDLL("/System/Library/Frameworks/IOKit.framework/IOKit")
    except OSError:
        return False
    power.IOPSGetTimeRemainingEstimate.restype = ctypes.c_double
    return bool(power.IOPSGetTimeRemainingEstimate() != _FED_FOR_EVER)
