#!/usr/bin/env python3
"""Make the sample journal's recording and pictures, in resources/sample.

    make_sample.py [FOLDER]      needs espeak-ng, numpy, soundfile, Pillow

Five sentences the bundled speech model knows are spoken by espeak-ng with pauses between them;
the pictures are painted from numbers. All come out the same each time with the same versions.
"""

import subprocess
import sys
from pathlib import Path

import numpy as np
import soundfile
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFilter

SAMPLE = Path(__file__).parent.parent / "resources" / "sample"

SENTENCES = (
    "I felt calm by the water this morning.",
    "I keep thinking about the warm sun.",
    "I am grateful for my sister.",
    "My goal this week is to walk every morning.",
    "I want to write in my journal every evening.",
)
PAUSES = (0.9, 1.4, 1.1, 1.7, 1.0)
"""Seconds of silence after each sentence."""
VOICE, SPEED, PITCH = "en-us+f3", 135, 45
"""A voice the model was trained with; words a minute; espeak's pitch from 0 to 99."""
SPOKEN_RATE, KEPT_RATE = 22050, 48000

Sound = NDArray[np.float64]


def spoken(sentence: str) -> Sound:
    """One sentence at KEPT_RATE, without the silence espeak adds at its end."""
    command = ["espeak-ng", "-v", VOICE, "-s", str(SPEED), "-p", str(PITCH), "--stdout", sentence]
    wav = subprocess.run(command, check=True, capture_output=True).stdout
    sound = np.frombuffer(wav[44 : len(wav) // 2 * 2], "<i2") / 32768
    last = np.flatnonzero(np.abs(sound) > 0.004)[-1]
    return resampled(sound[: last + SPOKEN_RATE // 20])


def resampled(sound: Sound) -> Sound:
    """The same sound at KEPT_RATE, by its spectrum."""
    length = round(len(sound) * KEPT_RATE / SPOKEN_RATE)
    spectrum = np.zeros(length // 2 + 1, complex)
    known = np.fft.rfft(sound)
    spectrum[: len(known)] = known
    return np.fft.irfft(spectrum, length) * length / len(sound)


def memo() -> Sound:
    """All five sentences in a quiet room."""
    parts = [np.zeros(KEPT_RATE * 6 // 10)]
    for sentence, pause in zip(SENTENCES, PAUSES, strict=True):
        parts += [0.6 * spoken(sentence), np.zeros(round(pause * KEPT_RATE))]
    sound = np.concatenate(parts)
    room = np.random.default_rng(7).standard_normal(len(sound)) * 0.00012
    return np.clip(sound + room, -1, 1)


WIDTH, HEIGHT = 1200, 900
HORIZON = 610
DOOR = (500, 235, 700, 640)
"""Left, top, right, bottom."""


def noise(seed: int, roughness: tuple[int, ...]) -> NDArray[np.float64]:
    """Soft blotches from -1 to 1 in several sizes, as pigment settles in wet paper."""
    source = np.random.default_rng(seed)
    total = np.zeros((HEIGHT, WIDTH))
    for weight, cells in enumerate(roughness, start=1):
        grid = source.uniform(-1, 1, (cells * 3 // 4 + 1, cells + 1)).astype(np.float32)
        large = Image.fromarray(grid).resize((WIDTH, HEIGHT), Image.Resampling.BICUBIC)
        total += np.asarray(large) / weight
    return total / np.abs(total).max()


def wash(paper: NDArray[np.float64], colour: str, amount: NDArray[np.float64]) -> None:
    """Lay a transparent colour on the paper: pigment darkens, it never covers."""
    red, green, blue = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    pigment = np.array([red, green, blue])
    paper *= 1 - np.clip(amount, 0, 1)[..., None] * (1 - pigment)


def soft_shape(blur: float, wobble: int, draw_on: str, box: tuple[int, ...]) -> Sound:
    """A shape with wet edges, 0 to 1."""
    mask = Image.new("L", (WIDTH, HEIGHT), 0)
    pen = ImageDraw.Draw(mask)
    if draw_on == "arch":
        left, top, right, bottom = box
        pen.ellipse((left, top, right, top + (right - left)), fill=255)
        pen.rectangle((left, top + (right - left) // 2, right, bottom), fill=255)
    else:
        pen.ellipse(box, fill=255)
    plain = np.asarray(mask.filter(ImageFilter.GaussianBlur(blur)), float) / 255
    return np.clip(plain + noise(wobble, (14, 40, 90)) * 0.35 * plain * (1 - plain) * 4, 0, 1)


def bands() -> Image.Image:
    """Bands of colour, one after the other, each dry before the next."""
    down, across = np.mgrid[0:HEIGHT, 0:WIDTH].astype(float)
    paper = np.full((HEIGHT, WIDTH, 3), (0.985, 0.972, 0.945))
    colours = ("#e3b8a2", "#e6cf9f", "#a9c3b0", "#7fb0b8", "#6f93b5", "#7d7fae", "#8f74a0")
    for place, colour in enumerate(colours):
        top = 105 + 98 * place + 34 * np.sin(across / (170 + 23 * place) + 1.3 * place)
        top += 10 * noise(20 + place, (5, 30, 90))
        height = 122 + 16 * np.sin(across / 310 + place)
        inside = np.clip((down - top) / 3, 0, 1) * np.clip((top + height - down) / 3, 0, 1)
        edge = np.exp(-(((down - top) / 7) ** 2)) + np.exp(-(((top + height - down) / 9) ** 2))
        pooled = 0.55 + 0.2 * noise(40 + place, (3, 8, 21)) + 0.16 * edge
        wash(paper, colour, inside * pooled)
    wash(paper, "#b9ad98", 0.05 + 0.06 * noise(6, (90, 220, 400)))
    return Image.fromarray((np.clip(paper, 0, 1) * 255).astype(np.uint8))


def picture() -> Image.Image:
    """A blue door standing open in the light, at the water's edge."""
    down, across = np.mgrid[0:HEIGHT, 0:WIDTH].astype(float)
    paper = np.full((HEIGHT, WIDTH, 3), (0.985, 0.972, 0.945))
    sky = np.clip(1 - down / HORIZON, 0, 1)
    wash(paper, "#8fb7c4", 0.85 * sky**1.2 * (0.75 + 0.35 * noise(1, (3, 7, 15))))
    wash(
        paper,
        "#e9c9a0",
        0.75 * np.exp(-(((down - 520) / 150) ** 2)) * (0.8 + 0.3 * noise(2, (4, 9))),
    )
    wash(
        paper,
        "#dba9a0",
        0.35 * np.exp(-(((down - 430) / 90) ** 2)) * (0.6 + 0.5 * noise(3, (3, 8))),
    )
    hills = HORIZON - 46 - 34 * np.sin(across / 210 + 0.6) - 18 * np.sin(across / 83)
    land = np.clip((down - hills) / 7, 0, 1) * np.clip((HORIZON - down) / 5, 0, 1)
    wash(paper, "#7f9f8f", 0.55 * land * (0.8 + 0.3 * noise(4, (6, 20))))
    water = np.clip((down - HORIZON) / 12, 0, 1)
    depth = np.clip((down - HORIZON) / (HEIGHT - HORIZON), 0, 1)
    ripples = 0.5 + 0.5 * np.sin(down / (3.2 + 7 * depth) + 3 * noise(5, (5, 14)))
    wash(paper, "#5f9aa8", water * (0.35 + 0.4 * depth + 0.14 * ripples))
    light = np.exp(-(((across - 600) / 230) ** 2 + ((down - 440) / 300) ** 2))
    paper += light[..., None] * np.array([0.16, 0.13, 0.06]) * (1 - 0.5 * water[..., None])
    door(paper)
    reflection(paper, water, ripples)
    wash(paper, "#b9ad98", 0.10 + 0.07 * noise(6, (90, 220, 400)))
    edge = np.minimum(np.minimum(across, WIDTH - across), np.minimum(down, HEIGHT - down))
    frame = np.clip((edge - 34 - 7 * noise(7, (20, 60, 120))) / 9, 0, 1)[..., None]
    paper = frame * paper + (1 - frame) * np.array([0.975, 0.962, 0.935])
    return Image.fromarray((np.clip(paper, 0, 1) * 255).astype(np.uint8))


def door(paper: NDArray[np.float64]) -> None:
    """The frame, the blue leaf, its panels and the light behind it."""
    left, top, right, bottom = DOOR
    wash(
        paper,
        "#a98f74",
        0.55 * soft_shape(5, 11, "arch", (left - 20, top - 20, right + 20, bottom)),
    )
    leaf = soft_shape(3, 12, "arch", DOOR)
    paper += leaf[..., None] * (np.array([0.97, 0.96, 0.93]) - paper)  # fresh paper under the blue
    wash(paper, "#1f5f94", leaf * (0.82 + 0.22 * noise(13, (8, 24, 60))))
    for row in (330, 490):
        for column in (left + 40, left + 118):
            panel = soft_shape(4, row + column, "arch", (column, row, column + 60, row + 120))
            wash(paper, "#163f6b", 0.45 * panel)
    knob = soft_shape(2, 14, "round", (left + 14, 470, left + 28, 484))
    paper += knob[..., None] * (np.array([0.98, 0.86, 0.6]) - paper)
    gap = np.zeros((HEIGHT, WIDTH))
    gap[top + 96 : bottom - 4, left - 3 : left + 8] = np.linspace(0.2, 1, bottom - top - 100)[
        :, None
    ]
    glow = Image.fromarray((gap * 255).astype(np.uint8)).filter(ImageFilter.GaussianBlur(6))
    paper += (np.asarray(glow, float) / 255)[..., None] * np.array([0.75, 0.62, 0.34])


def reflection(
    paper: NDArray[np.float64], water: NDArray[np.float64], ripples: NDArray[np.float64]
) -> None:
    """The door again in the water, broken by the ripples."""
    left, _, right, _ = DOOR
    down, across = np.mgrid[0:HEIGHT, 0:WIDTH].astype(float)
    sway = across + 16 * np.sin(down / 9) * np.clip((down - HORIZON) / 200, 0, 1)
    inside = np.clip(1 - np.abs(sway - (left + right) / 2) / (0.62 * (right - left)), 0, 1) ** 0.6
    fading = np.clip(1 - (down - HORIZON) / 250, 0, 1)
    wash(paper, "#2f6c9c", 0.6 * water * inside * fading * (0.45 + 0.55 * ripples))


def main() -> None:
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else SAMPLE
    folder.mkdir(parents=True, exist_ok=True)
    soundfile.write(folder / "memo.flac", memo(), KEPT_RATE, subtype="PCM_16")
    (folder / "memo.txt").write_text("\n".join(SENTENCES) + "\n", encoding="utf-8")
    picture().save(folder / "blue-door.jpg", quality=86, optimize=True)
    bands().save(folder / "unhurried.jpg", quality=86, optimize=True)
    for file in sorted(folder.glob("*.*")):
        print(f"{file.stat().st_size:8} {file.name}")


if __name__ == "__main__":
    main()
