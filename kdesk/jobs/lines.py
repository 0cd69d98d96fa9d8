"""How kdesk's processes tell each other a value: as one JSON line, which names the value's kind.

Each channel has Lines of its own, so that nothing comes over it but what belongs there.
"""

import json
from base64 import b64decode, b64encode
from collections.abc import Callable, Iterable, Iterator
from dataclasses import fields
from datetime import datetime
from enum import Enum
from typing import Any, Generic, TypeVar

from kdesk.domain.problem import Problem, Trouble

M = TypeVar("M")


class Lines(Generic[M]):
    """The messages of one channel: dataclasses of these kinds, and the kinds that stand in them."""

    def __init__(self, *kinds: type[M], within: Iterable[type[Any]] = ()) -> None:
        self.kinds = kinds
        named = {kind.__name__: kind for kind in (*kinds, *within, Problem, Trouble)}
        self._known: dict[str, Callable[..., object]] = {**named, "bytes": _bytes, "time": _time}
        self._decoder = json.JSONDecoder(object_hook=self._value)

    def write(self, message: M) -> bytes:
        """The message as one line with its newline."""
        return _ENCODER.encode(message).encode() + b"\n"

    def read(self, line: bytes) -> M:
        """The message a line stands for; ValueError when it is cut off or stands for none."""
        try:
            message = self._decoder.decode(line.decode())
        except (KeyError, TypeError) as unknown:
            raise ValueError("not a message of kdesk's own") from unknown
        if not isinstance(message, self.kinds):
            raise ValueError("not a message of this channel")  # noqa: TRY004 - as any other line
        return message

    def each(self, lines: Iterable[bytes]) -> Iterator[M]:
        """The messages of these lines; one that is cut off or stands for none is left out.

        Whoever dies in the middle of a line leaves half of it; a library may print one of its own.
        """
        for line in lines:
            try:
                message = self.read(line)
            except ValueError:
                continue
            yield message  # outside: what is done with it has troubles of its own

    def _value(self, told: dict[str, Any]) -> object:
        kind = self._known[told.pop("is")]
        return kind(
            **{name: tuple(one) if isinstance(one, list) else one for name, one in told.items()}
        )


def _told(value: Any) -> dict[str, object]:
    """A value that JSON has no word for; what stands in it is asked for in its turn."""
    match value:
        case bytes():
            return {"is": "bytes", "base64": b64encode(value).decode()}
        case datetime():
            return {"is": "time", "iso": value.isoformat()}
        case Problem():
            names = ["trouble", "sentence"]
        case _:
            names = [field.name for field in fields(value)]
    return {"is": type(value).__name__} | {name: _named(getattr(value, name)) for name in names}


def _named(value: object) -> object:
    """A StrEnum tells its kind too: as it is, JSON would take it for a mere word."""
    if isinstance(value, Enum):
        return {"is": type(value).__name__, "value": value.value}
    return value


def _bytes(base64: str) -> bytes:
    return b64decode(base64)


def _time(iso: str) -> datetime:
    return datetime.fromisoformat(iso)


_ENCODER = json.JSONEncoder(default=_told)
