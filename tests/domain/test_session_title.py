import pytest

from kdesk.domain.session_title import next_session_title, session_number


@pytest.mark.parametrize(
    ("titles", "next_one"),
    [
        ([], "Session 1"),
        (["Session 1", "Session 2"], "Session 3"),
        (["The blue room", "Second"], "Session 3"),
        (["Session 7"], "Session 8"),
        (["Session 2", "Session", "Session x"], "Session 4"),
    ],
)
def test_a_new_session_counts_on_from_the_ones_before(titles: list[str], next_one: str) -> None:
    assert next_session_title(titles) == next_one


def test_only_titles_of_kdesks_own_making_have_a_number() -> None:
    assert session_number("Session 4") == 4
    assert session_number(" Session 12 ") == 12
    assert session_number("Session four") is None
    assert session_number("My session 4") is None
