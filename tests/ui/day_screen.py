"""The session-day screen in every state it knows, with a recorder that a test speaks for."""

from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from typing import cast

from PySide6.QtGui import QImage
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from kdesk.domain.ids import MemoId, PersonId
from kdesk.domain.person import Person
from kdesk.domain.problem import Problem, Trouble
from kdesk.domain.sign import Sign
from kdesk.jobs.protocol import Failed, Level, Noticed, Paused, Saved, Started
from kdesk.jobs.recorder import Recorder
from kdesk.system.settings import SettingsKeeper
from kdesk.ui.recording.page import RecordingPage
from kdesk.ui.recording.spoken import WordsSeen
from kdesk.ui.recording.voice import Voice
from kdesk.ui.theme import Theme
from tests.ui.a_desk import FRIDAY, Clock

ID = MemoId("memo-1")
NO_MICROPHONE = Problem(
    Trouble.NO_MICROPHONE,
    "The sound system does not answer, so nothing can be recorded. Log out and in again, "
    "or restart the computer, then try again.",
)
SLOW_DISK = Problem(Trouble.CANNOT_WRITE, "The disk takes long to answer.")
DISK_FULL = Problem(Trouble.DISK_FULL, "The disk is full. Make room, then try again.")
PEOPLE = (
    Person(PersonId("person-1"), "Mara", "my therapist", "+49 30 5550 0142", "", True),
    Person(PersonId("person-2"), "The clinic", "at night", "+49 30 5550 0177", "", True),
    Person(PersonId("person-3"), "Jonas", "a friend", "+49 176 5550 0126", "", False),
)


class ScriptedRecorder:
    """Remembers what it was told; the test speaks for the process."""

    def __init__(self, listener: Callable[[object], None]) -> None:
        self.say = listener
        self.told: list[str] = []
        self.after: list[MemoId | None] = []
        self.recording = False

    def start(self, now: datetime, after: MemoId | None = None) -> None:
        self.recording = True
        self.told.append("start")
        self.after.append(after)

    def __getattr__(self, verb: str) -> Callable[..., None]:
        return lambda *_: self.told.append(verb)


class DayScreen:
    """The page, its voice, and the recorder behind it."""

    def __init__(
        self,
        qtbot: QtBot,
        folder: Path,
        *,
        theme: Theme | None = None,
        elapsed: bool = False,
        asked: bool = True,
    ) -> None:
        self.theme = theme or Theme("light")
        self.theme.wear()
        self.qtbot = qtbot
        self.notes: list[str] = []
        self.refuse: Problem | None = None
        self.kept = Sign.IN_PLACE
        self.people: list[Person] = []
        self.clock = Clock(FRIDAY)
        self.voice = Voice(self.clock)
        self.settings = SettingsKeeper(folder / "settings.toml")
        self.settings.change(show_elapsed=elapsed, asked_the_room=asked)
        self.page = RecordingPage(
            self.theme, self.voice, self.keep, self.settings, people=lambda: self.people
        )
        self.voice.connect_to(self.connect)
        qtbot.addWidget(self.page)
        self.page.resize(1280, 820)
        self.page.show()
        qtbot.waitExposed(self.page)
        self.page.setFocus()

    def connect(self, listener: Callable[[object], None]) -> Recorder:
        self.recorder = ScriptedRecorder(listener)
        return cast(Recorder, self.recorder)

    def keep(self, words: str) -> Sign:
        if self.refuse is not None:
            raise self.refuse
        self.notes.append(words)
        return self.kept

    def hear(self, *events: object) -> None:
        for event in events:
            with self.qtbot.waitSignal(self.voice.heard):
                self.recorder.say(event)

    def listen(self) -> None:
        self.page.open_recording()
        self.hear(Started(ID, FRIDAY))

    def listen_along(self, *spoken: str) -> WordsSeen:
        """Listen in an open journal whose person wants to see what is heard; it is this so far."""
        words = WordsSeen(self.theme, lambda: True)
        self.page.show_spoken(words)
        self.page.open_waiting()
        self.listen()
        for text in spoken:
            words.add(ID, [text])
        return words

    def buttons(self) -> set[str]:
        """What a screen reader can press now."""
        return {
            widget.accessibleName()
            for widget in self.page.findChildren(QWidget)
            if widget.isVisible()
            and widget.isEnabled()
            and widget.accessibleName()
            and not isinstance(widget, QLabel)
        }

    def says(self) -> list[str]:
        """What is to be read, the large words first; the names of marks are no sentences."""
        return [
            label.text()
            for label in self.page.findChildren(QLabel)
            if label.isVisible() and label.text() and label.property("role") != "day-mark"
        ]

    def picture(self) -> QImage:
        return self.page.grab().toImage()


def _elapsed(screen: DayScreen) -> None:
    screen.settings.change(show_elapsed=True)
    screen.listen()
    screen.hear(Level(0.35, 65.0))


def _marked(screen: DayScreen) -> None:
    screen.listen()
    for second in (42.0, 131.0, 205.0):
        screen.hear(Level(0.3, second))
        screen.page.mark_button.click()


def _paused(screen: DayScreen) -> None:
    _marked(screen)
    screen.hear(Paused())


def _looking(screen: DayScreen) -> None:
    screen.listen()
    screen.hear(Level(0.2, 65.0), Noticed(Sign.LOOKING))


def _part_two(screen: DayScreen) -> None:
    _looking(screen)
    screen.hear(Noticed(Sign.PART, "Webcam Microphone Mono"))


def _noticed(sign: Sign) -> Callable[[DayScreen], None]:
    def show(screen: DayScreen) -> None:
        screen.listen()
        screen.hear(Level(0.2, 65.0), Noticed(sign))

    return show


def _a_while(screen: DayScreen) -> None:
    screen.listen()
    screen.hear(Level(0.4, 1201.0))


def _stopping(screen: DayScreen) -> None:
    screen.listen()
    screen.page.finish()


def _keeping(screen: DayScreen) -> None:
    _stopping(screen)
    screen.hear(Failed(SLOW_DISK))


def _no_room(screen: DayScreen) -> None:
    _stopping(screen)
    screen.hear(Failed(DISK_FULL))


def _saved(screen: DayScreen) -> None:
    _stopping(screen)
    screen.hear(Saved(ID, 65.0))


def _dimmed(screen: DayScreen) -> None:
    _saved(screen)
    screen.theme.still = True
    screen.page.veil.draw()
    screen.theme.still = False


def _saved_elsewhere(screen: DayScreen) -> None:
    _noticed(Sign.ELSEWHERE)(screen)
    screen.hear(Saved(ID, 65.0))


def _typing(screen: DayScreen) -> None:
    screen.page.open_recording()
    screen.hear(Failed(NO_MICROPHONE))
    screen.page.note.setPlainText("the yellow light, and how quiet it was")


def _typed(screen: DayScreen) -> None:
    _typing(screen)
    screen.page.keep_button.click()


def _other_trouble(screen: DayScreen) -> None:
    screen.page.open_recording()
    screen.hear(Failed(DISK_FULL))


def _lost_for_good(screen: DayScreen) -> None:
    screen.listen()
    screen.hear(Saved(ID, 40.0), Failed(NO_MICROPHONE))


SPOKEN = (
    "It was like standing in the river but the water was warm, and it kept going around me.",
    "I kept waiting for it to be cold.",
    "And then the kitchen. My grandmother's kitchen, the yellow light on the table.",
    "I wasn't afraid of being small there.",
    "There was bread, I think.",
    "And somebody humming in the next room, whom I could not see, but I knew who it was and that "
    "there was nothing I had to do about it.",
    "I don't have to carry the whole house.",
    "I can put one stone down.",
)


def _words_are_wanted(screen: DayScreen) -> None:
    screen.listen_along()


def _first_words(screen: DayScreen) -> None:
    screen.listen_along(*SPOKEN[:1])


def _many_words(screen: DayScreen) -> None:
    screen.listen_along(*SPOKEN)


def _words_and_all(screen: DayScreen) -> None:
    screen.settings.change(show_elapsed=True)
    screen.listen_along(*SPOKEN)
    for second in (42.0, 131.0, 205.0, 208.0, 230.0):
        screen.hear(Level(0.3, second))
        screen.page.mark_button.click()
    screen.hear(Noticed(Sign.ELSEWHERE))


def _words_saved(screen: DayScreen) -> None:
    words = screen.listen_along(*SPOKEN)
    screen.hear(Saved(ID, 65.0))
    words.finish(ID)


def _words_stop(screen: DayScreen) -> None:
    screen.listen_along(*SPOKEN).finish(ID, whole=False)


def _support(screen: DayScreen) -> None:
    screen.people.extend(PEOPLE)
    screen.listen()
    screen.page.open_support()


def _support_of_nobody(screen: DayScreen) -> None:
    screen.page.open_support()


def _first_time(screen: DayScreen) -> None:
    screen.settings.change(asked_the_room=False)
    screen.page.open_waiting()


def _first_listening(screen: DayScreen) -> None:
    screen.settings.change(asked_the_room=False)
    screen.listen()


STATES: Mapping[str, Callable[[DayScreen], None]] = {
    "waiting": lambda screen: screen.page.open_waiting(),
    "first-time": _first_time,
    "first-listening": _first_listening,
    "starting": lambda screen: screen.page.open_recording(),
    "listening": DayScreen.listen,
    "elapsed": _elapsed,
    "marked": _marked,
    "paused": _paused,
    "silent": _noticed(Sign.SILENT),
    "loud": _noticed(Sign.LOUD),
    "gap": _noticed(Sign.GAP),
    "looking": _looking,
    "part-two": _part_two,
    "afresh": _noticed(Sign.AFRESH),
    "disk-full": _noticed(Sign.ELSEWHERE),
    "in-memory": _noticed(Sign.IN_MEMORY),
    "a-while": _a_while,
    "stopping": _stopping,
    "keeping": _keeping,
    "no-room": _no_room,
    "saved": _saved,
    "saved-elsewhere": _saved_elsewhere,
    "saved-dimmed": _dimmed,
    "lost-for-good": _lost_for_good,
    "typing": _typing,
    "typed": _typed,
    "other-trouble": _other_trouble,
    "words-are-wanted": _words_are_wanted,
    "first-words": _first_words,
    "many-words": _many_words,
    "words-and-all": _words_and_all,
    "words-saved": _words_saved,
    "words-stop": _words_stop,
    "support": _support,
    "support-of-nobody": _support_of_nobody,
}
"""How the screen comes into each state."""
