"""Words while somebody still speaks: the recorder's sound in, utterances out."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

from kdesk.domain.ids import MemoId
from kdesk.domain.transcript import Utterance
from kdesk.jobs.drafts import Drafts
from kdesk.jobs.protocol import RecorderEvent
from kdesk.speech.models import Model
from kdesk.speech.wish import Wish


@dataclass(frozen=True, slots=True)
class LiveWords:
    """These utterances came next."""

    memo_id: MemoId
    utterances: tuple[Utterance, ...]


@dataclass(frozen=True, slots=True)
class LiveDone:
    """No more words of this memo come while it is live.

    When it is `whole` the last word is among those told; else the rest is heard once it is filed.
    """

    memo_id: MemoId
    whole: bool


LiveEvent: TypeAlias = LiveWords | LiveDone


class Live:
    """Hears what is being recorded; give its `hear` to the Recorder as `live`.

    `model` and `wish` are asked, and `listener` is called, on threads of its own.
    """

    def __init__(
        self,
        model: Callable[[], Model | None],
        wish: Callable[[], Wish],
        listener: Callable[[LiveEvent], None],
        drafts: Drafts,
    ) -> None:
        self._model = model
        self._wish = wish
        self._listener = listener
        self._drafts = drafts

    def hear(self, event: RecorderEvent) -> None:
        """Take what the recorder's process says; never waits."""

    def close(self) -> None:
        """End the speech process; nothing more is told. What is heard so far is kept."""
