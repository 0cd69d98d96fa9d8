import time as clock
from datetime import UTC, datetime, timedelta, timezone

import pytest
from PySide6.QtCore import QDate, QObject, QPoint, QPointF, Qt
from PySide6.QtGui import QFontInfo, QWheelEvent
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from kdesk.domain.problem import Problem, Trouble
from kdesk.store import sessions
from kdesk.ui.notices import Notices
from kdesk.ui.theme import Theme
from kdesk.ui.widgets.autosave import Autosave
from kdesk.ui.widgets.calendar import Calendar
from kdesk.ui.widgets.choice_field import ChoiceField
from kdesk.ui.widgets.columns import Columns
from kdesk.ui.widgets.field_grid import FieldGrid
from kdesk.ui.widgets.kept_words import KeptWords
from kdesk.ui.widgets.row_button import RowButton
from kdesk.ui.widgets.session_choice import SessionChoice
from kdesk.ui.widgets.when_field import DayField, WhenField
from kdesk.ui.widgets.words_text import WordsText
from tests.ui.a_desk import FRIDAY, JournalDesk, type_into

TOKYO = timezone(timedelta(hours=9))


@pytest.fixture
def berlin(monkeypatch: pytest.MonkeyPatch) -> object:
    monkeypatch.setenv("TZ", "Europe/Berlin")
    clock.tzset()
    yield
    monkeypatch.undo()
    clock.tzset()


def roll_over(widget: QWidget) -> None:
    middle = QPointF(10, 10)
    event = QWheelEvent(
        middle,
        widget.mapToGlobal(middle),
        QPoint(),
        QPoint(0, -120),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(widget, event)


def arrange(widget: QWidget) -> None:
    layout = widget.layout()
    assert layout is not None
    layout.activate()


class TestWhenField:
    @pytest.mark.parametrize(
        "moment",
        [
            FRIDAY,
            datetime(1931, 3, 4, 5, 6, 7, 89, TOKYO),
            datetime(2026, 3, 29, 2, 30, tzinfo=TOKYO),
        ],
    )
    def test_a_moment_nobody_changed_stays_to_the_microsecond(
        self, qtbot: QtBot, moment: datetime
    ) -> None:
        field = WhenField("When")
        qtbot.addWidget(field)
        field.show_moment(moment)
        assert field.moment(FRIDAY) == moment
        assert field.moment(FRIDAY).utcoffset() == moment.utcoffset()

    def test_a_typed_time_has_the_offset_this_computer_had_then(
        self, qtbot: QtBot, berlin: None
    ) -> None:
        field = WhenField("When")
        qtbot.addWidget(field)
        field.show_moment(FRIDAY)
        for month, hours in ((7, 2), (12, 1)):
            field.setDate(QDate(2025, month, 1))
            assert field.moment(FRIDAY).utcoffset() == timedelta(hours=hours)
            assert field.moment(FRIDAY).hour == FRIDAY.hour

    def test_a_year_before_2000_can_be_typed(self, qtbot: QtBot) -> None:
        field = WhenField("When")
        qtbot.addWidget(field)
        field.show_moment(datetime(2026, 11, 20, 9, 14, tzinfo=UTC))
        field.setCurrentSection(WhenField.Section.YearSection)
        field.setSelectedSection(WhenField.Section.YearSection)
        type_into(field, "1987")
        moment = field.moment(FRIDAY)
        assert (moment.year, moment.month, moment.day) == (1987, 11, 20)

    @pytest.mark.parametrize("made", [WhenField, DayField])
    def test_scrolling_past_changes_nothing(
        self, qtbot: QtBot, made: type[WhenField] | type[DayField]
    ) -> None:
        field = made("When")
        qtbot.addWidget(field)
        field.setDate(QDate(2026, 11, 20))
        before = field.dateTime()
        roll_over(field)
        assert field.dateTime() == before


def test_fields_side_by_side_are_equally_high(qtbot: QtBot) -> None:
    Theme("light").wear()
    fields = (QLineEdit(), ChoiceField[str]("Which"), WhenField("When"), DayField("Day"))
    for field in fields:
        qtbot.addWidget(field)
        field.ensurePolished()
    assert {field.sizeHint().height() for field in fields} == {44}


@pytest.mark.parametrize("name", ["light", "dark", "night"])
def test_the_calendar_wears_the_theme_and_weekends_are_days_like_others(
    qtbot: QtBot, name: str
) -> None:
    theme, calendar = Theme(name), Calendar()
    qtbot.addWidget(calendar)
    theme.wear()
    with qtbot.waitExposed(calendar):
        calendar.show()
    assert {
        calendar.weekdayTextFormat(day).foreground().color().name() for day in Qt.DayOfWeek
    } == {theme.colour("ink").name()}
    picture = calendar.grab().toImage()
    seen = {picture.pixelColor(x, picture.height() // 2).name() for x in range(picture.width())}
    assert theme.colour("surface").name() in seen
    Theme("light").wear()


class TestChoiceField:
    def test_what_is_shown_by_the_program_is_no_choice(self, qtbot: QtBot) -> None:
        field = ChoiceField[int]("Number")
        qtbot.addWidget(field)
        told: list[int] = []
        field.currentIndexChanged.connect(told.append)
        field.offer((("one", 1), ("two", 2)))
        field.choose(2)
        field.choose(7)
        assert (field.chosen(), told) == (2, [])

    def test_scrolling_past_changes_nothing(self, qtbot: QtBot) -> None:
        field = ChoiceField[int]("Number")
        qtbot.addWidget(field)
        field.offer((("one", 1), ("two", 2)))
        roll_over(field)
        assert field.chosen() == 1

    def test_the_rows_it_opens_can_be_hit(self, qtbot: QtBot) -> None:
        Theme("light").wear()
        field = ChoiceField[int]("Number")
        qtbot.addWidget(field)
        field.offer((("one", 1), ("two", 2)))
        field.show()
        field.showPopup()
        assert field.view().sizeHintForRow(0) >= 44
        field.hidePopup()

    def test_a_session_older_than_those_offered_stays_chosen(
        self, journal: JournalDesk, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("kdesk.ui.widgets.session_choice.MOST", 1)
        field = SessionChoice("Session")
        qtbot.addWidget(field)
        assert field.chosen() is None
        older = sessions.add(journal.vault, begun_at=FRIDAY - timedelta(days=9), now=FRIDAY)
        newer = sessions.add(journal.vault, begun_at=FRIDAY, title="The blue room", now=FRIDAY)
        field.show_session(journal.vault, newer.id)
        assert field.chosen() == newer.id
        field.show_session(journal.vault, older.id)
        assert field.chosen() == older.id
        assert [field.itemText(n) for n in range(field.count())] == [
            "No session",
            "The blue room · 20 Nov 2026",
            "Session · 11 Nov 2026",
        ]
        field.show_session(journal.vault, None)
        assert field.chosen() is None


class TestAutosave:
    def test_nothing_is_written_that_nobody_touched(self, qtbot: QtBot) -> None:
        parent, written = QObject(), []
        autosave = Autosave(lambda: written.append(1), Notices(), parent)
        assert autosave.flush()
        assert written == []

    def test_one_pause_writes_once_however_much_was_typed(self, qtbot: QtBot) -> None:
        parent, written = QObject(), []
        autosave = Autosave(lambda: written.append(1), Notices(), parent)
        for _ in range(20):
            autosave.touch()
        with qtbot.waitSignal(autosave.saved, timeout=3000):
            pass
        assert written == [1]
        assert not autosave.touched

    def test_what_could_not_be_written_stays_to_be_written(self, qtbot: QtBot) -> None:
        parent, notices, fail = QObject(), Notices(), [True]
        told: list[Problem] = []
        notices.problem_arisen.connect(told.append)

        def write() -> None:
            if fail:
                raise Problem(Trouble.DISK_FULL, "The disk is full.")

        autosave = Autosave(write, notices, parent)
        autosave.touch()
        assert not autosave.flush()
        assert autosave.touched
        assert len(told) == 1
        fail.clear()
        assert autosave.flush()
        assert not autosave.touched

    def test_a_bug_while_writing_forgets_nothing(self, qtbot: QtBot) -> None:
        parent = QObject()

        def write() -> None:
            raise ZeroDivisionError

        autosave = Autosave(write, Notices(), parent)
        autosave.touch()
        with pytest.raises(ZeroDivisionError):
            autosave.flush()
        assert autosave.touched


def test_a_line_keeps_a_break_it_cannot_show(qtbot: QtBot) -> None:
    line = QLineEdit()
    qtbot.addWidget(line)
    kept = KeptWords(line.text, line.setText)
    kept.show("two\nlines")
    assert kept.words() == "two\nlines"
    line.setText("one line")
    assert kept.words() == "one line"


def test_a_row_of_long_words_goes_on_in_the_next_line(qtbot: QtBot) -> None:
    row = RowButton(Theme("light"), "What stayed with you? " * 6, "today")
    qtbot.addWidget(row)
    row.resize(900, 50)
    wide = row.sizeHint().height()
    row.resize(260, 50)
    assert row.sizeHint().height() > wide >= 44


def test_columns_stand_side_by_side_only_where_there_is_room(qtbot: QtBot) -> None:
    columns = Columns()
    qtbot.addWidget(columns)
    left, right = QLabel("left"), QLabel("right")
    columns.wide.addWidget(left)
    columns.narrow.addWidget(right)
    columns.show()
    letter = QFontInfo(columns.font()).pixelSize()
    for letters, together in ((70, True), (40, False), (70, True)):
        columns.resize(letters * letter, 300)
        arrange(columns)
        assert (right.mapTo(columns, QPoint()).x() > 0) is together


def test_fields_never_leave_a_gap_in_a_row(qtbot: QtBot) -> None:
    fields = [QLineEdit() for _ in range(4)]
    grid = FieldGrid(fields)
    qtbot.addWidget(grid)
    grid.show()
    letter = QFontInfo(grid.font()).pixelSize()
    for letters, rows in ((80, 1), (40, 2), (20, 4)):
        grid.resize(letters * letter, 400)
        arrange(grid)
        assert len({field.y() for field in fields}) == rows


def test_words_to_read_have_room_between_their_lines(qtbot: QtBot) -> None:
    theme = Theme("light")
    words = WordsText(theme, "The river was warm. " * 20)
    qtbot.addWidget(words)
    assert words.heightForWidth(300) > words.heightForWidth(600)
    one = WordsText(theme, "One line.")
    qtbot.addWidget(one)
    assert one.heightForWidth(600) >= 1.3 * theme.size("words")
    assert one.accessibleName() == "One line."
    one.show_words("<b>Plain</b>")
    assert one.text() == one.accessibleName() == "<b>Plain</b>"
