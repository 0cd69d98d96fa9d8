"""Gathering what a period holds from the journal, for the page."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

from kdesk.domain.creation import Creation
from kdesk.domain.entry import EntryKind
from kdesk.domain.goal import Goal
from kdesk.domain.ids import Kind, SessionId
from kdesk.domain.memo import Memo
from kdesk.domain.summary import Made, Section, Spoken, Summary, SummaryRequest, all_of_it
from kdesk.store import creations, entries, filing, goals, insights, memos, sessions
from kdesk.store.vault import Vault

EARLIEST, LATEST = date(2, 1, 1), date(9998, 1, 1)
"""Days that still have a neighbour on both sides in Python's calendar."""
AROUND = timedelta(days=1)
"""A day of somebody's clock begins and ends up to fourteen hours from that of UTC."""
THUMBNAILS = 4
"""Of one creation; more would not stand in a row on the page."""
MOST_THUMBNAILS = 100
"""On all pages together; unfolded they take up to 90 MB of the window's memory."""


def gather(vault: Vault, request: SummaryRequest) -> Summary:
    """What the period holds, oldest first, whether its section is wanted or not.

    Thumbnails are opened only for a page that shows them. Goals are those made or looked at in
    the period.
    """
    period = request.period
    start, end = _bounds(request)
    written = [
        entry
        for entry in reversed(entries.between(vault, start, end))
        if period.holds(entry.at) and _belongs(entry.session_id, request)
    ]
    return Summary(
        period,
        request.sections,
        request.full,
        sessions=tuple(
            session
            for session in reversed(sessions.between(vault, start, end))
            if period.holds(session.begun_at) and _belongs(session.id, request)
        ),
        memos=tuple(
            _spoken(vault, memo)
            for memo in reversed(memos.between(vault, start, end))
            if period.holds(memo.at) and _belongs(memo.session_id, request)
        ),
        insights=tuple(
            insight
            for insight in reversed(insights.newest(vault, start, end))
            if period.holds(insight.at) and _belongs(insight.session_id, request)
        ),
        entries=tuple(entry for entry in written if entry.kind is not EntryKind.QUESTION),
        goals=_goals(vault, request),
        creations=_made(
            vault,
            [
                creation
                for creation in reversed(creations.between(vault, start, end))
                if period.holds(creation.at) and _belongs(creation.session_id, request)
            ],
            room=MOST_THUMBNAILS if Section.CREATIONS in request.sections else 0,
        ),
        questions=tuple(entry for entry in written if entry.kind is EntryKind.QUESTION),
    )


def _bounds(request: SummaryRequest) -> tuple[datetime, datetime]:
    """From before the first day to after the last, wherever its clock stood."""
    first = max(request.period.first or EARLIEST, EARLIEST)
    last = min(request.period.last, LATEST)
    return (
        datetime.combine(first, time(), UTC) - AROUND,
        datetime.combine(last, time(), UTC) + 2 * AROUND,
    )


def _belongs(session_id: SessionId | None, request: SummaryRequest) -> bool:
    return request.sessions is None or session_id in request.sessions


def _spoken(vault: Vault, memo: Memo) -> Spoken:
    if memo.title == filing.label(Kind.MEMO, "", memo.text):
        # The store's own label for a memo nobody named; the page has the words themselves.
        memo = replace(memo, title="")
    transcript = memos.transcript(vault, memo.id) if memo.text else None
    return Spoken(memo, machine=transcript is None or transcript.corrected is None)


def _goals(vault: Vault, request: SummaryRequest) -> tuple[Goal, ...]:
    ever, _ = _bounds(replace(request, period=all_of_it(request.period.last)))
    _, end = _bounds(request)
    found = [
        goal
        for goal in reversed(goals.between(vault, ever, end))
        if _belongs(goal.session_id, request)
        and any(request.period.holds(at) for at in (goal.at, *(c.at for c in goal.check_ins)))
    ]
    return tuple(found)


def _made(vault: Vault, made: list[Creation], *, room: int) -> tuple[Made, ...]:
    """The creations, the first of them with pictures: as many as there is room for."""
    shown: list[Made] = []
    for creation in made:
        small = [file.thumbnail for file in creation.files if file.thumbnail is not None]
        opened = [vault.blobs.read(blob) for blob in small[: min(THUMBNAILS, room)]]
        room -= len(opened)
        shown.append(Made(creation, tuple(opened)))
    return tuple(shown)
