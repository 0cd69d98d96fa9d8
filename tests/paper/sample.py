"""A realistic fortnight, as plain values."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta, timezone

from kdesk.domain.creation import Creation
from kdesk.domain.entry import Entry, EntryKind
from kdesk.domain.excerpt import Excerpt
from kdesk.domain.goal import CheckIn, Direction, Goal, GoalStatus
from kdesk.domain.ids import CheckInId, CreationId, EntryId, GoalId, InsightId, MemoId, SessionId
from kdesk.domain.insight import Insight
from kdesk.domain.memo import Blob, Listening, Memo
from kdesk.domain.session import Session
from kdesk.domain.summary import USUAL, Made, Period, Section, Spoken, Summary

ZONE = timezone(timedelta(hours=1))
PRINTED = date(2026, 11, 20)
RIVER = (
    "It was like standing in the river but the water was warm, and nobody asked me to move. "
    "I kept thinking of the kitchen, the yellow light over the table, and how she never sat down "
    "while we were eating. I was small there and it was fine. The stone in my chest did not go "
    "away but it was lighter, as if somebody else were holding one side of it. "
)
LAST_WORDS = "The last sentence of a long evening."
SOUND = Blob("a", "audio/flac", 1, "0")


def at(day: int, hour: int = 12, minute: int = 0) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=ZONE)


def memo(number: int, day: int, text: str, title: str = "") -> Memo:
    listening = Listening.DONE if text else Listening.PENDING
    moment = at(day, 15, number)
    name = MemoId(f"memo-{number}")
    return Memo(name, moment, title, None, 252, SOUND, None, b"", False, listening, "", text)


def entry(number: int, day: int, title: str, text: str, kind: EntryKind = EntryKind.DAILY) -> Entry:
    return Entry(EntryId(f"entry-{number}"), at(day, 20, 15), kind, title, text, None)


def goal(title: str, why: str, step: str, *looks: tuple[int, str]) -> Goal:
    made = tuple(
        CheckIn(CheckInId("checkin-1"), GoalId("goal-1"), at(d), note) for d, note in looks
    )
    start, active = Direction.START, GoalStatus.ACTIVE
    return Goal(GoalId("goal-1"), at(9), title, why, step, start, active, None, None, made)


def sessions() -> tuple[Session, ...]:
    hoped = ((8, "To notice when I leave."), (19, "To meet the part of me that is always braced."))
    return tuple(
        Session(SessionId(f"session-{day}"), at(day, 14, 10), f"Session {day}", "", "", words)
        for day, words in hoped
    )


def fortnight(
    sections: frozenset[Section] = USUAL,
    *,
    full: bool = False,
    thumbnails: Sequence[bytes] = (),
    entries: Sequence[Entry] | None = None,
) -> Summary:
    """Two sessions, seven memos, ten entries, three goals with check-ins, three questions."""
    written = [
        entry(1, 7, "What stood out", "The yellow light. I want to write to my aunt."),
        entry(2, 8, "", RIVER),
        entry(3, 9, "A dream of a blue door", RIVER * 2 + LAST_WORDS),
        entry(4, 10, "", "Slept eight hours. Woke before the alarm."),
        entry(5, 11, "Monday", "Heavy in the meeting, but I noticed it before the headache came."),
        entry(6, 12, "A letter I won’t send", RIVER * 3),
        entry(7, 13, "", "I said no to the extra shift."),
        entry(8, 14, "A walk", "Cold and bright. I stayed out for an hour."),
        entry(9, 15, "With my guide", RIVER),
        entry(10, 16, "", "Less of everything today."),
    ]
    asked = [
        entry(11, 18, "Why the kitchen came back after twenty years.", "", EntryKind.QUESTION),
        entry(12, 18, "", "How do I keep the lightness on Mondays?", EntryKind.QUESTION),
        entry(13, 18, "Both", "Is it all right to cry and be glad at once?", EntryKind.QUESTION),
    ]
    spoken = [
        Spoken(memo(1, 8, RIVER), machine=True),
        Spoken(memo(2, 8, "I could hear my own steps and they were slow.", "Stairs"), machine=True),
        Spoken(memo(3, 9, RIVER * 3), machine=False),
        Spoken(memo(4, 19, RIVER * 2 + LAST_WORDS, "The river"), machine=True),
        Spoken(memo(5, 19, ""), machine=True),
        Spoken(memo(6, 19, RIVER), machine=True),
        Spoken(memo(7, 20, RIVER * 4, "Morning after"), machine=True),
    ]
    insights = [
        Insight(InsightId("insight-1"), at(19), "I can put one stone down.", None, None),
        Insight(InsightId("insight-2"), at(20), "", None, Excerpt(None, 3.0, 5.0, "It was warm.")),
    ]
    goals = [
        goal("Ask for one evening a week", "I can put one stone down.", "Talk to Mara on Sunday",
             (20, "Asked. She said yes at once."), (15, "Felt like a burden, so I waited.")),
        goal("Walk before breakfast", "", "Shoes beside the door", (18, "Three times this week.")),
        goal("No mail after nine", "Sleep comes easier without it.", ""),
    ]  # fmt: skip
    creation = Creation(
        CreationId("creation-1"), at(19), "Blue door", "Something let in.", None, ()
    )
    return Summary(
        Period(date(2026, 11, 6), PRINTED),
        sections,
        full,
        sessions(),
        tuple(spoken),
        tuple(insights),
        tuple(written if entries is None else entries),
        tuple(goals),
        (Made(creation, tuple(thumbnails)),) if thumbnails else (),
        tuple(asked),
    )
