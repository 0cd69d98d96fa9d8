"""One memo while it is spoken: how much was given to be heard, and what of it isn't heard yet."""

from collections import deque
from dataclasses import dataclass, field

from kdesk.domain.ids import MemoId
from kdesk.jobs.drafts import NOTHING, Draft
from kdesk.jobs.hearing import KEPT_RATE
from kdesk.jobs.protocol import Sound

KEPT = 45.0
"""Seconds of sound kept until they are heard, 4 MB, should the speech process die: a piece and what
came while it was heard. A process that is farther behind has no other begun in its place."""


@dataclass
class Said:
    """What was said of a memo and given to be heard."""

    id: MemoId
    draft: Draft = NOTHING
    """What is heard of it."""
    frames: int = 0
    to_its_end: bool = False
    """All of it was given."""
    begun_again: bool = False
    """Another speech process goes on with it, for one has died."""
    _kept: deque[Sound] = field(default_factory=deque)

    @property
    def seconds(self) -> float:
        """How much was given."""
        return self.frames / KEPT_RATE

    def add(self, sound: Sound) -> None:
        """What was said next."""
        self.frames = _end(sound)
        self._kept.append(sound)
        heard = max(self._heard(), self.frames - round(KEPT * KEPT_RATE))
        while self._kept and _end(self._kept[0]) <= heard:
            self._kept.popleft()

    def unheard(self) -> list[bytes] | None:
        """The sound that isn't heard yet; None when not all of it is kept."""
        heard = self._heard()
        if heard < (self._kept[0].frame if self._kept else self.frames):
            return None
        return [one.pcm[2 * max(0, heard - one.frame) :] for one in self._kept]

    def _heard(self) -> int:
        return round(self.draft.until * KEPT_RATE)


def _end(sound: Sound) -> int:
    return sound.frame + len(sound.pcm) // 2
