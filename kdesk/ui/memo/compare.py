"""A memo's words beside what a machine heard, sentence by sentence, to choose from."""

from itertools import groupby

from PySide6.QtCore import Signal
from PySide6.QtGui import QFontInfo, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from kdesk.domain.comparison import Passage
from kdesk.domain.problem import Problem
from kdesk.domain.times import said
from kdesk.domain.transcript import Transcript
from kdesk.store import versions
from kdesk.ui.desk import Desk
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

    def __init__(self, desk: Desk, playing: Playing) -> None:
        super().__init__()
        self.setProperty("look", "card")
        self._desk = desk
        self._memo_id = ""
        self._beside: Transcript | None = None
        self._gathered: Gathered | None = None
        self._taken: set[int] = set()
        self._stale = False
        self._most = AT_ONCE
        self._rows: dict[int, CompareRow] = {}
        self._hearing = SentencePlaying(playing, self)
        self._hearing.changed.connect(self._show_sounding)
        self._waiting = Waiting(desk.runner, self)
        self._waiting.done.connect(self._take)
        self._waiting.failed.connect(desk.notices.tell_problem)
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
        self._memo_id, self._beside, self._gathered = memo_id, None, None
        self._taken.clear()
        self.look()

    def look(self) -> None:
        """Show the memo as it is now; nothing changes under the hand when it is as it was."""
        self._stale = self._waiting.busy
        vault, memo_id, beside = self._desk.vault, self._memo_id, self._beside
        self._waiting.start(lambda: gather(vault, memo_id, beside))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Two columns where there is room."""
        super().resizeEvent(event)
        self._stand()

    def _take(self, gathered: Gathered) -> None:
        if self._stale:
            self.look()
            return
        before = self._gathered
        if (
            before is not None
            and gathered.shown == before.with_taken(self._taken)
            and (gathered.newest, gathered.other) == (before.newest, before.other)
        ):
            return  # it is what was chosen here
        self._gathered, self._beside = gathered, gathered.other
        self._taken.clear()
        self._most = AT_ONCE
        self._offer_versions(gathered)
        self._fill()

    def _fill(self) -> None:
        """Make the rows anew: what differs, and lines for what is the same between."""
        gathered = self._gathered
        empty(self._list)
        self._rows.clear()
        if gathered is None:
            return
        passages = list(enumerate(gathered.found.passages))
        for same, group in groupby(passages, key=lambda one: one[1].same):
            run = list(group)
            if len(self._rows) >= self._most:
                break
            if same:
                self._list.addWidget(self._folded(run))
                continue
            for number, passage in run[: self._most - len(self._rows)]:
                self._list.addWidget(self._line(self._row(number, passage)))
        self.more.setVisible(len(self._rows) < gathered.found.differing)
        self.all.setVisible(gathered.found.differing > 1)
        self._tell(gathered)
        self._stand()

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
        gathered, before = self._gathered, set(self._taken)
        if gathered is None:
            return
        passages = enumerate(gathered.found.passages)
        if not self._keep({number for number, passage in passages if not passage.same}):
            return
        vault, memo_id, now = self._desk.vault, gathered.memo_id, self._desk.now
        shown = gathered.with_taken(before)

        def bring_back() -> None:
            versions.show(vault, memo_id, shown, now=now())

        self._desk.notices.undo_offered.emit(
            Undo(self.tr("All of these words stand now."), bring_back)
        )

    def _keep(self, taken: set[int]) -> bool:
        """Keep what is chosen, and show it; False, and a banner, when it can't be kept."""
        gathered = self._gathered
        if gathered is None:
            return False
        before, self._taken = self._taken, taken
        try:
            shown = gathered.with_taken(taken)
            versions.show(self._desk.vault, gathered.memo_id, shown, now=self._desk.now())
        except Problem as problem:
            self._taken = before
            self._desk.notices.tell_problem(problem)
            return False
        for number, row in self._rows.items():
            row.show_taken(number in taken)
        self._tell(gathered)
        return True

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

    def _tell(self, gathered: Gathered) -> None:
        left = gathered.found.differing - len(self._taken)
        if gathered.other is None:
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

    def _show_more(self) -> None:
        self._most += AT_ONCE
        self._fill()

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
