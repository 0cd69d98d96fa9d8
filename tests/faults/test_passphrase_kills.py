"""Killed at every step of a passphrase change: the old one or the new one opens, never neither."""

import subprocess
import sys
from pathlib import Path

import pytest

from kdesk.domain.problem import Problem, Trouble
from kdesk.store import header, vault
from kdesk.store.vault import Vault
from tests.store.making import SECRET, items_of, made

ROOT = Path(__file__).resolve().parents[2]
NEW = "an island"


def changed_with_a_kill_at(folder: Path, step: int) -> bool:
    """Whether it got to its end."""
    arguments = [str(folder), str(folder.parent / "settings"), SECRET, NEW, str(step)]
    child = subprocess.run(
        [sys.executable, "-m", "tests.faults.change_until_killed", *arguments],
        cwd=ROOT,
        capture_output=True,
        check=False,
    )
    assert child.returncode in (0, -9), child.stderr
    return child.returncode == 0


def opened_by_either(folder: Path) -> tuple[str, Vault]:
    for passphrase in (SECRET, NEW):
        try:
            return passphrase, vault.open_with_passphrase(folder, passphrase)
        except Problem as problem:
            assert problem.trouble is Trouble.WRONG_KEY
    raise AssertionError("nothing opens it")


@pytest.mark.timeout(300)
def test_a_change_killed_at_any_step_leaves_one_passphrase_that_opens(tmp_path: Path) -> None:
    seen = []
    for step in range(100):
        place = tmp_path / str(step)
        place.mkdir()
        made(place, SECRET).close()
        finished = changed_with_a_kill_at(place / "vault", step)
        passphrase, opened = opened_by_either(place / "vault")
        assert items_of(opened) == 0
        opened.close()
        assert header.find(place / "vault").twice
        seen.append(passphrase)
        if finished:
            break
    assert seen[-1] == NEW
    # Once the new one opens it never goes back, and there is a moment for each.
    assert seen == sorted(seen, key=[SECRET, NEW].index)
    assert len(seen) > 8
    assert SECRET in seen
