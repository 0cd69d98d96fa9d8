"""Every figure that decides how sound becomes words, with its reason and its source.

How the words are then shown is decided in domain/alignment, where a pause is long and which word is
doubtful; how long the processes may take, beside each of them in jobs.
"""

import os
import tomllib
from dataclasses import dataclass, replace
from math import inf
from pathlib import Path

from kdesk.domain.language import CODES
from kdesk.domain.problem import Problem, Trouble

RATE = 16000
"""Hertz; Whisper and the voice-activity filter both hear at this rate and no other."""

VOICE_THRESHOLD = 0.5
"""Probability from which sound counts as a voice. Silero's own default."""

CERTAIN_VOICE = 0.78
"""Probability that some moment of a voice shorter than LONG_VOICE must reach, or it is none. Sighs,
music, snoring and sung vowels have moments that the filter takes for voices, at 0.5 to 0.9, and
Whisper makes words of them; a short word by itself is clear: of 606 synthesised voices in noisy
rooms none stayed below 0.97."""

LONG_VOICE = 0.6
"""Seconds from which something is a voice however unsure the filter stays. In three hours of
synthesised singing, sighs and snoring none of 82 moments it took for voices was longer than 0.52;
in a recording of 1961 "ask not" lasts a second and stays at 0.76, and of the same six clips under
noise what stayed below 0.78 lasted 0.7 to 1.9, but for words that were hardly to be heard."""

SILENCE = 0.4
"""Seconds without a voice that end an utterance. Spoken memos cut at 0.3 to 0.6 s came back with
under 1 % of their words wrong; the same memos whole, with 4.5 to 28.7 %."""

PADDING = 0.2
"""Seconds kept on each side of a voice, so that soft first and last sounds stay. Measured on eight
memos of 410 words: 0 wrong with 0.2, 2 wrong with 0.06, 0.1 and 0.4."""

SHORTEST_VOICE = 0.1
"""Seconds; a shorter sound is a click, not a word, and Whisper would make words of it."""

CUT_SILENCE = 0.098
"""Seconds of the silences at which a voice may be cut that gets too long: faster-whisper's own."""

SILENCE_THRESHOLD = 0.35
"""Probability below which a voice may be at its end. Silero's own: 0.15 below VOICE_THRESHOLD."""

FRAMES_AT_ONCE = 8
"""Frames of 32 ms given to the voice-activity filter at a time, a quarter of a second: asked for
each by itself it takes twice as long."""

FULL = 0.8
"""How much of the joining length makes a piece full: it waits for no further neighbour."""

LEAD = 0.5
"""Seconds of sound before a voice that are heard again when a hearing goes on where another ended:
the filter needs a moment to find its way."""

BEAM = 5
"""Sentences kept in mind while decoding. Whisper's paper (section 4.5) and faster-whisper use 5."""

TEMPERATURE = 0.0
"""One temperature: the same sound gives the same words, and a failed decoding is not replaced by
drawing words at random, which is where inventions come from. Doubt shows in the probabilities."""

MOST_TOKENS = 224
"""Tokens one piece may become: half of Whisper's text context, as in OpenAI's reference code. It
ends a decoder that repeats itself; 30 s at 150 words a minute come to about 100."""

MOST_EXPECTED = 200
"""Tokens of names and places a model is told to expect. Whisper has room for 448 in all: what is
expected, a few marks, and MOST_TOKENS."""

NO_SPEECH = 0.6
"""A piece whose no-speech probability is above this, and whose words are improbable too (below
LOG_PROBABILITY on average), becomes no words. Whisper's defaults."""

LOG_PROBABILITY = -1.0
"""See NO_SPEECH."""

SURE_OF_LANGUAGE = 0.5
"""Probability from which a detected language is believed at once. faster-whisper's own."""

LANGUAGE_SOUND = 5.0
"""Seconds of sound from which a detection is believed; of a single word it often errs."""

LANGUAGE_WAITS = 30.0
"""Seconds of sound after which the likeliest language so far is taken: as much as Whisper's own
detection hears."""

REPETITIVE = 2.4
"""How often smaller zlib makes a text from which Whisper's authors call it a repetition loop.
Only in such a text are repeats dropped: a person may well say no four times."""

LOOP_REPEATS = 3
"""Times in a row a phrase must come in a repetitive text before all but the first are dropped."""

SHORTEST_PIECE, LONGEST_PIECE = 2.0, 28.0
"""Seconds; Whisper hears 30 at once, and the padding of both sides has to fit in."""

WORTH = 1.1
"""How many times as fast another thread, or a graphics card, must be to be used: what it takes
from the rest of the computer has to pay, and two tries of the same differ by a few per cent."""

MOST_THREADS = 16
"""More have never helped a Whisper: what they share is the memory, and that is at its end."""

TRIED_FOR = 2.0
"""Seconds in which one way of computing is tried again and again; the best try counts, for whatever
else the computer does can only make it slower."""

COMPUTE_TYPE = "int8"
"""Weights in 8 bits: a quarter of float32's memory, and less to compute on ordinary processors.
Published models are converted when loaded."""


@dataclass(frozen=True, slots=True)
class Cutting:
    """How the sound is cut for one model; times in seconds.

    A published Whisper takes as long for two seconds of sound as for thirty, and hears better with
    words around a word, so neighbouring utterances share a piece. Whisper fills a long silence
    with words of its own, so none lies inside a piece: most of it is left out.
    """

    longest_piece: float = 18.0
    """Speech without a silence is cut before this length. Whisper hears 30 at once, but what is
    left after Stop is waited for: with pieces of up to 20 and 24 the last word of ten minutes came
    2.5 s after Stop, with a Whisper of base size on two cores (tests/bench/test_live.py)."""
    joined_piece: float = 12.0
    """Neighbours share a piece up to this length: a sentence or more on each side of a word, by
    which Whisper hears better. It was trained on 30 (its paper, section 2.1); see longest_piece for
    what speaks against that."""
    join_silences: float = 10.0
    """Utterances this far apart or nearer share a piece; 0 joins none. Words from further away
    say little about a word, and the words of the last piece would be long in coming."""
    kept_silence: float = 0.4
    """How much of a longer silence between two utterances stays in their piece, so that the model
    hears that there was one. With the padding that is 0.8, as in faster-whisper's own filter.
    """
    longest_wait: float = 20.0
    """A piece waits no longer than this, from its beginning on, for neighbours."""
    language: str | None = None
    """The only language the model is to hear; None: English-only models hear English, others
    find it out once for the whole memo."""
    expects_words: bool = True
    """Whether the model can be told names to expect; one that never learnt to is led astray."""


CUTTING_FILE = "kdesk.toml"
"""An optional file in a model's folder with the fields of Cutting."""
MOST_NAMED = 40
"""Letters of a field that isn't known, when it is told of."""


def cutting(folder: Path) -> Cutting:
    """How to cut for the model in `folder`; Problem BAD_MODEL when its own file can't be used."""
    file = folder / CUTTING_FILE
    if not file.is_file():
        return Cutting()
    try:
        told = tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as unreadable:
        raise _unusable("can't be read") from unreadable
    for name, value in told.items():
        if not _sensible(name, value):
            raise _unusable(f"can't be used because of {name[:MOST_NAMED]}")
    found = replace(Cutting(), **told)
    if found.joined_piece > found.longest_piece:
        raise _unusable("can't be used because of joined_piece and longest_piece")
    return found


_SECONDS = {
    "longest_piece": (SHORTEST_PIECE, LONGEST_PIECE),
    "joined_piece": (SHORTEST_PIECE, LONGEST_PIECE),
    "join_silences": (0.0, inf),
    "kept_silence": (0.0, SHORTEST_PIECE),
    "longest_wait": (0.0, inf),
}
"""What the code that cuts can do with each of these fields, from and to."""


def _sensible(name: str, value: object) -> bool:
    """Whether there is such a field, and this is of its kind and within bounds."""
    if name in _SECONDS:
        least, most = _SECONDS[name]
        return type(value) in {int, float} and least <= value <= most  # type: ignore[operator]
    if name == "language":
        return value in CODES
    return name == "expects_words" and isinstance(value, bool)


def _unusable(why: str) -> Problem:
    return Problem(
        Trouble.BAD_MODEL,
        f"The speech model's file {CUTTING_FILE} {why}. Mend it, or add the model again.",
    )


def tag(cutting: Cutting) -> str:
    """What an utterance was heard with, in one short line, to be kept with it."""
    return (
        f"{COMPUTE_TYPE} beam {BEAM} temperature {TEMPERATURE:g} voice {VOICE_THRESHOLD:g} "
        f"silence {SILENCE:g} joined {cutting.joined_piece if cutting.join_silences else 0:g}"
    )


def threads() -> int:
    """Threads to decode with: faster-whisper's default of 4, fewer on fewer cores."""
    return min(4, os.cpu_count() or 1)
