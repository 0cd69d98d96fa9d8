"""The window's program: where things are put together for the window."""

import logging
import sys

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QApplication

from kdesk.app.garbage import collect_here
from kdesk.app.look import NIGHT
from kdesk.app.program import Program, local_now
from kdesk.jobs.way_out import Porter
from kdesk.system import crash
from kdesk.system.hardening import harden
from kdesk.system.log import LOGGER, keep_log
from kdesk.system.no_network import refuse_network
from kdesk.system.paths import usual_places
from kdesk.system.single_instance import SingleInstance
from kdesk.ui.lock import changeover

__all__ = ["NIGHT", "Program", "local_now", "main"]

log = logging.getLogger(LOGGER)


def main(*, record: bool = False) -> int:
    """Open the window, or bring the open one forward; returns the exit code."""
    harden()
    porter = Porter.standing()
    refuse_network()
    places = usual_places()
    places.prepare()
    keep_log(places.log)
    instance = SingleInstance(places.instance_lock, places.door)
    if not instance.claim():
        return 0 if instance.ask("record" if record else "show") else 1
    application = QApplication(sys.argv[:1])
    QCoreApplication.setApplicationName("kdesk")
    application.setDesktopFileName("kdesk")
    program = Program(places, instance, relaunch=changeover.relaunch, porter=porter)
    crash.watch(program.mistake_made.emit)
    program.mistake_made.connect(lambda error: log.error("a mistake", exc_info=error))
    log.info("started")
    program.start(record=record)
    collect_here(program)
    instance.open_door()
    code = application.exec()
    log.info("ended")
    return code
