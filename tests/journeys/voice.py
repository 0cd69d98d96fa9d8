"""A voice for the virtual microphone, with pauses as people make them."""

import subprocess
from pathlib import Path

SENTENCES = (
    "I felt calm in the garden this evening.",
    "I keep thinking about the long walk.",
    "I dreamed about the snow last night.",
    "My goal this week is to play the piano every day.",
    "Tomorrow I will call my mother.",
)
"""Of the small model's closed grammar, as a person would say them after a quiet day."""
VOICE = ["-v", "en-us+f3", "-s", "140", "-p", "45"]
"""One the small model was trained with."""


def spoken(sentences: tuple[str, ...], folder: Path, pause: float = 1.2) -> Path:
    """A 48 kHz WAV of the sentences with so many seconds of silence around each."""
    parts = []
    for number, sentence in enumerate(sentences):
        raw, part = folder / f"raw{number}.wav", folder / f"part{number}.wav"
        subprocess.run(["espeak-ng", *VOICE, "-w", str(raw), sentence], check=True, timeout=20)
        subprocess.run(
            [
                "sox",
                str(raw),
                "-r",
                "48000",
                "-c",
                "1",
                str(part),
                "gain",
                "-3",
                "pad",
                "0",
                str(pause),
            ],
            check=True,
            timeout=20,
        )
        parts.append(str(part))
    whole = folder / "spoken.wav"
    subprocess.run(["sox", *parts, str(whole), "pad", "0.4", "0"], check=True, timeout=20)
    return whole
