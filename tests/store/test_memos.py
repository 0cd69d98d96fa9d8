from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kdesk.domain.change import Change, Happening
from kdesk.domain.ids import Kind
from kdesk.domain.memo import Blob, Listening
from kdesk.domain.transcript import Transcript, Utterance, Word
from kdesk.store import bin as the_bin
from kdesk.store import items, memos
from kdesk.store.vault import Vault
from tests.store import things
from tests.store.making import LATER, NOW
from tests.store.things import DAY, HOUR


def test_a_memo_is_kept_with_its_sound(journal: Vault) -> None:
    made = things.memo(journal, original=b"as it came")
    found = memos.find(journal, made.id)
    assert found == made
    assert journal.blobs.read(found.sound) == b"the sound itself"
    assert found.original is not None
    assert journal.blobs.read(found.original) == b"as it came"
    assert found.listening is Listening.PENDING
    assert (found.title, found.text, found.peaks) == ("Voice memo", "", bytes(range(200)) * 2)
    assert items.find(journal, made.id).detail == "4 min 12 s"


def test_a_memo_added_again_is_still_one(journal: Vault, told: list[tuple[Change, ...]]) -> None:
    made = things.memo(journal, title="mine")
    again = memos.add(
        journal,
        id=made.id,
        at=LATER,
        seconds=1,
        sound=Blob("0" * 32 + ".flac.age", "audio/flac", 1, ""),
        original=None,
        peaks=b"",
        cut=True,
        now=LATER,
    )
    assert again == made
    assert items.count(journal) == 1
    assert told == [(Change(Kind.MEMO, made.id, Happening.ADDED),)]


@pytest.mark.parametrize(
    ("after", "belongs"),
    [
        (timedelta(), True),
        (timedelta(hours=24), True),
        (timedelta(hours=24, microseconds=1), False),
        (-timedelta(microseconds=1), False),
    ],
)
def test_a_memo_belongs_to_a_session_begun_at_most_a_day_before(
    journal: Vault, after: timedelta, belongs: bool
) -> None:
    session = things.session(journal, NOW)
    assert things.memo(journal, NOW + after).session_id == (session.id if belongs else None)


def test_a_memo_belongs_to_the_most_recent_of_two_sessions(journal: Vault) -> None:
    later = things.session(journal, NOW)
    things.session(journal, NOW - HOUR)
    assert things.memo(journal, NOW + HOUR).session_id == later.id


def test_a_session_in_the_bin_takes_no_memo(journal: Vault) -> None:
    kept, gone = things.session(journal, NOW - HOUR), things.session(journal, NOW)
    the_bin.remove(journal, gone.id, now=NOW)
    assert things.memo(journal, NOW).session_id == kept.id


def test_a_memo_somebody_filed_to_none_stays_so(journal: Vault) -> None:
    things.session(journal, NOW)
    assert things.memo(journal, NOW, session_id=None).session_id is None


def test_a_memo_goes_by_its_first_words_until_it_has_a_title(journal: Vault) -> None:
    memo = things.memo(journal)
    heard = things.transcript(memo, "the river was wider than I thought and I was not afraid of it")
    named = memos.set_transcript(journal, heard, now=LATER)
    assert named.title == "the river was wider than I thought and I was not…"
    assert memos.edit(journal, memo.id, title="The river").title == "The river"
    assert memos.edit(journal, memo.id, title="").title == named.title


def test_a_title_that_only_repeats_the_first_words_goes_on_following_them(journal: Vault) -> None:
    memo = things.memo(journal)
    memos.set_transcript(journal, things.transcript(memo, "the river"), now=LATER)
    memos.edit(journal, memo.id, title="the river")
    assert memos.correct(journal, memo.id, "the mountain", now=LATER).title == "the mountain"


def test_waiting_memos_come_oldest_first(journal: Vault) -> None:
    newer, older, done, failed, gone = (
        things.memo(journal, NOW - n * HOUR) for n in (0, 3, 1, 2, 4)
    )
    memos.listening(journal, newer.id, Listening.RUNNING)
    memos.listening(journal, done.id, Listening.DONE)
    assert memos.listening(journal, failed.id, Listening.FAILED, "no sound in it").reason
    the_bin.remove(journal, gone.id, now=NOW)
    assert [memo.id for memo in memos.waiting(journal)] == [older.id, newer.id]


def test_what_a_machine_heard_is_kept_word_by_word(journal: Vault) -> None:
    memo = things.memo(journal)
    memos.listening(journal, memo.id, Listening.FAILED, "it was busy")
    heard = things.transcript(memo, "the river was wide. I was not afraid")
    after = memos.set_transcript(journal, heard, now=LATER)
    assert (after.listening, after.reason) == (Listening.DONE, "")
    assert after.text == "the river was wide\nI was not afraid"
    assert memos.transcript(journal, memo.id) == heard


def test_a_correction_is_shown_and_the_machines_words_come_back(journal: Vault) -> None:
    memo = things.memo(journal)
    memos.set_transcript(journal, things.transcript(memo, "the liver was wide"), now=LATER)
    assert memos.correct(journal, memo.id, "the river", now=LATER).text == "the river"
    kept = memos.transcript(journal, memo.id)
    assert kept is not None
    assert (kept.text, kept.heard) == ("the river", "the liver was wide")
    assert memos.correct(journal, memo.id, None, now=LATER).text == "the liver was wide"


def test_hearing_a_memo_again_leaves_the_correction_standing(journal: Vault) -> None:
    memo = things.memo(journal)
    memos.set_transcript(journal, things.transcript(memo, "the liver"), now=LATER)
    memos.correct(journal, memo.id, "the river", now=LATER)
    better = memos.set_transcript(journal, things.transcript(memo, "a river", "base"), now=LATER)
    assert better.text == "the river"
    kept = memos.transcript(journal, memo.id)
    assert kept is not None
    assert (kept.model, kept.heard, kept.text) == ("base", "a river", "the river")


def test_a_memo_nobody_heard_has_no_transcript_but_can_be_written_down(journal: Vault) -> None:
    memo = things.memo(journal)
    assert memos.transcript(journal, memo.id) is None
    memos.correct(journal, memo.id, "what I said", now=LATER)
    kept = memos.transcript(journal, memo.id)
    assert kept == Transcript(memo.id, "", "", memo.at, (), "what I said")


def test_memos_come_newest_first_and_between_is_half_open(journal: Vault) -> None:
    first, second, third = (things.memo(journal, NOW + n * DAY) for n in range(3))
    assert memos.newest(journal) == (third, second, first)
    assert memos.newest(journal, limit=2) == (third, second)
    assert memos.between(journal, NOW, NOW + 2 * DAY) == (second, first)


seconds = st.floats(0, 1e5, allow_nan=False)
words = st.builds(Word, st.text(), seconds, seconds, st.floats(0, 1))
utterances = st.builds(Utterance, seconds, seconds, st.lists(words, max_size=5).map(tuple))


@given(st.lists(utterances, max_size=5).map(tuple))
def test_every_transcript_fits_in_its_column(heard: tuple[Utterance, ...]) -> None:
    assert memos.unpacked(memos.packed(heard)) == heard


def test_the_time_of_a_memo_keeps_its_own_clock(journal: Vault) -> None:
    spoken = datetime.fromisoformat("2026-10-25T02:30:00+02:00")  # an hour that came twice
    assert memos.find(journal, things.memo(journal, spoken).id).at.isoformat() == (
        "2026-10-25T02:30:00+02:00"
    )


def test_what_was_recorded_and_not_looked_at_is_known_until_somebody_looks(
    journal: Vault,
) -> None:
    things.memo(journal, original=b"from a telephone")
    spoken = things.memo(journal)
    assert [memo.id for memo in memos.unopened(journal, NOW - DAY, LATER)] == [spoken.id]
    assert memos.unopened(journal, NOW - DAY, NOW - HOUR) == ()
    memos.note_opened(journal, spoken.id, now=LATER)
    assert memos.unopened(journal, NOW - DAY, LATER + DAY) == ()
    memos.note_opened(journal, spoken.id, now=LATER + DAY)
    assert memos.find(journal, spoken.id).opened_at == LATER
