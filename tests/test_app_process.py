"""What only whole processes show: one window, killed windows, and a lock that forgets."""

import subprocess
import sys
from pathlib import Path

import pytest

from kdesk.store import vault
from kdesk.system.paths import usual_places
from kdesk.system.single_instance import SingleInstance
from tests.process import OPEN, STANDS, window

PASSPHRASE = "blue door river stone"
CANARY = "the heron stood in the yellow kitchen"

LOCKING = """
import os, sys, threading
from datetime import datetime
from pathlib import Path
from PySide6.QtCore import QTimer
from kdesk import app
from kdesk.domain.entry import EntryKind
from kdesk.store import entries
from kdesk.store.slots import Stretch

class Program(app.Program):
    def _unlocked(self, vault):
        super()._unlocked(vault)
        now = datetime.now().astimezone()
        words = bytes.fromhex(sys.argv[1]).decode()
        entry = entries.add(vault, at=now, kind=EntryKind.FREE, title=words, text=words,
                            session_id=None, now=now)
        vault.set_passphrase(bytes.fromhex(sys.argv[2]).decode(), now,
                             stretch=Stretch(memory=64, passes=1, lanes=1))
        Path(sys.argv[3]).write_text(vault.identity.__str__())
        self.workspace.show_item(entry.id)
        self.workspace.show_place("Timeline")
        self.workspace.search(words.split()[1])
        app.log.info("written")
        self.window.setGeometry(30, 40, 1000, 700)
        self._waits = QTimer(self, interval=20)
        self._waits.timeout.connect(lambda: Path(sys.argv[4]).exists() and self.lock())
        self._waits.start()

app.Program = Program
sys.exit(app.main())
"""


def test_a_second_start_brings_the_first_forward_and_ends() -> None:
    with window() as first:
        first.until(STANDS)
        for arguments, wish in (((), "show"), (("--record",), "record")):
            second = subprocess.run(
                [sys.executable, "-m", "kdesk", *arguments], timeout=60, check=False
            )
            assert second.returncode == 0
            first.until(f"asked to {wish}")
        assert first.told("started") == 1


def test_after_kill_9_the_next_start_opens_at_once_with_everything() -> None:
    for times in (1, 2, 3):
        with window() as running:
            running.until(OPEN, times)
    assert vault.exists(usual_places().vault)


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_after_locking_the_process_remembers_nothing(tmp_path: Path) -> None:
    secret = tmp_path / "identity"
    go = tmp_path / "go"
    words = (CANARY.encode().hex(), PASSPHRASE.encode().hex())
    with window("-c", LOCKING, *words, str(secret), str(go)) as running:
        running.until("written")
        canaries = (CANARY.encode(), CANARY.encode("utf-16-le"), PASSPHRASE.encode())
        root = secret.read_text().encode()
        assert root.startswith(b"AGE-SECRET-KEY-1")
        before = running.remembers(*canaries)
        # What was typed may have been freed and written over already; the entry is still shown.
        assert before[CANARY.encode()], "the control must find it"
        go.touch()
        running.until("locked")
        running.until(STANDS, 2)
        command = Path(f"/proc/{running.pid}/cmdline").read_bytes().split(b"\0")
        assert command[1:3] == [b"-m", b"kdesk"]
        after = running.remembers(*canaries, root, root[16:])
        assert not any(after.values()), after
        places = usual_places()
        assert not SingleInstance(places.instance_lock, places.door).claim()
        environment = Path(f"/proc/{running.pid}/environ").read_bytes()
        assert b"KDESK_WINDOW_PLACE=30,40,1000,700" in environment
