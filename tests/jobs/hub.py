"""A model hub on this computer's own loopback, which can misbehave in every way one is known to."""

import hashlib
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import IPv4Address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from kdesk.speech.catalogue import Offer, Pinned

MODEL = Path(__file__).parents[2] / "resources" / "sample" / "speech-model"
NAMES = ("config.json", "model.bin", "tokenizer.json", "vocabulary.json")
COMMIT = "ab" * 20
NAME = "small-one"
BIG = "model.bin"


def offer(name: str = NAME) -> Offer:
    """The small model as the hub has it."""
    files = tuple(
        Pinned(one, len(content), hashlib.sha256(content).hexdigest())
        for one in NAMES
        for content in [(MODEL / one).read_bytes()]
    )
    return Offer(name, "somebody/a-model", COMMIT, "en", 1000, "A small one.", files)


Answer = Callable[["Request"], None]


@dataclass
class Hub:
    """What is served, what was asked for, and how it misbehaves for the files named in `odd`."""

    address: str = ""
    files: dict[str, bytes] = field(
        default_factory=lambda: {name: (MODEL / name).read_bytes() for name in NAMES}
    )
    odd: dict[str, Answer] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    """Path and range of every request."""
    sent: list[dict[str, str]] = field(default_factory=list)
    """The headers of every request."""
    gate: threading.Event = field(default_factory=threading.Event)
    """Held answers wait for it."""


class Request(BaseHTTPRequestHandler):
    """One request; `hub` is set on a class of its own for each server."""

    hub: Hub
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        self.hub.asked.append(f"{self.path} {self.headers.get('Range', '')}".strip())
        self.hub.sent.append(dict(self.headers))
        name = self.path.rpartition("/")[2]
        self.hub.odd.get(name, plain)(self)

    @property
    def content(self) -> bytes:
        return self.hub.files[self.path.rpartition("/")[2]]

    @property
    def start(self) -> int:
        """The byte asked for first."""
        return int(self.headers.get("Range", "bytes=0-").removeprefix("bytes=").partition("-")[0])

    def begin(self, status: int, length: int, **headers: str) -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(length))
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()

    def body(self, content: bytes) -> None:
        try:
            self.wfile.write(content)
            self.wfile.flush()
        except OSError:  # who asked has gone
            self.close_connection = True

    def log_message(self, format: str, *args: object) -> None:
        """Nothing."""


def plain(request: Request) -> None:
    """As a hub should: the whole file, or what is asked for of it."""
    whole, start = request.content, request.start
    if not request.headers.get("Range"):
        request.begin(200, len(whole))
    else:
        request.begin(
            206, len(whole) - start, Content_Range=f"bytes {start}-{len(whole) - 1}/{len(whole)}"
        )
    request.body(whole[start:])


def status(code: int) -> Answer:
    """Nothing but a status."""
    return lambda request: request.begin(code, 0)


def leads_to(address: str) -> Answer:
    """A redirect; the file's name is put behind it."""
    return lambda request: request.begin(302, 0, Location=address + request.path.rpartition("/")[2])


def cut_after(size: int, times: int = 1000) -> Answer:
    """The connection breaks after so many bytes, so many times."""
    left = [times]

    def answer(request: Request) -> None:
        if left[0] <= 0:
            plain(request)
            return
        left[0] -= 1
        whole, start = request.content, request.start
        if start:
            span = f"bytes {start}-{len(whole) - 1}/{len(whole)}"
            request.begin(206, len(whole) - start, Content_Range=span)
        else:
            request.begin(200, len(whole))
        request.body(whole[start : start + size])
        request.close_connection = True

    return answer


def held_after(size: int) -> Answer:
    """So many bytes, then nothing until the hub's gate opens."""

    def answer(request: Request) -> None:
        whole, start = request.content, request.start
        span = f"bytes {start}-{len(whole) - 1}/{len(whole)}"
        if start:
            request.begin(206, len(whole) - start, Content_Range=span)
        else:
            request.begin(200, len(whole))
        request.body(whole[start : start + size])
        request.hub.gate.wait(60)
        request.body(whole[start + size :])

    return answer


def trickling(request: Request) -> None:
    """A little at a time."""
    whole, start = request.content, request.start
    request.begin(200, len(whole))
    for at in range(start, len(whole), len(whole) // 8):
        request.body(whole[at : at + len(whole) // 8])
        request.hub.gate.wait(0.15)


def without_ranges(request: Request) -> None:
    """The whole file, whatever part was asked for."""
    request.begin(200, len(request.content))
    request.body(request.content)


class _Quiet(ThreadingHTTPServer):
    def handle_error(self, request: object, client_address: object) -> None:
        """A client that hangs up on a certificate is no news."""


def certificate(file: Path) -> Path:
    """A certificate for loopback that nobody but this file vouches for, and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "a hub")])
    now = datetime.now(UTC)
    signed = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(IPv4Address("127.0.0.1"))]), critical=False
        )
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    file.write_bytes(private + signed.public_bytes(serialization.Encoding.PEM))
    return file


@contextmanager
def running(certificate: Path | None = None) -> Iterator[Hub]:
    """A hub for as long as the block; with a certificate (and its key behind it) over TLS."""
    hub = Hub()
    handler = type("OneHubsRequest", (Request,), {"hub": hub})
    server = _Quiet(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    if certificate is not None:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate)
        server.socket = context.wrap_socket(server.socket, server_side=True)
    scheme = "http" if certificate is None else "https"
    hub.address = f"{scheme}://127.0.0.1:{server.server_address[1]}"
    serving = threading.Thread(target=server.serve_forever, args=(0.05,))
    serving.start()
    try:
        yield hub
    finally:
        hub.gate.set()
        server.shutdown()
        serving.join()
        server.server_close()


@pytest.fixture
def hub(monkeypatch: pytest.MonkeyPatch) -> Iterator[Hub]:
    """A hub that models are got from, in this process and those it starts."""
    with running() as served:
        monkeypatch.setenv("HF_ENDPOINT", served.address)
        yield served
