from datetime import datetime, timedelta, timezone

import pytest

from kdesk.domain.ids import Kind, kind_of
from kdesk.store.ids import made_at, new_id
from tests.store.making import NOW


@pytest.mark.parametrize("kind", list(Kind))
def test_an_id_names_its_kind_and_when_it_was_made(kind: Kind) -> None:
    moment = NOW.replace(microsecond=123_000).astimezone(timezone(timedelta(hours=-5)))
    item_id = new_id(kind, moment)
    assert kind_of(item_id) is kind
    assert made_at(item_id) == moment


def test_ids_are_never_the_same_and_sort_by_time() -> None:
    assert len({new_id(Kind.MEMO, NOW) for _ in range(1000)}) == 1000
    ordered = [new_id(Kind.MEMO, NOW + timedelta(milliseconds=n)) for n in range(100)]
    assert ordered == sorted(ordered)


@pytest.mark.parametrize("text", ["", "memo", "memo-", "memo-01J", "walrus-01J9Z3", "memo-../../x"])
def test_what_is_no_id_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        made_at(text)


def test_a_time_without_an_offset_is_refused() -> None:
    with pytest.raises(ValueError, match="offset"):
        new_id(Kind.MEMO, datetime(2026, 11, 19))  # noqa: DTZ001 - that is the point
