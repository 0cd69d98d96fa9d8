"""Opening microphones of all sorts, with a sound library of numbers and a real one."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from kdesk.audio import devices, microphone
from kdesk.audio.devices import said_name
from kdesk.audio.microphone import Microphone
from kdesk.audio.resample import Resampler
from kdesk.domain.problem import Problem, Trouble
from tests.virtual_mic import VirtualMic

ROOT = Path(__file__).resolve().parents[2]


class SoundError(Exception):
    """What the library raises."""


class Device:
    """One of its devices: what it says of itself, and which shapes it takes."""

    def __init__(
        self, name: str | bytes, takes: Callable[[int, int], bool] = lambda *_: True, wide: int = 2
    ) -> None:
        self.name, self.takes, self.wide = name, takes, wide
        self.listed = 1000
        """How often it is still there when the devices are gone through."""


class Library:
    """Stands where sounddevice is."""

    PortAudioError = SoundError

    def __init__(self, *there: Device, usual: int = 0, later: tuple[Device, ...] = ()) -> None:
        self._there = there
        self._later = later
        self.default = SimpleNamespace(device=(usual, -1))
        self.open: list[tuple[str | bytes, int, int]] = []
        self.begun = 0

    def query_devices(self, index: int) -> dict[str, Any]:
        if index >= len(self._there):
            raise SoundError(f"Error querying device {index}")
        device = self._there[index]
        device.listed -= 1
        if device.listed < 0:
            raise SoundError(f"Error querying device {index}")
        if isinstance(device.name, bytes):
            device.name.decode()
        return {"name": device.name, "max_input_channels": device.wide}

    def RawInputStream(self, **asked: Any) -> SimpleNamespace:  # noqa: N802 - the library's own
        device = self._there[asked["device"]]
        shape = (asked["samplerate"], asked["channels"])
        if device.listed <= 0 or not device.takes(*shape):
            raise SoundError("Invalid number of channels or sample rate")
        self.open.append((device.name, *shape))
        return SimpleNamespace(
            start=lambda: None,
            abort=lambda **_: None,
            close=lambda **_: self.open.pop(),
        )

    def _terminate(self) -> None:
        assert self.open == []

    def _initialize(self) -> None:
        self.begun += 1
        self._there += self._later
        self._later = ()


@pytest.fixture
def there(monkeypatch: pytest.MonkeyPatch) -> Callable[..., Library]:
    def put(*given: Device, usual: int = 0, later: tuple[Device, ...] = ()) -> Library:
        library = Library(*given, usual=usual, later=later)
        for module in (devices, microphone):
            monkeypatch.setattr(module, "sound_library", lambda: library)
        return library

    return put


def opened(name: str | None = None, **more: Any) -> Microphone:
    return Microphone(name, lambda _: None, lambda: None, **more)


@pytest.mark.parametrize(
    ("takes", "wide", "wanted"),
    [
        (lambda rate, _: rate == 44_100, 2, (44_100, 1)),
        (lambda rate, channels: (rate, channels) == (16_000, 1), 1, (16_000, 1)),
        (lambda _, channels: channels == 2, 2, (48_000, 2)),
        (lambda _, channels: channels == 8, 8, (48_000, 8)),
        (lambda rate, channels: (rate, channels) == (44_100, 18), 18, (44_100, 18)),
    ],
    ids=["44.1 kHz", "16 kHz", "stereo", "eight channels", "a mixing desk"],
)
def test_one_that_refuses_what_is_best_is_asked_for_what_it_takes(
    there: Callable[..., Library],
    takes: Callable[[int, int], bool],
    wide: int,
    wanted: tuple[int, int],
) -> None:
    library = there(Device("picky", takes, wide))
    mic = opened()
    assert (mic.rate, mic.channels) == wanted
    assert library.open == [("picky", *wanted)]


def test_eight_channels_become_one_with_the_voice_of_any() -> None:
    frame = b"".join(n.to_bytes(2, "little") for n in (0, 0, 8000, 0, 0, 0, 0, 0))
    assert Resampler(48_000, 8).feed(frame * 960) == (1000).to_bytes(2, "little") * 960


@pytest.mark.parametrize("listed", [1, 2, 3])
def test_one_that_vanishes_between_list_and_open_gives_way_to_the_next(
    there: Callable[..., Library], listed: int
) -> None:
    gone = Device("gone")
    gone.listed = listed
    there(Device("there"), gone, usual=1)
    assert opened().name == "there"


def test_the_usual_one_that_can_not_be_opened_gives_way_to_any_other(
    there: Callable[..., Library],
) -> None:
    there(Device("usual", lambda *_: False), Device("no microphone", wide=0), Device("third"))
    assert opened().name == "third"


def test_a_name_that_is_no_text_leaves_that_one_out_and_no_other(
    there: Callable[..., Library],
) -> None:
    there(Device("usual", lambda *_: False), Device(b"Micr\xf3fono"), Device("third"))
    assert opened().name == "third"
    assert [name for name, _ in devices.names(True)] == ["usual", "third"]


def test_a_chosen_one_plugged_in_since_the_start_is_found(there: Callable[..., Library]) -> None:
    library = there(Device("usual"), later=(Device("headset"),))
    assert opened("headset").name == "headset"
    assert library.begun == 1
    assert opened("headset").name == "headset"
    assert library.begun == 1  # it is known now


def test_when_one_is_looked_for_what_was_plugged_in_is_found_and_the_mute_passed_over(
    there: Callable[..., Library],
) -> None:
    library = there(Device("mute"), later=(Device("headset"),))
    assert opened(afresh=True, without={"mute"}).name == "headset"
    assert library.begun == 1


def test_without_any_a_sentence_says_so(there: Callable[..., Library]) -> None:
    there(usual=-1)
    with pytest.raises(Problem, match="No microphone could be opened") as none:
        opened()
    assert none.value.trouble is Trouble.NO_MICROPHONE


def test_a_sound_system_that_does_not_come_up_again_is_a_problem_and_the_next_look_works(
    there: Callable[..., Library], monkeypatch: pytest.MonkeyPatch
) -> None:
    library = there(Device("usual"))

    def refuse() -> None:
        raise SoundError("PortAudio not initialized")

    with monkeypatch.context() as away:
        away.setattr(library, "_initialize", refuse)
        away.setattr(library, "_terminate", refuse)
        with pytest.raises(Problem, match="can't be reached"):
            opened(afresh=True)
    assert opened(afresh=True).name == "usual"


def test_one_that_ends_while_it_is_opened_is_not_told_as_lost(
    there: Callable[..., Library], monkeypatch: pytest.MonkeyPatch
) -> None:
    library = there(Device("usual"))
    lost: list[str] = []
    real = library.RawInputStream

    def stream(**asked: Any) -> SimpleNamespace:
        made = real(**asked)
        if asked["samplerate"] == 48_000:

            def start() -> None:
                asked["finished_callback"]()
                raise SoundError("Unanticipated host error")

            made.start = start
        return made

    monkeypatch.setattr(library, "RawInputStream", stream)
    mic = Microphone(None, lambda _: None, lambda: lost.append("lost"))
    assert (mic.rate, lost) == (44_100, [])


def test_closing_twice_closes_once(there: Callable[..., Library]) -> None:
    library = there(Device("usual"))
    mic = opened()
    assert mic.close()
    assert mic.close()
    assert library.open == []


NAMED = """
import sys
from kdesk.audio.devices import names
sys.stdout.buffer.write("\\n".join(name for name, _ in names(True)).encode())
"""


def test_a_name_in_another_script_is_read_and_one_that_is_no_text_is_left_out(
    virtual_mic: VirtualMic,
) -> None:
    with (virtual_mic.folder / "alsa.conf").open("ab") as file:
        file.write('pcm."Микрофон 麦克风 مِكرُوفُون" { type pulse }\n'.encode())
        file.write(b'pcm."Micr\xf3fono" { type pulse }\n')
    listed = subprocess.run(
        [sys.executable, "-c", NAMED], cwd=ROOT, capture_output=True, check=True
    ).stdout.decode()
    assert set(listed.split("\n")) == {"pulse", "default", "Микрофон 麦克风 مِكرُوفُون"}


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("default", ""),
        ("pulse", ""),
        ("hw:1,0", ""),
        ("sysdefault:CARD=PCH", ""),
        ("Webcam Mono", "Webcam Mono"),
        ("Микрофон", "Микрофон"),
    ],
)
def test_a_name_that_only_the_sound_system_understands_is_not_said(name: str, said: str) -> None:
    assert said_name(name) == said
