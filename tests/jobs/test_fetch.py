"""A model is got by real processes from a hub on loopback, whatever that hub does."""

import errno
import hashlib
import os
import resource
import signal
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from queue import Queue
from typing import TypeVar

import httpx2
import pytest

from kdesk.domain.problem import Problem, Trouble
from kdesk.jobs import fetch, half
from kdesk.jobs.errand import Coming, Enough, Errand, Here, NotHere, Over, as_line, from_line
from kdesk.jobs.fetching import FetchEvent, Fetching
from kdesk.jobs.way_out import Porter
from kdesk.speech.catalogue import Pinned
from kdesk.speech.models import check, installed
from tests.jobs import hub as hubs
from tests.jobs.ears import until
from tests.jobs.hub import BIG, NAME, NAMES, Hub, offer
from tests.process import children, gone, spent

E = TypeVar("E", Coming, Here, NotHere, Over)
SIZE = offer().bytes
linux = pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")


class Getter:
    """A Fetching and what it told."""

    def __init__(self, models: Path, porter: Porter | None = None) -> None:
        self.models = models
        self.told: Queue[FetchEvent] = Queue()
        self.fetching = Fetching(models, porter)
        self.fetching.tell_to(self.told.put)

    def until(self, kind: type[E]) -> E:
        while not isinstance(event := self.told.get(timeout=60), kind):
            assert isinstance(event, Coming), event
        return event

    def half_way(self, hub: Hub) -> None:
        """Get so much that the hub, which falls silent in the middle, has no more to send."""
        hub.odd[BIG] = hubs.held_after(900_000)
        self.fetching.begin(offer())
        while self.until(Coming).got < 860_000:
            continue

    def processes(self) -> tuple[int, int]:
        """The porter and the one that fetches."""
        porter = self.fetching._porter
        assert porter is not None
        assert porter._child is not None
        (fetcher,) = children(porter._child.pid)
        return porter._child.pid, fetcher

    def whole(self) -> None:
        """Get it to its end."""
        self.fetching.begin(offer())
        self.until(Here)
        (model,) = installed(self.models)
        assert (model.name, [file.name for file in self.models.iterdir()]) == (NAME, [NAME])
        for name in NAMES:
            assert (model.folder / name).read_bytes() == (hubs.MODEL / name).read_bytes()

    def refused(self) -> str:
        """Try to get it; the sentence that tells why not."""
        self.fetching.begin(offer())
        problem = self.until(NotHere).problem
        assert problem.sentence.endswith(".")
        return problem.sentence


@pytest.fixture
def getter(hub: Hub, tmp_path: Path) -> Iterator[Getter]:
    made = Getter(tmp_path / "models")
    yield made
    made.fetching.close()


def test_a_model_is_got_and_is_whole(hub: Hub, getter: Getter) -> None:
    getter.whole()
    assert hub.asked == [f"/somebody/a-model/resolve/{hubs.COMMIT}/{name}" for name in NAMES]
    for headers in hub.sent:
        assert {name: value for name, value in headers.items() if name != "Host"} == {
            "User-Agent": "kdesk", "Accept": "*/*", "Accept-Encoding": "identity",
            "Connection": "keep-alive",
        }  # fmt: skip


@pytest.mark.parametrize(
    ("code", "said"),
    [(401, "refuses"), (403, "refuses"), (404, "no longer"), (429, "trouble"), (503, "trouble")],
)
def test_a_hub_that_refuses_is_told_of_and_nothing_is_left(
    hub: Hub, getter: Getter, code: int, said: str
) -> None:
    hub.odd[NAMES[0]] = hubs.status(code)
    sentence = getter.refused()
    assert said in sentence
    assert str(code) in sentence
    assert not getter.models.exists()


def test_a_connection_that_breaks_off_is_taken_up_where_it_broke(hub: Hub, getter: Getter) -> None:
    part = len(hub.files[BIG]) // 3 + 1
    hub.odd[BIG] = hubs.cut_after(part)
    getter.whole()
    asked = [line.partition(" ")[2] for line in hub.asked if BIG in line]
    assert asked[0] == ""
    assert [int(line.split("=")[1].rstrip("-")) for line in asked[1:]] == [part, 2 * part]


def test_a_connection_that_stays_broken_ends_and_is_gone_on_with_later(
    hub: Hub, getter: Getter
) -> None:
    hub.odd[BIG] = hubs.cut_after(700_000, times=1)
    hub.odd["tokenizer.json"] = hubs.cut_after(0)
    assert "broke off" in getter.refused()
    assert getter.fetching.got(NAME) > len(hub.files[BIG])
    hub.odd.clear()
    hub.asked.clear()
    getter.whole()
    assert [line.rpartition("/")[2] for line in hub.asked] == ["tokenizer.json", "vocabulary.json"]


@pytest.mark.parametrize("name", ["config.json", BIG])
def test_another_checksum_is_refused_and_nothing_is_kept(
    hub: Hub, getter: Getter, name: str
) -> None:
    turned = bytearray(hub.files[name])
    turned[len(turned) // 2] ^= 1
    hub.files[name] = bytes(turned)
    sentence = getter.refused()
    assert f"{name} has another checksum" in sentence
    assert not getter.models.exists()


@pytest.mark.parametrize("more", [1, -1, 100_000])
def test_another_size_is_refused_before_it_is_read(hub: Hub, getter: Getter, more: int) -> None:
    whole = hub.files[BIG]
    hub.files[BIG] = (whole + bytes(more)) if more > 0 else whole[:more]
    assert "has another checksum or size" in getter.refused()
    assert not getter.models.exists()


def test_a_hub_that_never_stops_sending_is_cut_off(hub: Hub, getter: Getter) -> None:
    sent: list[int] = []

    def endless(request: hubs.Request) -> None:
        request.send_response(200)
        request.end_headers()  # no length: it ends with the connection
        while not request.close_connection and len(sent) < 300:
            sent.append(1)
            request.body(bytes(1_000_000))
        request.close_connection = True

    hub.odd[BIG] = endless
    assert "has another checksum or size" in getter.refused()
    assert not getter.models.exists()
    assert len(sent) < 100


def test_the_hub_may_lead_elsewhere(hub: Hub, getter: Getter) -> None:
    with hubs.running() as other:
        hub.odd[BIG] = hubs.leads_to(f"{other.address}/large/")
        getter.whole()
        assert other.asked == [f"/large/{BIG}"]


def test_the_hub_leads_nowhere_without_encryption(hub: Hub, getter: Getter) -> None:
    hub.odd[BIG] = hubs.leads_to("http://hub.invalid/")
    sentence = getter.refused()
    assert "hub.invalid without encryption" in sentence


def test_a_hub_that_leads_in_circles_is_left(hub: Hub, getter: Getter) -> None:
    hub.odd[NAMES[0]] = hubs.leads_to(f"{hub.address}/again/")
    assert "circles" in getter.refused()
    assert len(hub.asked) == fetch.REDIRECTS + 1


@pytest.mark.parametrize(
    ("hub_address", "address", "good"),
    [
        ("https://huggingface.co", "https://cdn.example/x", True),
        ("https://huggingface.co", "http://huggingface.co/x", False),
        ("https://huggingface.co", "http://127.0.0.1/x", False),
        ("http://127.0.0.1:80", "http://127.0.0.1:81/x", True),
        ("http://127.0.0.1:80", "http://cdn.example/x", False),
        ("https://huggingface.co", "file:///etc/passwd", False),
        ("https://huggingface.co", "ftp://huggingface.co/x", False),
    ],
)
def test_only_encrypted_addresses_and_a_hub_on_this_computer_are_asked(
    hub_address: str, address: str, good: bool, tmp_path: Path
) -> None:
    with httpx2.Client() as client:
        one = fetch._Fetch(client, httpx2.URL(hub_address), offer(), tmp_path, lambda _: None)
        if good:
            one._allow(httpx2.URL(address))
            return
        with pytest.raises(Problem) as told:
            one._allow(httpx2.URL(address))
        assert "without encryption" in told.value.sentence


@pytest.mark.parametrize("address", ["http://hub.invalid", "https://127.0.0.1:1", "not an address"])
def test_a_hub_that_cannot_be_reached_is_told_of(
    getter: Getter, monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    monkeypatch.setenv("HF_ENDPOINT", address)
    getter.refused()
    assert not getter.models.exists()


@pytest.mark.parametrize("address", ["nonsense", "http://", "http://[::1", "ftp://here", "://"])
def test_a_hub_that_is_no_address_is_told_of_and_nothing_is_left(
    getter: Getter, monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    monkeypatch.setenv("HF_ENDPOINT", address)
    assert "no address" in getter.refused()
    assert not getter.models.exists()


def test_a_certificate_that_is_not_trusted_is_refused_until_the_computer_trusts_it(
    getter: Getter, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """As where a company reads along: only its own certificate store can say that this is meant."""
    certificate = hubs.certificate(tmp_path / "certificate.pem")
    with hubs.running(certificate) as secured:
        monkeypatch.setenv("HF_ENDPOINT", secured.address)
        assert "certificate is not trusted" in getter.refused()
        assert secured.asked == []
        getter.fetching.close()
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
        again = Getter(getter.models)
        again.whole()
        again.fetching.close()


def test_a_slow_hub_is_waited_for_and_what_comes_is_told(hub: Hub, getter: Getter) -> None:
    hub.odd[BIG] = hubs.trickling
    getter.fetching.begin(offer())
    came: list[int] = []
    while isinstance(event := getter.told.get(timeout=60), Coming):
        came.append(event.got)
    assert isinstance(event, Here)
    assert came == sorted(came)
    assert len(set(came)) >= 4
    assert came[-1] == SIZE


def test_a_full_disk_is_told_of_and_recordings_get_the_room_back(hub: Hub, tmp_path: Path) -> None:
    """A largest file for the processes plays the disk that fills up in the middle."""
    least, most = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1_000_000, most))
    try:
        porter = Porter.begun()
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (least, most))
    getter = Getter(tmp_path / "models", porter)
    try:
        assert "not enough room" in getter.refused()
        assert not getter.models.exists()
    finally:
        getter.fetching.close()


def test_a_model_too_big_for_the_disk_is_not_begun(
    hub: Hub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    free = SIZE + half.ROOM_LEFT
    monkeypatch.setattr(
        "kdesk.jobs.half.shutil.disk_usage", lambda _: type("U", (), {"free": free - 1})
    )
    models = tmp_path / "models"
    with pytest.raises(Problem) as told:
        half.begin(models, offer())
    assert told.value.trouble is Trouble.DISK_FULL
    assert not models.exists()
    monkeypatch.setattr(
        "kdesk.jobs.half.shutil.disk_usage", lambda _: type("U", (), {"free": free})
    )
    assert half.begin(models, offer()).is_dir()


def test_what_was_paused_goes_on_where_it_was(hub: Hub, getter: Getter) -> None:
    getter.half_way(hub)
    getter.fetching.pause()
    getter.until(Over)
    got = getter.fetching.got(NAME)
    assert 860_000 <= got < SIZE
    assert installed(getter.models) == ()
    hub.odd.clear()
    hub.asked.clear()
    getter.whole()
    assert hub.asked[0].endswith(f"{BIG} bytes={got - len(hub.files['config.json'])}-")


def test_what_was_cancelled_leaves_nothing(hub: Hub, getter: Getter) -> None:
    getter.half_way(hub)
    getter.fetching.cancel(NAME)
    getter.until(Over)
    assert not getter.models.exists()
    hub.odd.clear()
    getter.whole()


def test_what_was_paused_can_be_cancelled(hub: Hub, getter: Getter) -> None:
    getter.half_way(hub)
    getter.fetching.pause()
    getter.until(Over)
    for _ in range(2):  # the second time there is nothing left to delete
        getter.fetching.cancel(NAME)
        getter.until(Over)
        assert not getter.models.exists()


@linux
def test_a_killed_process_is_told_of_and_what_came_is_gone_on_with(
    hub: Hub, getter: Getter
) -> None:
    getter.half_way(hub)
    os.kill(getter.processes()[1], signal.SIGKILL)
    assert "has ended" in getter.until(NotHere).problem.sentence
    got = getter.fetching.got(NAME)
    assert got >= 860_000
    hub.odd.clear()
    hub.asked.clear()
    getter.whole()
    assert f"bytes={got - len(hub.files['config.json'])}-" in hub.asked[0]


@linux
def test_a_killed_porter_takes_the_errand_along_and_another_one_goes_on(
    hub: Hub, getter: Getter
) -> None:
    getter.half_way(hub)
    porter, fetcher = getter.processes()
    os.kill(porter, signal.SIGKILL)
    getter.until(NotHere)
    until(lambda: gone(fetcher))  # though the hub is silent, and so it had nothing to tell
    hub.odd.clear()
    getter.whole()


@linux
def test_a_porter_and_a_fetcher_that_wait_spend_nothing(hub: Hub, getter: Getter) -> None:
    getter.half_way(hub)
    porter, fetcher = getter.processes()
    assert spent_meanwhile(porter) < LITTLE
    assert spent_meanwhile(fetcher) < LITTLE
    getter.fetching.pause()
    getter.until(Over)
    assert spent_meanwhile(porter) < LITTLE


LITTLE = 0.1
"""Seconds of processor time."""


def spent_meanwhile(pid: int) -> float:
    """What it spends while this process works for three times as long: one that never waits would
    have about as much, however many share the machine.
    """
    before, began = spent(pid), time.process_time()
    while time.process_time() < began + 3 * LITTLE:
        continue
    return spent(pid) - before


def test_a_half_that_was_harmed_is_got_anew(hub: Hub, getter: Getter) -> None:
    folder = half.folder_of(getter.models, NAME)
    folder.mkdir(parents=True)
    (folder / "config.json").write_bytes(hub.files["config.json"])
    (folder / BIG).write_bytes(bytes(500_000))  # as a power cut leaves it
    (folder / "tokenizer.json").write_bytes(bytes(9_000_000))
    getter.whole()
    assert [line.rpartition("/")[2] for line in hub.asked] == [
        f"{BIG} bytes=500000-", BIG, "tokenizer.json", "vocabulary.json",
    ]  # fmt: skip


def test_a_hub_without_ranges_is_good_too(hub: Hub, getter: Getter) -> None:
    folder = half.folder_of(getter.models, NAME)
    folder.mkdir(parents=True)
    (folder / BIG).write_bytes(hub.files[BIG][:500_000])
    hub.odd[BIG] = hubs.without_ranges
    getter.whole()


def test_a_model_that_kdesk_cannot_use_is_refused_though_its_hash_is_right(
    hub: Hub, getter: Getter
) -> None:
    wrong = hub.files[BIG].replace(b"WhisperSpec", b"Wav2VecSpec", 1)
    hub.files[BIG] = wrong
    pinned = Pinned(BIG, len(wrong), hashlib.sha256(wrong).hexdigest())
    files = tuple(pinned if file.name == BIG else file for file in offer().files)
    getter.fetching.begin(replace(offer(), files=files))
    assert "another kind" in getter.until(NotHere).problem.sentence
    assert not getter.models.exists()


def test_a_model_of_that_name_is_left_alone(hub: Hub, getter: Getter) -> None:
    (getter.models / NAME).mkdir(parents=True)
    (getter.models / NAME / "mine").write_text("mine")
    assert "already" in getter.refused()
    assert hub.asked == []
    assert [file.name for file in getter.models.rglob("*")] == [NAME, "mine"]


def test_two_that_get_the_same_do_not_meet(hub: Hub, getter: Getter) -> None:
    getter.half_way(hub)
    other = Getter(getter.models)
    assert "being got already" in other.refused()
    other.fetching.close()
    hub.gate.set()
    getter.until(Here)
    check(getter.models / NAME)


def test_what_another_kdesk_is_getting_is_not_cancelled(hub: Hub, getter: Getter) -> None:
    getter.half_way(hub)
    other = Getter(getter.models)
    other.fetching.begin(offer())
    other.fetching.cancel(NAME)
    assert "another kdesk" in other.until(NotHere).problem.sentence
    other.fetching.cancel(NAME)
    assert "another kdesk" in other.until(NotHere).problem.sentence
    other.fetching.close()
    hub.gate.set()
    getter.until(Here)
    check(getter.models / NAME)


def test_a_disk_without_locks_can_have_models_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As a network's may be: where a folder can't be locked, a lock is refused like this."""

    def refuse(*_: object) -> None:
        raise OSError(errno.ENOLCK, os.strerror(errno.ENOLCK))

    monkeypatch.setattr("fcntl.flock", refuse)
    assert half.begin(tmp_path, offer()).is_dir()
    half.discard(tmp_path, NAME)
    assert half.got(tmp_path, NAME) == 0


def test_closing_leaves_what_came_for_the_next_start(hub: Hub, getter: Getter) -> None:
    getter.half_way(hub)
    getter.fetching.close()
    assert getter.fetching.got(NAME) >= 860_000
    assert getter.until(Over) == Over(NAME)


@pytest.mark.parametrize(
    "message",
    [
        Errand("/models", offer()),
        Enough(),
        Coming("tiny", 12),
        Here("tiny"),
        Over("tiny"),
    ],
)
def test_messages_come_out_as_they_went_in(message: Errand | Enough | Coming) -> None:
    assert from_line(as_line(message)) == message


def test_a_problem_comes_out_as_it_went_in() -> None:
    told = from_line(as_line(NotHere("tiny", Problem(Trouble.DISK_FULL, "No room."))))
    assert isinstance(told, NotHere)
    assert (told.problem.trouble, told.problem.sentence) == (Trouble.DISK_FULL, "No room.")


@pytest.mark.parametrize("line", [b"", b"{", b'"x"', b'{"is": "Here"}', b'{"is": "Fly"}', b"[]"])
def test_half_a_line_is_no_message(line: bytes) -> None:
    with pytest.raises(ValueError):
        from_line(line)
