"""What the person chose, as a plain value and its file; nothing of the journal is in it."""

import math
import os
import tomllib
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path
from typing import Any, cast

import tomli_w

from kdesk.domain.alignment import DOUBTFUL
from kdesk.domain.language import CODES
from kdesk.domain.problem import Problem, Trouble

THEMES = ("system", "light", "dark", "night")
PROCESSORS = ("", "cpu", "gpu")
SMALLEST_TEXT, LARGEST_TEXT = 0.9, 1.6
FARTHEST = 32_000
"""Pixels; no screen reaches further, and Qt can't count much further."""
DEEPEST = 20
"""Lists or tables in one another; what is nested deeper can't be written again."""


@dataclass(frozen=True, slots=True)
class Settings:
    """Every choice with the value it has before anybody chose."""

    theme: str = "system"
    text_scale: float = 1.0
    """Times the usual size, 0.9 to 1.6."""
    reduced_motion: bool = False
    microphone: str = ""
    """The input device's name; empty means the system's default."""
    speaker: str = ""
    """The output device's name; empty means the system's default."""
    speech_model: str = ""
    """The folder name of the model that listens; empty means the first one installed."""
    lock_after_minutes: int = 10
    """Minutes without a key or a movement until the journal locks; 0 means never."""
    show_elapsed: bool = False
    """Show the elapsed time while recording."""
    write_while_speaking: bool = True
    """Listen for words while somebody still speaks; off: once the memo is saved."""
    show_words: bool = False
    """Show them on the session-day screen."""
    doubt_below: float = DOUBTFUL
    """Words the machine gave less than this probability are marked as doubtful."""
    spoken_language: str = ""
    """The language memos are heard in, such as `de`; empty: the model finds out for each."""
    speech_models: tuple[str, ...] = ()
    """The model for a language, as in `de=small`; other languages get `speech_model`."""
    wait_for_mains: bool = False
    """On battery, leave the words for later."""
    speech_processor: str = ""
    """`cpu`, `gpu`, or empty: whichever proved faster on this machine."""
    asked_the_room: bool = False
    """The line about asking whoever else is in the room has been said."""
    watched_folder: str = ""
    """The folder whose sound files are taken in by themselves; empty means none."""
    sitting_left: str = ""
    """The newest memo that was left without a session by choice; it isn't asked about again."""
    dark_day: str = ""
    """The last day, as in 2026-11-20, whose rest wears the night look: there was a session."""
    bright_day: str = ""
    """The last day on which the chosen look was brought back all the same."""
    window: tuple[int, ...] = ()
    """Left, top, width, height when the window was last closed; empty before."""


def _typed(found: dict[str, Any]) -> dict[str, Any]:
    """Only the values of known names that have the right type."""
    kept: dict[str, Any] = {}
    for field in fields(Settings):
        value = found.get(field.name)
        if isinstance(value, list) and all(type(part) is type(value[0]) for part in value):
            value = tuple(value)
        if type(value) is int and type(field.default) is float and abs(value) <= FARTHEST:
            value = float(value)
        if type(value) is type(field.default):
            kept[field.name] = value
    return kept


def _fitting(found: dict[str, Any]) -> dict[str, Any]:
    """Only the values of known names that have the right type and range."""
    kept = _typed(found)
    if kept.get("theme", "system") not in THEMES:
        del kept["theme"]
    if math.isnan(kept.get("text_scale", 1.0)):
        del kept["text_scale"]
    if "text_scale" in kept:
        kept["text_scale"] = min(LARGEST_TEXT, max(SMALLEST_TEXT, kept["text_scale"]))
    if "window" in kept and not _on_a_screen(kept["window"]):
        del kept["window"]
    if not _are(str, kept.get("speech_models", ())):
        del kept["speech_models"]
    if not 0 <= kept.get("doubt_below", 0) <= 1:
        del kept["doubt_below"]
    if kept.get("speech_processor", "") not in PROCESSORS:
        del kept["speech_processor"]
    if kept.get("lock_after_minutes", 0) < 0:
        del kept["lock_after_minutes"]
    if kept.get("spoken_language", "") not in ("", *CODES):
        del kept["spoken_language"]
    return {name: value for name, value in kept.items() if "\0" not in str(value)}


def _on_a_screen(window: tuple[object, ...]) -> bool:
    if not _are(int, window) or len(window) not in (0, 4):
        return False
    left_top, size = cast(tuple[int, ...], window[:2]), cast(tuple[int, ...], window[2:])
    return all(abs(at) <= FARTHEST for at in left_top) and all(0 < n <= FARTHEST for n in size)


def _are(kind: type, values: tuple[object, ...]) -> bool:
    return all(type(value) is kind for value in values)


def _read(file: Path) -> tuple[dict[str, Any], bool]:
    """What the file says, and whether that is all: False where it can't be understood."""
    try:
        found = tomllib.loads(file.read_text(encoding="utf-8-sig"))
    except (FileNotFoundError, NotADirectoryError):
        return {}, True
    except (OSError, ValueError, RecursionError):  # TOML and UTF-8 that is none are ValueErrors
        return {}, False
    kept = {name: value for name, value in found.items() if not _deeper(value, DEEPEST)}
    return kept, len(kept) == len(found)


def _deeper(value: object, levels: int) -> bool:
    if not isinstance(value, dict | list):
        return False
    parts = value.values() if isinstance(value, dict) else value
    return not levels or any(_deeper(part, levels - 1) for part in parts)


class SettingsKeeper:
    """The choices as they are now; each change is written before it counts."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._found, understood = _read(file)
        self._unread = not understood
        self._listeners: list[Callable[[Settings], None]] = []
        self.current = Settings(**_fitting(self._found))

    @property
    def unread(self) -> tuple[Path, Path] | None:
        """The file that can't be understood, and the one it will be at the first change."""
        return (self._file, self._beside()) if self._unread else None

    def change(self, **choices: object) -> Settings:
        """Keep new values for the named choices and tell the listeners.

        Raises TypeError for an unknown name, Problem CANNOT_WRITE when the file can't be written.
        """
        changed = replace(self.current, **cast(dict[str, Any], choices))
        changed = Settings(**{**asdict(changed), **_fitting(asdict(changed))})
        self._write(changed)
        self.current = changed
        for listener in tuple(self._listeners):
            listener(changed)
        return changed

    def listen(self, listener: Callable[[Settings], None]) -> None:
        """Call `listener` with the settings after each change."""
        self._listeners.append(listener)

    def _write(self, settings: Settings) -> None:
        # Names another version knows are kept, so that going back and forth loses nothing.
        text = tomli_w.dumps({**self._found, **asdict(settings)})
        new = self._file.with_suffix(".new")
        try:
            self._file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            with new.open("w", encoding="utf-8") as file:
                file.write(text)
                file.flush()
                os.fsync(file.fileno())
            if self._unread:
                with suppress(FileNotFoundError):
                    self._file.rename(self._beside())
                self._unread = False
            new.replace(self._file)
        except OSError as error:
            raise Problem(
                Trouble.CANNOT_WRITE,
                "Your settings could not be written. They stay as they were; "
                "check that the disk has room and can be written to.",
            ) from error

    def _beside(self) -> Path:
        """A name that isn't taken for the file that can't be understood."""
        beside, number = self._file.with_name(f"{self._file.name}.unread"), 1
        while os.path.lexists(beside):
            number += 1
            beside = self._file.with_name(f"{self._file.name}.unread-{number}")
        return beside
