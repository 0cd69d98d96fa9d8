"""Writing the pages: to a file, whole or not at all, and to a printer."""

import errno
import os
import subprocess
import sys
from pathlib import Path

import pypdfium2
import pytest
from PySide6.QtPrintSupport import QPrinter

from kdesk.domain.problem import Problem, Trouble
from kdesk.paper.files import write_whole
from kdesk.paper.pages import Pages
from kdesk.paper.pdf import NAME, pages_as_pdf, print_on, save
from tests.paper.conftest import FONTS
from tests.paper.sample import PRINTED, fortnight
from tests.paper.test_pages import A4, LETTER, page_texts


def printed(file: Path, *, first: int = 0, last: int = 0) -> list[str]:
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(file))
    printer.setFromTo(first, last)
    print_on(printer, Pages(fortnight(), PRINTED, LETTER))
    return page_texts(file.read_bytes())


def test_what_is_printed_is_what_is_saved(tmp_path: Path) -> None:
    saved = page_texts(pages_as_pdf(Pages(fortnight(), PRINTED, LETTER)))
    assert printed(tmp_path / "a.pdf") == saved
    document = pypdfium2.PdfDocument(tmp_path / "a.pdf")
    assert document.get_metadata_dict()["Title"] == NAME
    assert document[0].get_size() == pytest.approx((612, 792), abs=1)
    document.close()


def test_single_pages_can_be_printed(tmp_path: Path) -> None:
    whole = printed(tmp_path / "a.pdf")
    assert printed(tmp_path / "b.pdf", first=2, last=2) == whole[1:]
    assert printed(tmp_path / "c.pdf", first=1, last=9) == whole


def test_a_printer_that_refuses_is_a_plain_problem(tmp_path: Path) -> None:
    with pytest.raises(Problem) as caught:
        printed(tmp_path / "no" / "folder" / "a.pdf")
    assert caught.value.trouble is Trouble.CANNOT_WRITE


def test_a_file_is_replaced_whole_or_left_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "a.pdf"
    file.write_bytes(b"before")
    full = OSError(errno.ENOSPC, "No space left on device")

    def fail(_: int) -> None:
        raise full

    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", fail)
        with pytest.raises(Problem) as caught:
            write_whole(file, b"after")
    assert caught.value.trouble is Trouble.DISK_FULL
    assert file.read_bytes() == b"before"
    assert [left.name for left in tmp_path.iterdir() if left.is_file()] == ["a.pdf"]
    write_whole(file, b"after")
    assert file.read_bytes() == b"after"


def test_it_is_saved_without_a_window_and_with_the_bundled_letters(tmp_path: Path) -> None:
    """As the command line does it: a process without a screen and without an application."""
    code = (
        "import sys; from pathlib import Path; from kdesk.paper.pdf import save;"
        "from tests.paper.sample import PRINTED, fortnight;"
        "save(fortnight(), Path(sys.argv[1]), printed_on=PRINTED, fonts=Path(sys.argv[2]))"
    )
    environment = {k: v for k, v in os.environ.items() if k not in ("QT_QPA_PLATFORM", "DISPLAY")}
    file = tmp_path / "a.pdf"
    subprocess.run([sys.executable, "-c", code, file, FONTS], check=True, env=environment)
    fonts = subprocess.run(["pdffonts", file], capture_output=True, check=True).stdout.decode()
    assert "EBGaramond" in fonts
    assert "DejaVu" not in fonts
    assert page_texts(file.read_bytes())


def test_an_application_that_runs_is_used(tmp_path: Path) -> None:
    save(fortnight(), tmp_path / "a.pdf", printed_on=PRINTED, fonts=FONTS)
    assert (
        len(page_texts((tmp_path / "a.pdf").read_bytes())) == Pages(fortnight(), PRINTED, A4).count
    )
