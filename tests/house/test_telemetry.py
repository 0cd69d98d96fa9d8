"""No library that kdesk brings along phones home.

onnxruntime did from 1.29 on, so the compiled files of everything installed for kdesk are searched
for the addresses and names that collectors of telemetry leave in them.
"""

import mmap
import os
import re
import subprocess
import sys
from collections.abc import Iterable, Iterator
from importlib import metadata
from pathlib import Path

import pytest

from kdesk import QUIET
from tests.speech.sounds import SAMPLE, SMALL

MARKERS = (
    b"events.data.microsoft.com",
    b"OneCollector",
    b"Microsoft::Applications::Events",  # the 1DS library, once called Aria
    b"Microsoft12Applications6Events",
    b"aria.microsoft.com",
    b"dc.services.visualstudio.com",
    b"google-analytics.com",
    b"app-measurement.com",
    b"sentry.io",
    b"posthog.com",
    b"api.segment.io",
    b"api.mixpanel.com",
    b"amplitude.com",
    b"datadoghq.com",
    b"crashlytics",
    b"bugsnag.com",
    b"xet_data::telemetry",
)
COMPILED = re.compile(r"\.(so(\.\d+)*|pyd|dll|dylib)$")
NEVER_LOADED = "hf_xet"
"""Comes with huggingface_hub, for its downloads; it reports them unless it is told not to."""


def needed(name: str, seen: set[str]) -> Iterator[metadata.Distribution]:
    """A distribution and all it needs here."""
    plain = re.sub(r"[-_.]+", "-", name).lower()
    if plain in seen:
        return
    seen.add(plain)
    try:
        found = metadata.distribution(name)
    except metadata.PackageNotFoundError:  # for another system or an extra nobody asked for
        return
    yield found
    for requirement in found.requires or []:
        if "extra ==" not in requirement:
            yield from needed(re.split(r"[^\w.-]", requirement, maxsplit=1)[0], seen)


def compiled(names: Iterable[str]) -> list[Path]:
    seen: set[str] = set()
    return [
        Path(str(file.locate()))
        for name in names
        for found in needed(name, seen)
        for file in found.files or []
        if COMPILED.search(file.name) and Path(str(file.locate())).is_file()
    ]


def markers_in(file: Path) -> list[str]:
    if file.stat().st_size == 0:
        return []
    with file.open("rb") as opened:
        content = mmap.mmap(opened.fileno(), 0, access=mmap.ACCESS_READ)
        with content:
            return [marker.decode() for marker in MARKERS if content.find(marker) >= 0]


def dependencies() -> list[str]:
    import tomllib

    project = tomllib.loads(Path("pyproject.toml").read_text(encoding="utf-8"))["project"]
    return [re.split(r"[^\w.-]", line, maxsplit=1)[0] for line in project["dependencies"]]


def test_no_installed_library_carries_telemetry() -> None:
    files = compiled(dependencies())
    folders = {file.parts[-2] for file in files} | {file.parts[-3] for file in files}
    assert {"onnxruntime", "ctranslate2", "av", "PySide6", "numpy"} <= folders
    found = {file.name: markers for file in files if (markers := markers_in(file))}
    reporting = {name for name in found if not name.startswith(NEVER_LOADED)}
    assert reporting == set(), found


@pytest.mark.parametrize("marker", MARKERS, ids=bytes.decode)
def test_a_library_with_telemetry_would_be_noticed(tmp_path: Path, marker: bytes) -> None:
    """The control."""
    library = tmp_path / "libfriendly.so.1.29.0"
    library.write_bytes(os.urandom(70_000) + b"https://" + marker + b"\0" + os.urandom(999))
    assert COMPILED.search(library.name)
    assert markers_in(library) == [marker.decode()]


def test_the_one_library_that_reports_downloads_is_never_loaded() -> None:
    code = f"""
import sys
from pathlib import Path
from kdesk.audio.flac import decoded
from kdesk.speech.listener import Listener
sound = Path({str(SAMPLE / "memo.flac")!r}).read_bytes()
heard = list(Listener.load(Path({str(SMALL)!r})).listen(decoded(sound, 16000)))
assert len(heard) == 5
loaded = Path("/proc/self/maps").read_text() if sys.platform == "linux" else ""
print(any(name.startswith("hf_xet") for name in sys.modules), "hf_xet" in loaded)
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["False", "False"]


def test_the_speech_process_switches_telemetry_off_before_it_loads_anything() -> None:
    code = """
import io, os, sys
from kdesk import QUIET
from kdesk.jobs import listen
with open(os.devnull, "rb") as nothing:
    listen.main(nothing, io.BytesIO())
loaded = {"onnxruntime", "huggingface_hub", "faster_whisper", "ctranslate2"} & set(sys.modules)
print(sorted(loaded), {os.environ[name] for name in QUIET})
"""
    loud = {**os.environ, **dict.fromkeys(QUIET, "0")}
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, env=loud
    )
    assert done.stdout.strip() == "[] {'1'}"
