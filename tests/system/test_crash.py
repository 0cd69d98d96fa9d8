"""A bug is told with its place and without a word of the journal."""

import logging
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from kdesk.system import crash
from kdesk.system.log import keep_log

SECRET = "the yellow light in my grandmother's kitchen"


class OddError(Exception):
    """An error of the test's own."""


def stumble() -> None:
    words = SECRET
    try:
        float(words)
    except ValueError as error:
        raise OddError(words) from error


@pytest.fixture
def mistake() -> OddError:
    with pytest.raises(OddError) as caught:
        stumble()
    return caught.value


@pytest.fixture
def log(tmp_path: Path) -> Iterator[Path]:
    yield tmp_path / "kdesk.log"
    logger = logging.getLogger("kdesk")
    for handler in tuple(logger.handlers):
        logger.removeHandler(handler)
        handler.close()


@pytest.fixture
def hooks() -> Iterator[Callable[[], None]]:
    before = sys.excepthook, threading.excepthook, sys.unraisablehook
    yield lambda: None
    sys.excepthook, threading.excepthook, sys.unraisablehook = before


def test_the_report_names_the_errors_and_where_they_were(mistake: OddError) -> None:
    report = crash.report(mistake)
    assert "test_crash.OddError" in report
    assert "builtins.ValueError" in report
    assert "tests/system/test_crash.py" in report
    assert "in stumble" in report


def test_the_report_holds_no_word_of_the_journal(mistake: OddError) -> None:
    report = crash.report(mistake)
    assert SECRET not in report
    assert "kitchen" not in report


def test_the_report_holds_no_folder_of_the_person(mistake: OddError) -> None:
    assert str(Path(__file__).parents[2]) not in crash.report(mistake)


def test_a_log_line_of_an_error_holds_no_word_of_the_journal(mistake: OddError, log: Path) -> None:
    keep_log(log).error("a mistake", exc_info=mistake)
    written = log.read_text()
    assert "a mistake (OddError)" in written
    assert "in stumble" in written
    assert "kitchen" not in written


def test_a_log_that_cannot_be_written_is_done_without(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    keep_log(tmp_path / "file" / "kdesk.log").info("nobody hears this")


def test_libraries_do_not_write_into_the_log(log: Path) -> None:
    keep_log(log)
    logging.getLogger("sqlalchemy").error(SECRET)
    assert SECRET not in log.read_text()


def test_a_bug_on_any_thread_is_told(hooks: object) -> None:
    told: list[BaseException] = []
    crash.watch(told.append)
    thread = threading.Thread(target=stumble)
    thread.start()
    thread.join()
    error = OddError()
    sys.excepthook(OddError, error, None)
    assert [type(one) for one in told] == [OddError, OddError]


def test_nothing_of_a_bug_goes_to_the_terminal(
    hooks: object, capfd: pytest.CaptureFixture[str]
) -> None:
    crash.watch(lambda _: None)
    thread = threading.Thread(target=stumble)
    thread.start()
    thread.join()
    assert "kitchen" not in capfd.readouterr().err
