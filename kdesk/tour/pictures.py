"""Pictures of every screen, drawn by the real window with nobody in front of it."""

from collections.abc import Callable
from datetime import datetime
from functools import partial
from pathlib import Path

from PySide6.QtCore import QEventLoop, QTimer

from kdesk.app import NIGHT, Program
from kdesk.domain.ids import Kind, MemoId
from kdesk.domain.problem import Problem, Trouble
from kdesk.jobs.protocol import Level, Saved, Started
from kdesk.store import items
from kdesk.system.paths import Places
from kdesk.system.single_instance import SingleInstance

THEMES = ("light", "dark", "night")
SIZE = (1280, 820)
Screens = dict[str, Callable[[], None]]
PLACES = (
    "Today", "Timeline", "Sessions", "Journal", "Insights", "Goals", "Creations", "Summary",
    "Support", "Settings",
)  # fmt: skip
DETAILS = (Kind.SESSION, Kind.MEMO, Kind.ENTRY, Kind.INSIGHT, Kind.GOAL, Kind.CREATION)
PATIENCE_MS = 20_000
SETTLED_MS = 250
"""Thumbnails and previews come from jobs; this long after the last change they are there."""


def draw(places: Places, folder: Path, passphrase: str, *, now: datetime) -> dict[str, bool]:
    """Draw each screen in each theme as PNG into a new folder; whether each was written.

    A QApplication must be there.
    """
    folder.mkdir(parents=True)
    instance = SingleInstance(places.instance_lock, places.door)
    instance.claim()
    program = Program(places, instance, relaunch=lambda _: None, now=lambda: now)
    drawn: dict[str, bool] = {}
    try:
        program.start(record=False)
        program.window.resize(*SIZE)
        _draw(program, folder / f"lock-{NIGHT}.png", drawn)
        _unlock(program, passphrase)
        screens = _screens(program, now)
        for theme in THEMES:
            program.theme.change(theme, 1.0, True)
            for name, show in screens.items():
                show()
                _draw(program, folder / f"{name}-{theme}.png", drawn)
    finally:
        program.close()
    return drawn


def _draw(program: Program, file: Path, drawn: dict[str, bool]) -> None:
    _settle()
    drawn[file.name] = program.window.grab().save(str(file))


def _unlock(program: Program, passphrase: str) -> None:
    assert program.lock_page is not None  # noqa: S101 - a journal with a passphrase starts locked
    program.lock_page.passphrase.setText(passphrase)
    program.lock_page.unlock()
    _until(lambda: program.workspace is not None)


def _screens(program: Program, now: datetime) -> Screens:
    workspace, window, desk = program.workspace, program.window, program.desk
    assert workspace is not None  # noqa: S101 - waited for
    assert desk is not None  # noqa: S101

    def place(name: str) -> None:
        window.leave_recording()
        workspace.show_place(name)

    def one(kind: Kind) -> None:
        (newest, *_) = items.newest(desk.vault, limit=1, kinds=frozenset({kind}))
        workspace.show_item(str(newest.id))

    memo_id = MemoId("memo-tour")

    def listening() -> None:
        # What the recorder's process tells while somebody speaks.
        program.voice.heard.emit(Started(memo_id, now))
        program.voice.heard.emit(Level(0.5, 61))

    def saved() -> None:
        window.recording.close_support()
        program.voice.heard.emit(Saved(memo_id, 62))

    screens: Screens = {name.lower(): partial(place, name) for name in PLACES}
    screens |= {f"one-{kind}": partial(one, kind) for kind in DETAILS}
    screens["search"] = partial(workspace.search, "water")
    screens["record-waiting"] = partial(window.show_recording, begin=False)
    screens["record-listening"] = listening
    screens["record-support"] = window.recording.open_support
    screens["record-saved"] = saved
    return screens


def _settle() -> None:
    loop = QEventLoop()
    QTimer.singleShot(SETTLED_MS, loop.quit)
    loop.exec()


def _until(true: Callable[[], bool]) -> None:
    loop, look, patience = QEventLoop(), QTimer(interval=20), QTimer(singleShot=True)
    look.timeout.connect(lambda: loop.quit() if true() else None)
    patience.timeout.connect(loop.quit)
    look.start()
    patience.start(PATIENCE_MS)
    loop.exec()
    if not true():
        raise Problem(Trouble.CANNOT_READ, "The journal did not open in time. Try once more.")
