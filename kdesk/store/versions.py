"""All that machines heard of one memo, and what somebody chose out of it sentence by sentence."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from kdesk.domain.choosing import Shown
from kdesk.domain.comparison import named
from kdesk.domain.ids import MemoId
from kdesk.domain.memo import Memo
from kdesk.domain.transcript import Transcript, Utterance
from kdesk.store import filing, memos
from kdesk.store.rows import MemoRow, TranscriptRow, micros, minutes, moment

if TYPE_CHECKING:
    from kdesk.store.vault import Vault


def every(vault: Vault, memo_id: str) -> tuple[Transcript, ...]:
    """Each machine's version as it was heard, the newest first, but those without words last."""
    with vault.reading() as session:
        row = filing.row_of(session, MemoRow, memo_id)
        query = memos.versions_of(row).where(TranscriptRow.chosen.is_(False))
        return tuple(_version(heard) for heard in session.scalars(query))


def count(vault: Vault, memo_id: str) -> int:
    """How many versions there are; 0 for a memo that isn't there."""
    query = select(func.count()).where(
        TranscriptRow.owner_id == memo_id, TranscriptRow.chosen.is_(False)
    )
    with vault.reading() as session:
        return session.scalars(query).one()


def shown(vault: Vault, memo_id: str) -> Shown:
    """What the memo shows now, to go back to."""
    with vault.reading() as session:
        row = filing.row_of(session, MemoRow, memo_id)
        chosen = _chosen(session, row)
        return Shown(
            None if chosen is None else memos.unpacked(chosen.utterances),
            row.corrected,
            None if row.read_at is None else moment(row.read_at, 0),
        )


def show(vault: Vault, memo_id: str, wanted: Shown, *, now: datetime) -> Memo:
    """Show these words from now on; no machine's version is changed by it.

    A sentence keeps the name of the model that heard it. A version heard later doesn't take the
    place of a chosen one.
    """
    with vault.writing() as session:
        row = filing.row_of(session, MemoRow, memo_id)
        chosen = _chosen(session, row)
        if wanted.chosen is None:
            if chosen is not None:
                session.delete(chosen)
        elif chosen is None:
            session.add(_put_together(session, row, wanted.chosen, now))
        else:
            chosen.model = _models(wanted.chosen)
            chosen.utterances = memos.packed(wanted.chosen)
        row.corrected = wanted.corrected
        row.read_at = None if wanted.read_at is None else micros(wanted.read_at)
        words = memos.words_of(session, row)
        row.text = words.text if words is not None else ""
        row.edited_at = micros(now)
    return memos.find(vault, memo_id)


def _put_together(
    session: Session, row: MemoRow, utterances: tuple[Utterance, ...], now: datetime
) -> TranscriptRow:
    newest = session.scalars(memos.versions_of(row).limit(1)).first()
    return TranscriptRow(
        owner_id=row.id,
        model=_models(utterances),
        language="" if newest is None else newest.language,
        made_at=micros(now),
        offset=minutes(now),
        utterances=memos.packed(utterances),
        chosen=True,
    )


def _chosen(session: Session, row: MemoRow) -> TranscriptRow | None:
    return session.scalars(memos.versions_of(row).where(TranscriptRow.chosen)).first()


def _models(utterances: tuple[Utterance, ...]) -> str:
    """Who heard these, each once."""
    return ", ".join(dict.fromkeys(u.model for u in utterances if u.model))


def _version(heard: TranscriptRow) -> Transcript:
    return Transcript(
        memo_id=MemoId(heard.owner_id),
        model=heard.model,
        language=heard.language,
        made_at=moment(heard.made_at, heard.offset),
        utterances=named(memos.unpacked(heard.utterances), heard.model),
    )
