from kdesk.domain.personal_words import LONGEST, MOST, fitting, words_in


def test_words_are_found_line_by_line_and_between_commas() -> None:
    assert words_in("Wren, Tobias\nSorrel Lake; Ilse ") == ("Wren", "Tobias", "Sorrel Lake", "Ilse")


def test_a_word_counts_once_and_spaces_are_no_word() -> None:
    assert words_in(" , Wren,wren,\n\n Lake \t Sorrel, lake sorrel") == ("Wren", "Lake Sorrel")


def test_what_fits_is_the_first_of_them_cut_where_they_are_too_long_and_none_twice() -> None:
    long = "a" * LONGEST
    names = tuple(f"name {number}" for number in range(MOST))
    assert fitting(("Wren", f"{long}b", f"{long}c", *names)) == ("Wren", long, *names[: MOST - 2])
