"""The window and all it starts are refused the network; what gets models goes on through a lock."""

import sys
from pathlib import Path

import pytest

from kdesk.speech.models import installed
from kdesk.system.paths import usual_places
from tests.jobs import hub as hubs
from tests.jobs.ears import until
from tests.jobs.hub import BIG, NAME, Hub
from tests.process import OPEN, STANDS, children, gone, window

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")

FETCHING = """
import sys
from datetime import datetime
from kdesk import app
from kdesk.store.slots import Stretch
from tests.jobs.hub import offer

class Program(app.Program):
    def _unlocked(self, vault):
        super()._unlocked(vault)
        vault.set_passphrase("blue door river stone", datetime.now().astimezone(),
                             stretch=Stretch(memory=64, passes=1, lanes=1))
        self.desk.notices.model_told.connect(self._lock_half_way)
        self.desk.fetching.begin(offer())

    def _lock_half_way(self, event):
        if getattr(event, "got", 0) > 860_000:
            self.lock()

app.Program = Program
sys.exit(app.main())
"""


def refused(pid: int) -> bool:
    return "Seccomp:\t2\n" in Path(f"/proc/{pid}/status").read_text()


def role(pid: int) -> str:
    return Path(f"/proc/{pid}/cmdline").read_text().split("\0")[-2]


def test_only_the_porter_may_start_what_reaches_a_network_and_it_has_no_socket() -> None:
    with window() as running:
        running.until(OPEN)
        assert refused(running.pid)
        (porter,) = [pid for pid in children(running.pid) if role(pid) == "porter"]
        assert not refused(porter)
        open_files = [str(file.readlink()) for file in Path(f"/proc/{porter}/fd").iterdir()]
        assert [name for name in open_files if name.startswith("socket:")] == []
        others = [pid for pid in children(running.pid) if pid != porter]
        until(lambda: all(refused(pid) for pid in others))


@pytest.mark.timeout(240)
def test_a_model_on_its_way_comes_to_its_end_while_kdesk_is_locked(hub: Hub) -> None:
    hub.odd[BIG] = hubs.held_after(900_000)
    models = usual_places().models
    with window("-c", FETCHING) as running:
        running.until("locked", within=120)
        running.until(STANDS, 2, within=120)
        assert running.told(OPEN) == 1
        assert installed(models) == ()
        (porter,) = [pid for pid in children(running.pid) if role(pid) == "porter"]
        assert [role(pid) for pid in children(porter)] == ["fetch"]
        hub.gate.set()
        until(lambda: bool(installed(models)), within=60)
        assert [model.name for model in installed(models)] == [NAME]


def test_a_killed_window_leaves_no_porter_behind() -> None:
    with window() as running:
        running.until(STANDS)
        (porter,) = [pid for pid in children(running.pid) if role(pid) == "porter"]
    until(lambda: gone(porter))
