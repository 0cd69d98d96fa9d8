"""What is noticed while one speaks, said quietly: the second, marks, parts, silence, the disk."""

from kdesk.domain.ids import MemoId
from kdesk.domain.sign import Sign
from kdesk.domain.times import clock
from kdesk.ui.recording.sentences import Sentences
from kdesk.ui.recording.sight import Sight

A_WHILE_S = 20 * 60
ONE_MARK_S = 1.0
"""Seconds of sound after a mark in which another press means the same moment."""
GONE_ON = frozenset({Sign.PART, Sign.AFRESH})
DISK = frozenset({Sign.ELSEWHERE, Sign.IN_MEMORY, Sign.IN_PLACE})


class Noticing:
    """Of one recording at a time; nothing it says ends one."""

    def __init__(self, sight: Sight, sentences: Sentences) -> None:
        self._sight = sight
        self._sentences = sentences
        self._part = 1
        self._seconds = 0.0
        self._marked = -ONE_MARK_S
        self.elsewhere = False
        """It is kept, sealed, but not yet where the journal is."""

    def begin(self) -> None:
        """A new recording: nothing has been noticed yet."""
        self._part, self._seconds, self.elsewhere = 1, 0.0, False
        self._marked = -ONE_MARK_S
        self._sight.hint.forget()
        self._sight.doubt(False)
        self._sight.marks.clear()
        self._sight.elapsed.setText(clock(0))

    def started(self, memo_id: MemoId) -> None:
        """There is sound now, in this memo."""
        if self._sight.along and self._sight.spoken is not None:
            self._sight.spoken.await_words(memo_id)

    def follow(self, loudness: float, seconds: float) -> None:
        """The voice is so loud, and so much is kept."""
        self._seconds = seconds
        self._sight.ring.breathe(loudness)
        self._sight.elapsed.setText(clock(seconds))
        if seconds >= A_WHILE_S and not self._sight.hint.keeps("a while"):
            self._sight.hint.keep("a while", self._sentences.a_while(), last=True)

    def mark(self) -> bool:
        """This second is marked, unless that has only just been done."""
        if abs(self._seconds - self._marked) < ONE_MARK_S:
            return False
        self._marked = self._seconds
        self._sight.marks.add(self._seconds)
        return True

    def keep(self, sign: Sign) -> None:
        """Something is kept here now."""
        self.elsewhere = sign is Sign.ELSEWHERE

    def notice(self, sign: Sign, device: str) -> None:
        """Say what the recorder noticed, as long as it holds or for a while."""
        hint, sentences = self._sight.hint, self._sentences
        if sign in GONE_ON:
            self._part += 1
            self._marked = -ONE_MARK_S
        if sign in GONE_ON or sign in (Sign.SILENT, Sign.HEARD):
            hint.keep("silence", sentences.lasting(sign))
            self._sight.doubt(sign is Sign.SILENT)
        elif sign in DISK:
            self.keep(sign)
            hint.keep("disk", sentences.lasting(sign))
        passing = sentences.passing(sign, device, self._part)
        if passing:
            hint.tell(passing)
