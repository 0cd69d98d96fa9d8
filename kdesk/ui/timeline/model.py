"""The timeline's rows as a Qt model: all of them known by time, their words read when shown."""

from collections.abc import Iterable
from concurrent.futures import Future
from datetime import timedelta
from typing import Any, cast

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    Signal,
)

from kdesk.domain.change import Change, Happening
from kdesk.domain.ids import AnyId, Kind, kind_of
from kdesk.domain.item import Item, Month
from kdesk.domain.problem import Problem
from kdesk.domain.times import long_day
from kdesk.jobs.runner import Progress
from kdesk.store import items
from kdesk.ui.desk import Desk
from kdesk.ui.timeline.rows import EPOCH, Content, Row, headed, outlined, row_of, snippet, stretch

FIRST = 200
"""Things shown at once; the rest follow when a job has counted them."""
PAGE = 24
"""Things whose words are read together: two screens of them."""
REMEMBERED = 4_000
"""Things whose words are kept at hand before the oldest are let go."""
MANY = 50
"""A notice that names more things than this is answered by reading everything anew."""

ContentRole = Qt.ItemDataRole.UserRole
IdRole = Qt.ItemDataRole.UserRole + 1

SHOWN_ROLES = frozenset(
    (ContentRole, IdRole, Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole)
)

Index = QModelIndex | QPersistentModelIndex


class _Post(QObject):
    """Carries a job's outcome from its thread to the window's."""

    came = Signal(int, object)


class TimelineModel(QAbstractListModel):
    """Day headings and kept things, newest first."""

    completed = Signal()
    """Every row is known, down to the oldest."""

    def __init__(self, desk: Desk, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._kinds: frozenset[Kind] | None = None
        self._rows: list[Row] = []
        self._contents: dict[str, Content] = {}
        self._loading = 0
        self._complete = True
        # Without a parent: a job that outlives this model still has somewhere to put its outcome.
        self._post = _Post()
        self._post.came.connect(self._take_rest)

    @property
    def complete(self) -> bool:
        """Whether every row is known."""
        return self._complete

    def load(self, kinds: frozenset[Kind] | None) -> None:
        """Show the newest things of these kinds (None: of all) and fetch the rest as a job."""
        newest = items.newest(self._desk.vault, limit=FIRST, kinds=kinds)
        self._kinds = kinds
        self.beginResetModel()
        self._contents.clear()
        self._remember(newest)
        self._rows = headed(row_of(item.id, item.at) for item in newest)
        self.endResetModel()
        self._loading += 1
        self._complete = len(newest) < FIRST
        if self._complete:
            self.completed.emit()
        else:
            self._fetch_rest()

    def show_changes(self, changes: Iterable[Change]) -> None:
        """Read anew what a notice names, and nothing else."""
        named = {change.id: change for change in changes if self._shows(change.kind)}
        if len(named) > MANY:
            self.load(self._kinds)
            return
        for change in named.values():
            self._contents.pop(change.id, None)
            item = None if change.happening is Happening.REMOVED else self._found(change.id)
            self._put(change.id, item)
        if not self._complete:
            self._fetch_rest()  # what is on its way may not know of this

    def row(self, number: int) -> Row:
        """The row itself, for whoever paints or measures it."""
        return self._rows[number]

    def first_of_month(self, year: int, month: int) -> int:
        """The first row of a month, or of the next older one that has any; -1 when none has."""
        for number, row in enumerate(self._rows):
            if not row.id and (row.date.year, row.date.month) <= (year, month):
                return number
        return -1

    def months(self) -> tuple[Month, ...]:
        """How much each month holds of what is known so far, newest first."""
        counts: dict[tuple[int, int], int] = {}
        month = (0, 0)
        for row in self._rows:
            if not row.id:
                month = (row.date.year, row.date.month)
            else:
                counts[month] = counts.get(month, 0) + 1
        return tuple(Month(*month, count) for month, count in counts.items())

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        """How many rows there are, headings included."""
        return 0 if parent.isValid() else len(self._rows)

    def flags(self, index: Index) -> Qt.ItemFlag:
        """A heading can neither be chosen nor reached with the arrow keys."""
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        if not self._rows[index.row()].id:
            return Qt.ItemFlag.ItemNeverHasChildren
        return (
            Qt.ItemFlag.ItemIsEnabled
            | Qt.ItemFlag.ItemIsSelectable
            | Qt.ItemFlag.ItemNeverHasChildren
        )

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Headings as their day, things as their title; whole as `Content` under ContentRole."""
        if not index.isValid() or role not in SHOWN_ROLES:
            return None
        row = self._rows[index.row()]
        if role == IdRole:
            return row.id
        if not row.id:
            return None if role == ContentRole else self._heading(row)
        content = self._content(index.row())
        if role == ContentRole:
            return content
        return content.title if role == Qt.ItemDataRole.DisplayRole else self._said(content)

    def _heading(self, row: Row) -> str:
        today = self._desk.now().date()
        day = long_day(row.date).removesuffix(f" {today.year}")
        if row.day == today.toordinal():
            return self.tr("Today · {day}").format(day=day)
        if row.day == today.toordinal() - 1:
            return self.tr("Yesterday · {day}").format(day=day)
        return day

    def _said(self, content: Content) -> str:
        return self.tr("{kind}, {title}, {time}").format(
            kind=self._desk.theme.kind_word(content.kind), title=content.title, time=content.time
        )

    def _content(self, number: int) -> Content:
        """What a row shows; a page of its neighbours is read along with it."""
        row = self._rows[number]
        if row.id not in self._contents:
            if len(self._contents) > REMEMBERED:
                self._contents.clear()
            self._remember(self._page_at(number))
        # Another program may have removed it since its row was read: then nothing is shown.
        return self._contents.get(row.id) or Content(row.id, kind_of(row.id), "", "", "", "")

    def _page_at(self, number: int) -> tuple[Item, ...]:
        """The things from a few above this row on, in the order of the rows."""
        above = [row for row in self._rows[max(0, number - PAGE // 3) : number] if row.id]
        before = _place_of(above[0]) if above else None
        return items.newest(self._desk.vault, limit=PAGE, before=before, kinds=self._kinds)

    def _found(self, item_id: str) -> Item | None:
        try:
            return items.find(self._desk.vault, item_id)
        except Problem:
            return None

    def _remember(self, read: Iterable[Item]) -> None:
        for item in read:
            self._contents[item.id] = Content(
                id=item.id,
                kind=item.kind,
                title=item.title.strip(),
                snippet=snippet(item.title.strip(), _words_of(item)),
                time=f"{item.at:%H:%M}",
                detail=item.detail,
            )

    def _shows(self, kind: Kind) -> bool:
        return self._kinds is None or kind in self._kinds

    def _put(self, item_id: str, item: Item | None) -> None:
        """Show one thing where it now belongs, or no more."""
        fresh = None if item is None else row_of(item.id, item.at)
        number = next((n for n, row in enumerate(self._rows) if row.id == item_id), -1)
        if item is not None:
            self._remember((item,))
        if number >= 0 and self._rows[number] == fresh:
            index = self.index(number)
            self.dataChanged.emit(index, index)
            return
        things = [row for row in self._rows if row.id and row.id != item_id]
        if fresh is not None:
            older = (fresh.at, fresh.id)
            place = next((n for n, row in enumerate(things) if (row.at, row.id) < older), None)
            things.insert(len(things) if place is None else place, fresh)
        self._turn_into(headed(things))

    def _turn_into(self, rows: list[Row]) -> None:
        """Become these rows by taking out and putting in one stretch."""
        start, old_end, new_end = stretch(self._rows, rows)
        if start < old_end:
            self.beginRemoveRows(QModelIndex(), start, old_end - 1)
            del self._rows[start:old_end]
            self.endRemoveRows()
        if start < new_end:
            self.beginInsertRows(QModelIndex(), start, new_end - 1)
            self._rows[start:start] = rows[start:new_end]
            self.endInsertRows()

    def _fetch_rest(self) -> None:
        self._loading += 1
        vault, kinds, loading, post = self._desk.vault, self._kinds, self._loading, self._post

        def count(_: Progress) -> list[Row]:
            return headed(map(outlined, items.outline(vault, kinds)))

        def told(future: "Future[list[Row]]") -> None:
            post.came.emit(loading, future)

        self._desk.runner.start(count).add_done_callback(told)

    def _take_rest(self, loading: int, counted: "Future[list[Row]]") -> None:
        if loading != self._loading or counted.cancelled():
            return
        if (trouble := counted.exception()) is not None:
            if isinstance(trouble, Problem):
                self._desk.notices.tell_problem(trouble)
            return  # anything else is a bug, and the runner has told of it
        self._turn_into(counted.result())
        self._complete = True
        self.completed.emit()


def _words_of(item: Item) -> str:
    """What to show of its words; of a session what was hoped for, not again where it was."""
    if item.kind is not Kind.SESSION:
        return item.text
    hoped = item.text.partition("\n\n")[0]
    return "" if hoped == item.detail else hoped


def _place_of(row: Row) -> Item:
    """Where a row is in time, for reading on from there."""
    at = EPOCH + timedelta(microseconds=row.at)
    return Item(cast("AnyId", row.id), kind_of(row.id), at, title="", text="", session_id=None)
