from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from kdesk.domain.change import Change, Happening
from kdesk.domain.ids import EntryId, Kind
from kdesk.domain.problem import Problem, Trouble
from kdesk.store import bin as store_bin
from kdesk.store import entries, items, sessions
from kdesk.ui.desk import Desk
from kdesk.ui.theme import Theme
from kdesk.ui.timeline.model import FIRST, ContentRole, IdRole, TimelineModel
from kdesk.ui.timeline.page import TimelinePage
from kdesk.ui.timeline.rows import Row, headed, outlined, row_of, snippet, stretch
from tests.bench.big_journal import fill
from tests.ui.a_desk import HeldRunner, open_desk
from tests.ui.a_page import in_front
from tests.ui.kept import NOW, TZ, keep_a_few, keep_entry

DAY = datetime(2026, 11, 19, 14, 10, tzinfo=TZ)


@pytest.fixture
def model(desk: Desk) -> TimelineModel:
    keep_a_few(desk.vault)
    shown = TimelineModel(desk)
    desk.notices.changed.connect(shown.show_changes)
    return shown


def watched(model: TimelineModel) -> QAbstractItemModelTester:
    return QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)


def texts(model: TimelineModel) -> list[str]:
    return [model.index(row).data() for row in range(model.rowCount())]


TWO_DAYS = [
    "Yesterday · Thursday 19 November",
    "What stood out",
    "The river",
    "Session 4",
    "Wednesday 18 November",
    "Before",
]


def test_things_stand_newest_first_under_their_days(model: TimelineModel) -> None:
    tester = watched(model)
    model.load(None)
    assert texts(model) == TWO_DAYS
    assert tester.model() is model


def test_a_filter_leaves_the_other_kinds_and_their_empty_days_out(
    model: TimelineModel, desk: Desk
) -> None:
    model.load(frozenset({Kind.MEMO}))
    assert texts(model) == ["Yesterday · Thursday 19 November", "The river"]
    keep_entry(desk.vault, NOW, "Of another kind")
    assert texts(model) == ["Yesterday · Thursday 19 November", "The river"]


def test_a_new_thing_appears_in_its_place_and_nothing_else_is_read(
    model: TimelineModel, desk: Desk
) -> None:
    tester = watched(model)
    model.load(None)
    resets: list[bool] = []
    model.modelReset.connect(lambda: resets.append(True))
    keep_entry(desk.vault, DAY + timedelta(minutes=60), "In between")
    keep_entry(desk.vault, NOW, "This morning")
    keep_entry(desk.vault, DAY - timedelta(days=40), "Long ago")
    expected = ["Today · Friday 20 November", "This morning", *TWO_DAYS]
    expected.insert(4, "In between")
    assert texts(model) == [*expected, "Saturday 10 October", "Long ago"]
    assert (resets, tester.model()) == ([], model)


def test_an_edit_touches_only_the_row_it_names(model: TimelineModel, desk: Desk) -> None:
    model.load(None)
    touched: list[tuple[int, int]] = []
    model.dataChanged.connect(lambda first, last: touched.append((first.row(), last.row())))
    entry = entries.newest(desk.vault)[0]
    entries.edit(desk.vault, replace(entry, title="The yellow light"), now=NOW)
    assert touched == [(1, 1)]
    assert texts(model)[1] == "The yellow light"


def test_a_thing_moved_to_another_day_moves_here_too(model: TimelineModel, desk: Desk) -> None:
    tester = watched(model)
    model.load(None)
    entry = entries.newest(desk.vault)[0]
    entries.edit(desk.vault, replace(entry, at=entry.at - timedelta(days=1)), now=NOW)
    assert texts(model)[:2] == ["Yesterday · Thursday 19 November", "The river"]
    assert texts(model)[3:5] == ["Wednesday 18 November", "What stood out"]
    assert tester.model() is model


def test_the_last_thing_of_a_day_takes_its_heading_along_to_the_bin_and_back(
    model: TimelineModel, desk: Desk
) -> None:
    tester = watched(model)
    model.load(None)
    before = entries.newest(desk.vault)[-1]
    store_bin.remove(desk.vault, before.id, now=NOW)
    assert texts(model) == TWO_DAYS[:4]
    store_bin.restore(desk.vault, before.id, now=NOW)
    assert texts(model) == TWO_DAYS
    assert tester.model() is model


def test_headings_are_passed_by_and_rows_say_kind_title_and_time(model: TimelineModel) -> None:
    model.load(None)
    assert not model.flags(model.index(0)) & Qt.ItemFlag.ItemIsEnabled
    spoken = model.index(2).data(Qt.ItemDataRole.AccessibleTextRole)
    assert spoken == "memo, The river, 15:02"
    assert model.index(0).data(Qt.ItemDataRole.AccessibleTextRole) == TWO_DAYS[0]


def test_the_newest_show_at_once_and_the_rest_follow(
    qtbot: QtBot, qapp: object, tmp_path: Path
) -> None:
    runner = HeldRunner()
    with open_desk(tmp_path / "journal", Theme("light"), runner) as desk:
        fill(desk.vault, FIRST + 40)
        model = TimelineModel(desk)
        tester = watched(model)
        model.load(None)
        assert items_in(model) == FIRST
        assert not model.complete
        with qtbot.waitSignal(model.completed, timeout=20_000):
            runner.gate.set()
        assert items_in(model) == FIRST + 40
        last = model.index(model.rowCount() - 1)
        oldest = items.find(desk.vault, last.data(IdRole))
        assert (last.data(), last.data(ContentRole).id) == (oldest.title, oldest.id)
        assert last.data(ContentRole).snippet
        assert tester.model() is model


def test_what_was_counted_before_a_change_does_not_undo_it(
    qtbot: QtBot, qapp: object, tmp_path: Path
) -> None:
    runner = HeldRunner()
    with open_desk(tmp_path / "journal", Theme("light"), runner) as desk:
        fill(desk.vault, FIRST + 40)
        model = TimelineModel(desk)
        taken_out: list[int] = []
        model.rowsRemoved.connect(lambda _, first: taken_out.append(first))
        model.load(None)
        runner.gate.set()
        runner.jobs[0].result(20)
        # The count is done and waits to be heard; the thing below is not in it.
        late = keep_entry(desk.vault, NOW, "In the meantime")
        with qtbot.waitSignal(model.completed, timeout=20_000):
            model.show_changes([change_of(late)])
        assert items_in(model) == FIRST + 41
        assert model.index(1).data(IdRole) == late
        assert taken_out == []


def test_trouble_while_counting_is_told_and_the_newest_stay(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise Problem(Trouble.CANNOT_READ, "The journal can't be read.")

    told: list[Problem] = []
    desk.notices.problem_arisen.connect(told.append)
    monkeypatch.setattr(items, "outline", refuse)
    fill(desk.vault, FIRST + 40)
    model = TimelineModel(desk)
    model.load(None)
    assert items_in(model) == FIRST
    assert [problem.trouble for problem in told] == [Trouble.CANNOT_READ]


def items_in(model: TimelineModel) -> int:
    return sum(bool(model.row(number).id) for number in range(model.rowCount()))


def change_of(item_id: str) -> Change:
    return Change(Kind.ENTRY, EntryId(item_id), Happening.ADDED)


def shown_page(desk: Desk, qtbot: QtBot) -> TimelinePage:
    page = in_front(TimelinePage(desk), desk, qtbot)
    page.reload()
    return page


@pytest.fixture
def page(desk: Desk, qtbot: QtBot) -> TimelinePage:
    keep_a_few(desk.vault)
    return shown_page(desk, qtbot)


@pytest.fixture
def opened(desk: Desk) -> list[str]:
    ids: list[str] = []
    desk.notices.open_requested.connect(ids.append)
    return ids


def middle_of(page: TimelinePage, row: int) -> QPoint:
    return page.view.visualRect(page.model.index(row)).center()


def test_a_click_opens_once_however_fast_it_is_repeated(
    page: TimelinePage, opened: list[str]
) -> None:
    left = Qt.MouseButton.LeftButton
    QTest.mouseClick(page.view.viewport(), left, pos=middle_of(page, 0))
    assert opened == [], "a heading opens nothing"
    QTest.mouseClick(page.view.viewport(), left, pos=middle_of(page, 2))
    QTest.mouseDClick(page.view.viewport(), left, pos=middle_of(page, 2))
    assert opened == [page.model.index(2).data(IdRole)]


def test_the_keyboard_walks_past_headings_and_enter_opens(
    page: TimelinePage, opened: list[str]
) -> None:
    page.view.setFocus()
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Down):
        QTest.keyClick(page.view, key)
    assert page.view.currentIndex().data() == "Before"
    QTest.keyClick(page.view, Qt.Key.Key_Up)
    QTest.keyClick(page.view, Qt.Key.Key_Return)
    assert opened == [page.model.index(3).data(IdRole)]


def test_a_letter_typed_into_the_timeline_reads_nothing(
    desk: Desk, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(desk.vault, FIRST + 40)
    page = shown_page(desk, qtbot)
    page.view.setFocus()
    monkeypatch.delattr(items, "newest")
    QTest.keyClick(page.view, Qt.Key.Key_Z)


def test_chips_filter_by_keyboard_and_the_empty_state_shows_the_way_back(
    page: TimelinePage, desk: Desk
) -> None:
    chips = {chip.accessibleName(): chip for chip in page.filter.chips}
    assert list(chips) == ["Sessions", "Memos", "Entries", "Insights", "Creations", "Goals"]
    chips["Memos"].setFocus()
    QTest.keyClick(chips["Memos"], Qt.Key.Key_Space)
    assert texts(page.model)[1:] == ["The river"]
    QTest.keyClick(chips["Memos"], Qt.Key.Key_Space)
    chips["Goals"].click()
    assert not page.view.isVisible()
    buttons = page.findChildren(QPushButton)
    back = next(button for button in buttons if button.accessibleName() == "Show everything")
    assert back.isVisible()
    back.click()
    assert texts(page.model) == TWO_DAYS
    assert not page.filter.kinds()


def test_an_empty_journal_says_so_kindly_and_offers_no_filters(desk: Desk, qtbot: QtBot) -> None:
    page = shown_page(desk, qtbot)
    assert page.model.rowCount() == 0
    assert not page.filter.isVisible()
    assert not page.view.isVisible()
    keep_entry(desk.vault, DAY, "The first")
    assert page.view.isVisible()
    assert page.filter.isVisible()


def test_a_month_jumps_to_its_first_row_even_far_down(desk: Desk, qtbot: QtBot) -> None:
    fill(desk.vault, 2000)
    page = shown_page(desk, qtbot)
    months = items.months(desk.vault)
    far = months[-2]
    page.months.chosen.emit(far.year, far.month)
    top = page.view.indexAt(QPoint(200, 1))
    day = page.model.row(top.row()).date
    assert (day.year, day.month) == (far.year, far.month)
    assert page.model.row(top.row()).id == ""
    chosen = page.months.currentItem()
    assert chosen.data(Qt.ItemDataRole.AccessibleTextRole).endswith(f"{far.year}, {far.count}")


def test_a_screen_reader_hears_each_row(page: TimelinePage) -> None:
    interface = QAccessible.queryAccessibleInterface(page.view)
    said = [interface.child(n).text(QAccessible.Text.Name) for n in range(interface.childCount())]
    assert "session, Session 4, 14:10" in said


@given(st.lists(st.tuples(st.integers(0, 10**15), st.integers(-720, 840)), max_size=30))
def test_every_row_stands_under_a_heading_of_its_day(times: list[tuple[int, int]]) -> None:
    rows = [
        outlined((f"entry-{n}", at, offset))
        for n, (at, offset) in enumerate(sorted(times, reverse=True))
    ]
    day = None
    for row in headed(rows):
        day = row.day if not row.id else day
        assert row.day == day
    assert [row for row in headed(rows) if row.id] == rows


rows = st.lists(st.builds(Row, st.integers(0, 3), st.integers(0, 3), st.sampled_from("abc")))


@given(rows, rows)
def test_one_stretch_turns_any_list_of_rows_into_any_other(old: list[Row], new: list[Row]) -> None:
    start, old_end, new_end = stretch(old, new)
    assert old[:start] + new[start:new_end] + old[old_end:] == new


def test_a_session_s_snippet_is_what_was_hoped_for(desk: Desk) -> None:
    sessions.add(desk.vault, begun_at=DAY, title="One", place="home", intention="Hope", now=NOW)
    sessions.add(desk.vault, begun_at=NOW, title="Two", place="home", now=NOW)
    model = TimelineModel(desk)
    model.load(None)
    assert [model.index(row).data(ContentRole).snippet for row in (1, 3)] == ["", "Hope"]


def test_a_row_is_filed_under_the_day_it_was_where_it_happened() -> None:
    late = datetime(2026, 11, 19, 0, 30, tzinfo=TZ)
    assert row_of("entry-1", late).date == late.date()


def test_a_snippet_does_not_repeat_what_the_title_says() -> None:
    assert snippet("It was like a…", "It was like a river,\n warm") == "… river, warm"
    assert snippet("The river", "The river") == ""
    assert snippet("The", "There was light") == "There was light"
    assert snippet("Notes", "# Heading\n* one") == "Heading * one"


def test_a_snippet_shows_words_without_markdown_s_signs() -> None:
    assert snippet("Notes", "## What stayed\n\n**Light** on *her* hands") == (
        "What stayed Light on her hands"
    )
    assert snippet("It was calm and…", "It was **calm** and *wide*") == "… wide"
    assert snippet("", "2*3*4 of a_long_name") == "2*3*4 of a_long_name"


def test_the_filter_makes_room_for_the_title(page: TimelinePage, qtbot: QtBot) -> None:
    assert page.filter.mapTo(page, QPoint(0, 0)).y() < 60
    page.resize(560, 640)
    qtbot.waitUntil(lambda: page.filter.mapTo(page, QPoint(0, 0)).y() > 60)
    page.resize(1068, 820)
    qtbot.waitUntil(lambda: page.filter.mapTo(page, QPoint(0, 0)).y() < 60)


def test_every_theme_paints_a_page_without_trouble(
    page: TimelinePage, desk: Desk, qtbot: QtBot
) -> None:
    pictures: list[Callable[[], object]] = []
    for name in ("light", "dark", "night"):
        desk.theme.change(name)
        pictures.append(page.grab().toImage)
    grounds = {picture().pixelColor(600, 150).name() for picture in pictures}  # type: ignore[attr-defined]
    assert len(grounds) == 3, "cards change their colour with the theme"
