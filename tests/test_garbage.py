"""Qt objects that nobody needs any more are deleted on the window's thread."""

import subprocess
import sys

PROGRAM = """
import gc, sys, threading
from PySide6.QtCore import QCoreApplication, QObject, QTimer
from kdesk.app.garbage import collect_here

class Thing(QObject):
    def __init__(self):
        super().__init__()
        self.itself = self
        timer = QTimer(self, interval=1)
        timer.timeout.connect(self.tick)
        timer.start()

    def tick(self):
        pass

kept = []

def work():
    kept.extend([] for _ in range(100_000))

application = QCoreApplication([])
here = sys.argv[1:] == ["here"]
collect_here(application) if here else gc.disable()
for _ in range(50):
    Thing()
if not here:
    gc.enable()
worker = threading.Thread(target=work)
worker.start()
worker.join()
left = sum(isinstance(each, Thing) for each in gc.get_objects())
QTimer.singleShot(1_500, application.quit)
application.exec()
after = sum(isinstance(each, Thing) for each in gc.get_objects())
print(left, after)
"""


def run(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", PROGRAM, *words], capture_output=True, text=True, check=False
    )


def test_a_worker_that_allocates_deletes_no_object_of_the_window() -> None:
    done = run("here")
    assert (done.returncode, done.stderr) == (0, "")
    left, after = map(int, done.stdout.split())
    assert left == 50
    assert after == 0


def test_left_to_python_a_worker_deletes_them() -> None:
    done = run()
    assert done.returncode != 0 or "from another thread" in done.stderr
