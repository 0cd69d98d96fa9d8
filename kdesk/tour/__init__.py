"""The main job with nobody at the keyboard: every step is looked at, every screen is drawn."""

import argparse
import os
import sys
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from kdesk.domain.problem import Problem


def main(arguments: Sequence[str]) -> int:
    """Run the tour into a folder; 0 when every step found what was put in, else 1."""
    parser = argparse.ArgumentParser(
        prog="kdesk tour",
        description="Does the main job with nobody at the keyboard: a new journal, a session, a "
        "memo that is kept and written down, an entry, a picture, a goal, search, the timeline, "
        "the summary as PDF, and pictures of every screen. Replaces only its own earlier output.",
    )
    parser.add_argument("folder", type=Path, metavar="DIR")
    folder: Path = parser.parse_args(arguments).folder.absolute()
    # No screen is needed, and no window flickers by where there is one.
    os.environ["QT_QPA_PLATFORM"] = "offscreen"

    from PySide6.QtWidgets import QApplication

    from kdesk.system.hardening import harden
    from kdesk.system.no_network import refuse_network
    from kdesk.tour.place import cleared
    from kdesk.tour.steps import Tour

    harden()
    refuse_network()
    application = QApplication(["kdesk"])  # before anything is painted, to the end
    try:
        tour = Tour(cleared(folder), datetime.now().astimezone())
        return 0 if tour.walk() else 1
    except Problem as problem:
        print(problem.sentence, file=sys.stderr)
        return 1
    finally:
        application.quit()
