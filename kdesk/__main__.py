"""The one way in: a child in its role, the window, the tour, or a command of the shell."""

import sys
from importlib import import_module
from typing import cast

ROLES = {
    "record": "kdesk.jobs.record",
    "listen": "kdesk.jobs.listen",
    "play": "kdesk.jobs.play",
    "intake": "kdesk.jobs.intake",
    "encode": "kdesk.jobs.encode",
    "devices": "kdesk.jobs.devices",
    "trial": "kdesk.jobs.trial",
    "measure": "kdesk.jobs.measure",
    "porter": "kdesk.jobs.porter",
    "fetch": "kdesk.jobs.fetch",
    "curtain": "kdesk.ui.lock.curtain",
}
"""The processes kdesk starts of itself, and where each has its main."""


def main(argv: list[str] | None = None) -> int:
    """Run kdesk with these arguments; returns the exit code."""
    arguments = sys.argv[1:] if argv is None else argv
    if arguments[:1] == ["--child"] and len(arguments) == 2 and arguments[1] in ROLES:
        job = import_module(ROLES[arguments[1]])
        return cast(int, job.main(sys.stdin.buffer, sys.stdout.buffer))
    if arguments in ([], ["--record"]):
        from kdesk import app

        return app.main(record=bool(arguments))
    if arguments[0] == "tour":
        from kdesk import tour

        return tour.main(arguments[1:])
    from kdesk import cli

    return cli.main(arguments)


if __name__ == "__main__":
    sys.exit(main())
