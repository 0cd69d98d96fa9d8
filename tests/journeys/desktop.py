"""A desktop nobody sits at: a screen, two buses, a window manager, and somebody to use it."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

READER = Path(__file__).with_name("reader.py")
PORTAL = Path(__file__).with_name("bright_portal.py")
DEBIAN_PYTHON = "/usr/bin/python3"  # the one that Debian's python3-pyatspi belongs to


@contextmanager
def running(command: list[str], env: dict[str, str], **how: Any) -> Iterator[subprocess.Popen[str]]:
    """A process with its own group, ended with everything it started."""
    process = subprocess.Popen(command, env=env, text=True, start_new_session=True, **how)
    try:
        yield process
    finally:
        end_group(process)
        for pipe in (process.stdin, process.stdout, process.stderr):
            if pipe is not None:
                with suppress(BrokenPipeError):
                    pipe.close()


def end_group(process: subprocess.Popen[str]) -> None:
    for how in (signal.SIGTERM, signal.SIGKILL):
        try:
            os.killpg(process.pid, how)
        except ProcessLookupError:
            break
        try:
            process.wait(timeout=3)
        except subprocess.TimeoutExpired:
            continue
    process.wait(timeout=5)


@dataclass
class Person:
    """Somebody who presses, types and reads by accessible names."""

    reader: subprocess.Popen[str]

    def _ask(self, **command: Any) -> Any:
        assert self.reader.stdin is not None
        assert self.reader.stdout is not None
        self.reader.stdin.write(json.dumps(command) + "\n")
        self.reader.stdin.flush()
        line = self.reader.stdout.readline()
        assert line, "the screen reader is gone"
        answer = json.loads(line)
        if "error" in answer:
            raise AssertionError(f"{answer['error']}; on the screen: {self.names()}")
        return answer["answer"]

    def press(self, name: str, **more: Any) -> None:
        assert self._ask(verb="press", name=name, **more)

    def type(self, name: str, text: str, **more: Any) -> None:
        assert self._ask(verb="type", name=name, text=text, **more)

    def read(self, name: str, **more: Any) -> str:
        return str(self._ask(verb="read", name=name, **more))

    def sees(self, part: str, within: float = 10) -> str:
        """Wait for a text on the screen that has `part` in it; the whole text."""
        return str(self._ask(verb="read", part=part, within=within))

    def sees_name(self, name: str, within: float = 10) -> None:
        self._ask(verb="read", name=name, within=within)

    def gone(self, name: str, within: float = 10) -> None:
        """Wait until nothing of that name is on the screen."""
        assert self._ask(verb="gone", name=name, within=within), name

    def focus(self, name: str) -> None:
        """Give something the keyboard."""
        assert self._ask(verb="focus", name=name)

    def press_part(self, part: str, **more: Any) -> None:
        assert self._ask(verb="press", part=part, **more)

    def where(self, **what: Any) -> tuple[int, int, int, int]:
        x, y, width, height = self._ask(verb="where", **what)
        return x, y, width, height

    def names(self) -> list[str]:
        return list(self._ask(verb="names"))

    def says(self) -> list[str]:
        return list(self._ask(verb="says"))


@dataclass
class Desktop:
    """Where kdesk runs in a journey."""

    env: dict[str, str]
    person: Person
    folder: Path
    stack: ExitStack = field(repr=False)

    def start(
        self,
        *arguments: str,
        log: str = "kdesk.txt",
        program: tuple[str, ...] = ("-m", "kdesk"),
    ) -> subprocess.Popen[str]:
        """Open kdesk; ended with the desktop if it is still there."""
        output: IO[str] = self.stack.enter_context((self.folder / log).open("w"))
        return self.stack.enter_context(
            running(
                [sys.executable, *program, *arguments],
                self.env,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
            )
        )

    def offer_bright_dialogs(self) -> None:
        """Have file dialogs of its own from now on, white ones."""
        self.env["QT_QPA_PLATFORMTHEME"] = "xdgdesktopportal"
        log = self.stack.enter_context((self.folder / "portal.txt").open("w"))
        command = [DEBIAN_PYTHON, str(PORTAL)]
        self.stack.enter_context(running(command, _of_debian(self.env), stdout=log, stderr=log))

    def picture(self, name: str) -> Path:
        """A picture of the whole screen."""
        file = self.folder / f"{name}.png"
        subprocess.run(
            ["import", "-window", "root", str(file)], env=self.env, check=True, timeout=20
        )
        return file

    def keys(self, *names: str) -> None:
        """Press keys as on a keyboard, such as `space` or `ctrl+r`."""
        subprocess.run(["xdotool", "key", *names], env=self.env, check=True, timeout=20)

    def minimise(self) -> None:
        """Minimise the window in front; back once it is gone from the screen."""
        window = ["xdotool", "getactivewindow", "windowminimize", "--sync"]
        subprocess.run(window, env=self.env, check=True, timeout=20)

    def click(self, **what: Any) -> None:
        """Click the middle of something with the mouse."""
        x, y, width, height = self.person.where(**what)
        place = [str(x + width // 2), str(y + height // 2)]
        subprocess.run(
            ["xdotool", "mousemove", *place, "click", "1"], env=self.env, check=True, timeout=20
        )


def _of_debian(env: dict[str, str]) -> dict[str, str]:
    return {key: value for key, value in env.items() if not key.startswith("PYTHON")}


@contextmanager
def desktop(folder: Path, more_env: dict[str, str], size: str = "1280x820") -> Iterator[Desktop]:
    """A screen of `size`, with its buses, its window manager and a screen reader."""
    with ExitStack() as stack:
        log = stack.enter_context((folder / "desktop.txt").open("w"))
        runtime = folder / "run"
        runtime.mkdir(mode=0o700)
        env = {**os.environ, **more_env, "XDG_RUNTIME_DIR": str(runtime), "NO_AT_BRIDGE": "0"}
        env |= {"QT_QPA_PLATFORM": "xcb", "QT_LINUX_ACCESSIBILITY_ALWAYS_ON": "1"}
        env.pop("WAYLAND_DISPLAY", None)
        quiet: dict[str, Any] = {"stdin": subprocess.DEVNULL, "stderr": log}
        xvfb = ["Xvfb", "-displayfd", "1", "-screen", "0", f"{size}x24", "-nolisten", "tcp"]
        xvfb += ["-fbdir", str(folder)]  # every pixel lies in a file there, for film.py
        screen = stack.enter_context(running(xvfb, env, stdout=subprocess.PIPE, **quiet))
        assert screen.stdout is not None
        env["DISPLAY"] = f":{screen.stdout.readline().strip()}"
        session = ["dbus-daemon", "--session", "--nofork", "--nopidfile", "--print-address"]
        bus = stack.enter_context(running(session, env, stdout=subprocess.PIPE, **quiet))
        assert bus.stdout is not None
        env["DBUS_SESSION_BUS_ADDRESS"] = bus.stdout.readline().strip()
        launcher = ["/usr/libexec/at-spi-bus-launcher", "--launch-immediately"]
        stack.enter_context(running(launcher, env, stdout=log, **quiet))
        stack.enter_context(running(["openbox"], env, stdout=log, **quiet))
        reader = stack.enter_context(
            running(
                [DEBIAN_PYTHON, str(READER)],
                _of_debian(env),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
            )
        )
        yield Desktop(env, Person(reader), folder, stack)
