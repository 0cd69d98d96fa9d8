"""Commands that read the journal, take things in, and write it out for others to read."""

import sys
from argparse import Namespace
from datetime import date, datetime
from pathlib import Path
from typing import BinaryIO

from kdesk.cli.details import whole
from kdesk.cli.facts import Record, harm, line, print_json, record, shown_progress
from kdesk.cli.opening import opened
from kdesk.domain.ids import ITEM_KINDS, AnyId, Kind, SessionId
from kdesk.domain.problem import Problem, Trouble
from kdesk.domain.summary import USUAL, Period, Section, SummaryRequest
from kdesk.domain.times import clock, length, parse_time
from kdesk.store import exports, items, searches, sessions
from kdesk.store.vault import Vault
from kdesk.system.paths import resources

KINDS = tuple(str(kind) for kind in ITEM_KINDS)
SECTIONS = tuple(str(section) for section in Section)
SHOWN_OTHERWISE = {"id", "kind", "at", "title", "text", "machine", "words"}
"""Fields that have a line of their own, or are in `text` already."""
EVERYTHING = 1_000_000_000
OF_THE_SHELL = (Path("/dev"), Path("/dev/fd"))


def bring_in(chosen: Namespace, now: datetime) -> None:
    """Take in each file; those that can't be are named, and the others are kept all the same.

    What the journal has already is printed instead, unless another time or session is given for it.
    """
    from kdesk.jobs.take_in import take_in

    at = _time(chosen.at, now)
    kept: list[AnyId] = []
    refused = 0
    with opened(chosen, now) as vault:
        session = _session(vault, chosen.session)
        for file in chosen.files:
            try:
                with _readable(file) as content:
                    new = _there_already(vault, content, session, at)
                    if new is not None:
                        print(f"{file}: This is already in your journal.", file=sys.stderr)
                    else:
                        new = take_in(vault, content, file.name, session_id=session, at=at, now=now)
            except Problem as problem:
                refused += 1
                print(f"{file}: {problem.sentence}", file=sys.stderr)
                continue
            kept.append(new)
            if not chosen.json:
                print(line(items.find(vault, new)))
        if chosen.json:
            print_json(whole(vault, new) for new in kept)
    if refused:
        raise Problem(Trouble.BAD_FILE, _refusal(refused, len(kept)))


def several(chosen: Namespace, now: datetime) -> None:
    """Print what is kept, newest first."""
    kinds = frozenset({Kind(chosen.kind)}) if chosen.kind else None
    with opened(chosen, now) as vault:
        found = items.newest(vault, limit=chosen.limit or EVERYTHING, kinds=kinds)
    if chosen.json:
        print_json(record(item) for item in found)
        return
    for item in found:
        print(line(item))


def show(chosen: Namespace, now: datetime) -> None:
    """Print one thing whole."""
    with opened(chosen, now) as vault:
        found = whole(vault, chosen.id)
    if chosen.json:
        print_json(found)
        return
    print(found["title"])
    print(f"{found['kind']} · {found['at']} · {found['id']}")
    if found.get("machine"):
        print("machine transcript, not corrected by anybody")
    for name, value in found.items():
        if name not in SHOWN_OTHERWISE and value not in (None, "", []):
            print(f"{name}: {_notes(value) if name == 'notes' else _plain(value)}")
    if found["text"]:
        print(f"\n{found['text']}")


def search(chosen: Namespace, now: datetime) -> None:
    """Print what holds the words."""
    with opened(chosen, now) as vault:
        hits = searches.find(vault, " ".join(chosen.words), limit=200)
    if chosen.json:
        print_json(record(hit.item, snippet=hit.snippet) for hit in hits)
        return
    for hit in hits:
        print(line(hit.item))
        print(f"    {' '.join(hit.snippet.split())}")
    if not hits:
        print("Nothing found.", file=sys.stderr)


def summary(chosen: Namespace, now: datetime) -> None:
    """Write the summary as a PDF."""
    from kdesk.jobs.summaries import gather
    from kdesk.paper.pdf import save

    request = SummaryRequest(
        period=Period(_day(chosen.start), _day(chosen.end) or now.date()),
        sections=_sections(chosen.include),
        sessions=frozenset({SessionId(chosen.session)}) if chosen.session else None,
    )
    if request.period.first and request.period.first > request.period.last:
        raise Problem(
            Trouble.BAD_INPUT,
            "The period ends before it begins. Choose another --from or --to."
            if chosen.end
            else "That day is still to come. Choose an earlier --from.",
        )
    with opened(chosen, now) as vault:
        if chosen.session:
            sessions.find(vault, SessionId(chosen.session))
        gathered = gather(vault, request)
    if gathered.is_empty:
        raise Problem(
            Trouble.NOTHING_THERE,
            "There is nothing in this period for the page. Choose other days or sections.",
        )
    save(gathered, chosen.output, printed_on=now.date(), fonts=resources() / "fonts")
    print(f"Wrote {chosen.output}")


def export(chosen: Namespace, now: datetime) -> None:
    """Write everything out, readable by anyone."""
    with opened(chosen, now) as vault, shown_progress() as progress:
        done = exports.export(vault, chosen.folder, now=now, progress=progress)
    if not done.damaged:
        print(f"Wrote {chosen.folder}.")
    print("These files are not encrypted: keep them where only you can read.")
    if done.damaged:
        raise harm(chosen.folder, done.damaged)


def _readable(file: Path) -> BinaryIO:
    """A plain file, or what the shell pipes in: into any other pipe nobody may ever write."""
    from kdesk.jobs.bring_in import open_file

    try:
        piped = file.parent in OF_THE_SHELL and file.is_fifo()
        return file.open("rb") if piped else open_file(file)
    except Problem as problem:
        if isinstance(problem.__cause__, FileNotFoundError):
            raise Problem(
                Trouble.CANNOT_READ, "There is no file of this name. Check how it is written."
            ) from problem
        raise
    except OSError as error:
        raise Problem(
            Trouble.CANNOT_READ,
            "This file can't be read. Check that it is there and yours to read.",
        ) from error


def _there_already(
    vault: Vault, content: BinaryIO, session: SessionId | None, at: datetime | None
) -> AnyId | None:
    """What the journal has of this file, filed as it would be now; a pipe is never known."""
    from kdesk.jobs.bring_in import what_is_there

    known = what_is_there(vault, content) if content.seekable() else None
    if known is None:
        return None
    item = items.find(vault, known)
    otherwise = session not in (None, item.session_id) or at not in (None, item.at)
    return None if otherwise else known


def _session(vault: Vault, given: str | None) -> SessionId | None:
    return sessions.find(vault, SessionId(given)).id if given else None


def _refusal(refused: int, kept: int) -> str:
    files = "1 file was" if refused == 1 else f"{refused} files were"
    return f"{files} not taken in; {kept} kept. The originals are as they were."


def _time(text: str | None, now: datetime) -> datetime | None:
    try:
        return parse_time(text, now) if text else None
    except ValueError as error:
        raise Problem(
            Trouble.BAD_INPUT, f"{text} is not a time. Write it like 2026-11-19T15:02."
        ) from error


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError as error:
        raise Problem(
            Trouble.BAD_INPUT, f"{text} is not a day. Write it like 2026-11-19."
        ) from error


def _sections(text: str | None) -> frozenset[Section]:
    if text is None:
        return USUAL
    chosen = [part.strip() for part in text.split(",") if part.strip()]
    for part in chosen:
        if part not in SECTIONS:
            raise Problem(
                Trouble.BAD_INPUT, f"{part} is not a section. There are: {', '.join(SECTIONS)}."
            )
    if not chosen:
        raise Problem(
            Trouble.BAD_INPUT, f"--include names no section. There are: {', '.join(SECTIONS)}."
        )
    return frozenset(Section(part) for part in chosen)


def _notes(notes: list[Record]) -> str:
    """What happened while a memo was spoken, a line each: `0:42 mark`."""
    return "".join(f"\n  {clock(note['seconds'])} {_note(note)}" for note in notes)


def _note(note: Record) -> str:
    took = length(note["length"]) if note["length"] else ""
    return ", ".join(part for part in (note["kind"], note["text"], took) if part)


def _plain(value: object) -> str:
    if isinstance(value, list):
        return "; ".join(_plain(part) for part in value)
    if isinstance(value, dict):
        return " · ".join(str(part) for part in value.values() if part not in (None, ""))
    return str(value)
