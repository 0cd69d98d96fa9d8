"""What each part of the summary sets on the page, and in which words the program notes it."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from kdesk.domain.entry import Entry
from kdesk.domain.goal import Direction, Goal, GoalStatus
from kdesk.domain.memo import Listening, Memo
from kdesk.domain.summary import (
    Made,
    Section,
    Spoken,
    Summary,
    days_said,
    emphasised,
    room_for_each,
    shortened,
    unmarked,
)
from kdesk.domain.times import length, short_day
from kdesk.paper import thumbnails
from kdesk.paper.document import PageDocument, Run, Spacing, Style

MARK = "◦"
"""Stands before every passage that a machine wrote down."""

TITLE = "Integration summary"
HEADER = "prepared by me from my private journal; machine-transcribed passages are marked"
NOTHING = "Nothing was put down in these days, and that is all right."
NOTHING_TICKED = "Nothing is ticked. Choose what to bring."
NOTHING_OF_IT = "Nothing of what is ticked was put down in these days."
NOTHING_HINT = "A longer period, or more sections, may hold what you are looking for."

ONLY_THE_FIRST = "Pictures are shown of the first creations only."

HEADINGS = {
    Section.INTENTIONS: "Intentions",
    Section.MEMOS: "Memos",
    Section.TRANSCRIPTS: "Memos, in full",
    Section.INSIGHTS: "Insights",
    Section.ENTRIES: "Written entries",
    Section.GOALS: "Goals and check-ins",
    Section.CREATIONS: "Creations",
    Section.QUESTIONS: "Questions for my therapist",
}

_DIRECTIONS = {Direction.START: "start", Direction.CONTINUE: "continue", Direction.STOP: "stop"}
_STATUSES = {GoalStatus.ACTIVE: "", GoalStatus.RESTING: "resting", GoalStatus.DONE: "done"}
_LINE = 15.2
_PASSAGE = Spacing(below=5.5, line=_LINE)
_WITHIN = Spacing(below=2, line=_LINE)
_HEADING = Spacing(above=12, below=4, keep=True)


def compose(summary: Summary, document: PageDocument) -> None:
    """Set the whole summary into an empty document."""
    document.paragraph(Run(TITLE, Style.TITLE), spacing=Spacing(below=2))
    document.paragraph(
        Run(f"{days_said(summary.period)} · {HEADER} {MARK}", Style.NOTE), spacing=Spacing(below=7)
    )
    document.rule(above=0, below=4)
    if summary.is_empty:
        document.paragraph(
            Run(_nothing(summary), Style.WORDS), spacing=Spacing(above=14, below=3, line=_LINE)
        )
        document.paragraph(Run(NOTHING_HINT, Style.NOTE))
    for section in Section:
        if summary.shows(section) and not _replaced(section, summary):
            document.paragraph(Run(HEADINGS[section], Style.HEADING), spacing=_HEADING)
            _SETTERS[section](document, summary)
    document.keep_together()


def _nothing(summary: Summary) -> str:
    """Why the page is empty: a period without anything is not one of which nothing is wanted."""
    if not any(summary.count(section) for section in Section):
        return NOTHING
    return NOTHING_OF_IT if summary.sections else NOTHING_TICKED


def _replaced(section: Section, summary: Summary) -> bool:
    """Memos in full stand in place of their first lines, so that nothing is said twice."""
    return section is Section.MEMOS and summary.shows(Section.TRANSCRIPTS)


def _limit(summary: Summary) -> int | None:
    """How long a text may be; None when whole texts are wanted."""
    if summary.full:
        return None
    sections = (
        *(Section.INTENTIONS, Section.MEMOS, Section.INSIGHTS),
        *(Section.ENTRIES, Section.GOALS),
    )
    return room_for_each(sum(summary.count(s) for s in sections if summary.shows(s)))


def _when(moment: datetime, year: int) -> str:
    shown = short_day(moment.date())
    return f"{shown}, {moment:%H:%M}" if moment.year == year else f"{shown} {moment.year}"


def _note(*parts: str) -> Run:
    """Quiet words after a passage; a line ends between two of them, not within a date."""
    return Run(" · ".join(part.replace(" ", "\u00a0") for part in parts if part), Style.NOTE)


def _body(
    document: PageDocument,
    name: str,
    text: str,
    note: Run,
    limit: int | None,
    *,
    mark: bool = False,
) -> None:
    """A passage: its name in italics, the words, and a quiet note at the end."""
    shown = _cut(text, limit)
    head = [Run(_sentence(name) + " ", Style.NAME)] if name.strip() else []
    if mark:
        head.append(Run(f"{MARK} ", Style.MARK))
    paragraphs = [part.strip("\n") for part in shown.split("\n\n") if part.strip()] or [""]
    for number, part in enumerate(paragraphs):
        last = number == len(paragraphs) - 1
        runs = [Run(part, Style.WORDS)] if part else []
        if number == 0:
            runs = head + runs
        if last:
            runs += [Run("  ", Style.NOTE), note] if runs else [note]
        document.paragraph(*runs, spacing=_PASSAGE if last else _WITHIN)


def _sentence(name: str) -> str:
    shown = shortened(unmarked(name), 120)
    return shown if shown[-1:] in ".!?…" else f"{shown}."


def _intentions(document: PageDocument, summary: Summary) -> None:
    for session in summary.sessions:
        if session.intention.strip():
            note = _note(_when(session.begun_at, summary.period.last.year))
            _body(document, session.title, session.intention, note, _limit(summary))


def _memos(document: PageDocument, summary: Summary) -> None:
    _spoken(document, summary, summary.memos, _limit(summary))


def _transcripts(document: PageDocument, summary: Summary) -> None:
    _spoken(document, summary, summary.memos, None)


def _spoken(
    document: PageDocument, summary: Summary, memos: tuple[Spoken, ...], limit: int | None
) -> None:
    for spoken in memos:
        memo = spoken.memo
        has_words = bool(memo.text.strip())
        note = _note(
            _origin(spoken) if has_words else _silence(memo),
            _when(memo.at, summary.period.last.year),
            length(memo.seconds),
        )
        marked = has_words and spoken.machine
        _body(document, memo.title, memo.text, note, limit, mark=marked)


def _origin(spoken: Spoken) -> str:
    return f"{MARK} machine transcript" if spoken.machine else "spoken, and corrected by me"


def _silence(memo: Memo) -> str:
    if memo.listening is Listening.DONE:
        return "a recording in which no words were heard"
    return "a recording, not yet written down"


def _insights(document: PageDocument, summary: Summary) -> None:
    for insight in summary.insights:
        said = insight.excerpt
        note = _note("said in a memo" if said else "", _when(insight.at, summary.period.last.year))
        words = insight.text if insight.text.strip() or said is None else said.words
        _body(document, "", words, note, _limit(summary))


def _entries(document: PageDocument, summary: Summary) -> None:
    for entry in summary.entries:
        note = _note(_when(entry.at, summary.period.last.year))
        _body(document, entry.title, entry.text, note, _limit(summary))


def _goals(document: PageDocument, summary: Summary) -> None:
    for goal in summary.goals:
        _goal(document, summary, goal)


def _goal(document: PageDocument, summary: Summary, goal: Goal) -> None:
    limit = _limit(summary)
    looks = [c for c in reversed(goal.check_ins) if summary.period.holds(c.at) and c.note.strip()]
    words = [Run(_sentence(goal.title) + " ", Style.NAME)]
    if goal.why.strip():
        words.append(Run(f"{_cut(goal.why, limit)} ", Style.WORDS))
    if goal.first_step.strip():
        words += [Run("→ ", Style.NOTE), Run(f"{_cut(goal.first_step, limit)} ", Style.WORDS)]
    words += [Run(" ", Style.NOTE), _note(_DIRECTIONS[goal.direction], _STATUSES[goal.status])]
    spacing = replace(_WITHIN, keep=True) if looks else _PASSAGE
    document.paragraph(*words, spacing=spacing)
    for look in looks:
        day = Run(f"{short_day(look.at.date())}  ", Style.NOTE)
        spacing = replace(_PASSAGE if look is looks[-1] else _WITHIN, indent=14)
        document.paragraph(day, Run(_cut(look.note, limit), Style.WORDS), spacing=spacing)


def _cut(text: str, limit: int | None) -> str:
    shown = emphasised(text)
    return shown.strip() if limit is None else shortened(shown, limit)


def _creations(document: PageDocument, summary: Summary) -> None:
    for made in summary.creations:
        images = [image for image in map(thumbnails.image, made.thumbnails) if not image.isNull()]
        if images:
            row = Spacing(above=2, below=2, keep=True)
            document.pictures(images, height=92, spacing=row)
        creation = made.creation
        note = _note(_when(creation.at, summary.period.last.year))
        _body(document, creation.title, creation.note, note, _limit(summary))

    if any(not made.thumbnails and _has_picture(made) for made in summary.creations):
        document.paragraph(Run(ONLY_THE_FIRST, Style.NOTE), spacing=_PASSAGE)


def _has_picture(made: Made) -> bool:
    return any(file.thumbnail is not None for file in made.creation.files)


def _questions(document: PageDocument, summary: Summary) -> None:
    for number, entry in enumerate(summary.questions, start=1):
        text = question_words(entry)
        shown = text if summary.full else shortened(text, 300)
        count = Run(f"{number}.\t", Style.NOTE)
        document.paragraph(
            count, Run(shown, Style.WORDS), spacing=replace(_PASSAGE, below=3, hanging=15)
        )


def question_words(entry: Entry) -> str:
    """The question itself: its title, its text, or one after the other."""
    title, text = entry.title.strip(), emphasised(entry.text).strip()
    if not title or unmarked(text).startswith(title):
        return text
    return f"{_sentence(title)} {text}" if text else title


_SETTERS: dict[Section, Callable[[PageDocument, Summary], None]] = {
    Section.INTENTIONS: _intentions,
    Section.MEMOS: _memos,
    Section.TRANSCRIPTS: _transcripts,
    Section.INSIGHTS: _insights,
    Section.ENTRIES: _entries,
    Section.GOALS: _goals,
    Section.CREATIONS: _creations,
    Section.QUESTIONS: _questions,
}
