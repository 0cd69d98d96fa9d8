"""What comes up again and again, named by the person."""

from dataclasses import dataclass

from kdesk.domain.excerpt import Excerpt
from kdesk.domain.ids import AnyId, ThemeId


@dataclass(frozen=True, slots=True)
class Theme:
    """A name such as "water"."""

    id: ThemeId
    name: str


@dataclass(frozen=True, slots=True)
class Tagged:
    """A passage that carries a theme; `excerpt` is None where the whole thing does."""

    seq: int
    """Its number in the journal, to take it off again."""
    theme_id: ThemeId
    name: str
    """The theme's."""
    item_id: AnyId
    excerpt: Excerpt | None
