"""A memo's words beside what a machine heard, sentence by sentence, to choose from."""

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout

from kdesk.domain.choosing import Shown
from kdesk.domain.comparison import Comparison
from kdesk.domain.problem import Problem
from kdesk.domain.times import said
from kdesk.domain.transcript import Transcript
from kdesk.store import versions
from kdesk.ui.desk import Desk
from kdesk.ui.memo.compare_keeping import Keeping
from kdesk.ui.memo.compare_playing import SentencePlaying
from kdesk.ui.memo.compare_rows import CompareRows
from kdesk.ui.memo.comparing import Gathered, gather
from kdesk.ui.notices import Undo
from kdesk.ui.widgets.buttons import quiet_button, soft_button
from kdesk.ui.widgets.choice_field import ChoiceField
from kdesk.ui.widgets.flow_layout import FlowLayout
from kdesk.ui.widgets.labels import quiet_label, section_label
from kdesk.ui.widgets.language_choice import language_name
from kdesk.ui.widgets.playing import Playing
from kdesk.ui.widgets.row_field import RowField
from kdesk.ui.widgets.waiting import Waiting


class Compare(QFrame):
    """What differs, each with whose words stand; what is the same is folded away.

    A choice is kept as soon as it is made, and can be taken back in its row.
    """

    closed = Signal()
    settle = Signal()
    """What is being typed is to be kept now."""

    def __init__(self, desk: Desk, playing: Playing) -> None:
        super().__init__()
        self.setProperty("look", "card")
        self._desk = desk
        self._memo_id = ""
        self._beside: Transcript | None = None
        self._gathered: Gathered | None = None
        self._taken: frozenset[int] = frozenset()
        self._kept: frozenset[int] = frozenset()
        self._stands: Shown | None = None
        self._stale = False
        self.rows = CompareRows(desk.theme)
        self.rows.turned.connect(self._turn)
        self.rows.played.connect(self._play)
        self._keeping = Keeping(desk, self)
        self._keeping.ended.connect(self._look_if_stale)
        self._keeping.refused.connect(lambda: self._show_taken(self._kept))
        self._hearing = SentencePlaying(playing, self)
        self._hearing.changed.connect(self._show_sounding)
        self._waiting = Waiting(desk.runner, self)
        self._waiting.done.connect(self._take)
        self._waiting.failed.connect(self._fail)
        self.sentence = quiet_label("")
        self.done = quiet_button(self.tr("Back to the words"))
        self.done.clicked.connect(self.closed)
        self.version = ChoiceField[Transcript](self.tr("Compare with"))
        self.version.activated.connect(self._choose_version)
        self._version_field = RowField(self.tr("Compare with"), self.version)
        self.all = soft_button("")
        self.all.clicked.connect(self._use_all)
        self._lay_out()

    def begin(self, memo_id: str) -> None:
        """Compare a memo afresh, with the version that is likeliest to be of use."""
        self._memo_id, self._beside, self._gathered, self._stands = memo_id, None, None, None
        self._fill()
        self.look()

    def look(self) -> None:
        """Show the memo as it is now; nothing changes under the hand when it is as it was."""
        self._stale = self._waiting.busy or self._keeping.busy
        if self._stale:
            return  # looked at once that is over
        vault, memo_id, beside = self._desk.vault, self._memo_id, self._beside
        self._waiting.start(lambda: gather(vault, memo_id, beside))

    def finish(self) -> None:
        """Have kept what was chosen."""
        self._keeping.finish()

    def _take(self, gathered: Gathered) -> None:
        if self._stale or self._keeping.busy:
            self.look()
            return
        before = self._gathered
        if (
            before is not None
            and gathered.shown == self._stands
            and (gathered.newest, gathered.other) == (before.newest, before.other)
        ):
            return  # it is what was chosen here
        self._gathered, self._beside, self._stands = gathered, gathered.other, gathered.shown
        self._offer_versions(gathered)
        self._fill()

    def _fail(self, problem: Problem) -> None:
        self._desk.notices.tell_problem(problem)
        self._look_if_stale()

    def _look_if_stale(self) -> None:
        if self._stale:
            self.look()

    def _fill(self) -> None:
        """Show what was gathered, with nothing taken."""
        gathered = self._gathered
        self._taken = self._kept = frozenset()
        if gathered is None:
            self.rows.show_found(Comparison(()), ("", ""), mixed=False)
        else:
            heard = self.tr("What {model} heard").format(model=self._model(gathered))
            mixed = gathered.shown.chosen is not None
            self.rows.show_found(gathered.found, (self.tr("What you have"), heard), mixed=mixed)
        self.all.setVisible(gathered is not None and gathered.found.differing > 1)
        self._tell()

    def _turn(self, number: int) -> None:
        self._keep(self._taken ^ {number})

    def _play(self, number: int) -> None:
        if self._gathered is not None:
            passage = self._gathered.found.passages[number]
            self._hearing.toggle(number, passage.start, passage.end)

    def _use_all(self) -> None:
        gathered, before = self._gathered, self._taken
        if gathered is None:
            return

        passages = enumerate(gathered.found.passages)
        every = frozenset(number for number, passage in passages if not passage.same)
        self._keep(every, lambda stands: self._offer_undo(gathered, before, stands))

    def _offer_undo(self, gathered: Gathered, before: frozenset[int], stands: Shown) -> None:
        """Offer what stood before, as long as these words still do: nothing typed is ever lost."""
        notices, vault = self._desk.notices, self._desk.vault

        def bring_back() -> None:
            self.settle.emit()
            self._keeping.finish()
            newest = next(iter(versions.every(vault, gathered.memo_id)), None)
            if (versions.shown(vault, gathered.memo_id), newest) != (stands, gathered.newest):
                notices.told.emit(self.tr("The words have changed since, so they stay."))
            elif self._gathered is gathered:
                self._keep(before)
            else:
                self._keeping.keep(gathered, before, lambda _: None)

        notices.undo_offered.emit(Undo(self.tr("All of these words stand now."), bring_back))

    def _keep(self, taken: frozenset[int], then: Callable[[Shown], None] = lambda _: None) -> None:
        """Show what is chosen and keep it; when that fails it goes back, and a banner says why."""
        gathered = self._gathered
        if gathered is None:
            return

        def kept(shown: Shown) -> None:
            if self._gathered is gathered:
                self._kept, self._stands = taken, shown
            then(shown)

        self._show_taken(taken)
        self._keeping.keep(gathered, taken, kept)

    def _show_taken(self, taken: frozenset[int]) -> None:
        self._taken = taken
        self.rows.show_taken(taken)
        self._tell()

    def _choose_version(self) -> None:
        self._beside = self.version.chosen()
        self.look()

    def _offer_versions(self, gathered: Gathered) -> None:
        self.version.offer([(self._called(version), version) for version in gathered.versions])
        if gathered.other is not None:
            self.version.choose(gathered.other)
        self._version_field.setVisible(len(gathered.versions) > 1)
        model = self._model(gathered)
        self.all.setText(self.tr("Use all that {model} heard").format(model=model))
        self.all.setAccessibleName(self.all.text())

    def _model(self, gathered: Gathered) -> str:
        return (gathered.other.model if gathered.other else "") or self.tr("the machine")

    def _called(self, version: Transcript) -> str:
        when = said(version.made_at, self._desk.now())
        parts = (version.model, version.language and language_name(version.language), when)
        return " · ".join(part for part in parts if part)

    def _tell(self) -> None:
        gathered = self._gathered
        left = gathered.found.differing - len(self._taken) if gathered is not None else 0
        if gathered is None:
            words = ""
        elif gathered.other is None:
            words = self.tr("There is no other version of these words yet.")
        elif not left:
            words = self.tr("Both say the same now.")
        elif left == 1:
            words = self.tr("1 sentence differs. Play it, then choose the words you said.")
        else:
            words = self.tr(
                "{number} sentences differ. Play one, then choose the words you said."
            ).format(number=left)
        self.sentence.setText(words)

    def _show_sounding(self) -> None:
        self.rows.show_sounding(self._hearing.number)

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 18, 20, 18)
        column.setSpacing(12)
        head = QHBoxLayout()
        head.addWidget(section_label(self.tr("Side by side")), 1)
        head.addWidget(self.done)
        column.addLayout(head)
        column.addWidget(self.sentence)
        column.addWidget(self._version_field)
        column.addWidget(self.rows)
        foot = FlowLayout(spacing=12)
        foot.addWidget(self.rows.more)
        foot.addWidget(self.all)
        column.addLayout(foot)
        column.addStretch(1)
