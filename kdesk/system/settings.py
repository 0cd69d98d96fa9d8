"""What the person chose, as a plain value and its file; nothing of the journal is in it."""

import os
import tomllib
from collections.abc import Callable
from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path
from typing import Any, cast

import tomli_w

from kdesk.domain.problem import Problem, Trouble

THEMES = ("system", "light", "dark", "night")
PROCESSORS = ("", "cpu", "gpu")
SMALLEST_TEXT, LARGEST_TEXT = 0.9, 1.6


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
    doubt_below: float = 0.5
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


def _fitting(found: dict[str, Any]) -> dict[str, Any]:
    """Only the values of known names that have the right type and range."""
    kept: dict[str, Any] = {}
    for field in fields(Settings):
        value = found.get(field.name)
        if isinstance(value, list) and all(type(part) is type(value[0]) for part in value):
            value = tuple(value)
        if type(value) is type(field.default):
            kept[field.name] = value
    if kept.get("theme", "system") not in THEMES:
        del kept["theme"]
    if "text_scale" in kept:
        kept["text_scale"] = min(LARGEST_TEXT, max(SMALLEST_TEXT, kept["text_scale"]))
    if not _are(int, kept.get("window", ())) or len(kept.get("window", ())) not in (0, 4):
        del kept["window"]
    if not _are(str, kept.get("speech_models", ())):
        del kept["speech_models"]
    if not 0 <= kept.get("doubt_below", 0) <= 1:
        del kept["doubt_below"]
    if kept.get("speech_processor", "") not in PROCESSORS:
        del kept["speech_processor"]
    if kept.get("lock_after_minutes", 0) < 0:
        del kept["lock_after_minutes"]
    return kept


def _are(kind: type, values: tuple[object, ...]) -> bool:
    return all(type(value) is kind for value in values)


def _read(file: Path) -> dict[str, Any]:
    """What the file says; nothing when there is none or it can't be understood."""
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError):
        return {}


class SettingsKeeper:
    """The choices as they are now; each change is written before it counts."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._found = _read(file)
        self._listeners: list[Callable[[Settings], None]] = []
        self.current = Settings(**_fitting(self._found))

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
            new.replace(self._file)
        except OSError as error:
            raise Problem(
                Trouble.CANNOT_WRITE,
                "Your settings could not be written. They stay as they were; "
                "check that the disk has room and can be written to.",
            ) from error
