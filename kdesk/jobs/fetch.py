"""The fetch process: the only code of kdesk that reaches a network.

It gets one published model, file by file, from a fixed commit of its repository, and believes
nothing that does not match its size and hash. It knows the folder of models and nothing else; it
sends no more than a request for each file.
"""

import hashlib
import os
import ssl
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

import httpx2

from kdesk.domain.problem import Problem, Trouble
from kdesk.jobs import half
from kdesk.jobs.child import end_with, reader_may_leave
from kdesk.jobs.errand import Answer, Coming, Errand, Here, NotHere, as_line, from_line
from kdesk.speech.catalogue import Offer, Pinned
from kdesk.speech.models import told_plainly
from kdesk.system.hardening import harden

HUB = "https://huggingface.co"
HUB_VARIABLE = "HF_ENDPOINT"
"""Names another hub with the same files; without TLS only one on this computer itself."""
LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})

REDIRECTS = 5
"""The hub leads to where it stores large files, seldom in more than two steps."""
ANSWERS_WITHIN = 30.0
"""Seconds without a byte after which a connection counts as broken."""
TELLS_EVERY = 0.25
"""Seconds between two Comings, unless a hundredth of the model came meanwhile."""
WAITS = (0.5, 1.0, 2.0, 4.0)
"""Seconds before it tries again after a cut; each new byte gives back all tries."""

_BLOCK = 1 << 16
DROPPED = frozenset({Trouble.BAD_MODEL, Trouble.DISK_FULL})
"""Troubles after which nothing is kept: what came is wrong, or recordings need the room."""


def main(stdin: BinaryIO, stdout: BinaryIO) -> int:
    """Run one errand and tell how it goes; it ends at once when its input does."""
    sys.dont_write_bytecode = True
    harden()
    errand = from_line(stdin.readline())
    if not isinstance(errand, Errand):
        return 2
    end_with(stdin)

    def tell(answer: Answer) -> None:
        stdout.write(as_line(answer))
        stdout.flush()

    with reader_may_leave(stdout):
        tell(_run(errand, tell))
    return 0


def _run(errand: Errand, tell: Callable[[Answer], None]) -> Answer:
    models, offer = Path(errand.models), errand.offer
    try:
        with told_plainly():
            folder = half.begin(models, offer)
    except Problem as problem:  # nothing is touched: another process may be getting it
        return NotHere(offer.name, problem)
    try:
        with told_plainly(), _client() as client:
            _Fetch(client, _hub(), offer, folder, tell).run()
            half.complete(models, offer)
    except Problem as problem:
        if problem.trouble in DROPPED or not half.got(models, offer.name):
            half.drop(models, offer.name)
        return NotHere(offer.name, problem)
    return Here(offer.name)


def _hub() -> httpx2.URL:
    """Where to ask; Problem CANNOT_FETCH when what is set is no address."""
    with suppress(httpx2.InvalidURL):
        hub = httpx2.URL(os.environ.get(HUB_VARIABLE, "").rstrip("/") or HUB)
        if hub.scheme in {"http", "https"} and hub.host:
            return hub
    raise _trouble(f"{HUB_VARIABLE} is set to what is no address. Take it away, or mend it.")


def _client() -> httpx2.Client:
    try:
        return httpx2.Client(
            headers={"User-Agent": "kdesk", "Accept-Encoding": "identity"},
            timeout=ANSWERS_WITHIN,
        )
    except (ImportError, ValueError) as unusable:  # such as socks, which needs a library more
        raise _trouble("The proxy set for this computer can't be used by kdesk.") from unusable


class _Fetch:
    """One model on its way."""

    def __init__(
        self,
        client: httpx2.Client,
        hub: httpx2.URL,
        offer: Offer,
        folder: Path,
        tell: Callable[[Answer], None],
    ) -> None:
        self._client = client
        self._hub = hub
        self._offer = offer
        self._folder = folder
        self._tell = tell
        self._here = 0
        self._told = 0
        self._told_at = 0.0
        self._connected = False

    def run(self) -> None:
        """Have every file here and compared; raises Problem, OSError."""
        for pinned in self._offer.files:
            self._file(pinned)
            self._here += pinned.bytes
        self._coming(0, at_once=True)

    def _file(self, pinned: Pinned) -> None:
        file = self._folder / pinned.name
        while True:
            sha256, have = _begun(file, pinned)
            self._coming(have, at_once=True)
            resumed = have > 0
            with file.open("r+b" if resumed else "wb", buffering=0) as into:
                into.seek(have)
                self._fill(pinned, into, sha256, have)
                os.fsync(into.fileno())
            if sha256.hexdigest() == pinned.sha256:
                return
            file.unlink()
            if not resumed:  # what lay there before may have been harmed by a power cut
                raise self._refused(pinned)

    def _fill(self, pinned: Pinned, into: BinaryIO, sha256: "hashlib._Hash", have: int) -> None:
        """Get what is missing, over as many connections as it takes while something comes."""
        tries = 0
        while have < pinned.bytes:
            before = have
            try:
                for block in self._blocks(pinned, have):
                    have += len(block)
                    if have > pinned.bytes:
                        raise self._refused(pinned)
                    into.write(block)
                    sha256.update(block)
                    self._coming(have)
            except (httpx2.TransportError, httpx2.InvalidURL) as broken:
                if not self._connected:
                    raise _unreachable(self._hub.host, broken) from broken
            tries = 1 if have > before else tries + 1
            if have < pinned.bytes:
                if tries > len(WAITS):
                    raise _trouble(
                        "The connection broke off. What has come so far is kept; get the model "
                        "again to go on from there."
                    )
                threading.Event().wait(WAITS[tries - 1])

    def _blocks(self, pinned: Pinned, start: int) -> Iterator[bytes]:
        """What the hub sends of a file from a byte on."""
        offer = self._offer
        address = self._hub.join(
            f"{self._hub.path.rstrip('/')}/{offer.repository}/resolve/{offer.commit}/{pinned.name}"
        )
        headers = {"Range": f"bytes={start}-"} if start else {}
        for _ in range(REDIRECTS + 1):
            self._allow(address)
            with self._client.stream("GET", address, headers=headers) as response:
                self._connected = True
                if response.has_redirect_location:
                    address = address.join(response.headers["Location"])
                    continue
                self._look_at(response, pinned, start)
                skipped = 0 if response.status_code == httpx2.codes.PARTIAL_CONTENT else start
                for (
                    block
                ) in response.iter_raw():  # with a size of block the last of a cut one is lost
                    yield block[skipped:]
                    skipped = max(0, skipped - len(block))
                return
        raise _trouble("The model's server leads in circles. Try again later.")

    def _allow(self, address: httpx2.URL) -> None:
        if address.scheme == "https":
            return
        if address.scheme == "http" and {address.host, self._hub.host} <= LOOPBACK:
            return
        raise _trouble(
            f"The model's server leads to {address.host or 'a place'} without encryption. "
            "Nothing was got from there."
        )

    def _look_at(self, response: httpx2.Response, pinned: Pinned, start: int) -> None:
        """Refuse an answer that can't be the file, before it is read."""
        if response.status_code == httpx2.codes.OK:
            length, begins = response.headers.get("Content-Length"), "bytes"
            wrong = length is not None and length != str(pinned.bytes)
        elif response.status_code == httpx2.codes.PARTIAL_CONTENT and start:
            begins = f"bytes {start}-{pinned.bytes - 1}/{pinned.bytes}"
            wrong = response.headers.get("Content-Range", begins) != begins
        else:
            raise _said(response.status_code, self._hub.host)
        if wrong:
            raise self._refused(pinned)

    def _refused(self, pinned: Pinned) -> Problem:
        return Problem(
            Trouble.BAD_MODEL,
            f"What {self._hub.host} sent is not the model kdesk knows: {pinned.name} has another "
            "checksum or size. Nothing of it was kept.",
        )

    def _coming(self, have: int, *, at_once: bool = False) -> None:
        now, got = time.monotonic(), self._here + have
        much = got - self._told >= self._offer.bytes // 100
        if at_once or much or now - self._told_at >= TELLS_EVERY:
            self._told_at, self._told = now, got
            self._tell(Coming(self._offer.name, got))


def _begun(file: Path, pinned: Pinned) -> tuple["hashlib._Hash", int]:
    """The hash so far and the bytes that are here of a file; of one that is too long, none."""
    sha256 = hashlib.sha256()
    if not file.is_file() or file.stat().st_size > pinned.bytes:
        return sha256, 0
    have = 0
    with file.open("rb") as begun:
        while block := begun.read(_BLOCK):
            sha256.update(block)
            have += len(block)
    return sha256, have


def _said(status: int, host: str) -> Problem:
    """What an answer without the file means."""
    if status in {401, 403, 451}:
        return _trouble(
            f"{host} refuses to give this model ({status}). Try again later or from another "
            "network, or add the model from a folder."
        )
    if status in {404, 410}:
        return _trouble(
            f"{host} has this model no longer ({status}). Choose another one, or add it from a "
            "folder."
        )
    return _trouble(f"{host} has trouble itself ({status}). Try again later.")


def _unreachable(host: str, broken: BaseException) -> Problem:
    """What it means that not even a connection came about."""
    causes: list[BaseException] = [broken]
    while (cause := causes[-1].__cause__ or causes[-1].__context__) is not None:
        causes.append(cause)
    if any(isinstance(cause, ssl.SSLCertVerificationError) for cause in causes):
        return _trouble(
            f"Something stands between this computer and {host}: its certificate is not trusted "
            "here. Nothing was got."
        )
    if any(isinstance(cause, PermissionError) for cause in causes):
        return _trouble(
            "This computer doesn't let kdesk reach the network. Close kdesk, open it again, and "
            "try once more."
        )
    return _trouble(f"{host} can't be reached. See whether this computer is online, and try again.")


def _trouble(sentence: str) -> Problem:
    return Problem(Trouble.CANNOT_FETCH, sentence)
