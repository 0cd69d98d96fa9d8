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
        "text_scale = nan",
        "window = [0, 0, 99999999999, 600]",
        "window = [-2147483649, 0, 900, 600]",
        "window = [0, 0, 0, 600]",
        "text_scale = " + "[" * 5000 + "]" * 5000,
        "lock_after_minutes = " + "9" * 5000,
        "theme" + ".a" * 3000 + " = 1",
        'spoken_language = "klingon"',
        'watched_folder = "a\\u0000b"',
        'theme = "dark"\ntheme = "light"',
        'microphone = "B\xfcro"',
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


def test_a_whole_number_is_as_good_as_one_with_a_point(file: Path) -> None:
    file.parent.mkdir()
    file.write_text("text_scale = 1\ndoubt_below = 1\n")
    current = SettingsKeeper(file).current
    assert (current.text_scale, current.doubt_below) == (1.0, 1.0)


def test_a_mark_at_the_beginning_that_editors_leave_does_no_harm(file: Path) -> None:
    file.parent.mkdir()
    file.write_text('theme = "dark"\n', encoding="utf-8-sig")
    keeper = SettingsKeeper(file)
    assert keeper.current.theme == "dark"
    assert keeper.unread is None


def test_a_file_that_cannot_be_understood_is_kept_beside_and_none_before_it_is_lost(
    file: Path,
) -> None:
    file.parent.mkdir()
    beside = file.with_name("settings.toml.unread")
    beside.write_text("an older one")
    file.write_text('theme = "dark\n')
    keeper = SettingsKeeper(file)
    second = file.with_name("settings.toml.unread-2")
    assert keeper.unread == (file, second)
    assert not second.exists()
    keeper.change(theme="night")
    keeper.change(theme="light")
    assert beside.read_text() == "an older one"
    assert second.read_text() == 'theme = "dark\n'
    assert keeper.unread is None
    assert SettingsKeeper(file).current.theme == "light"
    assert len(list(file.parent.iterdir())) == 3


def test_what_is_nested_too_deep_costs_no_other_choice(file: Path) -> None:
    file.parent.mkdir()
    text = "text_scale = 1.3\nstrange" + ".a" * 3000 + " = 1\n"
    file.write_text(text)
    keeper = SettingsKeeper(file)
    assert keeper.current.text_scale == 1.3
    keeper.change(theme="night")
    assert SettingsKeeper(file).current == Settings(theme="night", text_scale=1.3)
    assert file.with_name("settings.toml.unread").read_text() == text
