"""What every screen is given: the open journal and the few things that go with it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from kdesk.speech.wish import Wish
from kdesk.system.paths import Places
from kdesk.system.power import on_battery
from kdesk.system.settings import SettingsKeeper
from kdesk.ui.notices import Notices
from kdesk.ui.theme import Theme

if TYPE_CHECKING:
    # Named only: the window's first second loads no store, no audio, no speech through here.
    from kdesk.jobs.fetching import Fetching
    from kdesk.jobs.measuring import Measuring
    from kdesk.jobs.player import Player
    from kdesk.jobs.runner import Runner
    from kdesk.jobs.transcriber import Transcriber
    from kdesk.store.vault import Vault
    from kdesk.ui.held_up import HeldUp


@dataclass(frozen=True)
class Desk:
    """One open journal and its surroundings; made at unlock, gone at lock."""

    vault: "Vault"
    notices: Notices
    runner: "Runner"
    settings: SettingsKeeper
    theme: Theme
    player: "Player"
    transcriber: "Transcriber"
    now: Callable[[], datetime]
    places: Places
    fetching: "Fetching"
    measuring: "Measuring"
    held_up: "HeldUp"
    waiting: list[datetime] = field(default_factory=list)
    """When each recording was begun that could not be filed yet."""
    wish: Callable[[], Wish] = Wish
    """How what is said is to be heard; asked on the threads that hear."""
    may_hear: Callable[[], bool] = lambda: True
    """Whether what nobody asks for may be heard now, or waits for the mains; on any thread."""


def lay_out(
    vault: "Vault",
    *,
    runner: "Runner",
    settings: SettingsKeeper,
    theme: Theme,
    now: Callable[[], datetime],
    places: Places,
    fetching: "Fetching | None" = None,
) -> Desk:
    """A desk for an open journal, with a player and a transcriber of its own."""
    from kdesk.jobs import wishes  # noqa: PLC0415 - after the window stands
    from kdesk.jobs.fetching import Fetching  # noqa: PLC0415
    from kdesk.jobs.measuring import Measuring  # noqa: PLC0415
    from kdesk.jobs.player import Player  # noqa: PLC0415
    from kdesk.jobs.transcriber import Transcriber  # noqa: PLC0415
    from kdesk.ui.held_up import HeldUp  # noqa: PLC0415

    def wish() -> Wish:
        return wishes.wish(vault, settings.current.spoken_language)

    def may_hear() -> bool:
        return not (settings.current.wait_for_mains and on_battery())

    notices = Notices()
    # A commit may be a job's: the signal carries it to the window's own thread.
    vault.listen(notices.changed.emit)
    fetching = fetching or Fetching(places.models)
    fetching.tell_to(notices.model_told.emit)
    return Desk(
        vault=vault,
        notices=notices,
        runner=runner,
        settings=settings,
        theme=theme,
        player=Player(notices.sound_told.emit, device=settings.current.speaker or None),
        transcriber=Transcriber(
            vault,
            models=places.models,
            choices=lambda: settings.current,
            runner=runner,
            listener=notices.speech_told.emit,
            now=now,
            wish=wish,
            may_hear=may_hear,
        ),
        now=now,
        places=places,
        fetching=fetching,
        measuring=Measuring(places, notices.speed_told.emit),
        held_up=HeldUp(notices),
        wish=wish,
        may_hear=may_hear,
    )
