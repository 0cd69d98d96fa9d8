"""What the tests of live hearing share: somebody speaks, as the recorder's process tells it."""

from collections.abc import Iterator
from datetime import UTC, datetime

from kdesk.audio.flac import decode
from kdesk.domain.ids import Kind, MemoId
from kdesk.domain.transcript import Utterance
from kdesk.jobs.live import Live, LiveWords
from kdesk.jobs.protocol import Saved, Sound, Started
from kdesk.store.ids import new_id
from tests.jobs.ears import Ears
from tests.speech.sounds import SAMPLE

AT = datetime(2026, 11, 20, 15, 2, tzinfo=UTC)
RATE = 48_000
QUARTER = 24_000
"""Bytes of a quarter of a second, as the recorder sends it."""


def new_memo() -> MemoId:
    return MemoId(new_id(Kind.MEMO, AT))


def sample() -> bytes:
    """The sample memo as a microphone gives it, s16 at 48 kHz."""
    return decode((SAMPLE / "memo.flac").read_bytes())


def silence(seconds: float) -> bytes:
    return bytes(2 * round(seconds * RATE))


def length(pcm: bytes) -> float:
    return len(pcm) / 2 / RATE


def sounds(pcm: bytes, first: int = 0) -> Iterator[Sound]:
    for at in range(0, len(pcm), QUARTER):
        yield Sound(first + at // 2, pcm[at : at + QUARTER])


def say(live: Live, memo_id: MemoId, pcm: bytes) -> None:
    """All of a memo, as fast as it is taken."""
    live.hear(Started(memo_id, AT))
    for sound in sounds(pcm):
        live.hear(sound)
    live.hear(Saved(memo_id, length(pcm)))


def told(ears: Ears, memo_id: MemoId) -> tuple[Utterance, ...]:
    """The utterances told of a memo, in their order."""
    return tuple(
        utterance
        for words in ears.all(LiveWords)
        if words.memo_id == memo_id
        for utterance in words.utterances
    )


def text(utterances: tuple[Utterance, ...]) -> str:
    return " ".join(utterance.text for utterance in utterances)
