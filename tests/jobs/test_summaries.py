"""What a period holds, gathered from a real journal."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta, timezone
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from kdesk.domain.creation import CreationFile
from kdesk.domain.entry import EntryKind
from kdesk.domain.goal import Direction
from kdesk.domain.ids import MemoId, SessionId
from kdesk.domain.memo import Memo
from kdesk.domain.summary import USUAL, Period, Section, Summary, SummaryRequest, all_of_it
from kdesk.domain.transcript import Transcript, Utterance, Word
from kdesk.jobs.summaries import gather
from kdesk.paper.pages import Pages
from kdesk.paper.sections import ONLY_THE_FIRST
from kdesk.store import bin as bin_of_vault
from kdesk.store import creations, entries, goals, insights, memos, sessions
from kdesk.store.vault import Vault
from tests.store import making

ZONE = timezone(timedelta(hours=1))
NOW = datetime(2026, 11, 20, 9, 30, tzinfo=ZONE)
PERIOD = Period(date(2026, 11, 6), date(2026, 11, 20))


@pytest.fixture
def vault(tmp_path: Path) -> Iterator[Vault]:
    opened = making.made(tmp_path)
    yield opened
    opened.close()


def at(day: int, hour: int = 12, month: int = 11) -> datetime:
    return datetime(2026, month, day, hour, tzinfo=ZONE)


def gathered(
    vault: Vault,
    sections: frozenset[Section] = USUAL,
    session: SessionId | None = None,
    period: Period = PERIOD,
) -> Summary:
    chosen = frozenset({session}) if session else None
    return gather(vault, SummaryRequest(period, sections, chosen))


def entry(vault: Vault, moment: datetime, text: str, kind: EntryKind = EntryKind.FREE) -> str:
    return entries.add(
        vault, at=moment, kind=kind, title="", text=text, session_id=None, now=NOW
    ).id


def memo(vault: Vault, number: int, words: str = "") -> Memo:
    sound = vault.blobs.add(b"flac", "audio/flac", "flac")
    name = MemoId(f"memo-{number:026}")
    made = memos.add(
        vault, id=name, at=at(number, 15), seconds=3, sound=sound, original=None, peaks=b"",
        cut=False, now=NOW,
    )  # fmt: skip
    if words:
        heard = (Utterance(0, 1, (Word(words, 0, 1, 0.9),)),)
        memos.set_transcript(vault, Transcript(name, "tiny", "en", NOW, heard), now=NOW)
    return made


def test_an_empty_journal_gives_an_empty_summary(vault: Vault) -> None:
    assert gathered(vault).is_empty


def test_what_lies_in_the_period_is_there_oldest_first(vault: Vault) -> None:
    for moment, text in ((at(5, 23), "before"), (at(20), "last"), (at(6, 0), "first")):
        entry(vault, moment, text)
    entry(vault, at(21, 0), "after")
    assert [e.text for e in gathered(vault).entries] == ["first", "last"]


def test_the_day_is_that_of_the_clock_it_happened_by(vault: Vault) -> None:
    for hours in (-11, 14):
        zone = timezone(timedelta(hours=hours))
        entry(vault, datetime(2026, 11, 6, 0, 1, tzinfo=zone), "in")
        entry(vault, datetime(2026, 11, 20, 23, 59, tzinfo=zone), "in")
        entry(vault, datetime(2026, 11, 5, 23, 59, tzinfo=zone), "out")
        entry(vault, datetime(2026, 11, 21, 0, 1, tzinfo=zone), "out")
    assert [e.text for e in gathered(vault).entries] == ["in"] * 4


def test_questions_stand_apart_from_other_entries(vault: Vault) -> None:
    entry(vault, at(8), "Why the kitchen?", EntryKind.QUESTION)
    entry(vault, at(9), "A quiet day.")
    found = gathered(vault)
    assert [e.text for e in found.questions] == ["Why the kitchen?"]
    assert [e.text for e in found.entries] == ["A quiet day."]


def test_words_a_machine_heard_are_told_from_corrected_ones(vault: Vault) -> None:
    memo(vault, 8, "the river")
    corrected = memo(vault, 9, "the rover")
    memos.correct(vault, corrected.id, "the river again", now=NOW)
    memo(vault, 10)
    found = gathered(vault)
    assert [(s.memo.text, s.machine) for s in found.memos] == [
        ("the river", True),
        ("the river again", False),
        ("", True),
    ]


def test_a_memo_nobody_named_has_no_title_on_the_page(vault: Vault) -> None:
    memo(vault, 8, "the river")
    memo(vault, 9)
    named = memo(vault, 10, "the stairs")
    memos.edit(vault, named.id, title="Stairs")
    assert [s.memo.title for s in gathered(vault).memos] == ["", "", "Stairs"]


def test_a_goal_is_there_when_it_was_made_or_looked_at(vault: Vault) -> None:
    made = [
        goals.add(vault, at=moment, title=title, direction=Direction.START, now=NOW)
        for moment, title in ((at(1, month=9), "old"), (at(2, month=9), "seen"), (at(8), "new"))
    ]
    goals.check_in(vault, made[1].id, note="well", at=at(10), next_on=None, now=NOW)
    goals.check_in(vault, made[0].id, note="before", at=at(1), next_on=None, now=NOW)
    assert [goal.title for goal in gathered(vault).goals] == ["seen", "new"]


def test_one_session_alone_leaves_the_rest_out(vault: Vault) -> None:
    one = sessions.add(vault, begun_at=at(8, 14), intention="one", now=NOW)
    sessions.add(vault, begun_at=at(15, 14), intention="two", now=NOW)
    memo(vault, 8, "in the first")
    memo(vault, 15, "in the second")
    found = gathered(vault, session=one.id)
    assert [s.intention for s in found.sessions] == ["one"]
    assert [s.memo.text for s in found.memos] == ["in the first"]


def test_insights_of_the_period_and_the_session_are_there_oldest_first(vault: Vault) -> None:
    one = sessions.add(vault, begun_at=at(8, 14), intention="one", now=NOW)
    for moment, text in ((at(5), "before"), (at(20), "last"), (at(6), "first"), (at(21), "after")):
        insights.add(vault, at=moment, text=text, now=NOW)
    insights.add(vault, at=at(9), text="in the first", session_id=one.id, now=NOW)
    said = [insight.text for insight in gathered(vault).insights]
    assert said == ["first", "in the first", "last"]
    assert [i.text for i in gathered(vault, session=one.id).insights] == ["in the first"]
    assert gathered(vault).count(Section.INSIGHTS) == 3


def test_what_is_in_the_bin_is_on_no_page(vault: Vault) -> None:
    bin_of_vault.remove(vault, entry(vault, at(8), "thrown away"), now=NOW)
    assert gathered(vault).is_empty


def test_thumbnails_are_opened_only_for_a_page_that_shows_them(vault: Vault) -> None:
    out = BytesIO()
    Image.new("RGB", (20, 10), "teal").save(out, "PNG")
    blob = vault.blobs.add(out.getvalue(), "image/png", "png")
    files = [CreationFile(f"{n}.png", blob, blob) for n in range(9)]
    creations.add(vault, at=at(8), title="Door", note="", session_id=None, files=files, now=NOW)
    assert gathered(vault).creations[0].thumbnails == ()
    shown = gathered(vault, USUAL | {Section.CREATIONS}).creations[0].thumbnails
    assert shown == (out.getvalue(),) * 4


def test_a_hundred_pictures_are_shown_and_the_page_says_that_there_are_more(
    vault: Vault, qapp: object
) -> None:
    out = BytesIO()
    Image.new("RGB", (20, 10), "teal").save(out, "PNG")
    blob = vault.blobs.add(out.getvalue(), "image/png", "png")
    files = [CreationFile(f"{n}.png", blob, blob) for n in range(4)]
    for _ in range(26):
        creations.add(vault, at=at(8), title="", note="", session_id=None, files=files, now=NOW)
    found = gathered(vault, USUAL | {Section.CREATIONS})
    assert sum(len(made.thumbnails) for made in found.creations) == 100
    assert ONLY_THE_FIRST in Pages(found, NOW.date()).text
    fewer = replace(found, creations=found.creations[:25])
    assert ONLY_THE_FIRST not in Pages(fewer, NOW.date()).text


@pytest.mark.parametrize("day", [date.min, date(2026, 11, 20), date.max])
def test_any_day_can_be_the_last(vault: Vault, day: date) -> None:
    entry(vault, at(8), "a day")
    assert len(gathered(vault, period=all_of_it(day)).entries) == (day > date(2026, 1, 1))
    assert len(gathered(vault, period=Period(day, day)).entries) == 0
