"""How well memos are heard, side by side with faster-whisper by itself on the same sound.

The small model knows espeak-ng's voices and a closed grammar: this proves how kdesk cuts, joins and
times what a model hears, and that it makes up nothing; never how good a published Whisper is.
"""

from collections.abc import Iterator

import numpy as np
import pytest

from kdesk.speech.listener import Listener
from kdesk.speech.settings import RATE
from tests.bench.conftest import Figure
from tests.bench.spoken_memos import Spoken, spoken
from tests.bench.wordless import KINDS, pcm
from tests.speech.sounds import SMALL, blocks
from tests.words_right import compared, words

MOST_WRONG = 0.02
LATEST = 0.05
LONG = 100
"""Memos from which on kdesk must be better than the others, not only as good."""


@pytest.fixture(scope="module")
def listener() -> Listener:
    return Listener.load(SMALL)


def live(listener: Listener, memo: Spoken) -> Iterator[tuple[str, float]]:
    """Each word and its second, heard from blocks of a tenth of a second as they come."""
    hearing = listener.begin()
    heard = [one for block in blocks(memo.pcm, 0.1) for one in hearing.feed(block)]
    for one in [*heard, *hearing.finish()]:
        for utterance in one:
            for word in utterance.words:
                yield from ((plain, word.start) for plain in words(word.text))


def bare(listener: Listener, memo: Spoken, **options: object) -> list[str]:
    """The words of faster-whisper, asked for the whole memo at once."""
    sound = np.frombuffer(memo.pcm, "<i2").astype(np.float32) / 32768
    segments, _ = listener.whisper.transcribe(sound, **options)
    return words(" ".join(segment.text for segment in segments))


@pytest.mark.parametrize("count", [5, pytest.param(110, marks=pytest.mark.full)])
@pytest.mark.timeout(3600)
def test_what_is_said_is_heard_better_than_whole_memos_are(
    listener: Listener, count: int, figure: Figure
) -> None:
    said, seconds = 0, 0.0
    wrong = {"kdesk, live": 0, "whole, with VAD": 0, "whole, all defaults": 0}
    late: list[float] = []
    for memo in spoken(count):
        wanted = words(" ".join(memo.words))
        heard = list(live(listener, memo))
        errors, back = compared(wanted, [word for word, _ in heard])
        late += [abs(heard[to][1] - memo.starts[at]) for at, to in back]
        wrong["kdesk, live"] += errors
        filtered = bare(
            listener, memo, language="en", vad_filter=True, condition_on_previous_text=False
        )
        wrong["whole, with VAD"] += compared(wanted, filtered)[0]
        wrong["whole, all defaults"] += compared(wanted, bare(listener, memo))[0]
        said += len(wanted)
        seconds += len(memo.pcm) / 2 / RATE
    rates = {way: errors / said for way, errors in wrong.items()}
    figure(f"{count} memos, {said} words in {seconds / 60:.0f} minutes, words wrong:", "", "")
    asked = iter((f"{MOST_WRONG:.0%} at most", "more than live", "more than live"))
    for way, rate in rates.items():
        figure(f"  {way}", f"{rate:.2%}", next(asked))
    median, most = np.quantile(late, (0.5, 0.9))
    figure("  words begin, beside where they do, median", f"{median:.3f} s", f"{LATEST} s at most")
    figure("  the same, of 9 in 10", f"{most:.3f} s", "")
    ours, *others = rates.values()
    assert ours <= MOST_WRONG
    assert median <= LATEST
    assert all(ours < rate or (count < LONG and ours == rate) for rate in others)


@pytest.mark.parametrize("minutes", [1, pytest.param(13, marks=pytest.mark.full)])
@pytest.mark.timeout(3600)
def test_where_nobody_speaks_no_word_is_written(
    listener: Listener, minutes: int, figure: Figure
) -> None:
    written: dict[str, int] = {}
    for kind in KINDS:
        heard = [
            utterance
            for seed in range(minutes)
            for one in listener.listen(blocks(pcm(kind(np.random.default_rng(seed)))))
            for utterance in one
        ]
        written[kind.__name__] = sum(len(utterance.words) for utterance in heard)
    told = ", ".join(written)
    figure(f"words in {minutes * len(KINDS)} minutes of {told}", f"{sum(written.values())}", "0")
    assert not any(written.values()), written
