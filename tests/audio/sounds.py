"""Sounds for tests, made from numbers."""

import wave
from io import BytesIO

import av
import numpy as np
import soundfile
from av.audio.frame import AudioFrame
from av.audio.stream import AudioStream

RATE = 48_000

CODECS = {
    "wav": ("wav", "pcm_s16le", "s16"),
    "flac": ("flac", "flac", "s16"),
    "mp3": ("mp3", "libmp3lame", "s16p"),
    "m4a": ("ipod", "aac", "fltp"),
    "ogg": ("ogg", "vorbis", ""),
    "opus": ("ogg", "libopus", "s16"),
    "aac": ("adts", "aac", "fltp"),
    "amr": ("amr", "libopencore_amrnb", "s16"),
    "3gp": ("3gp", "libopencore_amrnb", "s16"),
    "mp4": ("mp4", "aac", "fltp"),
}
UNTAGGED = {"wav", "aac", "amr"}
"""libav writes fewer tags there, or none."""
AMR_RATE, AMR_BITS = 8_000, 12_200


def tone(seconds: float, pitch: float = 440.0, rate: int = RATE, channels: int = 1) -> bytes:
    """A sine as s16, at half of full scale."""
    times = np.arange(round(seconds * rate)) / rate
    mono = np.rint(np.sin(2 * np.pi * pitch * times) * 16384).astype("<i2")
    return np.repeat(mono, channels).tobytes()


def noise(seconds: float, seed: int = 1, loud: int = 8000) -> bytes:
    """Noise as s16 mono 48 kHz; no two places in it are alike."""
    random = np.random.default_rng(seed)
    return random.integers(-loud, loud, round(seconds * RATE), dtype=np.int16).tobytes()


def wav(pcm: bytes, rate: int = RATE, channels: int = 1) -> bytes:
    """A WAV file of s16."""
    made = BytesIO()
    with wave.open(made, "wb") as file:
        file.setnchannels(channels)
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes(pcm)
    return made.getvalue()


def encoded(kind: str, pcm: bytes, tags: dict[str, str] | None = None) -> bytes:
    """The same s16 mono 48 kHz as another kind of file."""
    container, codec, sample_format = CODECS[kind]
    made = BytesIO()
    if kind == "ogg":  # libav has no good encoder of its own for Vorbis
        return _vorbis(pcm, tags or {})
    with av.open(made, "w", container) as file:
        file.metadata.update(tags or {})
        rate = AMR_RATE if "amr" in codec else RATE
        stream = file.add_stream(codec, rate=rate, layout="mono", format=sample_format)
        assert isinstance(stream, AudioStream)
        if rate == AMR_RATE:
            stream.bit_rate = AMR_BITS
        samples = np.frombuffer(pcm, "<i2")
        frame = AudioFrame.from_ndarray(samples.reshape(1, -1), format="s16", layout="mono")
        frame.sample_rate = RATE
        resampler = av.AudioResampler(
            format=sample_format, layout="mono", rate=rate, frame_size=stream.frame_size or 1024
        )
        for part in (*resampler.resample(frame), *resampler.resample(None)):
            file.mux(stream.encode(part))
        file.mux(stream.encode(None))
    return made.getvalue()


def _vorbis(pcm: bytes, tags: dict[str, str]) -> bytes:
    made = BytesIO()
    with soundfile.SoundFile(
        made, "w", samplerate=RATE, channels=1, format="OGG", subtype="VORBIS"
    ) as file:
        if tags:
            file.title = tags["title"]
            file.comment = " ".join((tags["comment"], tags["location"]))
            file.date = tags["creation_time"]
        file.buffer_write(pcm, dtype="int16")
    return made.getvalue()
