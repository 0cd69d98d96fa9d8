"""A small step somebody decided on, and gentle looks at how it goes."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from kdesk.domain.ids import CheckInId, GoalId, SessionId


class GoalStatus(StrEnum):
    """Where a goal stands; none of these is a verdict."""

    ACTIVE = "active"
    RESTING = "resting"
    DONE = "done"


class Direction(StrEnum):
    """What the goal asks for."""

    START = "start"
    CONTINUE = "continue"
    STOP = "stop"


@dataclass(frozen=True, slots=True)
class CheckIn:
    """A look at how a goal goes, in the person's own words."""

    id: CheckInId
    goal_id: GoalId
    at: datetime
    note: str


@dataclass(frozen=True, slots=True)
class Goal:
    """What to start, continue or stop; why; the first small step; when to look at it again."""

    id: GoalId
    at: datetime
    title: str
    why: str
    first_step: str
    direction: Direction
    status: GoalStatus
    check_in_on: date | None
    session_id: SessionId | None
    check_ins: tuple[CheckIn, ...]
    """Newest first."""


def is_blank(goal: Goal) -> bool:
    """Whether a goal was begun and holds no word yet."""
    words = (goal.title, goal.why, goal.first_step)
    return not goal.check_ins and not any(text.strip() for text in words)
