from kdesk.domain.excerpt import Excerpt, excerpt_of
from kdesk.domain.ids import MemoId
from kdesk.domain.transcript import Utterance, Word

ID = MemoId("memo-1")
HEARD = (
    Utterance(1.0, 2.0, (Word(" I", 1.0, 1.2, 0.9), Word(" can", 1.2, 2.0, 0.9))),
    Utterance(9.0, 10.0, (Word(" Put", 9.0, 9.4, 0.9), Word(" down.", 9.4, 10.0, 0.9))),
)


def test_words_are_found_where_they_were_heard() -> None:
    assert excerpt_of(ID, HEARD, "put DOWN") == Excerpt(ID, 9.0, 10.0, "Put down")
    assert excerpt_of(ID, HEARD, "can\nPut") == Excerpt(ID, 1.2, 9.4, "can\nPut")


def test_words_that_were_not_heard_are_nowhere() -> None:
    assert excerpt_of(ID, HEARD, "a stone") is None
    assert excerpt_of(ID, (), "down") is None
    assert excerpt_of(ID, HEARD, "") is None
