"""Speech models on their way, for as long as the program lives; a lock hands them on."""

from pathlib import Path
from typing import TYPE_CHECKING

from kdesk.jobs.way_out import Porter

if TYPE_CHECKING:
    # Loaded after the window stands.
    from kdesk.jobs.fetching import Fetching


class Getting:
    """Asks the porter; without one nothing can be got."""

    def __init__(self, models: Path, porter: Porter | None) -> None:
        self._models = models
        self._porter = porter
        self._fetching: Fetching | None = None

    @property
    def handed_on(self) -> bool:
        """Whether the process before this one was getting something."""
        return self._porter is not None and self._porter.handed_on

    def fetching(self) -> "Fetching":
        """What gets speech models, also while locked when one is on its way."""
        from kdesk.jobs.fetching import Fetching  # noqa: PLC0415 - after the window stands

        if self._fetching is None:
            self._fetching = Fetching(self._models, self._porter)
        return self._fetching

    def pass_on(self) -> None:
        """Let the process that comes next go on with it."""
        if self._fetching is not None:
            self._fetching.pass_on()
        elif self._porter is not None:
            self._porter.pass_on()

    def close(self) -> None:
        """Get nothing more; what was half got stays for another time."""
        if self._fetching is not None:
            self._fetching.close()
