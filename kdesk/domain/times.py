"""Times as they are written and said; every time is aware, and now is always a parameter."""

from collections.abc import Sequence
from datetime import date, datetime


def aware(moment: datetime) -> datetime:
    """The moment itself; raises ValueError when it does not know its offset."""
    if moment.utcoffset() is None:
        raise ValueError("a time without an offset")
    return moment


def rfc3339(moment: datetime) -> str:
    """`2026-11-19T15:02:00+01:00`, to the second."""
    return aware(moment).isoformat(timespec="seconds")


def parse_time(text: str, now: datetime) -> datetime:
    """A time somebody typed; without an offset it means the offset of `now`.

    Takes what datetime.fromisoformat takes; raises ValueError otherwise.
    """
    moment = datetime.fromisoformat(text.strip())
    return moment if moment.tzinfo else moment.replace(tzinfo=aware(now).tzinfo)


def long_day(day: date) -> str:
    """`Thursday 19 November 2026`."""
    return f"{day:%A} {day.day} {day:%B} {day.year}"


def short_day(day: date) -> str:
    """`Thu 19 Nov`."""
    return f"{day:%a} {day.day} {day:%b}"


def said(moment: datetime, now: datetime) -> str:
    """`today 15:02`, `yesterday 15:02`, `Thu 19 Nov, 15:02`, with the year when it differs."""
    days = (now.date() - moment.date()).days
    if days == 0:
        return f"today {moment:%H:%M}"
    if days == 1:
        return f"yesterday {moment:%H:%M}"
    year = "" if moment.year == now.year else f" {moment.year}"
    return f"{short_day(moment.date())}{year}, {moment:%H:%M}"


def said_span(moments: Sequence[datetime], now: datetime) -> str:
    """`yesterday 21:40 to today 08:14`; a day, and what is all in one minute, is said once."""
    first, last = (each(moments).astimezone(now.tzinfo) for each in (min, max))
    if said(first, now) == said(last, now):
        return said(first, now)
    end = f"{last:%H:%M}" if first.date() == last.date() else said(last, now)
    return f"{said(first, now)} to {end}"


def length(seconds: float) -> str:
    """`42 s`, `4 min 12 s`, `1 h 5 min`."""
    whole = round(seconds)
    if whole < 60:
        return f"{whole} s"
    if whole < 3600:
        return f"{whole // 60} min {whole % 60} s" if whole % 60 else f"{whole // 60} min"
    return f"{whole // 3600} h {whole % 3600 // 60} min"


def clock(seconds: float) -> str:
    """`4:12`, `1:05:00`."""
    whole = int(seconds)
    hours, rest = divmod(whole, 3600)
    return f"{hours}:{rest // 60:02}:{rest % 60:02}" if hours else f"{rest // 60}:{rest % 60:02}"
