"""Names of kept things: a kind and a ULID, such as `memo-01J9Z3…`."""

from enum import StrEnum
from typing import NewType

SessionId = NewType("SessionId", str)
MemoId = NewType("MemoId", str)
EntryId = NewType("EntryId", str)
CreationId = NewType("CreationId", str)
GoalId = NewType("GoalId", str)
CheckInId = NewType("CheckInId", str)
PersonId = NewType("PersonId", str)
InsightId = NewType("InsightId", str)
ThemeId = NewType("ThemeId", str)

AnyId = (
    SessionId | MemoId | EntryId | CreationId | GoalId | CheckInId | PersonId | InsightId | ThemeId
)


class Kind(StrEnum):
    """The kinds of thing a journal holds; the value is the prefix of their ids."""

    SESSION = "session"
    MEMO = "memo"
    ENTRY = "entry"
    CREATION = "creation"
    GOAL = "goal"
    CHECK_IN = "checkin"
    INSIGHT = "insight"
    PERSON = "person"
    THEME = "theme"


ITEM_KINDS: tuple[Kind, ...] = tuple(k for k in Kind if k not in (Kind.PERSON, Kind.THEME))
"""What has a place in time, and so on the timeline; a person one can turn to has none, nor has a
theme."""


def kind_of(item_id: str) -> Kind:
    """The kind an id names; raises ValueError when it names none."""
    return Kind(item_id.partition("-")[0])
