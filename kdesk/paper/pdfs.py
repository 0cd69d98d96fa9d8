"""PDFs that somebody adds: looked at from memory, kept as they are, with a small first page.

Imported only in the intake process, which has no network, little memory and little time.
"""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pypdfium2

from kdesk.domain.problem import Problem, Trouble
from kdesk.paper.pictures import EDGE, thumbnail

_DATE = re.compile(
    r"D:(?P<day>\d{8})(?P<time>\d{6})"
    r"((?P<utc>Z)|(?P<sign>[+-])(?P<hours>\d\d)'?(?P<minutes>\d\d)?)?"
)


@dataclass(frozen=True, slots=True)
class Checked:
    """A PDF that opens: how many pages, a PNG of the first, and when it was made if it says so."""

    pages: int
    thumbnail: bytes
    made_at: datetime | None
    """Naive when the program that wrote it didn't note its offset."""


def check(data: bytes) -> Checked:
    """Open the PDF and draw its first page; Problem BAD_FILE when it has none or is locked."""
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as trouble:
        if "password" in str(trouble).lower():
            sentence = "This PDF is locked with a password. Save a copy without one and add that."
            raise Problem(Trouble.BAD_FILE, sentence) from None
        raise _broken() from None
    try:
        return _looked_at(document)
    except (pypdfium2.PdfiumError, ValueError, MemoryError):
        raise _broken() from None
    finally:
        document.close()


def _looked_at(document: Any) -> Checked:
    if len(document) < 1:
        raise _broken()
    page = document[0]
    width, height = page.get_size()
    if not (width >= 1 and height >= 1):
        raise _broken()
    scale = EDGE / max(width, height)
    picture = page.render(scale=scale, may_draw_forms=False).to_pil().convert("RGB")
    made_at = _made_at(str(document.get_metadata_dict().get("CreationDate", "")))
    return Checked(len(document), thumbnail(picture), made_at)


def _made_at(said: str) -> datetime | None:
    """`D:20260131120000+01'00'` as a time (ISO 32000-1, 7.9.4); None for anything else."""
    found = _DATE.match(said)
    if not found:
        return None
    offset = "+00:00" if found["utc"] else ""
    if found["sign"]:
        offset = f"{found['sign']}{found['hours']}:{found['minutes'] or '00'}"
    try:
        return datetime.fromisoformat("{day}T{time}".format(**found.groupdict()) + offset)
    except ValueError:
        return None


def _broken() -> Problem:
    return Problem(
        Trouble.BAD_FILE, "This PDF is damaged or isn't one. Open it elsewhere and save it anew."
    )
