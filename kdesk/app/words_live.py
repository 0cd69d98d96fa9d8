"""Words while somebody speaks, in an open journal: who hears, with what, where they are seen."""

from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from kdesk.domain.problem import Problem
from kdesk.jobs.live import Live, LiveDone, LiveWords
from kdesk.speech.choice import chosen
from kdesk.ui.desk import Desk
from kdesk.ui.recording.spoken import WordsSeen
from kdesk.ui.widgets.waiting import Post

if TYPE_CHECKING:
    from kdesk.jobs.protocol import RecorderEvent
    from kdesk.speech.models import Model


class WordsLive(QObject):
    """Made at unlock and closed at lock; `seen` goes onto the session-day screen."""

    over = Signal()
    """Of one memo no more words come as live ones."""

    def __init__(self, desk: Desk, model_there: Callable[[], bool], parent: QObject) -> None:
        """`model_there` says at once whether there is any speech model."""
        super().__init__(parent)
        self._desk = desk
        self._model_there = model_there
        post = Post()
        post.came.connect(self._tell)
        self._post = post
        self._live = Live(self._model, desk.wish, post.came.emit, desk.transcriber.drafts)
        self.seen = WordsSeen(desk.theme, self._are_wanted)

    def hearer(self) -> "Callable[[RecorderEvent], None] | None":
        """Who hears what is recorded next; None when its words are for later. On any thread."""
        wanted = self._desk.settings.current.write_while_speaking and self._model_there()
        return self._live.hear if wanted and self._desk.may_hear() else None

    @property
    def hears(self) -> bool:
        """Whether words of what is, or was just, being said are still to come."""
        return self._desk.transcriber.drafts.live

    def close(self) -> None:
        """Hear nothing more; what was heard so far isn't lost as long as the journal is open."""
        self._post.came.disconnect(self._tell)
        self._live.close()

    def _are_wanted(self) -> bool:
        return self._desk.settings.current.show_words and self.hearer() is not None

    def _model(self) -> "Model | None":
        chosen_by = self._desk.settings.current
        with suppress(Problem):  # the queue tells of it, once the memo waits there
            return chosen(self._desk.places.models, chosen_by, self._desk.wish().language)
        return None

    def _tell(self, event: object) -> None:
        match event:
            case LiveWords(memo_id, utterances):
                self.seen.add(memo_id, [utterance.text for utterance in utterances])
            case LiveDone(memo_id, whole):
                self.seen.finish(memo_id, whole=whole)
                self.over.emit()
