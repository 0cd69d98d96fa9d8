"""Making the names of kept things, and reading from a name when it was made."""

from datetime import UTC, datetime

from ulid import ULID

from kdesk.domain.ids import Kind, kind_of
from kdesk.domain.times import aware


def new_id(kind: Kind, now: datetime) -> str:
    """A name nobody else has, such as `memo-01J…`; it sorts by the time it was made."""
    return f"{kind}-{ULID.from_datetime(aware(now))}"


def made_at(item_id: str) -> datetime:
    """When the id was made, in UTC, to the millisecond; raises ValueError when it is no id."""
    kind = kind_of(item_id)
    moment: datetime = ULID.from_str(item_id.removeprefix(f"{kind}-")).datetime
    return moment.astimezone(UTC)
