"""Sound to words: the only place where Whisper is loaded and asked. Never in the window."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from faster_whisper import WhisperModel

from kdesk.domain.problem import Problem, Trouble
from kdesk.domain.transcript import Utterance, Word
from kdesk.speech import settings
from kdesk.speech.loops import without_loops
from kdesk.speech.models import check
from kdesk.speech.pieces import Piece, windows
from kdesk.speech.settings import Cutting

ENGLISH = "en"


class Whisper(Protocol):
    """What is asked of a loaded model; faster_whisper.WhisperModel answers it."""

    def transcribe(self, audio: Any, **options: Any) -> tuple[Iterable[Any], Any]:
        """Segments with words, and what else was found out."""

    def detect_language(self, audio: Any) -> tuple[str, float, Any]:
        """The likeliest language, first."""


@dataclass(frozen=True, slots=True)
class Heard:
    """What one piece of the sound became; `until` is how far the listening is, in seconds."""

    until: float
    utterances: tuple[Utterance, ...]


class Listener:
    """A loaded model that turns memos into words, one after the other."""

    def __init__(self, whisper: Whisper, cutting: Cutting) -> None:
        self._whisper = whisper
        self._cutting = cutting
        self.language = cutting.language or ""
        """Of the memo heard last, such as `en`; empty until a voice was heard."""

    @classmethod
    def load(cls, folder: Path) -> "Listener":
        """Load the model in a folder; takes a second and the model's size in memory.

        Raises Problem BAD_MODEL, before anything could be asked of the internet.
        """
        model = check(folder)
        cutting = settings.cutting(folder)
        if cutting.language is None and model.languages == ENGLISH:
            cutting = Cutting(cutting.longest_piece, cutting.join_silences, ENGLISH)
        try:
            whisper = WhisperModel(
                str(folder),
                device="cpu",
                compute_type=settings.COMPUTE_TYPE,
                cpu_threads=settings.threads(),
                local_files_only=True,
            )
        except Exception as error:  # the libraries below raise what they like
            raise Problem(
                Trouble.BAD_MODEL,
                "The speech model can't be loaded. It may be damaged, or too big for this machine.",
            ) from error
        return cls(whisper, cutting)

    def listen(self, blocks: Iterable[bytes]) -> Iterator[Heard]:
        """Hear one memo, given as blocks of s16 mono at 16 kHz, piece by piece.

        Sound without a voice gives nothing. Raises Problem SPEECH_FAILED.
        """
        self.language = self._cutting.language or ""
        for window in windows(blocks, self._cutting):
            if window and not self.language:
                longest = max(window, key=lambda piece: len(piece.sound))
                self.language = self._asked(self._whisper.detect_language, longest.sound)[0]
            for piece in window:
                yield Heard(piece.end, _utterances(piece, self._words(piece)))

    def _words(self, piece: Piece) -> tuple[Word, ...]:
        segments = self._asked(self._segments, piece)
        words = tuple(
            # numpy's floats go no further than here: JSON and SQL know them not
            Word(word.word, *_within(piece, word), probability=float(word.probability))
            for segment in segments
            for word in segment.words
        )
        repetitive = any(segment.compression_ratio > settings.REPETITIVE for segment in segments)
        return without_loops(words) if repetitive else words

    def _segments(self, piece: Piece) -> list[Any]:
        segments, _ = self._whisper.transcribe(
            piece.sound,
            language=self.language,
            beam_size=settings.BEAM,
            temperature=settings.TEMPERATURE,
            max_new_tokens=settings.MOST_TOKENS,
            no_speech_threshold=settings.NO_SPEECH,
            log_prob_threshold=settings.LOG_PROBABILITY,
            # each piece by itself: an invention can't breed the next one
            condition_on_previous_text=False,
            word_timestamps=True,
        )
        return list(segments)

    @staticmethod
    def _asked(question: Any, sound: Any) -> Any:
        try:
            return question(sound)
        except RuntimeError as error:  # how CTranslate2 says everything, lack of memory included
            raise Problem(
                Trouble.SPEECH_FAILED,
                "The speech model failed on this memo. Try again, or choose a smaller model.",
            ) from error


def _within(piece: Piece, word: Any) -> tuple[float, float]:
    """Start and end in the memo; a word never lies outside the piece it was heard in."""
    start = min(max(piece.start + float(word.start), piece.start), piece.end)
    return start, min(max(piece.start + float(word.end), start), piece.end)


def _utterances(piece: Piece, words: Sequence[Word]) -> tuple[Utterance, ...]:
    """The words between each two silences of the piece."""
    spoken: list[list[Word]] = [[] for _ in piece.voices]
    silences = [
        (before[1] + after[0]) / 2
        for before, after in zip(piece.voices, piece.voices[1:], strict=False)
    ]
    for word in words:
        middle = (word.start + word.end) / 2
        spoken[sum(silence <= middle for silence in silences)].append(word)
    return tuple(Utterance(said[0].start, said[-1].end, tuple(said)) for said in spoken if said)
