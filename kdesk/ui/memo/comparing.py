"""What a comparison needs from the journal, gathered where no frame waits for it."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kdesk.domain.alignment import paragraphs
from kdesk.domain.choosing import Shown, choice
from kdesk.domain.comparison import Comparison, compare, named
from kdesk.domain.transcript import Transcript
from kdesk.store import memos, versions

if TYPE_CHECKING:
    from kdesk.store.vault import Vault


@dataclass(frozen=True)
class Gathered:
    """What a memo shows now, beside one of the machines' versions of it."""

    memo_id: str
    shown: Shown
    versions: tuple[Transcript, ...]
    """Every machine's version that can stand beside it, the newest first."""
    other: Transcript | None
    """The one that does; None when there is nothing else."""
    newest: Transcript | None
    found: Comparison

    def with_taken(self, taken: Collection[int]) -> Shown:
        """What the memo is to show with the other side of these passages."""
        if not taken or self.newest is None:
            return self.shown
        return choice(self.found, taken, self.shown, self.newest.utterances)


def gather(vault: "Vault", memo_id: str, beside: Transcript | None) -> Gathered:
    """Read all versions and compare; `beside` is the version somebody chose, if it is there."""
    every, shown = versions.every(vault, memo_id), versions.shown(vault, memo_id)
    words = memos.transcript(vault, memo_id)
    untouched = shown.chosen is None and shown.corrected is None
    # Untouched words are the newest version already: beside itself it would tell nothing.
    offered = every[1:] if untouched and beside not in every[:1] else every
    other = next((v for v in offered if v == beside), next(iter(offered), None))
    found = Comparison(())
    if words is not None and other is not None:
        mine = named(words.utterances, words.model)
        text = paragraphs(mine) if words.corrected is None else words.corrected
        found = compare(mine, text, other.utterances)
    return Gathered(memo_id, shown, offered, other, next(iter(every), None), found)
