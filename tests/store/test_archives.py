import io
import json
import tarfile
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kdesk.domain.problem import Problem, Trouble
from kdesk.store import archives

FILES = {
    "vault.json": b"{}",
    "db/journal.db": bytes(1000),
    "blobs/0a/" + "0a" * 16 + ".flac.age": b"",
    "captures/memo-01J.wav.age": b"x" * 512,
}


def written(files: dict[str, bytes] = FILES) -> bytes:
    into = io.BytesIO()
    writer = archives.Writer(into)
    for name, data in files.items():
        writer.add(name, io.BytesIO(data), len(data))
    writer.finish({"made_at": "2026-11-19"})
    return into.getvalue()


def read(data: bytes) -> dict[str, bytes]:
    places: dict[str, io.BytesIO] = {}
    archives.read(io.BytesIO(data), lambda name: places.setdefault(name, io.BytesIO()))
    return {name: place.getvalue() for name, place in places.items()}


def refused(data: bytes) -> Trouble:
    with pytest.raises(Problem) as told:
        read(data)
    return told.value.trouble


def refused_unplaced(data: bytes) -> Trouble:
    """Refused before any place was asked for; that would be too late for a bad name."""

    def place(name: str) -> io.BytesIO:
        raise AssertionError(name)

    with pytest.raises(Problem) as told:
        archives.read(io.BytesIO(data), place)
    return told.value.trouble


def test_what_goes_in_comes_out() -> None:
    assert read(written()) == FILES


def test_any_tar_program_can_open_it() -> None:
    with tarfile.open(fileobj=io.BytesIO(written())) as tar:
        names = tar.getnames()
        manifest = tar.extractfile("manifest.json")
        assert manifest is not None
        assert json.load(manifest)["files"].keys() == FILES.keys()
    assert names == [*FILES, "manifest.json"]


def tarred(change: Callable[[tarfile.TarInfo], object], format_: int = tarfile.PAX_FORMAT) -> bytes:
    """A tar as other programs make them, with one odd member before a good end."""
    into = io.BytesIO()
    with tarfile.open(fileobj=into, mode="w", format=format_) as tar:
        member = tarfile.TarInfo("vault.json")
        member.size = 2
        change(member)
        tar.addfile(member, io.BytesIO(b"{}"))
    return into.getvalue().rstrip(b"\0") + bytes(512) + written()


@pytest.mark.parametrize(
    "name",
    ["../vault.json", "/etc/passwd", "db/../../x", "blobs/0a/../x.age", "captures/.ballast",
     "captures/../vault.json", "lock", "", "vault.json/", "captures/a\\..\\b.age", "db", "C:\\x"],
)  # fmt: skip
def test_a_name_that_could_lead_elsewhere_is_refused(name: str) -> None:
    assert (
        refused_unplaced(tarred(lambda member: setattr(member, "name", name))) is Trouble.BAD_FILE
    )


@pytest.mark.parametrize(
    "kind",
    [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.DIRTYPE, tarfile.CHRTYPE, tarfile.FIFOTYPE,
     tarfile.GNUTYPE_SPARSE, tarfile.GNUTYPE_LONGNAME, tarfile.XHDTYPE],
)  # fmt: skip
def test_anything_but_a_plain_file_is_refused(kind: bytes) -> None:
    def change(member: tarfile.TarInfo) -> None:
        member.type, member.linkname, member.size = kind, "/etc/passwd", 0

    assert refused_unplaced(tarred(change, tarfile.GNU_FORMAT)) is Trouble.BAD_FILE


def test_a_compressed_archive_is_refused_before_it_grows() -> None:
    into = io.BytesIO()
    with tarfile.open(fileobj=into, mode="w:gz") as tar:
        member = tarfile.TarInfo("vault.json")
        member.size = 100_000_000
        tar.addfile(member, io.BytesIO(bytes(member.size)))
    assert refused(into.getvalue()) is Trouble.BAD_FILE


def test_a_size_that_is_a_lie_is_refused() -> None:
    header = tarfile.TarInfo("vault.json")
    header.size = 1 << 60
    assert refused(header.tobuf(tarfile.GNU_FORMAT) + bytes(512)) is Trouble.BAD_FILE


def test_a_manifest_without_end_is_refused_before_it_fills_the_memory() -> None:
    header = tarfile.TarInfo("manifest.json")
    header.size = 1 << 40

    class Endless(io.BytesIO):
        def read(self, size: int | None = -1, /) -> bytes:
            found = super().read(size)
            assert found, "it read on and on"
            return found

    with pytest.raises(Problem):
        archives.read(Endless(header.tobuf(tarfile.GNU_FORMAT)), lambda _: io.BytesIO())


def test_a_file_that_comes_twice_is_refused() -> None:
    once = written({"vault.json": b"{}"})
    assert refused(once[:1024] + once) is Trouble.BAD_FILE


def test_a_file_more_or_less_than_the_manifest_says_is_refused() -> None:
    whole, shorter = written(), written({"vault.json": b"{}"})
    assert refused(shorter[:1024] + whole[1024 + 512 + 1024 :]) is Trouble.BAD_FILE
    assert refused(whole[1024:]) is Trouble.BAD_FILE


def test_a_later_form_is_told_apart_from_damage() -> None:
    later = written().replace(b'"ver": 1', b'"ver": 2')
    assert refused(later) is Trouble.TOO_NEW


def test_a_cut_off_archive_is_refused() -> None:
    whole = written()
    end = len(whole.rstrip(b"\0"))
    for length in (*range(0, end, 97), end - 1):
        assert refused(whole[:length]) is Trouble.BAD_FILE


@settings(max_examples=300, deadline=None)
@given(st.data())
def test_a_changed_byte_is_refused_or_changes_nothing(data: st.DataObject) -> None:
    whole = bytearray(written())
    place = data.draw(st.integers(0, len(whole) - 1))
    whole[place] ^= data.draw(st.integers(1, 255))
    try:
        found = read(bytes(whole))
    except Problem as problem:
        assert problem.trouble in {Trouble.BAD_FILE, Trouble.TOO_NEW}
    else:
        assert found == FILES


@settings(max_examples=300)
@given(st.binary(max_size=3000))
def test_any_bytes_are_refused_in_a_sentence(data: bytes) -> None:
    assert refused(data) is Trouble.BAD_FILE


def test_a_file_that_shrinks_meanwhile_is_an_error() -> None:
    writer = archives.Writer(io.BytesIO())
    with pytest.raises(OSError, match="shrank"):
        writer.add("vault.json", io.BytesIO(b"abc"), 4)


def test_a_name_that_would_be_refused_is_not_written() -> None:
    with pytest.raises(ValueError, match="refused"):
        archives.Writer(io.BytesIO()).add("lock", io.BytesIO(), 0)
