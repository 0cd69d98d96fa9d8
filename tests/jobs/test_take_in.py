"""Taking files in: what comes out of them, and that nothing half-made stays behind."""

import hashlib
import io
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import fields
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import BinaryIO

import numpy as np
import pytest
import soundfile
from PIL import ExifTags, Image, ImageDraw

from kdesk.audio import flac
from kdesk.domain.ids import Kind, kind_of
from kdesk.domain.problem import Problem, Trouble
from kdesk.jobs import intake, prepared
from kdesk.jobs.prepare import prepare
from kdesk.jobs.prepared import Content
from kdesk.jobs.runner import Progress
from kdesk.jobs.take_in import add_files, add_to, take_in
from kdesk.store import creations, entries, items, memos, sessions, taken_in
from kdesk.store.vault import Vault
from tests.audio.sounds import encoded
from tests.audio.sounds import tone as pcm_tone
from tests.paper.test_pdfs import made_by_hand
from tests.paper.test_pictures import CANARY, bombs, told
from tests.store import making

NOW = datetime(2026, 11, 20, 9, 30, tzinfo=timezone(timedelta(hours=1)))
RATE = 48_000


@pytest.fixture
def vault(tmp_path: Path) -> Iterator[Vault]:
    opened = making.made(tmp_path)
    yield opened
    opened.close()


def tone(kind: str = "WAV", seconds: float = 2.0) -> bytes:
    turns = np.arange(int(RATE * seconds)) * 440 * 2 * np.pi / RATE
    out = io.BytesIO()
    soundfile.write(out, (np.sin(turns) * 9000).astype(np.int16), RATE, format=kind)
    return out.getvalue()


def drawing(kind: str = "PNG") -> bytes:
    picture = Image.new("RGB", (300, 200), "white")
    ImageDraw.Draw(picture).ellipse((20, 20, 200, 180), fill="teal")
    out = io.BytesIO()
    picture.save(out, kind)
    return out.getvalue()


def kept(vault: Vault, data: bytes, name: str, at: datetime | None = None) -> str:
    return take_in(vault, io.BytesIO(data), name, session_id=None, at=at, now=NOW)


def nothing_is_kept(vault: Vault) -> bool:
    return items.count(vault) == 0 and not list(vault.blobs.names())


@pytest.mark.parametrize("kind", ["WAV", "FLAC"])
def test_a_sound_becomes_a_memo_that_waits_for_its_words(vault: Vault, kind: str) -> None:
    data = tone(kind)
    name = kept(vault, data, f"walk.{kind.lower()}")
    memo = memos.find(vault, name)
    assert memo.seconds == pytest.approx(2, abs=0.01)
    assert memo.title == "walk"
    assert memo.listening == "pending"
    assert len(memo.peaks) == 400
    assert memo.original is not None
    sound = flac.decode(vault.blobs.read(memo.sound))
    assert sound == flac.decode(tone("FLAC"))
    original, _ = soundfile.read(io.BytesIO(vault.blobs.read(memo.original)), dtype="int16")
    assert original.tobytes() == sound


CUT_SHORT = {"FLAC": tone("FLAC", 5)[:9000], "WAV": tone("WAV", 5)[:200_000]}


@pytest.mark.parametrize("kind", CUT_SHORT)
def test_of_a_sound_cut_short_a_memo_keeps_what_reads_and_says_so(vault: Vault, kind: str) -> None:
    memo = memos.find(vault, kept(vault, CUT_SHORT[kind], f"a.{kind.lower()}"))
    assert memo.cut
    assert 0.1 < memo.seconds < 4
    sound = flac.decode(vault.blobs.read(memo.sound))
    assert len(sound) == round(memo.seconds * RATE) * 2
    whole = flac.decode(tone("FLAC", 5))
    assert sound[: len(sound) - 20_000] == whole[: len(sound) - 20_000]
    assert not memos.find(vault, kept(vault, tone(kind), "whole")).cut


@pytest.mark.parametrize("kind", CUT_SHORT)
def test_a_sound_cut_short_is_no_creation_and_no_memo_where_only_whole_ones_are_wanted(
    vault: Vault, kind: str
) -> None:
    sound = io.BytesIO(CUT_SHORT[kind])
    with pytest.raises(Problem, match="incomplete"):
        add_files(vault, [("a", sound)], title="", note="", session_id=None, at=None, now=NOW)
    with pytest.raises(Problem, match="incomplete"):
        take_in(
            vault, io.BytesIO(CUT_SHORT[kind]), "a", session_id=None, at=None, whole=True, now=NOW
        )
    assert nothing_is_kept(vault)


@pytest.mark.parametrize("kind", ["aac", "amr", "3gp", "mp4"])
def test_what_phones_record_becomes_a_memo_and_its_own_bytes_are_kept(
    vault: Vault, kind: str
) -> None:
    memo = memos.find(vault, kept(vault, encoded(kind, pcm_tone(2.0)), f"walk.{kind}"))
    assert memo.seconds == pytest.approx(2, abs=0.1)
    assert not memo.cut
    assert memo.original is not None


def test_a_sound_finds_its_session_by_its_time(vault: Vault) -> None:
    session = sessions.add(vault, begun_at=NOW - timedelta(hours=3), now=NOW)
    near = memos.find(vault, kept(vault, tone(), "a.wav", NOW - timedelta(hours=1)))
    far = memos.find(vault, kept(vault, tone(), "b.wav", NOW + timedelta(days=3)))
    assert near.session_id == session.id
    assert far.session_id is None


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
def test_a_picture_becomes_a_creation_without_its_metadata(vault: Vault, kind: str) -> None:
    name = kept(vault, told(kind), f"IMG_0042.{kind}")
    creation = creations.find(vault, name)
    (file,) = creation.files
    assert creation.title == "IMG_0042"
    assert file.name == f"IMG_0042.{kind}"
    assert file.content.media_type == f"image/{kind.lower()}"
    assert CANARY.encode() not in vault.blobs.read(file.content)
    assert file.thumbnail is not None
    assert vault.blobs.read(file.thumbnail).startswith(b"\x89PNG")


def test_a_photo_lies_at_the_time_it_was_taken_unless_one_is_given(vault: Vault) -> None:
    taken = datetime(2026, 11, 19, 15, 2, 33, tzinfo=timezone(timedelta(hours=1)))
    given = datetime(2026, 10, 1, 12, tzinfo=UTC)
    assert creations.find(vault, kept(vault, told("JPEG"), "a.jpg")).at == taken
    assert creations.find(vault, kept(vault, told("JPEG"), "a.jpg", given)).at == given
    assert creations.find(vault, kept(vault, drawing(), "a.png")).at == NOW


@pytest.mark.parametrize("said", ["1970:01:01 00:00:00", "2031:01:01 00:00:00"])
def test_a_camera_whose_clock_was_never_set_is_not_believed(vault: Vault, said: str) -> None:
    exif = Image.Exif()
    exif.get_ifd(ExifTags.IFD.Exif)[ExifTags.Base.DateTimeOriginal] = said
    out = io.BytesIO()
    Image.new("RGB", (9, 9)).save(out, "JPEG", exif=exif)
    assert creations.find(vault, kept(vault, out.getvalue(), "a.jpg")).at == NOW


def test_a_camera_without_an_offset_means_the_clock_on_the_wall_here(vault: Vault) -> None:
    exif = Image.Exif()
    exif.get_ifd(ExifTags.IFD.Exif)[ExifTags.Base.DateTimeOriginal] = "2026:11:19 15:02:33"
    out = io.BytesIO()
    Image.new("RGB", (9, 9)).save(out, "JPEG", exif=exif)
    at = creations.find(vault, kept(vault, out.getvalue(), "a.jpg")).at
    assert at.isoformat() == "2026-11-19T15:02:33+01:00"


def test_what_does_not_say_when_it_was_made_lies_where_it_was_modified(vault: Vault) -> None:
    def at(data: bytes, modified: datetime) -> datetime:
        name = take_in(
            vault, io.BytesIO(data), "a.png", session_id=None, at=None, modified=modified, now=NOW
        )
        return creations.find(vault, name).at

    yesterday = NOW - timedelta(days=1)
    assert at(drawing(), yesterday) == yesterday
    assert at(told("JPEG"), yesterday).day == 19
    assert at(told("JPEG"), yesterday) != yesterday
    assert at(drawing(), datetime(1970, 1, 1, tzinfo=UTC)) == NOW
    assert at(drawing(), NOW + timedelta(days=400)) == NOW


@pytest.mark.parametrize("data", [tone(), drawing(), b"A poem."])
def test_with_the_thing_its_files_hash_is_kept(vault: Vault, data: bytes) -> None:
    sha256 = hashlib.sha256(data).hexdigest()
    assert not taken_in.is_known(vault, sha256)
    assert taken_in.what_became_of(vault, sha256) is None
    assert kept(vault, data, "a.txt") == taken_in.what_became_of(vault, sha256)


def test_only_sound_is_taken_where_only_sound_is_wanted(vault: Vault) -> None:
    with pytest.raises(Problem, match="no sound"):
        take_in(
            vault,
            io.BytesIO(drawing()),
            "a.wav",
            session_id=None,
            at=None,
            only=Content.SOUND,
            now=NOW,
        )
    assert nothing_is_kept(vault)


def test_a_large_sound_never_lies_whole_in_the_windows_memory(tmp_path: Path) -> None:
    seconds = 600
    done = in_a_child(
        "import datetime, pathlib, wave\n"
        "from kdesk.jobs.take_in import take_in\n"
        "from tests.store import making\n"
        f"place = pathlib.Path({str(tmp_path)!r})\n"
        "with wave.open(str(place / 'a.wav'), 'wb') as out:\n"
        "    out.setparams((1, 2, 48000, 0, 'NONE', ''))\n"
        f"    for _ in range({seconds}): out.writeframes(bytes(96000))\n"
        "def most():\n"
        "    status = open('/proc/self/status').read()\n"
        "    return int(status.partition('VmHWM:')[2].split()[0])\n"
        "opened, before = making.made(place), most()\n"
        "with (place / 'a.wav').open('rb') as file:\n"
        "    take_in(opened, file, 'a.wav', session_id=None, at=None,\n"
        "            now=datetime.datetime.now(datetime.UTC))\n"
        "print(most() - before)"
    )
    assert done.returncode == 0, done.stderr
    whole = seconds * 96
    assert int(done.stdout) < whole / 3, f"{done.stdout} kB for {whole} kB"


def test_a_pdf_becomes_a_creation_with_its_first_page(vault: Vault) -> None:
    data = made_by_hand("D:20261101120000Z", pages=3)
    creation = creations.find(vault, kept(vault, data, "poem.pdf"))
    (file,) = creation.files
    assert vault.blobs.read(file.content) == data
    assert file.content.media_type == "application/pdf"
    assert file.thumbnail is not None
    assert creation.at == datetime(2026, 11, 1, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("data", "text"),
    [
        ("Grüße\r\n\r\nWasser".encode(), "Grüße\n\nWasser"),
        ("\ufeffGrüße".encode(), "Grüße"),
        ("Grüße".encode("utf-16"), "Grüße"),
        ("Grüße – “so”".encode("cp1252"), "Grüße – “so”"),
        ("مرحبا \u202eabc".encode(), "مرحبا \u202eabc"),
    ],
)
def test_text_becomes_an_entry_to_the_letter(vault: Vault, data: bytes, text: str) -> None:
    entry = entries.find(vault, kept(vault, data, "note.txt"))
    assert entry.text == text
    assert entry.title == "note"


def test_ten_megabytes_of_text_are_kept(vault: Vault) -> None:
    text = "water and stone " * 650_000
    assert entries.find(vault, kept(vault, text.encode(), "long.md")).text == text


def test_what_a_file_is_called_does_not_decide_what_it_is(vault: Vault) -> None:
    assert kind_of(kept(vault, drawing(), "music.wav")) is Kind.CREATION
    assert kind_of(kept(vault, tone(), "drawing.png")) is Kind.MEMO


def test_a_name_is_shown_and_never_a_path(vault: Vault) -> None:
    creation = creations.find(vault, kept(vault, drawing(), "../../etc/\x07pass\u202ewd\x00.png"))
    assert creation.files[0].name == "passwd.png"
    long = creations.find(vault, kept(vault, drawing(), "C:\\a\\" + "n" * 400 + ".png"))
    assert long.files[0].name == "n" * 111 + ".png"


BAD: dict[str, tuple[str, bytes, str]] = {
    "an empty file": ("a.wav", b"", "empty"),
    "an empty text": ("a.txt", b" \n\n", "empty"),
    "text named wav": ("a.wav", b"only words\n" * 50, "can't tell"),
    "a playlist named wav": ("a.wav", b"#EXTM3U\n/etc/passwd\n", "can't tell"),
    "a wav that is none": ("a.wav", b"RIFF\x10\0\0\0WAVEnothing of the kind", "no sound"),
    "a flac's head alone": ("a.flac", tone("FLAC")[:42], "no sound"),
    "a truncated png": ("a.png", told("PNG")[:-40], "damaged"),
    "a truncated jpeg": ("a.jpg", told("JPEG")[:-200], "damaged"),
    "a png that is none": ("a.png", b"\x89PNG\r\n\x1a\n" + bytes(40), "damaged"),
    "a pdf that is none": ("a.pdf", b"%PDF-1.7\nnothing behind it", "isn't one"),
    "a pdf without pages": ("a.pdf", made_by_hand(pages=0), "isn't one"),
    "any bytes": ("a.bin", bytes(range(256)) * 40, "can't tell"),
    "any bytes named txt": ("a.txt", bytes(range(256)) * 40, "can't tell"),
    "a zip": ("a.zip", b"PK\x03\x04" + bytes(200), "can't tell"),
    "a web page": ("a.html", b"<html><img src='file:///etc/passwd'>", "can't tell"),
    "a picture of a phone": ("a.heic", b"\0\0\0\x18ftypheic" + bytes(99), "HEIC"),
    "a gif": ("a.gif", drawing("GIF"), "can't tell"),
}


@pytest.mark.parametrize("case", BAD)
def test_a_bad_file_is_refused_in_one_plain_sentence(vault: Vault, case: str) -> None:
    name, data, word = BAD[case]
    with pytest.raises(Problem) as caught:
        kept(vault, data, name)
    assert caught.value.trouble is Trouble.BAD_FILE
    assert word in caught.value.sentence
    assert caught.value.sentence.endswith(".")
    assert nothing_is_kept(vault)


@pytest.mark.parametrize("name", bombs())
def test_a_bomb_is_refused_within_five_seconds(vault: Vault, name: str) -> None:
    begun = time.monotonic()
    with pytest.raises(Problem) as caught:
        kept(vault, bombs()[name], "a.png")
    assert time.monotonic() - begun < 5
    assert caught.value.trouble is Trouble.BAD_FILE
    assert nothing_is_kept(vault)


@pytest.mark.parametrize("name", bombs())
def test_a_bomb_is_refused_within_300_megabytes(name: str, tmp_path: Path) -> None:
    file, answer = tmp_path / "bomb", tmp_path / "answer"
    file.write_bytes(b"png\n" + bombs()[name])
    # VmHWM is this program's own most; a child's ru_maxrss begins with that of its parent.
    done = in_a_child(
        f"with open({str(file)!r}, 'rb') as bomb, open({str(answer)!r}, 'wb') as out:\n"
        "    intake.main(bomb, out)\n"
        "status = open('/proc/self/status').read()\n"
        "print(status.partition('VmHWM:')[2].split()[0])"
    )
    assert b"bad-file" in answer.read_bytes()
    assert int(done.stdout) / 1024 < 300


def test_when_the_database_refuses_the_sealed_files_go_again(vault: Vault) -> None:
    for data, name in ((tone(), "a.wav"), (drawing(), "a.png")):
        with pytest.raises(Problem):
            take_in(
                vault,
                io.BytesIO(data),
                name,
                session_id="session-none",  # type: ignore[arg-type]
                at=None,
                now=NOW,
            )
    assert nothing_is_kept(vault)


def test_several_files_are_one_creation_or_none(vault: Vault) -> None:
    files: list[tuple[str, BinaryIO]] = [
        ("one.png", io.BytesIO(drawing())),
        ("two.pdf", io.BytesIO(made_by_hand())),
        ("three.wav", io.BytesIO(tone())),
        ("four.txt", io.BytesIO(b"a poem")),
    ]
    fractions: list[float] = []
    made = add_files(
        vault, files, title="", note="why", session_id=None, at=None, now=NOW,
        progress=Progress(fractions.append),
    )  # fmt: skip
    assert [file.name for file in made.files] == ["one.png", "two.pdf", "three.wav", "four.txt"]
    assert (made.title, made.note) == ("one", "why")
    assert vault.blobs.read(made.files[3].content) == b"a poem"
    assert fractions == sorted(fractions)
    before = sorted(vault.blobs.names())
    with pytest.raises(Problem, match=r"File 2 of 2: .* None was added"):
        add_to(
            vault,
            made.id,
            [("five.png", io.BytesIO(drawing())), ("six.png", io.BytesIO(b"no"))],
            now=NOW,
        )
    assert creations.find(vault, made.id) == made
    assert sorted(vault.blobs.names()) == before
    poem = hashlib.sha256(b"a poem").hexdigest()
    assert taken_in.what_became_of(vault, poem) == made.id
    more = add_to(vault, made.id, [("five.png", io.BytesIO(drawing()))], now=NOW)
    assert [file.name for file in more.files][-2:] == ["four.txt", "five.png"]


def test_taking_in_can_be_stopped(vault: Vault) -> None:
    progress = Progress()
    progress.cancel()
    with pytest.raises(Problem) as caught:
        take_in(
            vault, io.BytesIO(tone()), "a.wav", session_id=None, at=None, now=NOW, progress=progress
        )
    assert "Stopped" in caught.value.sentence
    assert nothing_is_kept(vault)


def test_a_file_that_can_no_longer_be_read_says_so(vault: Vault) -> None:
    class Torn(io.BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            raise OSError(5, "Input/output error")

    with pytest.raises(Problem) as caught:
        take_in(vault, Torn(), "a.wav", session_id=None, at=None, now=NOW)
    assert caught.value.trouble is Trouble.CANNOT_READ
    assert nothing_is_kept(vault)


def test_a_child_that_dies_is_a_bad_file(monkeypatch: pytest.MonkeyPatch) -> None:
    for ending in ("os._exit(3)", "sys.stdin.buffer.read(); print('{\"content\": 1}')"):
        command = [sys.executable, "-c", f"import os, sys; {ending}"]
        monkeypatch.setattr("kdesk.jobs.runner.child_command", lambda _, c=command: c)
        with pytest.raises(Problem) as caught, prepare(io.BytesIO(bytes(5_000_000)), "a.wav"):
            raise AssertionError("nothing came back")
        assert caught.value.trouble is Trouble.BAD_FILE


def test_a_file_that_changes_while_its_child_has_died_is_told_as_that(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """What was still to be sent to the child must not be what is told of."""

    class Grows(io.BytesIO):
        def read(self, _size: int | None = -1) -> bytes:
            child.wait()
            raise LookupError

    child = subprocess.Popen(
        [sys.executable, "-c", ""], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    monkeypatch.setattr("kdesk.jobs.prepare.start_child", lambda _: child)
    with pytest.raises(LookupError), prepare(Grows(), "voice.wav"):
        pass


def test_the_file_itself_is_left_alone(vault: Vault, tmp_path: Path) -> None:
    file = tmp_path / "IMG.jpg"
    file.write_bytes(told("JPEG"))
    os.utime(file, (1, 1))
    before = (file.read_bytes(), file.stat().st_mtime)
    with file.open("rb") as opened:
        take_in(vault, opened, file.name, session_id=None, at=None, now=NOW)
    assert (file.read_bytes(), file.stat().st_mtime) == before


def read(part: prepared.Part | None) -> bytes:
    return part.read(part.size) if part else b""


def test_what_the_child_gives_back_arrives_whole() -> None:
    sound = prepared.Prepared(
        Content.SOUND, NOW, "audio/flac", "flac", 1.5, "t\ud800\n", b"", b"p" * 9, data=b"d",
        flac=b"f\n", cut=True,
    )  # fmt: skip
    for answer in (sound, prepared.Prepared(Content.TEXT)):
        pipe = io.BytesIO()
        prepared.write_answer(answer, pipe)
        pipe.seek(0)
        came = prepared.read_answer(pipe)
        assert isinstance(came, prepared.Arriving)
        for field in fields(prepared.Facts):
            assert getattr(came, field.name) == getattr(answer, field.name)
        assert (read(came.data), read(came.flac)) == (answer.data, answer.flac)
        assert pipe.read() == b""
    pipe = io.BytesIO()
    prepared.write_answer(prepared.Fraction(0.25), pipe)
    pipe.seek(0)
    assert prepared.read_answer(pipe) == prepared.Fraction(0.25)


def test_what_ends_in_the_middle_is_never_taken_for_whole() -> None:
    pipe = io.BytesIO()
    prepared.write_answer(prepared.Prepared(Content.PDF, data=b"d" * 100), pipe)
    came = prepared.read_answer(io.BytesIO(pipe.getvalue()[:-1]))
    assert isinstance(came, prepared.Arriving)
    with pytest.raises(prepared.TornError):
        read(came.data)


@pytest.mark.parametrize("line", [b"", b"{}\n", b"[]\n", b"no\n", b'{"content": "sound"}\n'])
def test_any_other_answer_is_refused(line: bytes) -> None:
    with pytest.raises(ValueError):
        prepared.read_answer(io.BytesIO(line))


def in_a_child(code: str) -> subprocess.CompletedProcess[str]:
    lines = (
        "import io, socket, resource",
        "from kdesk.jobs import intake, limits",
        code,
    )
    return subprocess.run(
        [sys.executable, "-c", "\n".join(lines)],
        check=False,
        capture_output=True,
        text=True,
        timeout=60,
    )


def test_the_intake_process_has_no_network() -> None:
    done = in_a_child(
        "intake.main(io.BytesIO(b'txt\\nhello'), io.BytesIO())\n"
        "try: socket.socket(socket.AF_INET)\n"
        "except PermissionError: print('refused')"
    )
    assert done.stdout == "refused\n", done.stderr


def test_the_intake_process_lets_a_recording_go_first() -> None:
    done = in_a_child(
        "import os\n"
        "intake.main(io.BytesIO(b'txt\\nhello'), io.BytesIO())\n"
        "print(os.getpriority(os.PRIO_PROCESS, 0) >= 10)"
    )
    assert done.stdout == "True\n", done.stderr


def test_the_kernel_ends_what_takes_too_long_or_too_much() -> None:
    endless = in_a_child("limits.allow(seconds=1, memory=1 << 30)\nwhile True: pass")
    assert endless.returncode < 0
    greedy = in_a_child("limits.allow(seconds=9, memory=100 << 20)\nbytearray(300 << 20)")
    assert "MemoryError" in greedy.stderr
    modest = in_a_child("limits.allow(seconds=9, memory=400 << 20)\nbytearray(300 << 20)")
    assert modest.returncode == 0


def test_a_file_that_is_too_large_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(intake, "LARGEST_SHOWN", 100)
    with pytest.raises(Problem, match="too large"):
        intake.prepared(drawing(), "png", lambda _: None)
    monkeypatch.setattr(intake, "LARGEST", 100)
    with pytest.raises(Problem, match="too large"):
        intake.prepared(b"x" * 101, "txt", lambda _: None)
