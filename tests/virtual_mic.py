"""A microphone that tests can speak into: a PulseAudio of one's own with a sink that is heard.

What is played to the sink comes back, sample for sample at 48 kHz, from the microphone that
listens to it. The server lives in a folder of its own and is started and ended by its process id.
"""

import os
import shutil
import signal
import subprocess
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

RATE = 48_000
STARTS_WITHIN = 10.0
"""Seconds; it takes about 0.1 on an idle machine."""

PLAYER = ("paplay", "--latency-msec=500")
"""With a buffer that a busy machine keeps filled: a gap would be the test's own, not kdesk's."""

SCRIPT = """\
.fail
load-module module-native-protocol-unix socket={folder}/native auth-anonymous=1
load-module module-null-sink sink_name=mouth format=s16le rate={rate} channels=1 \
channel_map=mono norewinds=1 sink_properties=device.description=Mouth
load-module module-remap-source source_name=ear master=mouth.monitor format=s16le rate={rate} \
channels=1 channel_map=mono remix=no source_properties=device.description=Ear
set-default-sink mouth
set-default-source ear
"""
SINK = "sink_name={name} format=s16le rate=48000 channels=1 channel_map=mono norewinds=1"
SOURCE = (
    "source_name={name} master=mouth.monitor format=s16le rate=48000 channels=1 "
    "channel_map=mono remix=no"
)
# Says nothing of the machine's own sound cards, so that only the server's two devices exist.
ALSA = """\
pcm.pulse { type pulse }
ctl.pulse { type pulse }
pcm.!default { type pulse }
ctl.!default { type pulse }
"""
CLIENT = "autospawn = no\nenable-shm = no\nenable-memfd = no\n"


class VirtualMic:
    """The sound server, its one speaker and its one microphone."""

    def __init__(self, folder: Path, rate: int = RATE) -> None:
        self.folder = folder
        self.rate = rate
        self.environment = {
            "PULSE_CLIENTCONFIG": str(folder / "client.conf"),
            "PULSE_SERVER": f"unix:{folder}/native",
            "PULSE_RUNTIME_PATH": str(folder / "run"),
            "PULSE_STATE_PATH": str(folder / "state"),
            "ALSA_CONFIG_PATH": str(folder / "alsa.conf"),
        }
        self._server: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start the server and wait until it answers."""
        for name in ("run", "state"):
            (self.folder / name).mkdir(mode=0o700, exist_ok=True)
        script = SCRIPT.format(folder=self.folder, rate=self.rate)
        (self.folder / "script.pa").write_text(script)
        (self.folder / "alsa.conf").write_text(ALSA)
        (self.folder / "client.conf").write_text(CLIENT)
        (self.folder / "native").unlink(missing_ok=True)
        command = "pulseaudio --daemonize=no --system=false --use-pid-file=no --exit-idle-time=-1"
        command += " --disable-shm=yes --realtime=no --high-priority=no --log-level=error -n -F"
        log = (self.folder / "log").open("ab")
        with log:
            self._server = subprocess.Popen(
                [*command.split(), str(self.folder / "script.pa")],
                env=self._known(),
                stdout=log,
                stderr=log,
            )
        self._until_it_answers()

    def end(self, how: signal.Signals = signal.SIGTERM) -> None:
        """End the server by its id, politely or (SIGKILL) not; without a server nothing happens."""
        if self._server is None:
            return
        self._server.send_signal(signal.SIGCONT)
        self._server.send_signal(how)
        try:
            self._server.wait(5)
        except subprocess.TimeoutExpired:
            self._server.kill()
            self._server.wait()
        self._server = None

    def freeze(self) -> None:
        """Stop the server's heart: it exists but answers nobody."""
        assert self._server is not None
        self._server.send_signal(signal.SIGSTOP)

    def thaw(self) -> None:
        """Let a frozen server go on."""
        assert self._server is not None
        self._server.send_signal(signal.SIGCONT)

    def unplug(self) -> None:
        """Take away its microphone and speaker while the server goes on."""
        for module in reversed(self.ask("list", "short", "modules").splitlines()):
            if "mouth" in module:
                self.ask("unload-module", module.split()[0])

    def plug_in(self) -> None:
        """Give back what `unplug` took away."""
        self.ask("load-module", "module-null-sink", *SINK.format(name="mouth").split())
        self.ask("load-module", "module-remap-source", *SOURCE.format(name="ear").split())
        self.ask("set-default-sink", "mouth")
        self.ask("set-default-source", "ear")

    def plug_in_another(self) -> None:
        """Have a second microphone, which hears what is played to a second speaker."""
        self.ask("load-module", "module-null-sink", *SINK.format(name="other").split())

    def suspend(self) -> None:
        """Put the microphone to sleep: it stays open and delivers nothing."""
        self.ask("suspend-source", "ear", "1")

    def resume(self) -> None:
        """Wake it."""
        self.ask("suspend-source", "ear", "0")

    def mute(self, muted: bool) -> None:
        """Have it deliver nothing but zeros."""
        self.ask("set-source-mute", "ear", "1" if muted else "0")

    def speak(self, wav: Path) -> None:
        """Play a sound file into the microphone; returns when it has been played."""
        subprocess.run(
            [*PLAYER, str(wav)], env=self._known(), check=True, timeout=60, capture_output=True
        )

    def begin_speaking(self, wav: Path) -> subprocess.Popen[bytes]:
        """The same, without waiting for the end."""
        return subprocess.Popen([*PLAYER, str(wav)], env=self._known())

    def listeners(self) -> int:
        """How many programs have the microphone open at this moment."""
        return self.ask("list", "source-outputs").count("Driver: protocol-native")

    def ask(self, *words: str) -> str:
        """What `pactl` says to these words."""
        return subprocess.run(
            ["pactl", *words],
            env=self._known(),
            check=True,
            timeout=10,
            capture_output=True,
            text=True,
        ).stdout

    def _known(self) -> dict[str, str]:
        kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
        return kept | self.environment

    def _until_it_answers(self) -> None:
        assert self._server is not None
        pause = threading.Event()
        for _ in range(int(STARTS_WITHIN / 0.02)):
            if self._server.poll() is not None:
                break
            if (self.folder / "native").exists():
                answer = subprocess.run(
                    ["pactl", "info"], env=self._known(), capture_output=True, check=False
                )
                if answer.returncode == 0:
                    return
            pause.wait(0.02)
        raise RuntimeError(f"the sound server did not start: {(self.folder / 'log').read_text()}")


@pytest.fixture
def virtual_mic(monkeypatch: pytest.MonkeyPatch) -> Iterator[VirtualMic]:
    """A running microphone; this process and its children see no other."""
    for program in ("pulseaudio", "pactl", "paplay"):
        if shutil.which(program) is None:
            pytest.skip(f"{program} is not installed (packages pulseaudio, pulseaudio-utils)")
    # A folder with a short name: the path of a socket may have no more than 107 letters.
    folder = Path(tempfile.mkdtemp(prefix="kdesk-mic-"))
    mic = VirtualMic(folder)
    for name, value in mic.environment.items():
        monkeypatch.setenv(name, value)
    try:
        mic.start()
        yield mic
    finally:
        mic.end()
        shutil.rmtree(folder)
