"""One memo: the player stays in sight, the words below it follow the sound."""

from contextlib import suppress

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QLineEdit

from kdesk.domain.change import Change
from kdesk.domain.ids import Kind, MemoId
from kdesk.domain.memo import Listening, Memo
from kdesk.domain.problem import Problem
from kdesk.domain.times import length, short_day
from kdesk.domain.transcript import Transcript
from kdesk.jobs.transcriber import Listened, TranscriberEvent
from kdesk.speech import models
from kdesk.store import items, memos
from kdesk.ui.desk import Desk
from kdesk.ui.memo.came_of_it import CameOfIt
from kdesk.ui.memo.compare import Compare
from kdesk.ui.memo.fact_list import FactList
from kdesk.ui.memo.memo_columns import MemoColumns
from kdesk.ui.memo.note_words import NoteWords
from kdesk.ui.memo.player_card import PlayerCard
from kdesk.ui.memo.reading_along import ReadingAlong
from kdesk.ui.memo.transcript_card import TranscriptCard
from kdesk.ui.memo.use_words import UseWords
from kdesk.ui.memo.versions_card import VersionsCard
from kdesk.ui.notices import Undo
from kdesk.ui.widgets.card import Card
from kdesk.ui.widgets.docked import Docked
from kdesk.ui.widgets.item_page import ItemPage
from kdesk.ui.widgets.kept_words import KeptWords
from kdesk.ui.widgets.labels import note_label
from kdesk.ui.widgets.page import MARGIN
from kdesk.ui.widgets.playing import Playing
from kdesk.ui.widgets.row_field import RowField
from kdesk.ui.widgets.session_choice import SessionChoice
from kdesk.ui.widgets.waiting import Waiting

_BESIDE = {Kind.SESSION, Kind.INSIGHT, Kind.GOAL, Kind.ENTRY}


class MemoPage(ItemPage):
    """Listening, reading along, correcting; the recording itself never changes."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, self.tr("Voice memo"))
        self._memo: Memo | None = None
        self._transcript: Transcript | None = None
        self._model_there = True
        self._writing = False
        self._looking = Waiting(desk.runner, self)
        self._looking.done.connect(self._note_models)
        self.playing = Playing(desk, self)
        self.player = PlayerCard(desk.theme)
        self.words = TranscriptCard(desk.theme)
        self._along = ReadingAlong(self.playing, self.player, self.words.text)
        self.title_field = QLineEdit()
        self.title_field.setPlaceholderText(self.tr("Title, if you like"))
        self._title_words = KeptWords(self.title_field.text, self.title_field.setText)
        self.session = SessionChoice(self.tr("Session"))
        self.session.setMinimumContentsLength(6)
        self._hint = note_label(
            self.tr(
                "Click a word to hear it from there; type to correct it; select words to keep or "
                "use them. "
                "Where the machine was unsure, words are dotted underneath."
            )
        )
        self._note_words = NoteWords(self)
        self.facts = FactList(desk.theme)
        self.uses = UseWords(desk, self.words.text)
        self.came_of_it = CameOfIt(desk)
        self.told = note_label("")
        self.versions = VersionsCard(desk)
        self.compare = Compare(desk, self.playing)
        self._lay_out()
        self._connect()

    def load(self) -> None:
        """Show the memo; its sound is fetched when somebody wants to hear it."""
        vault = self.desk.vault
        memo = memos.find(vault, self.item_id)
        fresh = self._memo is None or self._memo.id != memo.id
        if not fresh and not self.compare.isHidden():
            self.compare.look()  # the words are read once they are shown: an hour takes a second
            return
        self._memo, self._transcript = memo, memos.transcript(vault, memo.id)
        self.playing.choose(memo)
        self._note_opened(memo)
        self.versions.show_memo(memo, self._transcript)
        if fresh:
            self._show_words()
            self.player.show_sound(memo.peaks, memo.seconds)
            self.player.play.setFocus()
        self._title_words.show(memo.title)
        if not self.title_field.hasFocus():
            self.title_field.setCursorPosition(0)
        self.session.show_session(vault, memo.session_id)
        self.words.text.mark_doubts(self.desk.settings.current.doubt_below)
        self.words.show_words(memo, self._transcript)
        if fresh:  # what was typed in another memo can't be brought back here
            self.words.text.document().clearUndoRedoStacks()
        self.uses.show_memo(memo)
        self.came_of_it.show_memo(memo.id)
        self._show_facts(memo)
        if memo.listening is Listening.PENDING:
            folder = self.desk.places.models
            self._looking.start(lambda: bool(models.installed(folder)))

    def show_moment(self, seconds: float) -> None:
        """Go to this second; quiet stays quiet."""
        self._along.go_to(seconds)

    def write(self) -> None:
        """Keep title, session and the person's version of the words."""
        if self._memo is None:
            return
        self._writing = True
        try:
            self._write_all(self._memo)
        finally:
            self._writing = False
        self.reload()

    def reload(self) -> None:
        """Show what is kept; not between the commits of one write, when half of it is."""
        if not self._writing:
            super().reload()

    def about(self, changes: tuple[Change, ...]) -> bool:
        """The memo itself, the sessions it may be filed to, and what may have come of it."""
        return super().about(changes) or any(change.kind in _BESIDE for change in changes)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Share the width anew."""
        super().resizeEvent(event)
        self._widen()

    def leave(self) -> bool:
        """Be quiet and keep what was chosen and typed."""
        self.playing.let_go()
        self.compare.finish()
        return super().leave()

    def _note_opened(self, memo: Memo) -> None:
        """Looked at on a later day: Today needn't announce it any more."""
        now = self.desk.now()
        if memo.opened_at is None and memo.at.astimezone(now.tzinfo).date() < now.date():
            with suppress(Problem):  # a journal that can't be written can still be listened to
                memos.note_opened(self.desk.vault, memo.id, now=now)

    def _write_all(self, memo: Memo) -> None:
        vault, now = self.desk.vault, self.desk.now()
        title, session_id = self._title_words.words(), self.session.chosen()
        words = self.words.words()
        kept = None if self._transcript is None else self._transcript.corrected
        if title != memo.title:
            memos.edit(vault, memo.id, title=title, now=now)
        if session_id != memo.session_id:
            items.assign(vault, memo.id, session_id, now=now)
        if words != kept:
            memos.correct(vault, memo.id, words, now=now)

    def _lay_out(self) -> None:
        self.docked = Docked(self.scroll_area, MARGIN)
        self.docked.body.addWidget(self.player)
        self.body.addWidget(self.docked)
        about = Card()
        about.body.addWidget(RowField(self.tr("Title"), self.title_field))
        about.body.addWidget(RowField(self.tr("Session"), self.session))
        about.body.addWidget(self._hint)
        about.body.addWidget(self.told)
        rest = (about, self.came_of_it, self.facts, self.versions)
        self._reading = MemoColumns(self.desk.theme, self.docked, self.words, self.uses, *rest)
        self.body.addWidget(self._reading, 1)
        self.body.addWidget(self.compare)
        self.compare.hide()

    def _widen(self) -> None:
        self._reading.widen(self.width() - 2 * MARGIN)

    def _bring_into_sight(self, rect: QRect) -> None:
        self.docked.bring(self.words.text.viewport(), rect)

    def _connect(self) -> None:
        self.desk.theme.changed.connect(self._widen)
        self.desk.notices.sound_told.connect(self.playing.hear)
        self.desk.notices.speech_told.connect(self._show_progress)
        self.desk.held_up.changed.connect(self._look_at_the_queue)
        self.title_field.textEdited.connect(self.touch)
        self.session.activated.connect(self.touch)
        self.facts.chosen.connect(self._along.go_to)
        self.came_of_it.chosen.connect(self._along.hear_from)
        self.words.text.sight_wanted.connect(self._bring_into_sight)
        self.words.edited.connect(self._correct)
        self.words.read_through.connect(self._note_read)
        self.words.restored.connect(self._restore_machine_words)
        self.versions.compared.connect(self._compare)
        self.compare.closed.connect(self._read)
        self.compare.settle.connect(self.autosave.flush)
        line = self.words.line
        line.model_wanted.connect(lambda: self.desk.notices.page_requested.emit("Settings"))
        line.cancelled.connect(lambda: self.desk.transcriber.cancel(MemoId(self.item_id)))
        line.retried.connect(self._hear_now)
        shortcut = QShortcut(QKeySequence("Ctrl+Space"), self)
        shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        shortcut.activated.connect(self.playing.toggle)

    def _show_facts(self, memo: Memo) -> None:
        self.set_title(memo.title)
        when = f"{short_day(memo.at.date())} {memo.at:%Y, %H:%M}"
        self.set_subtitle(
            self.tr("{when} · {length}").format(when=when, length=length(memo.seconds))
        )
        facts = self._note_words.said(memo.notes)
        self.player.show_facts(facts, cut=memo.cut)
        self.facts.show_facts(facts)
        self._show_state(memo)
        heard = self._transcript is not None and bool(self._transcript.utterances)
        self._hint.setVisible(heard)
        lost = self.tr("The recording ends abruptly; up to a second may be missing.")
        unread = self.tr("It ends abruptly; the rest of its file could not be read.")
        self.told.setText(lost if memo.original is None else unread)
        self.told.setVisible(memo.cut)

    def _show_progress(self, event: TranscriberEvent) -> None:
        if isinstance(event, Listened) and event.memo_id == self.item_id:
            self.words.line.show_progress(event.fraction)

    def _note_models(self, there: bool) -> None:
        self._model_there = there
        self._look_at_the_queue()

    def _look_at_the_queue(self) -> None:
        if self._memo is not None:
            self._show_state(self._memo)

    def _show_state(self, memo: Memo) -> None:
        self.words.line.show_state(
            memo,
            model_there=self._model_there,
            may_hear=self.desk.may_hear(),
            held_up=self.desk.held_up.why(memo.id),
        )

    def _hear_now(self) -> None:
        memo_id = MemoId(self.item_id)
        self.desk.held_up.forget(memo_id)
        self.desk.transcriber.retry(memo_id)

    def _compare(self) -> None:
        """Show the versions side by side instead of the words, once what was typed is kept."""
        if self._memo is None or not self.autosave.flush():
            return
        self.playing.pause()
        self.player.repeat.setChecked(False)
        self.player.repeat.setEnabled(False)  # the rows play a sentence, once
        cursor = self.words.text.textCursor()
        cursor.clearSelection()  # what can be done with selected words goes with them
        self.words.text.setTextCursor(cursor)
        self.compare.begin(self._memo.id)
        self._reading.hide()
        self.compare.show()
        self.compare.done.setFocus()

    def _read(self) -> None:
        """Back from the comparison, to the words as they are now."""
        self.playing.pause()
        self.compare.finish()
        self._show_words()
        self.reload()
        self.versions.compare.setFocus()

    def _show_words(self) -> None:
        self.compare.hide()
        self._reading.show()
        self.player.repeat.setEnabled(True)

    def _correct(self) -> None:
        """Words are being typed: the sound waits, so that nobody is talked over."""
        self.playing.pause()
        self.touch()

    def _note_read(self) -> None:
        """The line about the machine goes; saying so can be taken back."""
        memo = self._memo
        if memo is None or not self.autosave.flush():
            return
        vault = self.desk.vault
        memos.note_read(vault, memo.id, now=self.desk.now())
        self.reload()
        self.words.text.setFocus()  # the button that had the keyboard is gone

        def take_back() -> None:
            memos.note_read(vault, memo.id, now=None)

        self.desk.notices.undo_offered.emit(Undo(self.tr("Noted as read through."), take_back))

    def _restore_machine_words(self) -> None:
        memo = self._memo
        if memo is None or not self.autosave.flush() or self._transcript is None:
            return
        own = self._transcript.corrected
        memos.correct(self.desk.vault, memo.id, None, now=self.desk.now())
        self.reload()

        def bring_back() -> None:
            self.autosave.flush()
            words = memos.transcript(self.desk.vault, memo.id)
            if words is not None and words.corrected is None:
                memos.correct(self.desk.vault, memo.id, own, now=self.desk.now())
            else:
                self.desk.notices.told.emit(self.tr("The words have changed since, so they stay."))

        self.desk.notices.undo_offered.emit(
            Undo(self.tr("The machine's words are back."), bring_back)
        )
