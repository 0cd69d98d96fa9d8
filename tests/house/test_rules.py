"""The rules of the house that no linter knows; each is shown to catch what it is for."""

import ast
import re
from collections.abc import Callable, Iterator

import pytest

from tests.house.source import ROOT, Source, called, imported, sources

HOMES = {
    "sqlalchemy": "store",
    "sqlcipher3": "store",
    "alembic": "store",
    "cryptography": "store",
    "pyrage": "store",
    "mnemonic": "store",
    "bech32": "store",
    "keyring": "store",
    "ulid": "store",
    "sounddevice": "audio",
    "soundfile": "audio",
    "av": "audio",
    "faster_whisper": "speech",
    "ctranslate2": "speech",
    "onnxruntime": "speech",
    "PIL": "paper",
    "pypdfium2": "paper",
    "platformdirs": "system",
    "tomli_w": "system",
}
# The system's bus, which sleep is asked for on, is spoken by QtDBus.
QT_HOMES = ("kdesk/ui/", "kdesk/paper/", "kdesk/app/", "kdesk/tour/", "kdesk/system/sleep.py")
# QLocalServer, a local socket by which a second start raises the first window, lives in QtNetwork.
LOCAL_SOCKET = "kdesk/system/single_instance.py"
NETWORK = {
    "socket", "ssl", "http", "urllib.request", "ftplib", "smtplib", "requests", "httpx", "aiohttp",
    "urllib3", "PySide6.QtNetwork", "PySide6.QtWebEngineCore", "huggingface_hub", "asyncio",
    "httpx2", "httpcore2", "truststore", "anyio", "kdesk.jobs.fetch",
}  # fmt: skip
# The one process with a network; nobody imports it, it is started in its role.
FETCH = "kdesk/jobs/fetch.py"


def foreign_imports_away_from_home(source: Source) -> Iterator[str]:
    for name in imported(source):
        top = name.partition(".")[0]
        if top in HOMES and not source.path.startswith(f"kdesk/{HOMES[top]}/"):
            yield f"{source.path} imports {name}"
        if (
            top == "PySide6"
            and not source.path.startswith(QT_HOMES)
            and source.path != LOCAL_SOCKET
        ):
            yield f"{source.path} imports {name}"


def network_code(source: Source) -> Iterator[str]:
    if source.path == FETCH:
        return
    for name in imported(source):
        if any(name == bad or name.startswith(f"{bad}.") for bad in NETWORK):
            if name == "PySide6.QtNetwork" and source.path == LOCAL_SOCKET:
                continue
            yield f"{source.path} imports {name}"


def temporary_files(source: Source) -> Iterator[str]:
    yield from (f"{source.path} imports {n}" for n in imported(source) if n == "tempfile")


def long_rooms(source: Source) -> Iterator[str]:
    lines = source.text.count("\n")
    if lines > 400:
        yield f"{source.path} has {lines} lines"
    for node in ast.walk(source.tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.end_lineno:
            length = node.end_lineno - node.lineno + 1
            if length > 60:
                yield f"{source.path}: {node.name} has {length} lines"


def forbidden_names(source: Source) -> Iterator[str]:
    rooms = {"utils", "helpers", "common", "manager", "service", "controller"}
    if rooms & set(re.split(r"[/._]", source.path)):
        yield f"{source.path} is named after nothing"
    for node in ast.walk(source.tree):
        if isinstance(node, ast.FunctionDef) and re.match(
            r"_?(get|handle|process|do)_|_?set_(?!transcript$|passphrase$|title$|subtitle$)",
            node.name,
        ):
            yield f"{source.path}: {node.name}"


def translated_f_strings(source: Source) -> Iterator[str]:
    for node in ast.walk(source.tree):
        if not (isinstance(node, ast.Call) and ast.unparse(node.func).endswith("tr")):
            continue
        if any(isinstance(argument, ast.JoinedStr) for argument in node.args):
            yield f"{source.path}:{node.lineno} tr(f…)"


def threads_and_processes(source: Source) -> Iterator[str]:
    starters = {"threading.Thread", "Thread", "subprocess.Popen", "Popen", "subprocess.run",
                "ThreadPoolExecutor", "multiprocessing.Process", "QThread", "QProcess", "os.fork",
                "concurrent.futures.ThreadPoolExecutor"}  # fmt: skip
    # The recorder's writer thread and the capture's sealing thread must be next to their queues;
    # locking replaces the window's own process.
    if source.path == "kdesk/jobs/runner.py" or source.path.startswith("kdesk/audio/"):
        return
    if source.path in {"kdesk/store/capture_sealing.py", "kdesk/store/capture_notes.py"}:
        return
    yield from (f"{source.path} calls {name}" for name in called(source) if name in starters)


def missing_docstrings(source: Source) -> Iterator[str]:
    if not ast.get_docstring(source.tree):
        yield f"{source.path} says nothing about what belongs there"


def sleeps_and_mocks(source: Source) -> Iterator[str]:
    bad = re.compile(r"\b(MagicMock|time\.sleep|qtbot\.wait\()")
    if source.path != "tests/house/test_rules.py":
        yield from (f"{source.path}: {found}" for found in bad.findall(source.text))


def skipped_checks_without_reason(source: Source) -> Iterator[str]:
    for number, line in enumerate(source.text.splitlines(), 1):
        if re.search(r"#\s*type:\s*ignore(?!\[)|#\s*noqa(?!:)", line):
            yield f"{source.path}:{number}"


IN_KDESK: list[Callable[[Source], Iterator[str]]] = [
    foreign_imports_away_from_home,
    network_code,
    temporary_files,
    long_rooms,
    forbidden_names,
    translated_f_strings,
    threads_and_processes,
    missing_docstrings,
    skipped_checks_without_reason,
]

CAUGHT: dict[Callable[[Source], Iterator[str]], tuple[str, str]] = {
    foreign_imports_away_from_home: ("kdesk/ui/a.py", "def f():\n    import sqlalchemy"),
    network_code: ("kdesk/ui/a.py", "from urllib.request import urlopen"),
    temporary_files: ("kdesk/store/a.py", "import tempfile"),
    long_rooms: ("kdesk/ui/a.py", "def f():\n" + "    pass\n" * 61),
    forbidden_names: ("kdesk/ui/a.py", "def get_title(): ..."),
    translated_f_strings: ("kdesk/ui/a.py", "self.tr(f'{x}')"),
    threads_and_processes: ("kdesk/ui/a.py", "threading.Thread()"),
    missing_docstrings: ("kdesk/ui/a.py", "x = 1"),
    skipped_checks_without_reason: ("kdesk/ui/a.py", "x = 1  # type: " + "ignore"),
    sleeps_and_mocks: ("tests/a.py", "time." + "sleep(1)"),
}


@pytest.mark.parametrize("rule", IN_KDESK, ids=lambda rule: rule.__name__)
def test_kdesk_keeps_the_rule(rule: Callable[[Source], Iterator[str]]) -> None:
    found = [line for source in sources("kdesk") for line in rule(source)]
    assert found == []


def test_tests_neither_sleep_nor_mock() -> None:
    assert [line for source in sources("tests") for line in sleeps_and_mocks(source)] == []


@pytest.mark.parametrize("rule", CAUGHT, ids=lambda rule: rule.__name__)
def test_the_rule_catches_what_it_is_for(rule: Callable[[Source], Iterator[str]]) -> None:
    path, text = CAUGHT[rule]
    assert list(rule(Source(path, text)))


def test_pins_are_exact_and_name_no_address() -> None:
    lines = (ROOT / "packaging/constraints.txt").read_text().splitlines()
    pins = [line for line in lines if not line.startswith("#")]
    assert pins
    for pin in pins:
        assert re.fullmatch(r"[A-Za-z0-9._-]+==[A-Za-z0-9.+!]+", pin), pin


def test_every_dependency_is_pinned() -> None:
    import tomllib

    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    wanted = project["dependencies"] + project["optional-dependencies"]["test"]
    pinned = {
        line.partition("==")[0].lower().replace("_", "-")
        for line in (ROOT / "packaging/constraints.txt").read_text().splitlines()
    }
    names = {re.split(r"[<>=]", line)[0].lower().replace("_", "-") for line in wanted}
    assert names <= pinned
