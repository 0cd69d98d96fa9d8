"""The command line: what can be scripted, without a window."""

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
    refuse_network()
    try:
        chosen.run(chosen, datetime.now().astimezone())
    except Problem as problem:
        print(problem.sentence, file=sys.stderr)
        return 1
    except BrokenPipeError:  # the reader, such as `head`, has seen enough
        sys.stderr.close()
        return 0
    except KeyboardInterrupt:
        print("Stopped. What was already kept stays kept.", file=sys.stderr)
        return 1
    return 0
