"""The words the command line takes, and what each means."""

import argparse
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TypeAlias

from kdesk import __version__
from kdesk.cli import journal, keeping, samples, speech

Command = Callable[[argparse.Namespace, datetime], None]

ABOUT = """A private place, on your own computer, to remember, reflect and prepare for the next
conversation. `kdesk` alone opens the window; `kdesk --record` opens it ready to record."""

OPENING = """The journal is opened by --passphrase-file, else --recovery-file, else this computer's
own key, else by asking when there is a terminal."""


def parser() -> argparse.ArgumentParser:
    """The parser; each command's namespace carries `run`, called with it and the time now."""
    top = argparse.ArgumentParser(prog="kdesk", description=ABOUT, allow_abbrev=False)
    top.add_argument("--version", action="version", version=f"kdesk {__version__}")
    top.add_argument("--record", action="store_true", help="open the window ready to record")
    commands = top.add_subparsers(metavar="COMMAND", required=True)
    _keeping(commands)
    _journal(commands)
    _speech(commands)
    _samples(commands)
    return top


Commands: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"


def _command(
    commands: Commands,
    name: str,
    run: Command,
    about: str,
    *,
    vault: bool = True,
    facts: bool = False,
) -> argparse.ArgumentParser:
    # No abbreviations: `--passphrase` must not be taken for `--passphrase-file`.
    command = commands.add_parser(
        name,
        help=about,
        description=about,
        epilog=OPENING if vault else None,
        allow_abbrev=False,
    )
    command.set_defaults(run=run)
    if vault:
        command.add_argument("--vault", type=Path, metavar="DIR", help="the journal's folder")
        command.add_argument("--passphrase-file", metavar="FILE", help="`-` is standard input")
        command.add_argument("--recovery-file", metavar="FILE", help="the 24 words")
    if facts:
        command.add_argument("--json", action="store_true", help="print facts as JSON")
    return command


def _keeping(commands: Commands) -> None:
    _command(
        commands,
        "init",
        keeping.init,
        "make a journal; prints the 24 words once when a passphrase is given",
    )
    passphrase = _command(
        commands, "passphrase", keeping.passphrase, "set or change the passphrase"
    )
    passphrase.add_argument("--new-passphrase-file", metavar="FILE", help="`-` is standard input")
    backup = _command(commands, "backup", keeping.backup, "write everything, sealed, into one file")
    backup.add_argument("file", type=Path, metavar="FILE")
    backup.add_argument(
        "--show-words",
        action="store_true",
        help="print the 24 words, which open the backup elsewhere",
    )
    restore = _command(
        commands, "restore", keeping.restore, "lay a backup out in an empty folder", vault=False
    )
    restore.add_argument("file", type=Path, metavar="FILE")
    restore.add_argument("folder", type=Path, metavar="DIR")
    _command(
        commands,
        "check",
        keeping.check,
        "check the header, the database and every file",
        facts=True,
    )


def _journal(commands: Commands) -> None:
    bring = _command(
        commands, "import", journal.bring_in, "take in sound, pictures, text, PDF", facts=True
    )
    bring.add_argument("files", nargs="+", type=Path, metavar="FILE")
    bring.add_argument("--session", metavar="ID", help="the session they belong to")
    bring.add_argument("--at", metavar="TIME", help="such as 2026-11-19T15:02")
    several = _command(
        commands, "list", journal.several, "print what is kept, newest first", facts=True
    )
    several.add_argument(
        "kind", nargs="?", metavar="KIND", choices=journal.KINDS, help=", ".join(journal.KINDS)
    )
    several.add_argument("--limit", type=_count, default=None, metavar="N", help="the newest N")
    show = _command(commands, "show", journal.show, "print one thing whole", facts=True)
    show.add_argument("id", metavar="ID")
    search = _command(
        commands, "search", journal.search, "print what holds these words", facts=True
    )
    search.add_argument("words", nargs="+", metavar="WORDS")
    summary = _command(
        commands, "summary", journal.summary, "write the summary for a therapist as a PDF"
    )
    summary.add_argument("-o", "--output", type=Path, required=True, metavar="FILE.pdf")
    summary.add_argument("--from", dest="start", metavar="DAY", help="such as 2026-11-01")
    summary.add_argument("--to", dest="end", metavar="DAY", help="this day included")
    summary.add_argument("--session", metavar="ID", help="what belongs to this session only")
    summary.add_argument(
        "--include", metavar="SECTIONS", help=f"some of {','.join(journal.SECTIONS)}, with commas"
    )
    export = _command(
        commands,
        "export",
        journal.export,
        "write everything, readable by anyone, into an empty folder",
    )
    export.add_argument("folder", type=Path, metavar="DIR")


def _speech(commands: Commands) -> None:
    transcribe = _command(
        commands, "transcribe", speech.transcribe, "write down the memos that wait, or one again"
    )
    transcribe.description = (
        "Write down the memos that wait, or one again. Now, and on battery too: what the settings "
        "say about waiting for the mains is for the window."
    )
    transcribe.add_argument("--again", metavar="ID", help="this memo and no other")
    transcribe.add_argument("--model", metavar="NAME", help="instead of the usual one")
    transcribe.add_argument("--language", metavar="CODE", help="the one spoken, such as de")
    models = commands.add_parser("models", help="speech models", description="Speech models.")
    verbs = models.add_subparsers(metavar="VERB", required=True)
    _command(verbs, "list", speech.models, "print the models there are", vault=False, facts=True)
    get = _command(verbs, "get", speech.fetch_model, "get a published model", vault=False)
    get.add_argument("name", metavar="NAME")
    get.set_defaults(outward=True)
    add = _command(verbs, "add", speech.add_model, "add a model from a folder", vault=False)
    add.add_argument("folder", type=Path, metavar="DIR")
    remove = _command(verbs, "remove", speech.remove_model, "remove a model", vault=False)
    remove.add_argument("name", metavar="NAME")


def _samples(commands: Commands) -> None:
    sample = _command(commands, "sample", samples.sample, "make the sample journal", vault=False)
    sample.add_argument("folder", type=Path, metavar="DIR")
    # `kdesk tour` draws the screens, which this floor doesn't know; it is listed here for --help.
    commands.add_parser("tour", help="show the main job, with nobody at the keyboard, in a folder")


def _count(text: str) -> int:
    try:
        number = int(text)
    except ValueError:
        number = 0
    if number < 1:
        raise argparse.ArgumentTypeError("a number is wanted here, 1 or more")
    return number
