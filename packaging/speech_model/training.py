"""How the network learns: batches of windows, three losses, and stages from short to long ones."""

import math
import time
from dataclasses import dataclass
from typing import NamedTuple

import torch
from torch import Tensor, nn
from torch.nn import functional

from speech_model.network import MELS, Network
from speech_model.windows import Window, Windows

LONGEST = 220
"""Tokens; longer windows are drawn anew."""
WHOLE = 3000
"""Mel frames of 30 s."""
IGNORED = -100


@dataclass(frozen=True)
class Stage:
    """Until this share of the time: so many windows of so many seconds and sentences a step."""

    until: float
    batch: int
    seconds: float
    sentences: int

    @classmethod
    def read(cls, text: str) -> "Stage":
        until, batch, seconds, sentences = text.split(":")
        return cls(float(until), int(batch), float(seconds), int(sentences))


class Batch(NamedTuple):
    """Windows side by side; `spans` are the frames in which each token sounds, where `sounding`."""

    mel: Tensor
    given: Tensor
    wanted: Tensor
    spans: Tensor
    sounding: Tensor
    frames: Tensor


def batch(windows: Windows, stage: Stage) -> Batch:
    """New windows of this stage."""
    full = stage.seconds >= 30
    drawn: list[Window] = []
    while len(drawn) < stage.batch:
        one = windows.window(stage.seconds, stage.sentences, full=full)
        if len(one.tokens) < LONGEST:
            drawn.append(one)
    widest = max(one.mel.shape[1] for one in drawn) + windows.draw.randint(10, 150)
    width = WHOLE if full else min(WHOLE, (widest + 7) // 8 * 8)
    count, length = len(drawn), max(len(one.tokens) for one in drawn) - 1
    made = Batch(
        mel=torch.zeros(count, MELS, width),
        given=torch.full((count, length), windows.end),
        wanted=torch.full((count, length), IGNORED),
        spans=torch.zeros(count, length, 2, dtype=torch.long),
        sounding=torch.zeros(count, length),
        frames=torch.zeros(count, width // 2, dtype=torch.long),
    )
    for row, one in enumerate(drawn):
        _fill(made, row, one, windows.no_times)
    return made


def _fill(made: Batch, row: int, one: Window, no_times: int) -> None:
    mel = one.mel[:, : made.mel.shape[2]]
    made.mel[row, :, : mel.shape[1]] = mel
    count, frames = len(one.tokens) - 1, made.frames.shape[1]
    made.given[row, :count] = torch.tensor(one.tokens[:-1])
    wanted = torch.tensor(one.tokens[1:])
    wanted[: one.taught_from - 1] = IGNORED
    if one.tokens[one.taught_from] == no_times:
        wanted[one.taught_from - 1] = IGNORED
    made.wanted[row, :count] = wanted
    for at, when in enumerate(one.sounds[1:]):
        if when is not None:
            first = max(0, min(frames - 2, int(when[0] * 50)))
            last = max(first + 2, min(frames, math.ceil(when[1] * 50)))
            made.spans[row, at] = torch.tensor([first, last])
            made.sounding[row, at] = 1
    for token, (begin, end) in one.words:
        made.frames[row, int(begin * 50) : int(end * 50)] = token


def loss(network: Network, given: Batch, *, half: bool) -> tuple[Tensor, dict[str, float]]:
    """What to make smaller; and its parts, for the log."""
    with torch.autocast("cpu", torch.bfloat16, enabled=half):
        heard = network.encode(given.mel)
        logits, looked = network.decode(given.given, heard)
        frames = network.frame(heard)
    logits = logits.float()
    said = functional.cross_entropy(logits.transpose(1, 2), given.wanted, ignore_index=IGNORED)
    framed = functional.cross_entropy(frames.float().transpose(1, 2), given.frames)
    guided = _guided(looked, given)
    taught = given.wanted != IGNORED
    right = (logits.argmax(-1)[taught] == given.wanted[taught]).float().mean()
    parts = {"said": said, "framed": framed, "guided": guided, "right": right}
    return (
        said + 0.5 * framed + 0.3 * guided,
        {name: float(part.detach()) for name, part in parts.items()},
    )


def _guided(looked: list[Tensor], given: Batch) -> Tensor:
    """How far the first heads look away from where the token sounds; the first layer looks at the
    token before."""
    total = torch.zeros(())
    for layer, where in enumerate(looked):
        spans, sounding = given.spans, given.sounding
        if layer == 0:
            spans = torch.cat([spans[:, :1], spans[:, :-1]], 1)
            sounding = torch.cat([sounding[:, :1] * 0, sounding[:, :-1]], 1)
        until = functional.pad(where.cumsum(-1), (1, 0))
        inside = until.gather(2, spans[..., 1:]) - until.gather(2, spans[..., :1])
        missed = sounding * inside.squeeze(-1).clamp(min=1e-4).log()
        total = total - missed.sum() / sounding.sum().clamp(min=1)
    return total / len(looked)


def train(
    network: Network,
    windows: Windows,
    stages: list[Stage],
    *,
    minutes: float,
    rate: float,
    half: bool,
) -> None:
    """Learn for so many minutes; prints how it goes every hundred steps."""
    optimizer = torch.optim.AdamW(network.parameters(), rate, betas=(0.9, 0.98), weight_decay=0.01)
    begun, step = time.monotonic(), 0
    while (share := (time.monotonic() - begun) / (minutes * 60)) < 1:
        stage = next(stage for stage in stages if share <= stage.until)
        slower = 1.0 if share < 0.4 else 0.5 * (1 + math.cos(math.pi * (share - 0.4) / 0.6)) + 0.02
        for group in optimizer.param_groups:
            group["lr"] = rate * min(1.0, (step + 1) / 150) * slower
        total, parts = loss(network, batch(windows, stage), half=half)
        optimizer.zero_grad()
        total.backward()
        nn.utils.clip_grad_norm_(network.parameters(), 1.0)
        optimizer.step()
        step += 1
        if step % 100 == 0:
            told = "  ".join(f"{name} {value:.3f}" for name, value in parts.items())
            print(f"{step:6} {share:4.0%}  windows of {stage.seconds:.0f} s  {told}", flush=True)
