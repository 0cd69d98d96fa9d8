"""Memos spoken one after another: a sitting, and what was left on a day before."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from kdesk.domain.memo import Memo

APART = timedelta(hours=3)
"""After a silence this long what is spoken belongs to another sitting."""
NIGHT_ENDS_AT = timedelta(hours=5)
"""Until then it is still the evening before: somebody who speaks at one at night has not slept."""
STILL_NEW = timedelta(days=2)
"""So long a sitting is offered to become a session; later everybody has forgotten about it."""


@dataclass(frozen=True, slots=True)
class Sitting:
    """At least one memo, oldest first."""

    memos: tuple[Memo, ...]

    @property
    def begun_at(self) -> datetime:
        """When the first memo began."""
        return self.memos[0].at

    @property
    def ended_at(self) -> datetime:
        """When the last word was spoken."""
        return max(memo.at + timedelta(seconds=memo.seconds) for memo in self.memos)

    @property
    def seconds(self) -> float:
        """How long was spoken."""
        return sum(memo.seconds for memo in self.memos)


def evening_day(moment: datetime) -> date:
    """The day a moment belongs to for somebody who is still up: it ends at five at night."""
    return (moment - NIGHT_ENDS_AT).date()


def sittings(memos: Iterable[Memo]) -> tuple[Sitting, ...]:
    """The memos in groups without a long silence within, in order of time."""
    groups: list[list[Memo]] = []
    for memo in sorted(memos, key=lambda each: (each.at, each.id)):
        if groups and memo.at - Sitting(tuple(groups[-1])).ended_at < APART:
            groups[-1].append(memo)
        else:
            groups.append([memo])
    return tuple(Sitting(tuple(group)) for group in groups)


def left_before(memos: Iterable[Memo], now: datetime) -> Sitting | None:
    """Of memos that nobody has looked at: those of the last day before this one, however many
    sittings that had; None when there are none."""
    today = evening_day(now)
    earlier = [memo for memo in memos if evening_day(memo.at.astimezone(now.tzinfo)) < today]
    if not earlier:
        return None
    last = max(evening_day(memo.at.astimezone(now.tzinfo)) for memo in earlier)
    of_that_day = [m for m in earlier if evening_day(m.at.astimezone(now.tzinfo)) == last]
    return Sitting(tuple(sorted(of_that_day, key=lambda memo: (memo.at, memo.id))))


def without_session(memos: Iterable[Memo], now: datetime) -> Sitting | None:
    """The last sitting, when it was spoken here a short while ago and none of it has a session."""
    spoken = [memo for memo in memos if memo.original is None]
    last = sittings(spoken)[-1:]
    if not last or now - last[0].ended_at > STILL_NEW:
        return None
    loose = all(memo.session_id is None for memo in last[0].memos)
    return last[0] if loose else None
