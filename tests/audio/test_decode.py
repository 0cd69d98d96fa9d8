"""Taking in sound of many kinds, and of none."""

import random
from datetime import UTC, datetime
from io import BytesIO
from typing import Any

import av
import numpy as np
import pytest

from kdesk.audio import decode as decode_module
from kdesk.audio.decode import Decoded, container_of, decode, without_location
from kdesk.domain.problem import Problem, Trouble
from tests.audio.sounds import CODECS, UNTAGGED, encoded, noise, tone, wav

TAGS = {
    "location": "+48.2082+016.3738/",
    "comment": "at home in Vienna",
    "title": "Vienna",
    "creation_time": "2026-11-01T10:00:00Z",
    "date": "2026-11-01",
}


def decoded(data: bytes) -> tuple[bytes, Decoded]:
    kept = bytearray()
    return bytes(kept), decode(BytesIO(data), kept.extend)


def pcm_of(data: bytes) -> bytes:
    kept = bytearray()
    decode(BytesIO(data), kept.extend)
    return bytes(kept)


@pytest.mark.parametrize("kind", CODECS)
def test_each_kind_of_sound_is_decoded(kind: str) -> None:
    sound = tone(2.0)
    data = encoded(kind, sound)
    kept = bytearray()
    answer = decode(BytesIO(data), kept.extend)
    assert answer.seconds == len(kept) / 2 / 48_000
    assert abs(answer.seconds - 2.0) < 0.1
    assert not answer.cut
    samples = np.frombuffer(bytes(kept), "<i2")[24_000:72_000].astype(float)
    assert np.argmax(np.abs(np.fft.rfft(samples))) == 440
    # What telephones were made for is made for speech: a tone comes out softer there.
    softer = 2000 if kind in {"amr", "3gp"} else 700
    assert abs(np.sqrt((samples**2).mean()) - 16384 / np.sqrt(2)) < softer


@pytest.mark.parametrize("kind", ["wav", "flac"])
def test_lossless_sound_stays_the_same_to_the_last_sample(kind: str) -> None:
    sound = noise(1.5)
    assert pcm_of(encoded(kind, sound)) == sound


def test_other_rates_and_channels_become_48_khz_mono() -> None:
    answer = pcm_of(wav(tone(1.0, rate=44_100, channels=2), 44_100, 2))
    samples = np.frombuffer(answer, "<i2").astype(float)
    assert abs(len(samples) - 48_000) <= 1
    assert np.argmax(np.abs(np.fft.rfft(samples))) == 440


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"R",
        b"This is a text that somebody named .wav\n" * 50,
        b"RIFF\x00\x00\x00\x00WAVE",
        b"#EXTM3U\n#EXT-X-VERSION:3\n#EXTINF:10,\nfile:///etc/passwd\n",
        b"ffconcat version 1.0\nfile '/etc/passwd'\n",
        b"[playlist]\nFile1=http://localhost/x.mp3\n",
        b"ID3" + b"\x00" * 4000,
        b"fLaC" + b"\x00" * 4000,
        b"OggS" + b"\x00" * 4000,
        b"\x00\x00\x00\x18ftypM4A " + b"\x00" * 4000,
        b"\xff\xfb" + b"\x00" * 4000,
        wav(b""),
    ],
)
def test_what_is_no_sound_is_refused_in_a_sentence(data: bytes) -> None:
    with pytest.raises(Problem) as refused:
        pcm_of(data)
    assert refused.value.trouble is Trouble.BAD_FILE


def test_a_picture_in_a_sound_container_is_refused() -> None:
    made = BytesIO()
    with av.open(made, "w", "mp4") as file:
        stream = file.add_stream("mpeg4", rate=10)
        stream.width = stream.height = 16
        stream.pix_fmt = "yuv420p"
        frame = av.VideoFrame.from_ndarray(np.zeros((16, 16, 3), np.uint8), format="rgb24")
        file.mux(stream.encode(frame))
        file.mux(stream.encode(None))
    with pytest.raises(Problem):
        pcm_of(made.getvalue())


def test_a_sound_can_not_make_another_file_be_opened(monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[Any] = []
    real = av.open

    def watched(file: Any, *more: Any, **named: Any) -> Any:
        opened.append((file, more, named))
        return real(file, *more, **named)

    monkeypatch.setattr(av, "open", watched)
    pcm_of(wav(tone(0.1)))
    (file, more, named), *others = opened
    assert others == []
    assert isinstance(file, BytesIO)
    assert more == ("r", "wav")
    with pytest.raises(PermissionError):
        named["io_open"]("file:///etc/passwd", 1, {})


@pytest.mark.parametrize("kind", ["flac", "wav"])
def test_of_a_cut_off_file_what_decodes_is_kept_and_it_counts_as_cut(kind: str) -> None:
    sound = noise(3.0)
    data = encoded(kind, sound)
    kept = bytearray()
    answer = decode(BytesIO(data[: len(data) // 2]), kept.extend)
    assert answer.cut
    assert 1.0 < answer.seconds < 1.6
    assert sound.startswith(bytes(kept[: len(kept) - 20_000]))


def test_a_sound_longer_than_a_day_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(decode_module, "LONGEST", 1)
    with pytest.raises(Problem, match="longer than a day"):
        pcm_of(wav(tone(1.5)))


@pytest.mark.parametrize("kind", ["flac", "mp3", "m4a", "ogg", "opus"])
def test_when_it_was_made_is_told_by_its_tags(kind: str) -> None:
    _, answer = decoded(encoded(kind, tone(0.5), TAGS))
    assert answer.made_at == datetime(2026, 11, 1, 10, 0, tzinfo=UTC)


@pytest.mark.parametrize("said", ["", "yesterday", "2026", "1904-01-01T00:00:00Z"])
def test_a_file_without_a_time_has_none(said: str) -> None:
    _, answer = decoded(encoded("flac", tone(0.5), {"creation_time": said} if said else {}))
    assert answer.made_at is None


def test_a_day_alone_is_its_noon() -> None:
    _, answer = decoded(encoded("flac", tone(0.5), {"date": "2025-12-24"}))
    assert answer.made_at == datetime(2025, 12, 24, 12).astimezone()


@pytest.mark.parametrize("kind", CODECS)
def test_no_tag_is_left_and_the_sound_is_the_same(kind: str) -> None:
    data = encoded(kind, tone(1.0), TAGS)
    bare = without_location(data)
    assert bare is not None
    assert pcm_of(bare) == pcm_of(data)
    for place in (b"Vienna", b"48.2082", b"+016"):
        assert place not in bare
    if kind not in UNTAGGED:
        assert b"Vienna" in data


def test_a_copy_that_sounds_different_is_not_given_out(monkeypatch: pytest.MonkeyPatch) -> None:
    prints = iter(["a", "b"])
    monkeypatch.setattr(decode_module, "_fingerprint", lambda _: next(prints))
    assert without_location(wav(tone(0.2))) is None


def test_what_has_no_sound_has_no_copy() -> None:
    with pytest.raises(Problem):
        without_location(b"just words")


@pytest.mark.parametrize("kind", CODECS)
def test_damaged_files_give_sound_or_a_problem_and_nothing_else(kind: str) -> None:
    _fuzz(kind, tries=40)


@pytest.mark.full
@pytest.mark.timeout(1200)
@pytest.mark.parametrize("kind", CODECS)
def test_a_storm_of_damaged_files_gives_sound_or_a_problem(kind: str) -> None:
    _fuzz(kind, tries=2000)


def _fuzz(kind: str, tries: int) -> None:
    chance = random.Random(kind)  # noqa: S311 - the same storm each time
    whole = encoded(kind, tone(3.0), TAGS)
    refused = 0
    for _ in range(tries):
        data = bytearray(whole)
        for _ in range(chance.choice((1, 3, 30))):
            data[chance.randrange(len(data) if chance.random() < 0.5 else 200)] = chance.randrange(
                256
            )
        if chance.random() < 0.3:
            del data[chance.randrange(len(data)) :]
        try:
            pcm_of(bytes(data))
            without_location(bytes(data))
        except Problem as problem:
            assert problem.trouble is Trouble.BAD_FILE
            refused += 1
    assert 0 < refused < tries


def test_a_container_is_told_by_its_first_bytes() -> None:
    named = {kind: container_of(encoded(kind, tone(0.1))[:12]) for kind in CODECS}
    assert {kind: found and found.extension for kind, found in named.items()} == {
        "wav": "wav",
        "flac": "flac",
        "mp3": "mp3",
        "m4a": "m4a",
        "ogg": "ogg",
        "opus": "ogg",
        "aac": "aac",
        "amr": "amr",
        "3gp": "3gp",
        "mp4": "m4a",
    }
    assert container_of(b"\xff\xfea\x00b\x00") is None
    assert container_of(b"%PDF-1.7\n%xx") is None
    assert container_of(b"\xff\xd8\xff\xe0\x00\x10JFIF") is None
