"""The one way in: a child in its role, the window, the tour, or a command of the shell."""

import sys
from importlib import import_module
from typing import cast

ROLES = ("record", "listen", "play", "intake", "encode", "devices")
"""The processes kdesk starts of itself; each has its own main in kdesk.jobs."""


def main(argv: list[str] | None = None) -> int:
    """Run kdesk with these arguments; returns the exit code."""
    arguments = sys.argv[1:] if argv is None else argv
    if arguments[:1] == ["--child"] and len(arguments) == 2 and arguments[1] in ROLES:
        job = import_module(f"kdesk.jobs.{arguments[1]}")
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
