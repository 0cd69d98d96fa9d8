"""A journal as it is after years, for measuring: thousands of things, quickly made up."""

import random
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import insert

from kdesk.domain.entry import EntryKind
from kdesk.domain.goal import Direction, GoalStatus
from kdesk.domain.ids import Kind
from kdesk.domain.memo import Blob, Listening
from kdesk.domain.times import length
from kdesk.domain.transcript import Utterance, Word
from kdesk.store import filing, memos
from kdesk.store.ids import new_id
from kdesk.store.rows import Row, micros
from kdesk.store.vault import Vault

NEWEST_AT = datetime(2026, 11, 19, 15, 2, tzinfo=UTC)
APART = timedelta(hours=3)
TABLES = Row.metadata.tables
_SYLLABLES = re.findall("..", "babebibodadedidokakekikolalelilomamemimonaneninorare")


def fill(vault: Vault, count: int, *, newest_at: datetime = NEWEST_AT) -> None:
    """Put `count` things of every kind into an empty vault, three hours apart; always the same.

    Of a hundred things one is a session, 4 are goals, 10 check-ins, 5 creations, 30 memos with
    their transcripts, 50 entries; a text has 20 to 200 words. Listeners are told nothing.
    """
    sound = vault.blobs.add(b"a sound", "audio/flac", "flac")
    picture = vault.blobs.add(b"a picture", "image/png", "png")
    made = _Made(random.Random(20261119), sound, picture)  # noqa: S311 — nothing secret here
    for number in range(count):
        made.add(number, newest_at - APART * (count - number - 1))
    with vault.writing() as session:
        connection = session.connection()
        for blob in (sound, picture):
            connection.execute(insert(TABLES["blobs"]), vars_of(blob))
        for table, rows in made.tables():
            connection.execute(insert(TABLES[table]), rows)


def vars_of(blob: Blob) -> dict[str, Any]:
    return {name: getattr(blob, name) for name in ("name", "media_type", "size", "sha256")}


class _Made:
    def __init__(self, chance: random.Random, sound: Blob, picture: Blob) -> None:
        self._chance = chance
        self._sound, self._picture = sound, picture
        words = ("".join(chance.choices(_SYLLABLES, k=chance.randint(1, 4))) for _ in range(4000))
        self._words = sorted(set(words))
        chance.shuffle(self._words)
        # A few words are said all the time and most of them hardly ever, as in speech.
        self._weights = [1 / (place + 5) for place in range(len(self._words))]
        self._rows: dict[str, list[dict[str, Any]]] = {}
        self._session_id: str | None = None
        self._goal_id = ""

    def add(self, number: int, at: datetime) -> None:
        place = number % 100
        if place == 0:
            self._session(at)
        elif place in {1, 30, 55, 80}:
            self._goal(at)
        elif place % 10 == 2:
            self._check_in(at)
        elif place % 20 == 3:
            self._creation(at)
        elif place % 3 == 0:
            self._memo(at)
        else:
            self._entry(at)

    def tables(self) -> Iterator[tuple[str, list[dict[str, Any]]]]:
        yield "items", self._rows.pop("items")
        yield from self._rows.items()

    def _text(self, at_most: int) -> str:
        words = self._chance.choices(
            self._words, self._weights, k=self._chance.randint(at_most // 10, at_most)
        )
        return " ".join(words).capitalize() + "."

    def _item(self, kind: Kind, at: datetime, title: str, text: str, detail: str) -> dict[str, Any]:
        rows = self._rows.setdefault("items", [])
        item = filing.common(
            new_id(kind, at),
            at=at,
            now=at,
            title=title,
            text=text,
            detail=detail,
            session_id=None if kind is Kind.SESSION else self._session_id,
        )
        rows.append({"seq": len(rows) + 1, "kind": kind.value, "removed_at": None, **item})
        return rows[-1]

    def _row(self, table: str, **columns: Any) -> None:
        self._rows.setdefault(table, []).append(columns)

    def _session(self, at: datetime) -> None:
        intention = self._text(30)
        item = self._item(Kind.SESSION, at, "A session", intention, "the clinic")
        self._session_id = item["id"]
        self._row(
            "sessions",
            seq=item["seq"],
            place="the clinic",
            companions="",
            intention=intention,
        )

    def _goal(self, at: datetime) -> None:
        why = self._text(40)
        item = self._item(Kind.GOAL, at, self._text(6), why, Direction.START.value)
        self._goal_id = item["id"]
        self._row(
            "goals",
            seq=item["seq"],
            why=why,
            first_step="",
            direction=Direction.START.value,
            status=GoalStatus.ACTIVE.value,
            check_in_on=None,
        )

    def _check_in(self, at: datetime) -> None:
        item = self._item(Kind.CHECK_IN, at, "", self._text(40), "")
        self._row("check_ins", seq=item["seq"], goal_id=self._goal_id)

    def _creation(self, at: datetime) -> None:
        item = self._item(Kind.CREATION, at, "", self._text(40), "1 picture")
        self._row("creations", seq=item["seq"])
        self._row(
            "creation_files",
            owner_id=item["id"],
            position=0,
            name="a.png",
            content_name=self._picture.name,
            thumbnail_name=None,
        )

    def _memo(self, at: datetime) -> None:
        text = self._text(200)
        words = text.split()
        item = self._item(Kind.MEMO, at, "", text, length(len(words) / 2))
        self._row(
            "memos",
            seq=item["seq"],
            seconds=len(words) / 2,
            sound_name=self._sound.name,
            original_name=None,
            peaks=bytes(400),
            cut=False,
            listening=Listening.DONE.value,
            reason="",
            corrected=None,
        )
        heard = tuple(
            Word(f" {word}", place / 2, place / 2 + 0.5, 0.9) for place, word in enumerate(words)
        )
        self._row(
            "transcripts",
            owner_id=item["id"],
            model="tiny",
            language="en",
            made_at=micros(at),
            offset=0,
            utterances=memos.packed((Utterance(0, len(words) / 2, heard),)),
        )

    def _entry(self, at: datetime) -> None:
        kind = self._chance.choice(list(EntryKind))
        item = self._item(Kind.ENTRY, at, self._text(10), self._text(200), kind.value)
        self._row("entries", seq=item["seq"], entry_kind=kind.value)
