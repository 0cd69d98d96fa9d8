"""Which microphones and speakers there are."""

from pathlib import Path

import pytest

from kdesk.domain.problem import Problem, Trouble
from kdesk.jobs import sound_devices
from tests.virtual_mic import VirtualMic


def test_the_devices_are_named_and_the_usual_one_is_marked(virtual_mic: VirtualMic) -> None:
    for devices, listens in ((sound_devices.inputs(), True), (sound_devices.outputs(), False)):
        assert {device.name: device.usual for device in devices} == {
            "pulse": False,
            "default": True,
        }
        assert all(device.listens is listens for device in devices)


def test_without_a_sound_server_there_is_none(virtual_mic: VirtualMic) -> None:
    virtual_mic.end()
    assert sound_devices.inputs() == ()


def test_a_sound_library_that_aborts_is_a_problem_and_not_our_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "asound.conf").write_text("")
    monkeypatch.setenv("ALSA_CONFIG_PATH", str(tmp_path / "asound.conf"))
    with pytest.raises(Problem) as refused:
        sound_devices.inputs()
    assert refused.value.trouble is Trouble.NO_SOUND_LIBRARY


def test_a_missing_sound_library_is_a_problem(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "sounddevice.py").write_text("raise OSError('PortAudio library not found')\n")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    with pytest.raises(Problem, match="libportaudio2"):
        sound_devices.outputs()


def test_a_sound_server_that_hangs_is_a_problem(
    virtual_mic: VirtualMic, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sound_devices, "ANSWERS_WITHIN", 2.0)
    virtual_mic.freeze()
    with pytest.raises(Problem, match="does not answer"):
        sound_devices.inputs()
