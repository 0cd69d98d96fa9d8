from dataclasses import replace
from datetime import timedelta

import pytest

from kdesk.domain.change import Change, Happening
from kdesk.domain.choosing import Shown, choice
from kdesk.domain.comparison import compare, named
from kdesk.domain.ids import Kind
from kdesk.domain.memo import Memo
from kdesk.domain.problem import Problem, Trouble
from kdesk.domain.transcript import Transcript, Utterance, Word
from kdesk.store import memos, searches, versions
from kdesk.store.vault import Vault
from tests.store import things
from tests.store.making import LATER, NOW


def heard(of: Memo, model: str, *sentences: str) -> Transcript:
    """A sentence every five seconds, a word every half."""
    said = [
        [Word(f" {w}", 5 * n + m / 2, 5 * n + m / 2 + 0.5, 0.9) for m, w in enumerate(s.split())]
        for n, s in enumerate(sentences)
    ]
    utterances = tuple(Utterance(ws[0].start, ws[-1].end, tuple(ws)) for ws in said)
    return Transcript(of.id, model, "en", NOW, utterances)


@pytest.fixture
def memo(journal: Vault) -> Memo:
    """A memo that two models have heard, the larger one later."""
    kept = things.memo(journal)
    base = heard(kept, "base", "It was a river", "I was afraid")
    small = heard(kept, "small", "It was a river", "I was not afraid")
    memos.set_transcript(journal, base, now=NOW)
    memos.set_transcript(journal, replace(small, made_at=NOW + timedelta(hours=1)), now=NOW)
    return kept


def kept_words(journal: Vault, memo: Memo) -> Transcript:
    found = memos.transcript(journal, memo.id)
    assert found is not None
    return found


def taken(journal: Vault, memo: Memo, *numbers: int, version: int = 1) -> Shown:
    """What would be shown with these sentences of another version."""
    words = kept_words(journal, memo)
    every = versions.every(journal, memo.id)
    found = compare(named(words.utterances, words.model), words.text, every[version].utterances)
    before = versions.shown(journal, memo.id)
    return choice(found, numbers, before, every[0].utterances)


def test_every_version_is_there_newest_first(journal: Vault, memo: Memo) -> None:
    found = versions.every(journal, memo.id)
    assert [(v.model, v.heard) for v in found] == [
        ("small", "It was a river\nI was not afraid"),
        ("base", "It was a river\nI was afraid"),
    ]
    assert [v.made_at for v in found] == [NOW + timedelta(hours=1), NOW]
    assert {u.model for u in found[1].utterances} == {"base"}, "also where only the whole told it"
    assert versions.every(journal, things.memo(journal).id) == ()
    with pytest.raises(Problem) as told:
        versions.every(journal, "memo-01J0000000000000000000000")
    assert told.value.trouble is Trouble.NOT_FOUND


def test_a_chosen_sentence_is_shown_searched_and_keeps_who_heard_it(
    journal: Vault, memo: Memo, told: list[tuple[Change, ...]]
) -> None:
    told.clear()
    changed = versions.show(journal, memo.id, taken(journal, memo, 1), now=LATER)
    assert changed.text == "It was a river\nI was afraid"
    assert told == [(Change(Kind.MEMO, memo.id, Happening.EDITED),)]
    words = kept_words(journal, memo)
    assert (words.model, words.language, words.made_at) == ("small, base", "en", LATER)
    assert [u.model for u in words.utterances][1:] == ["base"]
    assert words.corrected is None
    assert [hit.item.id for hit in searches.find(journal, "was afraid")] == [memo.id]
    assert searches.find(journal, "not afraid") == ()
    assert [v.model for v in versions.every(journal, memo.id)] == ["small", "base"]


def test_going_back_leaves_nothing_behind(journal: Vault, memo: Memo) -> None:
    memos.note_read(journal, memo.id, now=NOW)
    memos.correct(journal, memo.id, "It was a brook\nI was not afraid", now=NOW)
    before, words = versions.shown(journal, memo.id), kept_words(journal, memo)
    assert before == Shown(None, "It was a brook\nI was not afraid", NOW)
    versions.show(journal, memo.id, taken(journal, memo, 0, 1), now=LATER)
    assert kept_words(journal, memo) != words
    versions.show(journal, memo.id, before, now=LATER)
    assert (versions.shown(journal, memo.id), kept_words(journal, memo)) == (before, words)


def test_choosing_again_changes_the_one_that_was_put_together(journal: Vault, memo: Memo) -> None:
    versions.show(journal, memo.id, taken(journal, memo, 1), now=NOW)
    versions.show(journal, memo.id, taken(journal, memo, 0), now=LATER)
    assert kept_words(journal, memo).model == "base"
    versions.show(journal, memo.id, taken(journal, memo, 0, 1, version=0), now=LATER)
    assert versions.shown(journal, memo.id).chosen is None, "it is the newest version again"
    assert kept_words(journal, memo).model == "small"


def test_a_version_heard_later_does_not_displace_what_was_chosen(
    journal: Vault, memo: Memo
) -> None:
    versions.show(journal, memo.id, taken(journal, memo, 1), now=NOW)
    memos.note_read(journal, memo.id, now=NOW)
    later = heard(memo, "large", "Something else")
    now = memos.set_transcript(journal, later, now=LATER)
    assert now.text == "It was a river\nI was afraid"
    assert now.read_at == NOW, "these are the words that were read"
    assert kept_words(journal, memo).heard == "It was a river\nI was afraid"
    assert [v.model for v in versions.every(journal, memo.id)] == ["large", "small", "base"]


def test_a_version_with_other_words_has_not_been_read(journal: Vault, memo: Memo) -> None:
    memos.note_read(journal, memo.id, now=NOW)
    same = heard(memo, "large", "It was a river", "I was not afraid")
    assert memos.set_transcript(journal, same, now=LATER).read_at == NOW
    other = heard(memo, "large", "It was a river")
    assert memos.set_transcript(journal, other, now=LATER).read_at is None


def test_own_words_stay_over_what_is_chosen(journal: Vault, memo: Memo) -> None:
    memos.correct(journal, memo.id, "It was a brook\nI was not afraid", now=NOW)
    versions.show(journal, memo.id, taken(journal, memo, 1), now=LATER)
    words = kept_words(journal, memo)
    assert words.corrected == "It was a brook\nI was afraid"
    assert words.heard == "It was a river\nI was afraid"
    versions.show(journal, memo.id, taken(journal, memo, 0), now=LATER)
    assert kept_words(journal, memo).corrected is None, "it says what was heard"


def test_a_version_without_words_takes_no_words_away(journal: Vault, memo: Memo) -> None:
    memos.note_read(journal, memo.id, now=NOW)
    before = versions.shown(journal, memo.id), kept_words(journal, memo)
    now = memos.set_transcript(journal, heard(memo, "large"), now=LATER)
    assert (now.text, now.read_at) == ("It was a river\nI was not afraid", NOW)
    assert (versions.shown(journal, memo.id), kept_words(journal, memo)) == before
    assert [hit.item.id for hit in searches.find(journal, "not afraid")] == [memo.id]
    every = versions.every(journal, memo.id)
    assert [v.model for v in every] == ["small", "base", "large"], "what is shown comes first"
    memos.correct(journal, memo.id, "It was a brook", now=LATER)
    assert memos.correct(journal, memo.id, None, now=LATER).text == now.text


def test_a_memo_that_only_ever_was_heard_without_words_shows_the_newest(journal: Vault) -> None:
    kept = things.memo(journal)
    for model in ("small", "large"):
        memos.set_transcript(journal, heard(kept, model), now=NOW)
    assert kept_words(journal, kept).model == "large"
    memos.set_transcript(journal, heard(kept, "base", "It was a river"), now=LATER)
    assert memos.find(journal, kept.id).text == "It was a river"
