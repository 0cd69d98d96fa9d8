"""The command line: what can be scripted, without a window."""

import os
import sys
from collections.abc import Sequence
from datetime import datetime

from kdesk.domain.problem import Problem


def main(arguments: Sequence[str]) -> int:
    """Run one command; 0 done, 1 refused with one sentence on standard error, 2 wrong usage."""
    from kdesk.cli.arguments import parser
    from kdesk.system.hardening import harden
    from kdesk.system.no_network import refuse_network

    chosen = parser().parse_args(arguments)
    harden()
    if getattr(chosen, "outward", False):  # what this process starts later is refused too
        from kdesk.jobs.way_out import Porter

        chosen.porter = Porter.standing()
    refuse_network()
    try:
        chosen.run(chosen, datetime.now().astimezone())
        sys.stdout.flush()
    except Problem as problem:
        print(problem.sentence, file=sys.stderr)
        return 1
    except BrokenPipeError:  # the reader, such as `head`, has seen enough
        _print_nowhere()
        return 0
    except OSError as error:
        if error.filename is not None:  # no file of ours: those are looked after at their doors
            raise
        _print_nowhere()
        print(
            f"What was asked for could not be printed ({error.strerror or 'unknown reason'}). "
            "Have it printed somewhere else, and try again.",
            file=sys.stderr,
        )
        return 1
    except KeyboardInterrupt:
        print("Stopped. What was already kept stays kept.", file=sys.stderr)
        return 1
    return 0


def _print_nowhere() -> None:
    """Have the rest of what was printed go nowhere, or Python would fail over it at its end."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
    os.close(nowhere)
