"""A record of an export as Markdown, for people to read."""

import json
from collections.abc import Mapping
from typing import Any

from kdesk.domain.times import clock


def markdown(record: Mapping[str, Any]) -> str:
    """The text under the few facts that are lines; JSON's way of writing them is YAML too."""
    facts = {
        name: value
        for name, value in record.items()
        if name != "text" and not isinstance(value, (list, dict)) and value not in (None, "")
    }
    head = "\n".join(f"{name}: {json.dumps(value)}" for name, value in facts.items())
    files = "\n".join(
        f"- ../{file['file']}" for file in record.get("files", ()) if file["file"] is not None
    )
    notes = "\n".join(map(_noted, record.get("notes", ())))
    said = _place(record["said"]) if record.get("said") else ""
    carried = "\n".join(map(_carried, record.get("themes", ())))
    body = "\n\n".join(
        part for part in (record["text"], _machine(record), said, notes, carried, files) if part
    )
    return f"---\n{head}\n---\n\n{body}\n"


def _machine(record: Mapping[str, Any]) -> str:
    """That nobody has corrected the words, where a machine heard them."""
    words = record.get("transcript")
    if not record["text"] or not words or not words["words"] or words["corrected"] is not None:
        return ""
    return "(Machine transcript, may contain words nobody said. The recording is the original.)"


def _place(said: Mapping[str, Any]) -> str:
    """Where something was said, and the words if they are to be told from others."""
    where = f"said in {said['memo_id']}" if said["memo_id"] else "said"
    return f"{where}, {clock(said['start'])}–{clock(said['end'])}: {said['words']}"


def _carried(theme: Mapping[str, Any]) -> str:
    """A theme, and the passage that carries it, on a line."""
    passage = f", {_place(theme)}" if "words" in theme else ""
    return f"- theme {theme['name']}{passage}"


def _noted(note: Mapping[str, Any]) -> str:
    """One thing that happened while a memo was spoken, on a line."""
    took = f"{note['length']:.1f} s" if note["length"] else ""
    what = ", ".join(part for part in (note["kind"], note["text"], took) if part)
    return f"- {clock(note['seconds'])} {what}"
