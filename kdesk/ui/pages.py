"""Which page shows what: made by its name, for a kind of thing, under a place of the rail."""

from collections.abc import Callable

from kdesk.domain.ids import Kind
from kdesk.ui.desk import Desk
from kdesk.ui.widgets.page import Page
from kdesk.ui.widgets.rail import PLACES

Maker = Callable[[Desk], Page]


def _today() -> Maker:
    from kdesk.ui.today.page import TodayPage  # noqa: PLC0415 - a page is loaded when looked at

    return TodayPage


def _timeline() -> Maker:
    from kdesk.ui.timeline.page import TimelinePage  # noqa: PLC0415

    return TimelinePage


def _sessions() -> Maker:
    from kdesk.ui.sessions.page import SessionsPage  # noqa: PLC0415

    return SessionsPage


def _session() -> Maker:
    from kdesk.ui.sessions.session_page import SessionPage  # noqa: PLC0415

    return SessionPage


def _journal() -> Maker:
    from kdesk.ui.journal.page import JournalPage  # noqa: PLC0415

    return JournalPage


def _entry() -> Maker:
    from kdesk.ui.journal.entry_page import EntryPage  # noqa: PLC0415

    return EntryPage


def _insights() -> Maker:
    from kdesk.ui.insights.page import InsightsPage  # noqa: PLC0415

    return InsightsPage


def _insight() -> Maker:
    from kdesk.ui.insights.insight_page import InsightPage  # noqa: PLC0415

    return InsightPage


def _goals() -> Maker:
    from kdesk.ui.goals.page import GoalsPage  # noqa: PLC0415

    return GoalsPage


def _goal() -> Maker:
    from kdesk.ui.goals.goal_page import GoalPage  # noqa: PLC0415

    return GoalPage


def _creations() -> Maker:
    from kdesk.ui.creations.page import CreationsPage  # noqa: PLC0415

    return CreationsPage


def _creation() -> Maker:
    from kdesk.ui.creations.creation_page import CreationPage  # noqa: PLC0415

    return CreationPage


def _memo() -> Maker:
    from kdesk.ui.memo.memo_page import MemoPage  # noqa: PLC0415

    return MemoPage


def _summary() -> Maker:
    from kdesk.ui.summary.page import SummaryPage  # noqa: PLC0415

    return SummaryPage


def _support() -> Maker:
    from kdesk.ui.support.page import SupportPage  # noqa: PLC0415

    return SupportPage


def _settings() -> Maker:
    from kdesk.ui.settings.page import SettingsPage  # noqa: PLC0415

    return SettingsPage


def _lock() -> Maker:
    from kdesk.ui.lock.offer_page import OfferPage  # noqa: PLC0415

    return OfferPage


MAKERS: dict[str, Callable[[], Maker]] = {
    "Today": _today,
    "Timeline": _timeline,
    "Sessions": _sessions,
    "Journal": _journal,
    "Insights": _insights,
    "Goals": _goals,
    "Creations": _creations,
    "Summary": _summary,
    "Support": _support,
    "Settings": _settings,
    "Lock": _lock,
    "session": _session,
    "entry": _entry,
    "insight": _insight,
    "goal": _goal,
    "creation": _creation,
    "memo": _memo,
}
DETAILS = {
    Kind.SESSION: "session",
    Kind.ENTRY: "entry",
    Kind.INSIGHT: "insight",
    Kind.GOAL: "goal",
    Kind.CHECK_IN: "goal",
    Kind.CREATION: "creation",
    Kind.MEMO: "memo",
}
LISTS = {
    "session": "Sessions",
    "entry": "Journal",
    "insight": "Insights",
    "goal": "Goals",
    "creation": "Creations",
    "memo": "Timeline",
}
assert {name for name, _ in PLACES} <= MAKERS.keys()  # noqa: S101 - the rail promises them
