"""Everything that is kept, written out for other programs: Markdown, JSON, and the files.

A folder for each kind; in it, for each thing, a `.md` to read and a `.json` with every field;
`media` holds the sounds and pictures; who one can turn to is all in one file, and so are the
names and places that a speech model is told to expect. File names are made of days and ids, never
of anybody's words.
"""

from __future__ import annotations

import json
import shutil
import uuid
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kdesk.domain.ids import Kind, kind_of
from kdesk.domain.item import Item
from kdesk.domain.memo import Blob
from kdesk.domain.person import Person
from kdesk.domain.problem import Problem, Trouble
from kdesk.domain.times import rfc3339
from kdesk.domain.transcript import Transcript
from kdesk.store import (
    creations,
    durable,
    entries,
    excerpts,
    goals,
    items,
    memos,
    people,
    personal_words,
    sessions,
    themes,
    versions,
)
from kdesk.store.readable import markdown

if TYPE_CHECKING:
    from kdesk.store.progress import Progress
    from kdesk.store.vault import Vault

FOLDERS = {
    Kind.SESSION: "sessions",
    Kind.MEMO: "memos",
    Kind.ENTRY: "entries",
    Kind.CREATION: "creations",
    Kind.GOAL: "goals",
    Kind.CHECK_IN: "check-ins",
    Kind.INSIGHT: "insights",
}
MEDIA = "media"
_ABOUT = """\
This is a journal written out by kdesk. Nothing in here is encrypted.

Each folder holds a kind of thing. For each of them there is a .md file to read, Markdown with
a few facts at its top, and a .json file with everything kdesk knows of it. Sounds and pictures
are in the folder media; the .json files name them. What was in the bin is not here.

people.md and people.json are the people of the Support page, where there are any, and
personal-words.md and personal-words.json the names and places that speech models expect.
"""

Record = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Export:
    """What was written out: things, files of theirs, and how many of those were damaged."""

    items: int
    files: int
    damaged: int


def export(
    vault: Vault, folder: Path, *, now: datetime, progress: Progress | None = None
) -> Export:
    """Write all things into an empty or a new folder; there is all of it or nothing.

    A damaged sound or picture is left out and counted, and its record says so. Problem
    BAD_INPUT when the folder holds anything, DISK_FULL, CANNOT_WRITE.
    """
    folder = folder.absolute()
    half = folder.with_name(f".{folder.name}.exporting-{uuid.uuid4().hex}")
    with durable.door():
        if not durable.is_free(folder):
            raise Problem(Trouble.BAD_INPUT, durable.why_not_free(folder))
        try:
            half.mkdir(mode=0o700, parents=True)
            written = _Writing(vault, half)
            names = [item_id for item_id, _, _ in items.outline(vault)]
            for number, name in enumerate(names, 1):
                written.add(items.find(vault, name))
                if progress is not None:
                    progress.fraction(number / len(names))
            _write_people(half, people.every(vault))
            _write_words(half, personal_words.every(vault))
            (half / "README.txt").write_text(f"{_ABOUT}\nWritten {rfc3339(now)}\n", "utf-8")
            durable.sync_tree(half)
            durable.put_in_place(half, folder)
        finally:
            shutil.rmtree(half, ignore_errors=True)
    return Export(len(names), written.files, written.damaged)


class _Writing:
    def __init__(self, vault: Vault, half: Path) -> None:
        self.files = 0
        self.damaged = 0
        self._vault = vault
        self._half = half
        (half / MEDIA).mkdir()
        for name in FOLDERS.values():
            (half / name).mkdir()
        self._more: dict[Kind, Callable[[Item], Record]] = {
            Kind.SESSION: self._session,
            Kind.MEMO: self._memo,
            Kind.ENTRY: self._entry,
            Kind.CREATION: self._creation,
            Kind.GOAL: self._goal,
            Kind.CHECK_IN: self._check_in,
            Kind.INSIGHT: self._insight,
        }

    def add(self, item: Item) -> None:
        record = {
            "id": item.id,
            "kind": item.kind.value,
            "at": item.at.isoformat(),
            "title": item.title,
            "session": item.session_id,
            "text": item.text,
            **self._more[kind_of(item.id)](item),
        }
        stem = f"{item.at:%Y-%m-%d}-{item.id}"
        place = self._half / FOLDERS[item.kind]
        _write(place / f"{stem}.json", json.dumps(record, ensure_ascii=False))
        _write(place / f"{stem}.md", markdown(record))

    def _session(self, item: Item) -> Record:
        session = sessions.find(self._vault, item.id)
        return {
            "place": session.place,
            "companions": session.companions,
            "intention": session.intention,
        }

    def _memo(self, item: Item) -> Record:
        memo = memos.find(self._vault, item.id)
        blobs = {"sound": memo.sound, "original": memo.original}
        return {
            "seconds": memo.seconds,
            "cut": memo.cut,
            "listening": memo.listening.value,
            "notes": [asdict(note) for note in memo.notes],
            "themes": self._themes(item),
            "transcript": self._transcript(item),
            "versions": self._versions(item),
            "files": [self._file(item, name, name, blob) for name, blob in blobs.items() if blob],
        }

    def _transcript(self, item: Item) -> Record | None:
        found = memos.transcript(self._vault, item.id)
        return None if found is None else {**_heard(found), "corrected": found.corrected}

    def _versions(self, item: Item) -> list[Record]:
        """Every machine's version, the newest first, where there is more than the one shown."""
        every = versions.every(self._vault, item.id)
        return [_heard(version) for version in every] if len(every) > 1 else []

    def _entry(self, item: Item) -> Record:
        entry = entries.find(self._vault, item.id)
        before = entries.versions(self._vault, item.id)
        return {
            "entry_kind": entry.kind.value,
            "said": self._said(item),
            "versions": [
                {
                    "edited_at": version.edited_at.isoformat(),
                    "entry_kind": version.kind.value,
                    "title": version.title,
                    "text": version.text,
                }
                for version in before
            ],
        }

    def _creation(self, item: Item) -> Record:
        creation = creations.find(self._vault, item.id)
        return {
            "files": [
                self._file(item, str(number), file.name, file.content)
                for number, file in enumerate(creation.files, 1)
            ]
        }

    def _goal(self, item: Item) -> Record:
        goal = goals.find(self._vault, item.id)
        return {
            "why": goal.why,
            "first_step": goal.first_step,
            "direction": goal.direction.value,
            "status": goal.status.value,
            "said": self._said(item),
            "check_in_on": goal.check_in_on.isoformat() if goal.check_in_on else None,
            "check_ins": [look.id for look in goal.check_ins],
        }

    def _insight(self, item: Item) -> Record:
        return {"said": self._said(item), "themes": self._themes(item)}

    def _said(self, item: Item) -> Record | None:
        found = excerpts.of(self._vault, item.id)
        return None if found is None else asdict(found)

    def _themes(self, item: Item) -> list[Record]:
        return [
            {"name": tagged.name, **(asdict(tagged.excerpt) if tagged.excerpt else {})}
            for tagged in themes.of(self._vault, item.id)
        ]

    def _check_in(self, item: Item) -> Record:
        return {"goal": goals.goal_of(self._vault, item.id)}

    def _file(self, item: Item, which: str, name: str, blob: Blob) -> Record:
        extension = blob.name.split(".")[1]
        path = self._half / MEDIA / f"{item.id}-{which}.{extension}"
        record: Record = {"name": name, "media_type": blob.media_type, "size": blob.size}
        try:
            with path.open("wb") as into:
                self._vault.blobs.copy(blob, into)
        except Problem as problem:
            if problem.trouble is not Trouble.DAMAGED:
                raise
            path.unlink()
            self.damaged += 1
            return {**record, "file": None, "damaged": True}
        self.files += 1
        return {**record, "file": f"{MEDIA}/{path.name}"}


def _write_people(folder: Path, found: Sequence[Person]) -> None:
    """All of them in one file to read and one with every field, in their order."""
    if not found:
        return
    _write(folder / "people.json", json.dumps([asdict(one) for one in found], ensure_ascii=False))
    paragraphs = [
        "\n".join(line for line in (one.name, one.role, one.number, one.note) if line.strip())
        for one in found
    ]
    _write(folder / "people.md", "\n\n".join(paragraphs) + "\n")


def _write_words(folder: Path, words: Sequence[str]) -> None:
    """The names and places a speech model expects, a line each, in their order."""
    if words:
        _write(folder / "personal-words.json", json.dumps(words, ensure_ascii=False))
        _write(folder / "personal-words.md", "\n".join(f"- {word}" for word in words) + "\n")


def _write(path: Path, text: str) -> None:
    # Bytes, so that no line's end is changed on its way.
    path.write_bytes(text.encode())


def _heard(found: Transcript) -> Record:
    return {
        "model": found.model,
        "language": found.language,
        "made_at": found.made_at.isoformat(),
        "heard": found.heard,
        "words": [
            [word.text, word.start, word.end, word.probability]
            for utterance in found.utterances
            for word in utterance.words
        ],
    }
