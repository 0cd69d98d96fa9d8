"""The tables of the kept journal, and how a moment is kept in them; rows never leave store/."""

import functools
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone
from typing import cast

from sqlalchemy import Boolean, Dialect, Float, ForeignKey, Index, Integer, LargeBinary, Text
from sqlalchemy import text as sql
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship

from kdesk.domain.ids import AnyId, Kind
from kdesk.domain.times import aware

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_MINUTE = timedelta(minutes=1)


def micros(moment: datetime) -> int:
    """The moment in whole microseconds since 1970, UTC; raises ValueError when it is not aware."""
    return (aware(moment) - _EPOCH) // _MICROSECOND


def minutes(moment: datetime) -> int:
    """How far ahead of UTC the moment's own clock was, in whole minutes."""
    return (moment.utcoffset() or timedelta()) // _MINUTE


@functools.cache
def _zone(offset: int) -> timezone:
    return timezone(timedelta(minutes=offset))


def moment(at: int, offset: int) -> datetime:
    """The moment `at` microseconds since 1970, on a clock `offset` minutes ahead of UTC."""
    # By way of the local clock, so that the first and last day of the calendar work too.
    local = datetime(1970, 1, 1) + timedelta(microseconds=at, minutes=offset)  # noqa: DTZ001
    return local.replace(tzinfo=_zone(offset))


class Words(Text):
    """Text to the letter; half a surrogate pair, which no file can hold, becomes U+FFFD."""

    def bind_processor(self, _dialect: Dialect) -> Callable[[str | None], str | None]:
        """What a text goes through on its way in."""
        return lambda words: None if words is None else keepable(words)


def keepable(words: str) -> str:
    """The words with every half of a surrogate pair made U+FFFD."""
    if words.isascii():
        return words
    try:
        words.encode()
    except UnicodeEncodeError:
        return words.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return words


def id_of(name: str) -> AnyId:
    """A kept name as the id it is."""
    return cast("AnyId", name)


class Row(DeclarativeBase):
    """What every row is."""


class ItemRow(Row):
    """A kept thing; what is special about its kind is in a table of that kind."""

    __tablename__ = "items"

    seq: Mapped[int] = mapped_column(Integer, primary_key=True)
    id: Mapped[str] = mapped_column(Text, unique=True)
    kind: Mapped[str] = mapped_column(Text)
    at: Mapped[int] = mapped_column(Integer)
    offset: Mapped[int] = mapped_column(Integer)
    title: Mapped[str] = mapped_column(Words)
    text: Mapped[str] = mapped_column(Words)
    detail: Mapped[str] = mapped_column(Words)
    session_id: Mapped[str | None] = mapped_column(
        ForeignKey("items.id", ondelete="SET NULL"), index=True
    )
    created_at: Mapped[int] = mapped_column(Integer)
    edited_at: Mapped[int] = mapped_column(Integer)
    removed_at: Mapped[int | None] = mapped_column(Integer)

    __table_args__ = (
        # An outline of the whole journal is read from this index alone; for that, SQLite wants
        # even the column in it that is always NULL there.
        Index(
            "ix_items_shown",
            *("at", "id", "offset", "kind", "removed_at"),
            sqlite_where=sql("removed_at IS NULL"),
        ),
        Index("ix_items_binned", "removed_at", sqlite_where=sql("removed_at IS NOT NULL")),
    )
    __mapper_args__ = {"polymorphic_on": "kind"}  # noqa: RUF012


def _key() -> Mapped[int]:
    return mapped_column(ForeignKey("items.seq", ondelete="CASCADE"), primary_key=True)


class SessionRow(ItemRow):
    """A guided session."""

    __tablename__ = "sessions"

    seq: Mapped[int] = _key()
    place: Mapped[str] = mapped_column(Words)
    companions: Mapped[str] = mapped_column(Words)
    intention: Mapped[str] = mapped_column(Words)

    __mapper_args__ = {"polymorphic_identity": Kind.SESSION.value}  # noqa: RUF012


class BlobRow(Row):
    """A sealed file of the vault; `unused_at` says since when nothing needs it."""

    __tablename__ = "blobs"

    name: Mapped[str] = mapped_column(Text, primary_key=True)
    media_type: Mapped[str] = mapped_column(Text)
    size: Mapped[int] = mapped_column(Integer)
    sha256: Mapped[str] = mapped_column(Text)
    unused_at: Mapped[int | None] = mapped_column(Integer)


class MemoRow(ItemRow):
    """A spoken memo; `corrected` is the person's version of its words.

    `notes` is JSON: `[[kind, seconds, length, text], …]`, see kdesk.domain.note.
    """

    __tablename__ = "memos"

    seq: Mapped[int] = _key()
    seconds: Mapped[float] = mapped_column(Float)
    sound_name: Mapped[str] = mapped_column(ForeignKey("blobs.name"))
    original_name: Mapped[str | None] = mapped_column(ForeignKey("blobs.name"))
    peaks: Mapped[bytes] = mapped_column(LargeBinary)
    cut: Mapped[bool] = mapped_column(Boolean)
    listening: Mapped[str] = mapped_column(Text, index=True)
    reason: Mapped[str] = mapped_column(Text)
    corrected: Mapped[str | None] = mapped_column(Words)
    notes: Mapped[str] = mapped_column(Words, server_default="[]")
    opened_at: Mapped[int | None] = mapped_column(Integer)
    read_at: Mapped[int | None] = mapped_column(Integer)
    language: Mapped[str] = mapped_column(Text, server_default="")

    sound: Mapped[BlobRow] = relationship(foreign_keys=[sound_name], lazy="joined")
    original: Mapped[BlobRow | None] = relationship(foreign_keys=[original_name], lazy="joined")

    __mapper_args__ = {"polymorphic_identity": Kind.MEMO.value}  # noqa: RUF012


class TranscriptRow(Row):
    """One machine's version of a memo's words; none is ever overwritten, the newest is shown.

    Unless one is `chosen`: a person put it together out of the others, sentence by sentence.
    `utterances` is JSON, see kdesk.domain.transcript.as_lists.
    """

    __tablename__ = "transcripts"

    seq: Mapped[int] = mapped_column(Integer, primary_key=True)
    owner_id: Mapped[str] = mapped_column(ForeignKey("items.id", ondelete="CASCADE"), index=True)
    model: Mapped[str] = mapped_column(Text)
    language: Mapped[str] = mapped_column(Text)
    made_at: Mapped[int] = mapped_column(Integer)
    offset: Mapped[int] = mapped_column(Integer)
    utterances: Mapped[str] = mapped_column(Words)
    chosen: Mapped[bool] = mapped_column(Boolean, server_default=sql("0"))


class EntryRow(ItemRow):
    """A typed entry."""

    __tablename__ = "entries"

    seq: Mapped[int] = _key()
    entry_kind: Mapped[str] = mapped_column(Text)

    __mapper_args__ = {"polymorphic_identity": Kind.ENTRY.value}  # noqa: RUF012


class EntryVersionRow(Row):
    """What an entry said before an edit, and when it had last been edited then."""

    __tablename__ = "entry_versions"

    seq: Mapped[int] = mapped_column(Integer, primary_key=True)
    owner_id: Mapped[str] = mapped_column(ForeignKey("items.id", ondelete="CASCADE"), index=True)
    edited_at: Mapped[int] = mapped_column(Integer)
    entry_kind: Mapped[str] = mapped_column(Text)
    title: Mapped[str] = mapped_column(Words)
    text: Mapped[str] = mapped_column(Words)


class CreationRow(ItemRow):
    """Something made."""

    __tablename__ = "creations"

    seq: Mapped[int] = _key()

    __mapper_args__ = {"polymorphic_identity": Kind.CREATION.value}  # noqa: RUF012


class CreationFileRow(Row):
    """One file of a creation."""

    __tablename__ = "creation_files"

    seq: Mapped[int] = mapped_column(Integer, primary_key=True)
    owner_id: Mapped[str] = mapped_column(ForeignKey("items.id", ondelete="CASCADE"), index=True)
    position: Mapped[int] = mapped_column(Integer)
    name: Mapped[str] = mapped_column(Words)
    content_name: Mapped[str] = mapped_column(ForeignKey("blobs.name"))
    thumbnail_name: Mapped[str | None] = mapped_column(ForeignKey("blobs.name"))

    content: Mapped[BlobRow] = relationship(foreign_keys=[content_name], lazy="joined")
    thumbnail: Mapped[BlobRow | None] = relationship(foreign_keys=[thumbnail_name], lazy="joined")


class GoalRow(ItemRow):
    """A small step somebody decided on; `check_in_on` is an ISO date."""

    __tablename__ = "goals"

    seq: Mapped[int] = _key()
    why: Mapped[str] = mapped_column(Words)
    first_step: Mapped[str] = mapped_column(Words)
    direction: Mapped[str] = mapped_column(Text)
    status: Mapped[str] = mapped_column(Text)
    check_in_on: Mapped[str | None] = mapped_column(Text)

    __mapper_args__ = {"polymorphic_identity": Kind.GOAL.value}  # noqa: RUF012


class CheckInRow(ItemRow):
    """A look at how a goal goes; its words are the item's text."""

    __tablename__ = "check_ins"

    seq: Mapped[int] = _key()
    goal_id: Mapped[str] = mapped_column(ForeignKey("items.id", ondelete="CASCADE"), index=True)

    __mapper_args__ = {  # noqa: RUF012
        "polymorphic_identity": Kind.CHECK_IN.value,
        "inherit_condition": seq == ItemRow.seq,
    }


class InsightRow(ItemRow):
    """Words worth keeping; they are the item's text."""

    __tablename__ = "insights"

    seq: Mapped[int] = _key()

    __mapper_args__ = {"polymorphic_identity": Kind.INSIGHT.value}  # noqa: RUF012


class ThemeRow(Row):
    """The name of something that comes up again and again."""

    __tablename__ = "themes"

    seq: Mapped[int] = mapped_column(Integer, primary_key=True)
    id: Mapped[str] = mapped_column(Text, unique=True)
    name: Mapped[str] = mapped_column(Words)


class ExcerptRow(Row):
    """The seconds of a memo that a thing was said in, or that carry a theme (`theme_id`).

    With a theme, `owner_id` is the thing that carries it, as a rule the memo itself.
    """

    __tablename__ = "excerpts"

    seq: Mapped[int] = mapped_column(Integer, primary_key=True)
    owner_id: Mapped[str] = mapped_column(ForeignKey("items.id", ondelete="CASCADE"), index=True)
    theme_id: Mapped[str | None] = mapped_column(
        ForeignKey("themes.id", ondelete="CASCADE"), index=True
    )
    memo_id: Mapped[str | None] = mapped_column(
        ForeignKey("items.id", ondelete="SET NULL"), index=True
    )
    start: Mapped[float] = mapped_column(Float)
    end: Mapped[float] = mapped_column(Float)
    words: Mapped[str] = mapped_column(Words)


class PersonRow(Row):
    """Somebody to turn to; `position` is their place in the list."""

    __tablename__ = "people"

    seq: Mapped[int] = mapped_column(Integer, primary_key=True)
    id: Mapped[str] = mapped_column(Text, unique=True)
    position: Mapped[int] = mapped_column(Integer)
    name: Mapped[str] = mapped_column(Words)
    role: Mapped[str] = mapped_column(Words)
    number: Mapped[str] = mapped_column(Words)
    note: Mapped[str] = mapped_column(Words)
    while_locked: Mapped[bool] = mapped_column(Boolean)


class TakenInRow(Row):
    """A file that was taken in, by its SHA-256; the thing it became may be gone since.

    It stays then: a watched folder must not bring back what somebody has deleted.
    """

    __tablename__ = "taken_in"

    sha256: Mapped[str] = mapped_column(Text, primary_key=True)
    item_id: Mapped[str | None] = mapped_column(
        ForeignKey("items.id", ondelete="SET NULL"), index=True
    )


class FactRow(Row):
    """Something to remember about the vault as a whole."""

    __tablename__ = "facts"

    name: Mapped[str] = mapped_column(Text, primary_key=True)
    value: Mapped[str] = mapped_column(Text)
