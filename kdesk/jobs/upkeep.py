"""What a journal wants once a day: room set aside, old things let go, a snapshot."""

from datetime import datetime, timedelta

from kdesk.store import bin, captures, snapshots
from kdesk.store.vault import Vault

BINNED_FOR = timedelta(days=30)
"""What the bin keeps, as Settings says."""
HALF_WRITTEN_FOR = timedelta(days=1)
"""Left by a kill; nothing at work is that old."""


def tend(vault: Vault, now: datetime) -> None:
    """Do what is due; Problem DISK_FULL, CANNOT_WRITE or DAMAGED when the snapshot fails."""
    captures.keep_ballast(vault.captures)
    captures.sweep(vault.captures, now - HALF_WRITTEN_FOR)
    vault.blobs.sweep(now - HALF_WRITTEN_FOR)
    bin.empty(vault, now - BINNED_FOR)
    snapshots.snapshot(vault, now)
