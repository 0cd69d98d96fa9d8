"""The command that makes the sample journal."""

from argparse import Namespace
from datetime import datetime

from kdesk.cli.opening import device
from kdesk.jobs.sample import fill
from kdesk.store import vault as vaults
from kdesk.system.paths import resources


def sample(chosen: Namespace, now: datetime) -> None:
    """Make the sample journal in an empty folder."""
    vault = vaults.make(chosen.folder, device(), None, now)
    try:
        fill(vault, resources() / "sample", now=now)
    finally:
        vault.close()
    print(f"Made {chosen.folder}. Look around: kdesk list --vault {chosen.folder}")
