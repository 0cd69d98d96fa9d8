"""What stands where the window stood while locking puts a new process in its place.

A process of its own that knows nothing but a place and a colour: the window's process gives up
its window together with everything it remembers, and the screen must not flash meanwhile. While it
is the only window the keys go to it: it passes on that Record was pressed.
"""

import json
import os
from collections.abc import Mapping
from contextlib import suppress
from typing import IO, Any, BinaryIO

SCREEN_NAMES = ("DISPLAY", "WAYLAND_DISPLAY", "XAUTHORITY", "XDG_SESSION_TYPE")
"""What a program must know of its surroundings to show a window, and children don't by default."""
SETTLES_MS = 120
"""From being shown to being on the screen."""
DRAWN = b"drawn\n"
RECORD = b"record\n"


def order(place: tuple[int, int, int, int], colour: str, environment: Mapping[str, str]) -> bytes:
    """The line that draws the curtain."""
    known = {name: environment[name] for name in SCREEN_NAMES if name in environment}
    return json.dumps({"place": place, "colour": colour, "screen": known}).encode() + b"\n"


def draw(stdin: IO[bytes], stdout: IO[bytes], line: bytes) -> bool:
    """Have a curtain's process show itself; False when it couldn't, and then there is none."""
    with suppress(OSError):
        stdin.write(line)
        stdin.flush()
        return stdout.readline() == DRAWN
    return False


def main(stdin: BinaryIO, stdout: BinaryIO) -> int:
    """Show one plain window until the other end of `stdin` is closed."""
    told: dict[str, Any] = json.loads(stdin.readline())
    os.environ.update(told["screen"])
    from PySide6.QtCore import QSocketNotifier, Qt, QTimer  # noqa: PLC0415 - needs the screen
    from PySide6.QtGui import QColor, QKeySequence, QPalette, QShortcut  # noqa: PLC0415
    from PySide6.QtWidgets import QApplication, QWidget  # noqa: PLC0415

    application = QApplication(["kdesk"])
    window = QWidget()
    window.setWindowTitle("kdesk")
    window.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
    palette = QPalette()
    palette.setColor(QPalette.ColorRole.Window, QColor(told["colour"]))
    window.setPalette(palette)
    window.setGeometry(*told["place"])
    window.show()

    def tell(what: bytes) -> None:
        stdout.write(what)
        stdout.flush()

    QShortcut(QKeySequence("Ctrl+R"), window).activated.connect(lambda: tell(RECORD))
    QTimer.singleShot(SETTLES_MS, lambda: tell(DRAWN))
    end = QSocketNotifier(stdin.fileno(), QSocketNotifier.Type.Read)
    end.activated.connect(application.quit)
    return application.exec()
