from datetime import date

import pytest

from kdesk.domain.problem import Problem, Trouble
from kdesk.store import slots
from kdesk.store.slots import STRONG, Stretch
from tests.store.making import CHEAP

DAY = date(2026, 11, 19)
ROOT = bytes(range(32))


def test_a_guess_costs_what_was_decided() -> None:
    assert Stretch(memory=256 * 1024, passes=3, lanes=4) == STRONG


def test_what_a_slot_costs_is_kept_in_the_slot() -> None:
    for stretch in (CHEAP, Stretch(128, 2, 2)):
        slot = slots.passphrase_slot(ROOT, "vault", "secret", DAY, stretch)
        assert slot.stretch == stretch
        assert slots.open_passphrase(slot, "vault", "secret") == ROOT


def test_a_slot_of_one_vault_opens_no_other() -> None:
    slot = slots.passphrase_slot(ROOT, "vault", "secret", DAY, CHEAP)
    assert slots.open_passphrase(slot, "another", "secret") is None
    device = slots.device_slot(ROOT, "vault", bytes(32))
    assert slots.open_device(device, "vault", bytes(32)) == ROOT
    assert slots.open_device(device, "another", bytes(32)) is None


def test_a_key_of_a_wrong_length_opens_nothing() -> None:
    device = slots.device_slot(ROOT, "vault", bytes(32))
    assert slots.open_device(device, "vault", b"short") is None


def test_the_same_passphrase_never_makes_the_same_slot() -> None:
    made = [slots.passphrase_slot(ROOT, "vault", "secret", DAY, CHEAP) for _ in range(2)]
    assert made[0].salt != made[1].salt
    assert made[0].box[12:] != made[1].box[12:]


@pytest.mark.parametrize(
    ("memory", "passes", "lanes"), [(1 << 30, 1, 1), (64, 0, 1), (64, 65, 1), (4, 1, 1), (8, 1, 0)]
)
def test_an_unreasonable_stretch_is_refused(memory: int, passes: int, lanes: int) -> None:
    with pytest.raises(ValueError, match="unreasonable"):
        Stretch(memory, passes, lanes)


def test_too_little_memory_is_said_plainly(monkeypatch: pytest.MonkeyPatch) -> None:
    def no_memory(**_: object) -> None:
        raise MemoryError

    slot = slots.passphrase_slot(ROOT, "vault", "secret", DAY, CHEAP)
    monkeypatch.setattr(slots, "Argon2id", no_memory)
    with pytest.raises(Problem) as caught:
        slots.open_passphrase(slot, "vault", "secret")
    assert caught.value.trouble is Trouble.CANNOT_READ
