"""Making the names of kept things, and reading from a name when it was made."""

from datetime import UTC, datetime, timedelta

from ulid import ULID

from kdesk.domain.ids import Kind, kind_of
from kdesk.domain.times import aware


def new_id(kind: Kind, now: datetime) -> str:
    """A name nobody else has, such as `memo-01J…`; it sorts by the time it was made."""
    return f"{kind}-{ULID.from_datetime(aware(now))}"


def later(item_id: str, by: timedelta) -> str:
    """The same name as if made so much later: always the same one; ValueError when it is no id."""
    kind = kind_of(item_id)
    random = ULID.from_str(item_id.removeprefix(f"{kind}-")).bytes[6:]
    moment = ULID.from_datetime(made_at(item_id) + by).bytes[:6]
    return f"{kind}-{ULID(moment + random)}"


def made_at(item_id: str) -> datetime:
    """When the id was made, in UTC, to the millisecond; raises ValueError when it is no id."""
    kind = kind_of(item_id)
    moment: datetime = ULID.from_str(item_id.removeprefix(f"{kind}-")).datetime
    return moment.astimezone(UTC)
