"""How sessions are numbered when nobody names them."""

from collections.abc import Iterable


def session_number(title: str) -> int | None:
    """The number in a title of kdesk's own making, such as 4 in `Session 4`; None for others."""
    word, _, number = title.strip().partition(" ")
    return int(number) if word == "Session" and number.isdecimal() else None


def next_session_title(titles: Iterable[str]) -> str:
    """`Session 4` after three of them; counts on from the highest number given so far."""
    known = list(titles)
    highest = max((session_number(title) or 0 for title in known), default=0)
    return f"Session {max(highest, len(known)) + 1}"
