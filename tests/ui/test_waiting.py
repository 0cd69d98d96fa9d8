"""A job's outcome on its way to a page that goes in that very moment."""

import subprocess
import sys

PAGES_GO_WHILE_JOBS_END = """
import sys
from PySide6.QtCore import QCoreApplication, QEvent, QObject
from kdesk.jobs.runner import Runner
from kdesk.ui.widgets.waiting import Waiting
app = QCoreApplication([])
sys.setswitchinterval(1e-6)
runner = Runner()
for _ in range(3000):
    page = QObject()
    Waiting(runner, page).start(lambda: None)
    page.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
runner.close()
"""


def test_a_page_may_go_while_its_job_ends() -> None:
    code = PAGES_GO_WHILE_JOBS_END
    ended = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False, timeout=60
    )
    assert (ended.returncode, ended.stderr) == (0, "")
