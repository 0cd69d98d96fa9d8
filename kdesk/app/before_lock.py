"""What is typed is kept before a lock; a lock that is refused for its sake says so."""

from kdesk.domain.problem import Problem, Trouble
from kdesk.ui.main_window import MainWindow
from kdesk.ui.notices import Notices


def kept_before_lock(window: MainWindow, notices: Notices) -> bool:
    """Keep all that was typed; where that fails, say that kdesk stays open, and why."""
    troubles: list[Problem] = []
    heard = notices.problem_arisen.connect(troubles.append)
    try:
        kept = window.keep_typed()
    finally:
        notices.problem_arisen.disconnect(heard)
    if not kept:
        window.recording.tell_not_locked()
        why = troubles[-1] if troubles else Problem(Trouble.CANNOT_WRITE, "")
        sentence = window.tr("kdesk is not locked: what you typed can't be kept.")
        notices.tell_problem(Problem(why.trouble, f"{sentence} {why.sentence}".strip()))
    return kept
