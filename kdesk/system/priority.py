"""How much of the machine a process takes when others want it."""

import os
import sys

NICENESS = 10
"""Half of the scale: anything a person does on the machine comes first."""


def step_back() -> None:
    """Let other processes go first, on Linux as work that nobody waits for (SCHED_BATCH).

    What the system doesn't allow is left as it is. Windows is told when the process is started.
    """
    if sys.platform == "win32":
        return
    try:
        os.setpriority(os.PRIO_PROCESS, 0, max(NICENESS, os.getpriority(os.PRIO_PROCESS, 0)))
        if sys.platform == "linux":
            os.sched_setscheduler(0, os.SCHED_BATCH, os.sched_param(0))
    except OSError:
        return
