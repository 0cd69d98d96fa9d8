import pytest

from kdesk.speech.speed import CPU, GPU, Speed, fastest

ONE, TWO, FOUR = Speed(CPU, 1, 5.0), Speed(CPU, 2, 9.0), Speed(CPU, 4, 9.5)


def test_a_thread_more_is_taken_only_when_it_pays() -> None:
    assert fastest([FOUR, TWO, ONE]) == TWO
    assert fastest([ONE]) == ONE
    assert fastest([]) is None


@pytest.mark.parametrize(("times", "wins"), [(30.0, True), (9.2, False), (2.0, False)])
def test_a_graphics_card_is_taken_only_when_it_proved_faster(times: float, *, wins: bool) -> None:
    card = Speed(GPU, 1, times)
    assert fastest([ONE, TWO, card]) == (card if wins else TWO)


def test_what_the_person_chose_goes_before_what_is_faster() -> None:
    slow, quick = Speed(GPU, 1, 2.0), Speed(GPU, 1, 90.0)
    assert fastest([ONE, TWO, slow], "gpu") == slow
    assert fastest([ONE, TWO, quick], "cpu") == TWO
    assert fastest([ONE, TWO], "gpu") == TWO  # it is not there any more
