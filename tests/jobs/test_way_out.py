"""What may reach a network knows nothing of the journal, and what knows it reaches none."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from queue import Queue

import pytest

from kdesk.jobs.errand import Coming, Errand, Here, NotHere, Over, as_line
from kdesk.jobs.fetching import FetchEvent, Fetching
from kdesk.jobs.runner import child_command, outward_environment
from kdesk.jobs.way_out import Porter
from kdesk.speech.models import installed
from kdesk.system.paths import Places, usual_places
from tests.jobs import hub as hubs
from tests.jobs.hub import BIG, NAME, Hub, offer
from tests.process import children

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="reads /proc and calls strace")
SECRET = "a-token-of-somebodys"
BUS = "unix:path=/run/bus-of-the-keyring"


@pytest.fixture
def places(monkeypatch: pytest.MonkeyPatch) -> Places:
    """A journal beside the models, as everybody has it, and secrets in the environment."""
    places = usual_places()
    places.prepare()
    for file in (places.vault / "vault.json", places.vault / "db" / "journal.db", places.pin):
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("sealed")
    monkeypatch.setenv("HF_TOKEN", SECRET)
    monkeypatch.setenv("GITHUB_TOKEN", SECRET)
    monkeypatch.setenv("KDESK_VAULT", str(places.vault))
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", BUS)
    return places


def test_neither_environment_nor_arguments_of_the_fetcher_tell_of_a_journal(
    hub: Hub, places: Places
) -> None:
    hub.odd[BIG] = hubs.held_after(900_000)
    porter = Porter.begun()
    told: Queue[FetchEvent] = Queue()
    fetching = Fetching(places.models, porter)
    fetching.tell_to(told.put)
    fetching.begin(offer())
    while not (isinstance(event := told.get(timeout=60), Coming) and event.got > 860_000):
        assert isinstance(event, Coming)
    assert porter._child is not None
    (fetcher,) = children(porter._child.pid)
    secrets = (SECRET, BUS, str(places.vault), str(places.settings), str(places.state))
    for pid, role in ((porter._child.pid, "porter"), (fetcher, "fetch")):
        arguments = Path(f"/proc/{pid}/cmdline").read_text().split("\0")[:-1]
        assert arguments == child_command(role)
        try:
            known = Path(f"/proc/{pid}/environ").read_text().split("\0")
        except PermissionError:  # it is hardened; only root may look
            known = [f"{name}={value}" for name, value in outward_environment(os.environ).items()]
        assert f"HF_ENDPOINT={hub.address}" in known
        assert not [line for line in known if line.startswith(("XDG", "KDESK", "DBUS"))]
        assert not [line for line in known if any(secret in line for secret in secrets)]
    fetching.close()


def test_the_fetcher_opens_nothing_of_the_journal_and_speaks_to_the_hub_alone(
    hub: Hub, places: Places, tmp_path: Path
) -> None:
    """Looked at from outside by strace, from its start to its end."""
    if shutil.which("strace") is None:
        pytest.skip("strace isn't installed")
    calls = traced(tmp_path, child_command("fetch"), as_line(Errand(str(places.models), offer())))
    (model,) = installed(places.models)
    assert model.name == NAME
    assert any(str(places.models) in line for line in calls)
    for place in (places.vault, places.settings, places.state):
        assert [line for line in calls if str(place) in line] == []
    written = [line for line in calls if re.search(r"O_(WRONLY|RDWR|CREAT)|rename|mkdir", line)]
    assert [line for line in written if str(places.models) not in line] == []
    ports = set(re.findall(r"connect\(.*AF_INET6?.*htons\((\d+)\)", "\n".join(calls)))
    assert ports == {hub.address.rpartition(":")[2]}


def traced(tmp_path: Path, words: list[str], order: bytes) -> list[str]:
    log = tmp_path / "calls"
    trace = ["strace", "-f", "-qq", "-o", str(log), "-e", "trace=%file,connect,socket", *words]
    pipe, known = subprocess.PIPE, outward_environment(os.environ)
    with subprocess.Popen(trace, stdin=pipe, stdout=pipe, env=known) as child:
        assert child.stdin and child.stdout
        child.stdin.write(order)
        child.stdin.flush()  # it stays open: its end would be the process's
        assert b'"Here"' in child.stdout.read()
    assert child.returncode == 0
    return log.read_text(errors="replace").splitlines()


GET = """
import sys
from pathlib import Path
from queue import Queue
from kdesk.jobs.fetching import Fetching
from kdesk.jobs.way_out import Porter
from kdesk.system.no_network import refuse_network
from tests.jobs.hub import offer
{before}
fetching = Fetching(Path({models!r}), porter)
told = Queue()
fetching.tell_to(told.put)
{begin}
while type(event := told.get(timeout=60)).__name__ == "Coming":
    pass
fetching.close()
print(event)
"""
EARLY = "porter = Porter.begun()\nassert refuse_network()"
LATE = "assert refuse_network()\nporter = Porter.begun()"
BEGIN = "fetching.begin(offer())"


def run(models: Path, before: str, begin: str = BEGIN) -> str:
    code = GET.format(before=before, begin=begin, models=str(models))
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False, timeout=100
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_a_porter_from_before_the_refusal_gets_a_model(hub: Hub, tmp_path: Path) -> None:
    assert run(tmp_path / "models", EARLY) == f"{Here(NAME)}\n"


def test_a_porter_from_after_it_is_refused_like_everything_else(hub: Hub, tmp_path: Path) -> None:
    said = run(tmp_path / "models", LATE)
    assert NotHere.__name__ in said
    assert "doesn't let kdesk reach the network" in said
    assert hub.asked == []


def test_what_is_being_got_goes_on_while_another_process_takes_the_place(
    hub: Hub, tmp_path: Path
) -> None:
    """As at a lock: the first program begins it and becomes the second, which hears the end."""
    models = tmp_path / "models"
    hub.odd[BIG] = hubs.held_after(900_000)
    stands = "porter = Porter.inherited()\nprint('stands', flush=True)"
    second = GET.format(before=stands, begin="", models=str(models))
    become = f"""{BEGIN}
while told.get(timeout=60).got < 860_000:
    pass
import os
fetching.pass_on()
os.execv(sys.executable, [sys.executable, "-c", {second!r}])
"""
    first = GET.format(before=EARLY, begin=become, models=str(models))
    child = subprocess.Popen([sys.executable, "-c", first], stdout=subprocess.PIPE, text=True)
    assert child.stdout is not None
    with child:
        assert child.stdout.readline() == "stands\n"
        hub.gate.set()
        assert child.stdout.read() == f"{Here(NAME)}\n"
    assert [model.name for model in installed(models)] == [NAME]


@pytest.mark.parametrize(("whole", "told"), [(True, Here), (False, NotHere)])
def test_an_end_that_only_the_process_before_heard_is_told_as_it_is(
    tmp_path: Path, whole: bool, told: type[FetchEvent]
) -> None:
    """Its last answer may be read by the program that is just about to go."""
    if whole:
        (tmp_path / NAME).mkdir()
    (out, answers), (orders, into) = os.pipe(), os.pipe()
    fetching = Fetching(tmp_path, Porter(os.fdopen(into, "wb"), os.fdopen(out, "rb")))
    heard: Queue[FetchEvent] = Queue()
    fetching.tell_to(heard.put)
    with os.fdopen(answers, "wb") as porter:
        porter.write(b'half a line"}\n' + as_line(Over(NAME)))
    assert isinstance(heard.get(timeout=10), told)
    fetching.close()
    os.close(orders)


def test_without_a_porter_left_there_is_none_to_take_over(monkeypatch: pytest.MonkeyPatch) -> None:
    assert Porter.inherited() is None
    for nonsense in ("", "x", "1", "999998,999999"):
        monkeypatch.setenv("KDESK_PORTER", nonsense)
        assert Porter.inherited() is None
        assert "KDESK_PORTER" not in os.environ
