"""Where things are kept."""

from pathlib import Path

from kdesk.system.paths import Places, resources, usual_places


def test_everything_of_a_person_is_below_their_own_home(home: Path) -> None:
    places = usual_places()
    for folder in (places.vault, places.models, places.settings_file, places.pin, places.log):
        assert folder.is_relative_to(home)


def test_keys_and_pin_lie_outside_the_data_folder() -> None:
    places = usual_places()
    assert not places.pin.is_relative_to(places.data)
    assert not places.device_keys.is_relative_to(places.data)


def test_the_folders_are_made_for_nobody_else(tmp_path: Path) -> None:
    places = Places(tmp_path / "a" / "d", tmp_path / "b", tmp_path / "c")
    places.prepare()
    places.prepare()
    assert [folder.stat().st_mode & 0o777 for folder in (places.data, places.state)] == [0o700] * 2


def test_the_program_finds_what_comes_with_it() -> None:
    assert (resources() / "style.qss").is_file()
