from kdesk.domain.personal_words import words_in


def test_words_are_found_line_by_line_and_between_commas() -> None:
    assert words_in("Wren, Tobias\nSorrel Lake; Ilse ") == ("Wren", "Tobias", "Sorrel Lake", "Ilse")


def test_a_word_counts_once_and_spaces_are_no_word() -> None:
    assert words_in(" , Wren,wren,\n\n Lake \t Sorrel, lake sorrel") == ("Wren", "Lake Sorrel")
