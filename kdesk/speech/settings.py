"""Every figure that decides how sound becomes words, with its reason and its source."""

import os
import tomllib
from dataclasses import dataclass, replace
from pathlib import Path

from kdesk.domain.problem import Problem, Trouble

RATE = 16000
"""Hertz; Whisper and the voice-activity filter both hear at this rate and no other."""

VOICE_THRESHOLD = 0.5
"""Probability from which sound counts as a voice. Silero's own default."""

SILENCE = 0.4
"""Seconds without a voice that end an utterance. Spoken memos cut at 0.3 to 0.6 s came back with
under 1 % of their words wrong; the same memos whole, with 4.5 to 28.7 %."""

PADDING = 0.2
"""Seconds kept on each side of a voice, so that soft first and last sounds stay. Measured on eight
memos of 410 words: 0 wrong with 0.2, 2 wrong with 0.06, 0.1 and 0.4."""

SHORTEST_VOICE = 0.1
"""Seconds; a shorter sound is a click, not a word, and Whisper would make words of it."""

LOOKED_AT_ONCE = 300.0
"""Seconds given to the voice-activity filter at a time, so that an hour's memo takes no more
memory than five minutes of it. The cut falls into a silence."""

OVERLAP = 0.5
"""Seconds heard again by the filter where five minutes end in silence: a voice that was just
setting in there is not cut; more than PADDING."""

BEAM = 5
"""Sentences kept in mind while decoding. Whisper's paper (section 4.5) and faster-whisper use 5."""

TEMPERATURE = 0.0
"""One temperature: the same sound gives the same words, and a failed decoding is not replaced by
drawing words at random, which is where inventions come from. Doubt shows in the probabilities."""

MOST_TOKENS = 224
"""Tokens one piece may become: half of Whisper's text context, as in OpenAI's reference code. It
ends a decoder that repeats itself; 30 s at 150 words a minute come to about 100."""

NO_SPEECH = 0.6
"""A piece whose no-speech probability is above this, and whose words are improbable too (below
LOG_PROBABILITY on average), becomes no words. Whisper's defaults."""

LOG_PROBABILITY = -1.0
"""See NO_SPEECH."""

REPETITIVE = 2.4
"""How often smaller zlib makes a text from which Whisper's authors call it a repetition loop.
Only in such a text are repeats dropped: a person may well say no four times."""

LOOP_REPEATS = 3
"""Times in a row a phrase must come in a repetitive text before all but the first are dropped."""

LOOP_WORDS = 16
"""The longest phrase, in words, that is looked for as a loop."""

SHORTEST_PIECE, LONGEST_PIECE = 2.0, 28.0
"""Seconds; Whisper hears 30 at once, and the padding of both sides has to fit in."""

COMPUTE_TYPE = "int8"
"""Weights in 8 bits: a quarter of float32's memory, and less to compute on ordinary processors.
Published models are converted when loaded."""


@dataclass(frozen=True, slots=True)
class Cutting:
    """How the sound is cut for one model; times in seconds.

    A published Whisper takes as long for two seconds of sound as for thirty, so neighbouring
    utterances share a piece; a long silence never lies inside one, because Whisper fills silence
    with words of its own.
    """

    longest_piece: float = LONGEST_PIECE
    join_silences: float = 1.5
    """Utterances this far apart or nearer share a piece while it is not too long; 0 joins none."""
    language: str | None = None
    """The only language the model is to hear; None: English-only models hear English, others
    listen to the longest piece and decide once for the whole memo."""


CUTTING_FILE = "kdesk.toml"
"""An optional file in a model's folder with the fields of Cutting."""


def cutting(folder: Path) -> Cutting:
    """How to cut for the model in `folder`; Problem BAD_MODEL when its own file can't be used."""
    file = folder / CUTTING_FILE
    if not file.is_file():
        return Cutting()
    try:
        fields = tomllib.loads(file.read_text(encoding="utf-8"))
        found = replace(Cutting(), **fields)
        sensible = (
            SHORTEST_PIECE <= float(found.longest_piece) <= LONGEST_PIECE
            and 0 <= float(found.join_silences) <= found.longest_piece
            and (found.language is None or isinstance(found.language, str))
        )
    except (OSError, ValueError, TypeError):
        sensible = False
    if not sensible:
        raise Problem(
            Trouble.BAD_MODEL,
            f"The speech model's file {CUTTING_FILE} can't be used. Add the model again.",
        )
    return found


def threads() -> int:
    """Threads to decode with: faster-whisper's default of 4, fewer on fewer cores."""
    return min(4, os.cpu_count() or 1)
