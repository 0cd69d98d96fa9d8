"""The two ends of a sealing or an opening: counted, hashed, and with their own errors kept.

pyrage keeps only the words of an error that happens in a reader or a writer of ours; the error
itself is kept here, so that a full disk is not mistaken for a damaged file.
"""

import hashlib
from typing import Any, Protocol

import pyrage


class From(Protocol):
    """Whatever gives bytes."""

    def read(self, size: int, /) -> bytes:
        """At most `size` bytes; none at the end."""


class Into(Protocol):
    """Whatever takes bytes."""

    def write(self, data: bytes, /) -> object:
        """Takes all of the bytes."""


class _End:
    def __init__(self, *, hashed: bool) -> None:
        self.size = 0
        self.error: Exception | None = None
        self._hash = hashlib.sha256() if hashed else None

    @property
    def sha256(self) -> str:
        """Of what has passed so far, hexadecimal; only of an end made with `hashed`."""
        return self._hash.hexdigest() if self._hash else ""

    def _passed(self, data: bytes) -> None:
        self.size += len(data)
        if self._hash:
            self._hash.update(data)


class Source(_End):
    """Where the bytes come from."""

    def __init__(self, file: From, *, hashed: bool = False) -> None:
        super().__init__(hashed=hashed)
        self._file = file

    def read(self, size: int) -> bytes:
        """What pyrage calls."""
        try:
            data = self._file.read(size)
        except Exception as error:
            self.error = error
            raise
        self._passed(data)
        return data


class Sink(_End):
    """Where the bytes go."""

    def __init__(self, file: Into, *, hashed: bool = False) -> None:
        super().__init__(hashed=hashed)
        self._file = file

    def write(self, data: bytes) -> int:
        """What pyrage calls."""
        try:
            self._file.write(data)
        except Exception as error:
            self.error = error
            raise
        self._passed(data)
        return len(data)

    def flush(self) -> None:
        """What pyrage calls; nothing is held back here."""


def seal(source: Source, sink: Sink, recipient: str) -> None:
    """Seals everything `source` has into `sink`; raises what they raised."""
    try:
        pyrage.encrypt_io(source, sink, [pyrage.x25519.Recipient.from_str(recipient)])
    except pyrage.EncryptError:
        raise (source.error or sink.error or OSError("sealing failed")) from None
    # An error in the last write, the one that ends the file, is dropped by pyrage 1.4.
    if sink.error is not None:
        raise sink.error


class SpoiltError(Exception):
    """What was to be opened is cut off or was changed; says nothing of what it held."""


class ForeignError(Exception):
    """What was to be opened is sealed to somebody else."""


def unseal(source: Source, sink: Sink, identity: Any) -> None:
    """Opens `source` into `sink` chunk by chunk; raises theirs, SpoiltError or ForeignError.

    Every whole chunk before the spoilt place has been written when this raises SpoiltError.
    """
    try:
        pyrage.decrypt_io(source, sink, [identity])
    except (pyrage.DecryptError, OSError) as error:
        own = source.error or sink.error
        if own is None:
            own = ForeignError() if "No matching keys" in str(error) else SpoiltError()
        raise own from None
