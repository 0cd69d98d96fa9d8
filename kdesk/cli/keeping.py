"""Commands that make, guard and check the journal as a whole."""

from argparse import Namespace
from datetime import datetime

from kdesk.cli.facts import harm, print_json, shown_progress
from kdesk.cli.opening import asked_twice, device, folder_of, is_usual, opened, secret
from kdesk.domain.problem import Problem, Trouble
from kdesk.store import backups, checks
from kdesk.store import vault as vaults
from kdesk.system.paths import usual_places

KEEP_WORDS = "These 24 words open the journal when the passphrase is lost. Write them on paper:"


def init(chosen: Namespace, now: datetime) -> None:
    """Make a journal."""
    folder = folder_of(chosen)
    passphrase = secret(chosen.passphrase_file) if chosen.passphrase_file else None
    if passphrase is not None and not passphrase:
        raise Problem(
            Trouble.BAD_INPUT,
            "The passphrase is empty. Nothing was made; give one of a letter or more.",
        )
    vault = vaults.make(folder, device(), passphrase, now)
    try:
        print(f"Made {folder}")
        if is_usual(folder):
            # Recordings would go on being sealed to whatever journal was here before.
            vault.pin(usual_places().pin)
        if passphrase is not None:
            _print_words(vault)
    finally:
        vault.close()


def passphrase(chosen: Namespace, now: datetime) -> None:
    """Set or change the passphrase."""
    with opened(chosen, now) as vault:
        given = chosen.new_passphrase_file
        new = secret(given) if given else asked_twice()
        if not new:
            raise Problem(
                Trouble.BAD_INPUT,
                "The new passphrase is empty. Nothing was changed; give one of a letter or more.",
            )
        vault.set_passphrase(new, now)
    print("The passphrase is set.")


def backup(chosen: Namespace, now: datetime) -> None:
    """Write everything, sealed, into one file, and read it back."""
    with opened(chosen, now) as vault:
        if chosen.show_words:
            _print_words(vault)
        with shown_progress() as progress:
            done = backups.backup(
                vault, chosen.file, words_shown=chosen.show_words, now=now, progress=progress
            )
    if done.harmed:
        raise harm(chosen.file, done.harmed)
    print(f"Wrote {chosen.file} and read it back.")


def restore(chosen: Namespace, now: datetime) -> None:
    """Lay a backup out in an empty folder."""
    backups.restore(chosen.file, chosen.folder)
    if is_usual(chosen.folder):
        # It belonged to whatever journal was here before: recordings would be sealed to that one.
        usual_places().pin.unlink(missing_ok=True)
    print(f"Restored into {chosen.folder}")


def check(chosen: Namespace, now: datetime) -> None:
    """Check the header, the database and every sealed file."""
    with opened(chosen, now) as vault, shown_progress() as progress:
        report = checks.check(vault, progress)
    if chosen.json:
        print_json(report.record())
    else:
        print("\n".join(report.lines()))
    if not report.whole:
        raise Problem(
            Trouble.DAMAGED, "Something in this journal is damaged. A backup can bring it back."
        )


def _print_words(vault: vaults.Vault) -> None:
    words = vault.words()
    print(KEEP_WORDS)
    for start in range(0, len(words), 6):
        print("  " + " ".join(words[start : start + 6]))
