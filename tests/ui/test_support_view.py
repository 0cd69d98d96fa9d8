"""Support on near-black: what is to be read there, and that anything leads back."""

from collections.abc import Iterator
from typing import cast

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QImage, QKeyEvent, QTextLayout, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from kdesk.domain.ids import PersonId
from kdesk.domain.person import Person
from kdesk.ui.theme import Theme
from kdesk.ui.widgets.day_parts import NumberLabel
from kdesk.ui.widgets.scroll_area import ScrollArea
from kdesk.ui.widgets.support_view import SupportView
from tests.ui.a_desk import named, texts
from tests.ui.test_recording import BRIGHTEST, brightness


def person(name: str, role: str = "", number: str = "", note: str = "") -> Person:
    return Person(PersonId(""), name, role, number, note, False)


IDA = person("Ida", "my sister", "+44 7700 900123", "knows about the sessions")
CLINIC = person("", "The clinic, at night", "030 555 01 00")


@pytest.fixture
def theme(qapp: QApplication) -> Iterator[Theme]:
    made = Theme("light")
    made.wear()
    yield made
    Theme("light").wear()


@pytest.fixture
def view(theme: Theme, qtbot: QtBot) -> SupportView:
    made = SupportView(theme)
    qtbot.addWidget(made)
    made.resize(900, 600)
    made.show_people([IDA, CLINIC], "Still listening.")
    made.show()
    qtbot.waitExposed(made)
    return made


def lightest(image: QImage) -> int:
    """The highest value of red, green or blue in any pixel."""
    pixels = memoryview(image.convertToFormat(QImage.Format.Format_RGB32).constBits()).cast("B")
    return max(max(pixels[place::4]) for place in range(3))


def test_names_and_numbers_two_lines_and_the_one_about_emergencies(view: SupportView) -> None:
    said = texts(view)
    assert {"Ida", "my sister", "+44 7700 900123", "030 555 01 00"} <= set(said)
    assert said.count("The clinic, at night") == 1
    assert "In an emergency, call your local emergency number." in said
    assert len([line for line in said if "breath" in line or "feet" in line]) == 2
    assert "Still listening." in said


@pytest.mark.parametrize("scale", [1.0, 1.6])
def test_a_name_and_its_number_stand_on_one_line(view: SupportView, scale: float) -> None:
    view._theme.change(scale=scale)
    QApplication.processEvents()
    labels = {label.text(): label for label in view.findChildren(QLabel) if label.isVisible()}
    feet = [
        label.mapTo(view, label.contentsRect().topLeft()).y() + label.fontMetrics().ascent()
        for label in (labels["Ida"], labels["+44 7700 900123"])
    ]
    assert feet[0] == feet[1]


def lines_of(label: NumberLabel) -> list[str]:
    """The text as it is broken into lines where it stands."""
    width = label.contentsRect().width()
    laid = QTextLayout(label._typeset(label.text(), width), label.font())
    laid.beginLayout()
    while (line := laid.createLine()).isValid():
        line.setLineWidth(width)
    laid.endLayout()
    text = laid.text().replace("\N{NO-BREAK SPACE}", " ")
    lines = [laid.lineAt(number) for number in range(laid.lineCount())]
    return [text[line.textStart() :][: line.textLength()].strip() for line in lines]


MOBILE = "+49 176 5550 0126"
TWO = "030 5550 0142 by day / +49 (0) 176 5550 0126 at night"


@pytest.mark.parametrize("look", ["light", "dark", "night"])
def test_a_number_that_finds_no_room_beside_its_name_stands_whole_below_it(
    view: SupportView, look: str
) -> None:
    view._theme.change(look, 1.6)
    view.show_people([person("Mara", "my therapist", MOBILE), IDA, person("Jo", "", TWO)])
    for _ in range(4):
        QApplication.processEvents()
    found = {label.text(): label for label in view.findChildren(QLabel) if label.isVisible()}
    for name, number in (("Mara", MOBILE), ("Ida", IDA.number), ("Jo", TWO)):
        above, below = found[name], found[number]
        assert isinstance(below, NumberLabel)
        foot = above.mapTo(view, QPoint(0, above.height())).y()
        assert below.mapTo(view, QPoint()).y() >= foot, "all of them below, or none"
        assert below.mapTo(view, QPoint()).x() == above.mapTo(view, QPoint()).x()
        assert below.height() >= below.heightForWidth(below.width())
        assert "".join(lines_of(below)).replace(" ", "") == number.replace(" ", "")
    assert lines_of(cast("NumberLabel", found[MOBILE])) == [MOBILE]
    whole = " | ".join(lines_of(cast("NumberLabel", found[TWO])))
    assert "030 5550 0142" in whole
    assert "+49 (0) 176 5550 0126" in whole
    assert "|" in whole, "the control must be too long for one line"


def test_with_the_usual_text_a_number_stands_beside_its_name_again(
    view: SupportView, qtbot: QtBot
) -> None:
    view._theme.change(scale=1.6)
    view.show_people([person("Mara", "my therapist", MOBILE)])
    found = {label.text(): label for label in view.findChildren(QLabel)}

    def beside() -> bool:
        QApplication.processEvents()
        return found[MOBILE].mapTo(view, QPoint()).x() > found["Mara"].mapTo(view, QPoint()).x()

    assert not beside()
    view.resize(1280, 820)
    assert not beside(), "its column is as wide there"
    view._theme.change(scale=1.0)
    assert beside()
    view.resize(640, 480)
    assert not beside()


def test_a_note_is_not_shown_to_whoever_else_is_in_the_room(view: SupportView) -> None:
    assert not any("sessions" in line for line in texts(view))


def test_other_people_take_the_place_of_those_before(view: SupportView) -> None:
    view.show_people([person("Ben", number="0171")])
    assert {"Ben", "0171"} <= set(texts(view))
    assert not {"Ida", "+44 7700 900123", "Still listening."} & set(texts(view))


def test_what_goes_on_meanwhile_may_change_while_one_reads(view: SupportView) -> None:
    view.tell("Saved.")
    assert "Saved." in texts(view)
    assert "Still listening." not in texts(view)
    assert "Ida" in texts(view)


def test_without_a_name_it_says_where_names_come_from(view: SupportView) -> None:
    view.show_people([])
    assert any("There is no name here yet." in line for line in texts(view))


def test_nothing_can_be_edited(view: SupportView) -> None:
    assert view.findChildren(QLineEdit) == []


@pytest.mark.parametrize(
    "key",
    [Qt.Key.Key_Space, Qt.Key.Key_Escape, Qt.Key.Key_Return, Qt.Key.Key_S, Qt.Key.Key_X],
)
def test_any_key_leads_back(view: SupportView, qtbot: QtBot, key: Qt.Key) -> None:
    with qtbot.waitSignal(view.left):
        QTest.keyClick(view, key)


@pytest.mark.parametrize("key", [Qt.Key.Key_Down, Qt.Key.Key_Shift, Qt.Key.Key_Tab])
def test_a_key_that_scrolls_or_waits_for_another_does_not(
    view: SupportView, qtbot: QtBot, key: Qt.Key
) -> None:
    with qtbot.assertNotEmitted(view.left):
        QTest.keyClick(view, key)


def test_the_key_that_opened_it_may_be_held_down(view: SupportView, qtbot: QtBot) -> None:
    held = QKeyEvent(
        QEvent.Type.KeyPress, Qt.Key.Key_S, Qt.KeyboardModifier.NoModifier, "s", autorep=True
    )
    with qtbot.assertNotEmitted(view.left):
        QApplication.sendEvent(view, held)


def test_the_button_and_a_press_anywhere_lead_back(view: SupportView, qtbot: QtBot) -> None:
    with qtbot.waitSignal(view.left):
        named(view, "Back").click()
    ida = next(label for label in view.findChildren(QLabel) if label.text() == "Ida")
    with qtbot.waitSignal(view.left):
        QTest.mouseClick(ida, Qt.MouseButton.LeftButton)


def test_what_lies_behind_does_not_get_the_press(theme: Theme, qtbot: QtBot) -> None:
    pressed: list[QPointF] = []

    class Behind(QWidget):
        def mousePressEvent(self, event: object) -> None:
            pressed.append(QPointF())

    behind = Behind()
    qtbot.addWidget(behind)
    view = SupportView(theme)
    view.show_people([IDA])
    QVBoxLayout(behind).addWidget(view)
    behind.show()
    qtbot.waitExposed(behind)
    QTest.mouseClick(view, Qt.MouseButton.LeftButton, pos=QPoint(40, 40))
    assert pressed == []


def test_a_list_longer_than_the_window_scrolls_by_key_and_wheel(
    view: SupportView, qtbot: QtBot
) -> None:
    view.show_people([person(f"Friend {n}", number=f"0{n}") for n in range(30)])
    area = view.findChild(ScrollArea)
    assert area is not None
    bar = area.verticalScrollBar()
    qtbot.waitUntil(lambda: bar.maximum() > 0)
    QTest.keyClick(view, Qt.Key.Key_PageDown)
    below = bar.value()
    assert below > 0
    QTest.keyClick(view, Qt.Key.Key_Up)
    assert 0 < bar.value() < below
    at = QPointF(area.viewport().rect().center())
    wheel = QWheelEvent(
        at, area.viewport().mapToGlobal(at), QPoint(), QPoint(0, 240), Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(area.viewport(), wheel)
    assert bar.value() < below


@pytest.mark.parametrize("size", [(900, 600), (1280, 820)])
@pytest.mark.parametrize("look", [("light", 1.0), ("dark", 1.6), ("night", 1.0), ("light", 1.6)])
def test_it_is_near_black_large_and_whole_in_every_look(
    view: SupportView,
    theme: Theme,
    qtbot: QtBot,
    look: tuple[str, float],
    size: tuple[int, int],
) -> None:
    theme.change(*look)
    view.resize(*size)
    # More than fit: the scroll bar is on the picture too.
    view.show_people([IDA, CLINIC] * 5, "Still listening.")
    area = view.findChild(ScrollArea)
    assert area is not None
    qtbot.waitUntil(lambda: area.verticalScrollBar().maximum() > 0)
    picture = view.grab().toImage()
    assert brightness(picture) < BRIGHTEST
    assert lightest(picture) <= theme.colour("day_words").red()
    inner = area.widget()
    assert inner is not None
    for label in view.findChildren(QLabel):
        if label.isVisible() and label.text():
            least = 24.0 if label.text() in ("Ida", "+44 7700 900123") else 16.0
            assert label.font().pointSizeF() >= least
    for label in inner.findChildren(QLabel):
        right = label.mapTo(area.viewport(), QPoint(label.width(), 0)).x()
        assert right <= area.bar.x(), label.text()


def test_no_name_stays_when_the_view_is_hidden(view: SupportView, qtbot: QtBot) -> None:
    view.show_people([person("Ben", number="0171")])
    view.hide()
    qtbot.waitUntil(lambda: "Ben" not in {label.text() for label in view.findChildren(QLabel)})
