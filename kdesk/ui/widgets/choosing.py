"""Keeping a choice: written at once, told of when that fails."""

from kdesk.domain.problem import Problem
from kdesk.ui.desk import Desk


def choose(desk: Desk, **choices: object) -> bool:
    """Keep these settings; False, and a banner, when they could not be written."""
    try:
        desk.settings.change(**choices)
    except Problem as problem:
        desk.notices.tell_problem(problem)
        return False
    return True
