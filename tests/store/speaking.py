"""Recordings for tests: sound in which every frame can be told from its neighbours."""

import struct
from datetime import timedelta
from io import BytesIO
from pathlib import Path

from kdesk.domain.ids import Kind, MemoId
from kdesk.store.captures import CaptureMeta, CaptureSink, pcm
from kdesk.store.ids import new_id
from kdesk.store.vault import Vault
from tests.store.making import NOW

BLOCK = 960
"""Bytes: 10 ms."""


_PERIOD = struct.pack("<100003I", *((n * 2654435761) & 0xFFFFFFFF for n in range(100_003)))


def sound(size: int) -> bytes:
    """The first bytes of an endless sound; a missing or doubled chunk shifts and so shows."""
    return (_PERIOD * (size // len(_PERIOD) + 1))[:size]


def meta(minutes: int = 0) -> CaptureMeta:
    at = NOW + timedelta(minutes=minutes)
    return CaptureMeta(MemoId(new_id(Kind.MEMO, at)), at, "a microphone")


def begun(opened: Vault, about: CaptureMeta | None = None) -> CaptureSink:
    return CaptureSink(opened.captures, fallback_of(opened), opened.recipient, about or meta())


def fallback_of(opened: Vault) -> Path:
    return opened.folder.parent / "state/captures"


def recorded(opened: Vault, data: bytes, about: CaptureMeta | None = None) -> MemoId:
    about = about or meta()
    sink = begun(opened, about)
    for start in range(0, len(data), BLOCK):
        sink.write(data[start : start + BLOCK])
    sink.finish()
    return about.id


def read_back(opened: Vault, capture_id: MemoId) -> tuple[bytes, bool]:
    """The sound, and whether it is whole."""
    into = BytesIO()
    whole = pcm(opened.captures, capture_id, opened, into)
    return into.getvalue(), whole
