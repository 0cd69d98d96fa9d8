"""The sample journal: an invented person's, taken in through the real paths."""

import tomllib
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Any

from kdesk.domain.entry import EntryKind
from kdesk.domain.excerpt import excerpt_of
from kdesk.domain.goal import Direction, GoalStatus
from kdesk.domain.ids import MemoId, SessionId
from kdesk.jobs.runner import Progress, Runner
from kdesk.jobs.take_in import add_files, take_in
from kdesk.jobs.transcriber import Transcriber
from kdesk.store import entries, goals, insights, memos, people, sessions, themes
from kdesk.store.vault import Vault
from kdesk.system.settings import Settings

MODEL = "speech-model"
"""The small model's folder among the samples; it knows the sample memo's sentences."""

Row = dict[str, Any]


def fill(vault: Vault, sample: Path, *, now: datetime) -> None:
    """Put the journal in the folder `sample` into an empty vault, dated back from `now`."""
    journal = tomllib.loads((sample / "journal.toml").read_text(encoding="utf-8"))
    for row in journal["people"]:
        people.add(
            vault,
            name=row["name"],
            role=row["role"],
            number=row["number"],
            note=row["note"],
            now=now,
        )
    known = dict(_sessions(vault, journal["sessions"], now))
    for row in journal["entries"]:
        entries.add(
            vault,
            at=_at(row, now),
            kind=EntryKind(row["kind"]),
            title=row["title"],
            text=row["text"].strip(),
            session_id=known.get(row.get("session")),
            now=now,
        )
    for row in journal["goals"]:
        _goal(vault, row, known, now)
    for row in journal["creations"]:
        with (sample / row["file"]).open("rb") as picture:
            add_files(
                vault,
                [(row["file"], picture)],
                title=row["title"],
                note=row["note"],
                session_id=known.get(row.get("session")),
                at=_at(row, now),
                now=now,
            )
    row = journal["memo"]
    with (sample / row["file"]).open("rb") as sound:
        memo_id = MemoId(
            take_in(
                vault,
                sound,
                row["file"],
                session_id=known.get(row.get("session")),
                at=_at(row, now),
                now=now,
            )
        )
    memos.edit(vault, memo_id, title=row["title"], now=now)
    write_down(vault, sample, now=now)
    for row in journal["insights"]:
        _insight(vault, row, memo_id, known, now)


def write_down(vault: Vault, sample: Path, *, now: datetime) -> int:
    """Let the small model hear every memo that waits; how many it has written down."""
    runner = Runner()
    transcriber = Transcriber(
        vault,
        models=sample,
        choices=lambda: Settings(speech_model=MODEL),
        runner=runner,
        listener=lambda _: None,
        now=lambda: now,
    )
    try:
        return transcriber.work(Progress())
    finally:
        transcriber.close()
        runner.close()


def _sessions(vault: Vault, rows: Iterable[Row], now: datetime) -> Iterable[tuple[str, SessionId]]:
    for row in rows:
        session = sessions.add(
            vault,
            begun_at=_at(row, now),
            title=row["title"],
            place=row["place"],
            companions=row["companions"],
            intention=row["intention"],
            now=now,
        )
        yield row["name"], session.id


def _insight(
    vault: Vault, row: Row, memo_id: MemoId, known: dict[str, SessionId], now: datetime
) -> None:
    """An insight, from the memo where the row says so, and its themes."""
    transcript = memos.transcript(vault, memo_id)
    heard = () if transcript is None else transcript.utterances
    said = excerpt_of(memo_id, heard, row["said"]) if "said" in row else None
    made = insights.add(
        vault,
        at=_at(row, now),
        text=row["text"],
        session_id=known.get(row.get("session", "")),
        excerpt=said,
        now=now,
    )
    for name in row["themes"]:
        if said is None:
            themes.tag(vault, name, made.id, now=now)
        else:
            themes.tag(vault, name, memo_id, said, now=now)


def _goal(vault: Vault, row: Row, known: dict[str, SessionId], now: datetime) -> None:
    goal = goals.add(
        vault,
        at=_at(row, now),
        title=row["title"],
        why=row["why"],
        first_step=row["first_step"],
        direction=Direction(row["direction"]),
        session_id=known.get(row.get("session", "")),
        now=now,
    )
    for look in row.get("check_ins", ()):
        goals.check_in(vault, goal.id, note=look["note"], at=_at(look, now), next_on=None, now=now)
    days = row.get("check_in_days_from_now")
    goals.edit(
        vault,
        replace(
            goals.find(vault, goal.id),
            status=GoalStatus(row["status"]),
            check_in_on=None if days is None else (now + timedelta(days=days)).date(),
        ),
        now=now,
    )


def _at(row: Row, now: datetime) -> datetime:
    day = (now - timedelta(days=row["days_ago"])).date()
    return datetime.combine(day, time.fromisoformat(row["time"]), now.tzinfo)
