"""Everything about one kept thing, as a record: the common fields and those of its kind."""

from collections.abc import Callable

from kdesk.cli.facts import Record, record
from kdesk.domain.excerpt import Excerpt
from kdesk.domain.ids import CreationId, EntryId, GoalId, Kind, MemoId, SessionId, kind_of
from kdesk.domain.problem import Problem, Trouble
from kdesk.domain.times import rfc3339
from kdesk.store import creations, entries, excerpts, goals, items, memos, sessions, themes
from kdesk.store.vault import Vault


def whole(vault: Vault, item_id: str) -> Record:
    """The record of one thing; Problem NOT_FOUND when nothing kept has that id."""
    try:
        kind = kind_of(item_id)
    except ValueError as error:
        raise Problem(
            Trouble.NOT_FOUND, f"Nothing kept here has the id {item_id}. `kdesk list` prints them."
        ) from error
    item = items.find(vault, item_id)
    return record(item, **DETAILS.get(kind, _common_only)(vault, item_id))


def _session(vault: Vault, item_id: str) -> Record:
    session = sessions.find(vault, SessionId(item_id))
    return {
        "place": session.place,
        "companions": session.companions,
        "intention": session.intention,
        "items": [item.id for item in items.of_session(vault, session.id)],
    }


def _memo(vault: Vault, item_id: str) -> Record:
    memo = memos.find(vault, MemoId(item_id))
    transcript = memos.transcript(vault, memo.id)
    return {
        "seconds": round(memo.seconds, 3),
        "cut": memo.cut,
        "notes": [
            {"kind": str(n.kind), "seconds": n.seconds, "length": n.length, "text": n.text}
            for n in memo.notes
        ],
        "listening": str(memo.listening),
        "reason": memo.reason,
        "themes": _themes(vault, item_id),
        "model": transcript.model if transcript else None,
        "machine": transcript is not None and transcript.corrected is None,
        "words": [
            {"text": w.text, "start": w.start, "end": w.end, "probability": w.probability}
            for utterance in (transcript.utterances if transcript else ())
            for w in utterance.words
        ],
    }


def _entry(vault: Vault, item_id: str) -> Record:
    return {
        "entry": str(entries.find(vault, EntryId(item_id)).kind),
        "said": _said(excerpts.of(vault, item_id)),
    }


def _creation(vault: Vault, item_id: str) -> Record:
    creation = creations.find(vault, CreationId(item_id))
    return {
        "note": creation.note,
        "files": [
            {"name": file.name, "type": file.content.media_type, "bytes": file.content.size}
            for file in creation.files
        ],
    }


def _goal(vault: Vault, item_id: str) -> Record:
    goal = goals.find(vault, GoalId(item_id))
    return {
        "why": goal.why,
        "first_step": goal.first_step,
        "direction": str(goal.direction),
        "status": str(goal.status),
        "said": _said(excerpts.of(vault, item_id)),
        "check_in_on": goal.check_in_on.isoformat() if goal.check_in_on else None,
        "check_ins": [
            {"id": look.id, "at": rfc3339(look.at), "note": look.note} for look in goal.check_ins
        ],
    }


def _insight(vault: Vault, item_id: str) -> Record:
    return {"said": _said(excerpts.of(vault, item_id)), "themes": _themes(vault, item_id)}


def _said(excerpt: Excerpt | None) -> Record | None:
    """Where something was said, in seconds of its memo; None when it was written."""
    if excerpt is None:
        return None
    return {
        "memo": excerpt.memo_id,
        "start": excerpt.start,
        "end": excerpt.end,
        "words": excerpt.words,
    }


def _themes(vault: Vault, item_id: str) -> list[Record]:
    """The names of the themes a thing carries, each with the passage that does, if it is one."""
    return [
        {"name": tagged.name, **(_said(tagged.excerpt) or {})}
        for tagged in themes.of(vault, item_id)
    ]


def _common_only(vault: Vault, item_id: str) -> Record:
    return {}


DETAILS: dict[Kind, Callable[[Vault, str], Record]] = {
    Kind.SESSION: _session,
    Kind.MEMO: _memo,
    Kind.ENTRY: _entry,
    Kind.CREATION: _creation,
    Kind.GOAL: _goal,
    Kind.INSIGHT: _insight,
}
