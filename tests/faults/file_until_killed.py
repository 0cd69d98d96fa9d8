"""A kdesk that files recordings and is going to be killed: folder of the vault and of its key.

Says that it is about to begin, and ends by itself when all is filed.
"""

import sys
from pathlib import Path

from kdesk.jobs.finalise import finalise_all
from kdesk.store import vault
from tests.store.making import NOW, keeper


def main() -> None:
    place = Path(sys.argv[1])
    journal = vault.open_with_device(place / "vault", keeper(place))
    sys.stdout.write("now\n")
    sys.stdout.flush()
    finalise_all(journal, now=NOW)
    journal.close()


if __name__ == "__main__":
    main()
