"""From the first moment of `kdesk --record` until after Rest now nothing bright is ever shown."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from kdesk.app import local_now
from kdesk.domain.sitting import evening_day
from tests.journeys.desktop import Desktop, desktop
from tests.journeys.film import Film
from tests.journeys.voice import SENTENCES, spoken
from tests.shell import done
from tests.virtual_mic import VirtualMic

BRIGHTEST = 0.03
"""Mean relative luminance, linear, of any frame."""
BARE = """\
<openbox_config xmlns="http://openbox.org/3.4/rc"><applications>
<application class="*"><decor>no</decor><maximized>yes</maximized></application>
</applications></openbox_config>
"""
"""The window fills the screen: what is measured is kdesk's own."""


@contextmanager
def bare_desktop(folder: Path, *, theme: str, **more: str) -> Iterator[Desktop]:
    """A desktop with nothing on it but a window of kdesk, which has these settings."""
    config = Path(os.environ["XDG_CONFIG_HOME"])
    (config / "openbox").mkdir()
    (config / "openbox" / "rc.xml").write_text(BARE)
    (config / "kdesk").mkdir(exist_ok=True)
    settings = "".join(f'{key} = "{value}"\n' for key, value in {"theme": theme, **more}.items())
    (config / "kdesk" / "settings.toml").write_text(settings)
    with desktop(folder, {"HOME": os.environ["HOME"]}) as desk:
        yield desk


@contextmanager
def filmed(folder: Path) -> Iterator[Film]:
    """Its screen, watched from now on."""
    film = Film(folder)
    film.begin()
    try:
        yield film
    finally:
        film.end()
        film.keep_worst(folder / "brightest.ppm")
        print(f"{film.frames} looks, {film.different} frames, brightest {film.brightest:.2%}")


def speak_mark_pause_and_look_for_support(desk: Desktop) -> None:
    person = desk.person
    person.sees("I'm listening")
    desk.keys("m")
    person.sees_name("Pause")
    desk.keys("p")
    person.sees("Paused.")
    desk.keys("p")
    person.sees("I'm listening")
    desk.keys("s")
    person.sees("Still listening.")
    desk.keys("space")
    person.sees("I'm listening")


@pytest.mark.journey
@pytest.mark.timeout(180)
def test_no_frame_is_bright_from_the_start_until_one_rests(
    tmp_path: Path, virtual_mic: VirtualMic
) -> None:
    sound = spoken(SENTENCES[:2], tmp_path)
    with bare_desktop(tmp_path, theme="light") as desk, filmed(tmp_path) as film:
        desk.start("--record")
        desk.person.sees("Speak when you're ready.", within=30)
        desk.keys("space")
        speaking = virtual_mic.begin_speaking(sound)
        speak_mark_pause_and_look_for_support(desk)
        speaking.wait(60)
        desk.person.press("Stop")  # so soon after the last one Space would be an unsteady hand
        desk.person.sees("Saved.")
        desk.person.press("Rest now")
        desk.person.gone("Rest now")
        desk.person.sees_name("Timeline")
        desk.person.press("Timeline")
        desk.person.sees("memo", within=30)
    assert film.different > 40
    assert film.brightest < BRIGHTEST, tmp_path / "brightest.ppm"


@pytest.mark.journey
@pytest.mark.timeout(180)
def test_no_frame_is_bright_while_it_is_locked(tmp_path: Path, virtual_mic: VirtualMic) -> None:
    done("init", "--passphrase-file", "-", stdin="four quiet words here\n")
    sound = spoken(SENTENCES[:2], tmp_path)
    with bare_desktop(tmp_path, theme="light") as desk, filmed(tmp_path) as film:
        desk.start()
        desk.person.sees_name("Passphrase", within=30)
        desk.person.press("Record")
        speaking = virtual_mic.begin_speaking(sound)
        speak_mark_pause_and_look_for_support(desk)
        speaking.wait(60)
        desk.person.press("Stop")  # so soon after the last one Space would be an unsteady hand
        desk.person.sees("Saved.")
        desk.person.press("Rest now")
        desk.person.sees_name("Passphrase")
    assert film.different > 40
    assert film.brightest < BRIGHTEST, tmp_path / "brightest.ppm"


@pytest.mark.journey
@pytest.mark.timeout(60)
def test_no_frame_is_bright_when_a_bright_window_is_asked_to_record(tmp_path: Path) -> None:
    with bare_desktop(tmp_path, theme="light") as desk:
        desk.start()
        desk.person.sees_name("Timeline", within=30)
        desk.minimise()
        with filmed(tmp_path) as film:
            desk.start("--record", log="second.txt")
            desk.person.sees("Speak when you're ready.")
            desk.person.press("Leave")
            desk.person.sees("It stays dark until tomorrow")
            desk.person.press("Timeline")
            desk.person.gone("Write something")
    assert film.different > 2
    assert film.brightest < BRIGHTEST, tmp_path / "brightest.ppm"


@pytest.mark.journey
@pytest.mark.timeout(60)
def test_no_frame_is_bright_while_files_are_chosen_on_a_dark_day(tmp_path: Path) -> None:
    today = evening_day(local_now()).isoformat()
    with (
        bare_desktop(tmp_path, theme="light", dark_day=today) as desk,
        filmed(tmp_path) as film,
    ):
        desk.offer_bright_dialogs()
        desk.start()
        desk.person.sees_name("Timeline", within=30)
        desk.person.press("Timeline")
        desk.person.press("Creations")
        desk.person.press("Add files")
        desk.person.sees_name("Look in:")
        desk.keys("Escape")
        desk.person.gone("Look in:")
    assert film.different > 4
    assert film.brightest < BRIGHTEST, tmp_path / "brightest.ppm"


@pytest.mark.journey
@pytest.mark.timeout(60)
def test_the_film_would_catch_a_bright_start(tmp_path: Path) -> None:
    with bare_desktop(tmp_path, theme="light") as desk, filmed(tmp_path) as film:
        desk.start()
        desk.person.sees_name("Timeline", within=30)
    assert film.brightest > 0.5
