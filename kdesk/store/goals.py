"""Goals and the gentle looks at them, kept."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.orm import Session

from kdesk.domain.excerpt import Excerpt
from kdesk.domain.goal import CheckIn, Direction, Goal, GoalStatus
from kdesk.domain.ids import CheckInId, GoalId, Kind, SessionId
from kdesk.store import excerpts, filing
from kdesk.store.ids import new_id
from kdesk.store.rows import CheckInRow, GoalRow, micros, moment

if TYPE_CHECKING:
    from kdesk.store.vault import Vault


def add(
    vault: Vault,
    *,
    at: datetime,
    title: str,
    why: str = "",
    first_step: str = "",
    direction: Direction,
    check_in_on: date | None = None,
    session_id: SessionId | None = None,
    excerpt: Excerpt | None = None,
    now: datetime,
) -> Goal:
    """Keep a new goal, an active one, and where it was said."""
    item_id = new_id(Kind.GOAL, now)
    with vault.writing() as session:
        row = GoalRow(
            **filing.common(
                item_id,
                at=at,
                now=now,
                title=title,
                text=filing.lines(why, first_step),
                detail=_detail(direction, GoalStatus.ACTIVE),
                session_id=filing.checked(session, session_id),
            ),
            why=why,
            first_step=first_step,
            direction=direction.value,
            status=GoalStatus.ACTIVE.value,
            check_in_on=_kept_day(check_in_on),
        )
        session.add(row)
        excerpts.keep(session, item_id, excerpt)
        return _value(row, filing.binned_sessions(session), ())


def edit(vault: Vault, goal: Goal, *, now: datetime) -> Goal:
    """Keep the goal as it now is; its check-ins are left as they are; Problem NOT_FOUND."""
    with vault.writing() as session:
        row = filing.row_of(session, GoalRow, goal.id)
        check_ins = _check_ins(session, [row.id])
        if row.title != goal.title:
            for check_in in check_ins:
                filing.tell_too(session, check_in.id)  # they go by the goal's title
        filing.edit(
            session,
            row,
            at=goal.at,
            title=goal.title,
            text=filing.lines(goal.why, goal.first_step),
            detail=_detail(goal.direction, goal.status),
            session_id=goal.session_id,
        )
        row.why, row.first_step = goal.why, goal.first_step
        row.direction, row.status = goal.direction.value, goal.status.value
        row.check_in_on = _kept_day(goal.check_in_on)
        filing.note_edit(session, row, now)
        return _value(row, filing.binned_sessions(session), check_ins)


def find(vault: Vault, goal_id: str) -> Goal:
    """The goal of that name, in the bin or not; raises Problem NOT_FOUND."""
    with vault.reading() as session:
        row = filing.row_of(session, GoalRow, goal_id)
        return _values(session, [row])[0]


def newest(vault: Vault, limit: int = 200) -> tuple[Goal, ...]:
    """The newest goals first, with their check-ins."""
    with vault.reading() as session:
        return _values(session, session.scalars(filing.newest(GoalRow).limit(limit)))


def between(vault: Vault, start: datetime, end: datetime) -> tuple[Goal, ...]:
    """The goals from `start` to before `end`, newest first, with all of their check-ins."""
    with vault.reading() as session:
        return _values(session, session.scalars(filing.newest(GoalRow, start, end)))


def check_in(
    vault: Vault,
    goal_id: str,
    *,
    note: str,
    at: datetime,
    next_on: date | None,
    now: datetime,
) -> CheckIn:
    """Keep a look at how a goal goes, and the day of the next one."""
    item_id = new_id(Kind.CHECK_IN, now)
    with vault.writing() as session:
        goal = filing.row_of(session, GoalRow, goal_id)
        row = CheckInRow(
            **filing.common(
                item_id,
                at=at,
                now=now,
                title="",
                text=note,
                detail="",
                session_id=goal.session_id,
            ),
            goal_id=goal.id,
        )
        session.add(row)
        goal.check_in_on = _kept_day(next_on)
        goal.edited_at = micros(now)
        filing.tell_too(session, goal.id)
        return _check_in(row)


def goal_of(vault: Vault, check_in_id: str) -> GoalId:
    """The goal a check-in is about; raises Problem NOT_FOUND."""
    with vault.reading() as session:
        return GoalId(filing.row_of(session, CheckInRow, check_in_id).goal_id)


def _values(session: Session, rows: Iterable[GoalRow]) -> tuple[Goal, ...]:
    binned = filing.binned_sessions(session)
    goals = list(rows)
    looks: dict[str, list[CheckInRow]] = {row.id: [] for row in goals}
    for look in _check_ins(session, looks):
        looks[look.goal_id].append(look)
    return tuple(_value(row, binned, looks[row.id]) for row in goals)


def _check_ins(session: Session, goal_ids: Iterable[str]) -> list[CheckInRow]:
    query = (
        select(CheckInRow)
        .where(CheckInRow.goal_id.in_(list(goal_ids)), CheckInRow.removed_at.is_(None))
        .order_by(CheckInRow.at.desc(), CheckInRow.id.desc())
    )
    return list(session.scalars(query))


def _kept_day(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def _detail(direction: Direction, status: GoalStatus) -> str:
    return direction.value if status is GoalStatus.ACTIVE else status.value


def _check_in(row: CheckInRow) -> CheckIn:
    return CheckIn(CheckInId(row.id), GoalId(row.goal_id), moment(row.at, row.offset), row.text)


def _value(row: GoalRow, binned: frozenset[str], looks: Iterable[CheckInRow]) -> Goal:
    return Goal(
        id=GoalId(row.id),
        at=moment(row.at, row.offset),
        title=row.title,
        why=row.why,
        first_step=row.first_step,
        direction=Direction(row.direction),
        status=GoalStatus(row.status),
        check_in_on=None if row.check_in_on is None else date.fromisoformat(row.check_in_on),
        session_id=filing.shown_session(row.session_id, binned),
        check_ins=tuple(map(_check_in, looks)),
    )
