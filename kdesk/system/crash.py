"""What is told about a bug: where it was, never a value or a text."""

import platform
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from types import TracebackType

from kdesk import __version__

HOMES = ("site-packages", "kdesk", "tests")


def frames(error: BaseException) -> Iterator[str]:
    """A line for each step to where it was raised, oldest first."""
    step: TracebackType | None = error.__traceback__
    while step is not None:
        code = step.tb_frame.f_code
        yield f"  {_short(code.co_filename)}:{step.tb_lineno} in {code.co_name}"
        step = step.tb_next


def report(error: BaseException) -> str:
    """A text one can send to somebody: versions, types of the errors, and the way to them.

    Neither an error's own words nor any value is in it, so no word of the journal can be.
    """
    lines = [
        f"kdesk {__version__}",
        f"Python {platform.python_version()} on {platform.system()} {platform.machine()}",
    ]
    seen: set[int] = set()
    link: BaseException | None = error
    while link is not None and id(link) not in seen:
        seen.add(id(link))
        lines.append("")
        lines.append(f"{type(link).__module__}.{type(link).__qualname__}")
        lines.extend(frames(link))
        link = link.__cause__ or link.__context__
    return "\n".join(lines) + "\n"


def watch(told: Callable[[BaseException], None]) -> None:
    """Send every bug of this process to `told`, which is called on the thread it happened on.

    Python's own way of printing it is left out, because it prints the error's words.
    """

    def on_main(
        _kind: type[BaseException], error: BaseException, _trace: TracebackType | None
    ) -> None:
        if isinstance(error, KeyboardInterrupt):
            sys.exit(130)
        told(error)

    def on_thread(what: threading.ExceptHookArgs) -> None:
        if what.exc_value is not None and not isinstance(what.exc_value, SystemExit):
            told(what.exc_value)

    sys.excepthook = on_main
    threading.excepthook = on_thread
    sys.unraisablehook = lambda what: told(what.exc_value) if what.exc_value is not None else None


def _short(file: str) -> str:
    """The path without the folders before the program: they may hold a person's name."""
    parts = Path(file).parts
    for home in HOMES:
        if home in parts:
            return "/".join(parts[len(parts) - 1 - parts[::-1].index(home) :])
    return Path(file).name
