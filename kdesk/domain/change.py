"""What one commit changed, told to every view at once."""

from dataclasses import dataclass
from enum import StrEnum

from kdesk.domain.ids import AnyId, Kind


class Happening(StrEnum):
    """What became of a thing."""

    ADDED = "added"
    EDITED = "edited"
    REMOVED = "removed"
    RESTORED = "restored"


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that one commit touched."""

    kind: Kind
    id: AnyId
    happening: Happening
