"""A memo's words beside what a machine heard, sentence by sentence, to choose from."""

from collections.abc import Callable, Iterator
from itertools import groupby

from PySide6.QtCore import Signal
from PySide6.QtGui import QFontInfo, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from kdesk.domain.choosing import Shown
from kdesk.domain.comparison import Comparison, Passage
from kdesk.domain.problem import Problem
from kdesk.domain.times import said
from kdesk.domain.transcript import Transcript
from kdesk.store import versions
from kdesk.ui.desk import Desk
from kdesk.ui.memo.compare_keeping import Keeping
from kdesk.ui.memo.compare_playing import SentencePlaying
from kdesk.ui.memo.compare_row import GAP, PLAY_WIDTH, USE_WIDTH, CompareRow
from kdesk.ui.memo.comparing import Gathered, gather
from kdesk.ui.notices import Undo
from kdesk.ui.widgets.buttons import quiet_button, soft_button
from kdesk.ui.widgets.choice_field import ChoiceField
from kdesk.ui.widgets.columns import TOGETHER_FROM
from kdesk.ui.widgets.emptying import empty
from kdesk.ui.widgets.flow_layout import FlowLayout
from kdesk.ui.widgets.labels import PlainLabel, hairline, quiet_label, section_label
from kdesk.ui.widgets.language_choice import language_name
from kdesk.ui.widgets.playing import Playing
from kdesk.ui.widgets.row_field import RowField
from kdesk.ui.widgets.waiting import Waiting

AT_ONCE = 15
"""Rows that are made at once: forty take most of a second to make and lay out."""


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
        self._coming: Iterator[QWidget] = iter(())
        self._most = self._made = 0
        self._rows: dict[int, CompareRow] = {}
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
        self.more = quiet_button(self.tr("Show more"))
        self.more.clicked.connect(self._show_more)
        self._names = (PlainLabel("", "strong"), PlainLabel("", "strong"))
        self._heads = self._head_line()
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

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Two columns where there is room."""
        super().resizeEvent(event)
        self._stand()

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
        """Make the rows anew: what differs, and lines for what is the same between."""
        empty(self._list)
        self._rows.clear()
        self._taken = self._kept = frozenset()
        self._most = self._made = 0
        self._coming = self._lines()
        self._show_more()

    def _show_more(self) -> None:
        found = self._gathered.found if self._gathered is not None else Comparison(())
        self._most = min(self._most + AT_ONCE, found.differing)
        while self._made < self._most or self._made == found.differing:
            line = next(self._coming, None)
            if line is None:
                break
            self._list.addWidget(line)
        self.more.setVisible(self._made < found.differing)
        self.all.setVisible(found.differing > 1)
        self._tell()
        self._stand()

    def _lines(self) -> Iterator[QWidget]:
        passages = enumerate(self._gathered.found.passages if self._gathered is not None else ())
        for same, group in groupby(passages, key=lambda one: one[1].same):
            run = list(group)
            if same:
                yield self._folded(run)
                continue
            for number, passage in run:
                self._made += 1
                yield self._line(self._row(number, passage))

    def _row(self, number: int, passage: Passage) -> CompareRow:
        names = (self._names[0].text(), self._names[1].text())
        mixed = self._gathered is not None and self._gathered.shown.chosen is not None
        who = ", ".join(passage.mine.models) if mixed else ""
        row = CompareRow(self._desk.theme, passage, names=names, who=who)
        row.played.connect(lambda: self._hearing.toggle(number, passage.start, passage.end))
        row.turned.connect(lambda: self._turn(number))
        row.show_taken(number in self._taken)
        self._rows[number] = row
        return row

    def _folded(self, run: list[tuple[int, Passage]]) -> QWidget:
        """A line that says how many are the same, and shows them when pressed."""
        place = QWidget()
        place.setProperty("look", "bare")
        column = QVBoxLayout(place)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        words = (
            self.tr("Show 1 sentence that is the same")
            if len(run) == 1
            else self.tr("Show {number} sentences that are the same").format(number=len(run))
        )
        button = soft_button(words)

        def unfold() -> None:
            button.hide()
            for number, passage in run[:AT_ONCE]:
                column.addWidget(self._line(self._row(number, passage)))
            if run[AT_ONCE:]:
                column.addWidget(self._folded(run[AT_ONCE:]))
            self._stand()

        button.clicked.connect(unfold)
        column.addWidget(self._line(button))
        return place

    def _line(self, inside: QWidget) -> QWidget:
        line = QWidget()
        line.setProperty("look", "bare")
        column = QVBoxLayout(line)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(hairline())
        column.addWidget(inside)
        return line

    def _turn(self, number: int) -> None:
        self._keep(self._taken ^ {number})

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
        for number, row in self._rows.items():
            row.show_taken(number in taken)
        self._tell()

    def _choose_version(self) -> None:
        self._beside = self.version.chosen()
        self.look()

    def _offer_versions(self, gathered: Gathered) -> None:
        self.version.offer([(self._called(version), version) for version in gathered.versions])
        if gathered.other is not None:
            self.version.choose(gathered.other)
        self._version_field.setVisible(len(gathered.versions) > 1)
        self._names[0].setText(self.tr("What you have"))
        model = (gathered.other.model if gathered.other else "") or self.tr("the machine")
        self._names[1].setText(self.tr("What {model} heard").format(model=model))
        self.all.setText(self.tr("Use all that {model} heard").format(model=model))
        self.all.setAccessibleName(self.all.text())

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
        for number, row in self._rows.items():
            row.show_sounding(number == self._hearing.number)

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 18, 20, 18)
        column.setSpacing(12)
        top = FlowLayout(spacing=12)
        head = QHBoxLayout()
        head.addWidget(section_label(self.tr("Side by side")), 1)
        head.addWidget(self.done)
        column.addLayout(head)
        column.addWidget(self.sentence)
        column.addWidget(self._version_field)
        column.addWidget(self._heads)
        self._list = QVBoxLayout()
        self._list.setSpacing(0)
        column.addLayout(self._list)
        top.addWidget(self.more)
        top.addWidget(self.all)
        column.addLayout(top)
        column.addStretch(1)

    def _head_line(self) -> QWidget:
        heads = QWidget()
        heads.setProperty("look", "bare")
        self._head_row = QHBoxLayout(heads)
        self._head_row.setContentsMargins(0, 0, 0, 0)
        self._head_row.setSpacing(GAP)
        for name in self._names:
            self._head_row.addWidget(name, 1)
        return heads

    def _stand(self) -> None:
        beside = self.width() >= TOGETHER_FROM * QFontInfo(self.font()).pixelSize()
        scale = max(1.0, self._desk.theme.scale)
        around = [round(width * scale) + GAP for width in (PLAY_WIDTH, USE_WIDTH)]
        self._head_row.setContentsMargins(around[0], 0, around[1], 0)
        self._heads.setVisible(beside and bool(self._rows))
        for row in self._rows.values():
            row.stand(beside=beside)
