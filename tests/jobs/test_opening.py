"""What a start makes of a journal that is away, and of a pin that is broken."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from kdesk.domain.problem import Trouble
from kdesk.jobs.opening import open_at_start, recipient_at_start
from kdesk.store import header
from kdesk.system.paths import Places

NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)


@pytest.fixture
def places(tmp_path: Path) -> Places:
    """Of a computer that has had a journal, whose folder isn't there now."""
    made = Places(tmp_path / "data", tmp_path / "settings", tmp_path / "state")
    made.prepare()
    opened = open_at_start(made, NOW).vault
    assert opened is not None
    opened.close()
    made.vault.rename(tmp_path / "away")
    return made


def test_nothing_is_made_where_a_journal_was_and_recordings_are_sealed_to_it(
    places: Places,
) -> None:
    pinned = header.pinned_in(places.pin)
    assert pinned.startswith("age1")
    assert recipient_at_start(places) == pinned
    opened = open_at_start(places, NOW)
    assert (opened.recipient, opened.vault) == (pinned, None)
    assert opened.problem is not None
    assert opened.problem.trouble is Trouble.NO_VAULT
    assert not places.vault.exists()


@pytest.mark.parametrize("broken", [b"", b"age1spoilt\n", b"\xff\xfe"])
def test_a_broken_pin_tells_of_no_journal_so_one_is_made(places: Places, broken: bytes) -> None:
    places.pin.write_bytes(broken)
    assert recipient_at_start(places) == ""
    opened = open_at_start(places, NOW)
    assert opened.problem is None
    assert opened.vault is not None
    assert header.pinned_in(places.pin) == opened.recipient == opened.vault.recipient
    opened.vault.close()
