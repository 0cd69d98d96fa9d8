"""What the person chose survives restarts, damage and other versions."""

import tomllib
from pathlib import Path

import pytest

from kdesk.domain.problem import Problem, Trouble
from kdesk.system.settings import Settings, SettingsKeeper


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "chosen" / "settings.toml"


def test_before_anybody_chose_nothing_is_written(file: Path) -> None:
    assert SettingsKeeper(file).current == Settings()
    assert not file.exists()


def test_a_choice_is_there_after_a_restart(file: Path) -> None:
    SettingsKeeper(file).change(theme="night", text_scale=1.3, window=(1, 2, 900, 600))
    again = SettingsKeeper(file).current
    assert (again.theme, again.text_scale, again.window) == ("night", 1.3, (1, 2, 900, 600))


def test_listeners_hear_each_change_with_all_settings(file: Path) -> None:
    keeper = SettingsKeeper(file)
    heard: list[Settings] = []
    keeper.listen(heard.append)
    keeper.change(microphone="Desk microphone")
    assert heard == [Settings(microphone="Desk microphone")]


def test_an_unknown_choice_is_a_bug(file: Path) -> None:
    with pytest.raises(TypeError):
        SettingsKeeper(file).change(colour="loud")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "theme = 3",
        'theme = "loud"',
        "text_scale = 1",
        "lock_after_minutes = -4",
        "window = [1, 2]",
        'window = ["a", 2, 3, 4]',
        "this is no TOML [",
        "\x00\xff",
    ],
)
def test_a_strange_file_means_the_usual_settings(file: Path, text: str) -> None:
    file.parent.mkdir()
    file.write_bytes(text.encode("latin-1"))
    assert SettingsKeeper(file).current == Settings()


def test_text_never_becomes_unreadably_small_or_huge(file: Path) -> None:
    keeper = SettingsKeeper(file)
    assert keeper.change(text_scale=40.0).text_scale == 1.6
    assert keeper.change(text_scale=0.1).text_scale == 0.9


def test_what_another_version_chose_is_kept(file: Path) -> None:
    file.parent.mkdir()
    file.write_text('theme = "dark"\nreminders = ["evening"]\n')
    SettingsKeeper(file).change(theme="light")
    assert tomllib.loads(file.read_text())["reminders"] == ["evening"]


def test_settings_that_cannot_be_written_stay_as_they_were(tmp_path: Path) -> None:
    (tmp_path / "chosen").write_text("a file where the folder should be")
    keeper = SettingsKeeper(tmp_path / "chosen" / "settings.toml")
    with pytest.raises(Problem) as caught:
        keeper.change(theme="night")
    assert caught.value.trouble is Trouble.CANNOT_WRITE
    assert keeper.current == Settings()
