"""Sound to words: the only place where Whisper is loaded and asked. Never in the window."""

import re
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Protocol, TypeAlias

from faster_whisper import WhisperModel

from kdesk.domain.problem import Problem, Trouble
from kdesk.domain.transcript import Utterance, Word
from kdesk.speech import settings
from kdesk.speech.cutter import Cutter, Piece, Voice
from kdesk.speech.loops import without_loops
from kdesk.speech.models import check
from kdesk.speech.settings import Cutting
from kdesk.speech.wish import NO_WISH, Wish

Said: TypeAlias = tuple[Utterance, ...]
"""What one piece of the sound became."""

ENGLISH = "en"

UNLOADABLE = "The speech model can't be loaded. It may be damaged: remove it, then add it again."
TOO_BIG = (
    "There is not enough memory for the speech model now. "
    "Close other programs and try again, or choose a smaller model."
)
_NO_MEMORY = re.compile(r"alloc|out of memory|Cannot allocate|failed to map segment")
"""How CTranslate2, MKL, CUDA and the loader of shared libraries say it."""


class Whisper(Protocol):
    """What is asked of a loaded model; faster_whisper.WhisperModel answers it."""

    @property
    def hf_tokenizer(self) -> Any:
        """Its tokenizer; `encode(text).ids` are a text's tokens."""

    @property
    def supported_languages(self) -> list[str]:
        """The languages it knows."""

    def transcribe(self, audio: Any, **options: Any) -> tuple[Iterable[Any], Any]:
        """Segments with words, and what else was found out."""

    def detect_language(self, audio: Any) -> tuple[str, float, Any]:
        """The likeliest language and its probability, first."""


class Listener:
    """A loaded model that turns memos into words, one after the other."""

    def __init__(self, whisper: Whisper, cutting: Cutting, model: str = "") -> None:
        self.whisper = whisper
        self.cutting = cutting
        self.model = model

    @classmethod
    def load(cls, folder: Path, device: str = "cpu", threads: int = 0) -> "Listener":
        """Load the model in a folder; takes a second and the model's size in memory.

        With 0 threads as many as settings.threads() says. Raises Problem BAD_MODEL, before
        anything could be asked of the internet, and SPEECH_FAILED when memory is short.
        """
        model = check(folder)
        cutting = settings.cutting(folder)
        if cutting.language is None and model.languages == ENGLISH:
            cutting = replace(cutting, language=ENGLISH)
        try:
            whisper = WhisperModel(
                str(folder),
                device=device,
                compute_type=settings.COMPUTE_TYPE,
                cpu_threads=threads or settings.threads(),
                local_files_only=True,
            )
        except Exception as error:  # the libraries below raise what they like
            if isinstance(error, MemoryError) or _NO_MEMORY.search(str(error)):
                raise Problem(Trouble.SPEECH_FAILED, TOO_BIG) from error
            raise Problem(Trouble.BAD_MODEL, UNLOADABLE) from error
        return cls(whisper, cutting, model.name)

    def begin(self, wish: Wish = NO_WISH) -> "Hearing":
        """Hear one memo whose sound comes in bit by bit."""
        return Hearing(self, wish)

    def listen(self, blocks: Iterable[bytes], wish: Wish = NO_WISH) -> Iterator[Said]:
        """Hear one memo, given as blocks of s16 mono at 16 kHz, piece by piece.

        Sound without a voice gives nothing. Raises Problem SPEECH_FAILED.
        """
        hearing = self.begin(wish)
        for block in blocks:
            yield from hearing.feed(block)
        yield from hearing.finish()


class Hearing:
    """One memo being heard: its sound comes in bit by bit, words go out as they are settled."""

    def __init__(self, listener: Listener, wish: Wish) -> None:
        self._listener = listener
        self._whisper = listener.whisper
        self._expected = self._fitting(wish.words) if listener.cutting.expects_words else ""
        self._cutter = Cutter(listener.cutting, wish.start)
        self._pieces: deque[Piece] = deque()
        self._guesses: list[tuple[float, str]] = []  # of the pieces that wait for a language
        self._settled = wish.start
        self._spoken_until = wish.start - wish.silent
        self.language = listener.cutting.language or self._known(wish.language)
        """Such as `en`; empty until a voice was heard."""

    @property
    def until(self) -> float:
        """Everything before this second of the memo is settled, and can be left out from now on."""
        begins = self._pieces[0].start if self._pieces else self._cutter.until
        return max(self._settled, begins - settings.LEAD)

    def feed(self, pcm: bytes) -> Iterator[Said]:
        """Take the next block, s16 mono at 16 kHz, and hear what it settles.

        The block is taken at once; the hearing is done as the answers are asked for, and what was
        not asked for comes with the next block. Raises Problem SPEECH_FAILED.
        """
        self._pieces.extend(self._cutter.feed(pcm))
        return self._heard()

    def finish(self) -> Iterator[Said]:
        """Hear what is left, when the memo is at its end. Raises Problem SPEECH_FAILED."""
        self._pieces.extend(self._cutter.finish())
        return self._heard(last=True)

    def _heard(self, last: bool = False) -> Iterator[Said]:
        while self._pieces and self._knows_language(last):
            piece = self._pieces[0]
            utterances = tuple(self._utterances(piece, self._words(piece)))
            self._pieces.popleft()
            self._settled = piece.end
            yield utterances

    def _knows_language(self, last: bool) -> bool:
        """Find the language out from the first piece that tells it, or from some together."""
        if self.language:
            return True
        for piece in list(self._pieces)[len(self._guesses) :]:
            language, probability, _ = _asked(self._whisper.detect_language, piece.sound)
            seconds = len(piece.sound) / settings.RATE
            self._guesses.append((probability * seconds, language))
            if probability >= settings.SURE_OF_LANGUAGE and seconds >= settings.LANGUAGE_SOUND:
                return self._decide(language)
        waiting = sum(len(piece.sound) for piece in self._pieces) / settings.RATE
        if last or waiting >= settings.LANGUAGE_WAITS:
            return self._decide(max(self._guesses)[1])
        return False

    def _decide(self, language: str) -> bool:
        self.language = language
        return True

    def _known(self, language: str) -> str:
        """The language if the model knows it; else it finds one out, as if none were wished for."""
        return language if language in self._whisper.supported_languages else ""

    def _fitting(self, words: Sequence[str]) -> str:
        """The first of these names, as many as the model has room for."""
        expected, room = "", settings.MOST_EXPECTED
        for word in words:
            more = f"{expected}, {word}" if expected else word
            if len(self._whisper.hf_tokenizer.encode(more, add_special_tokens=False).ids) > room:
                break
            expected = more
        return expected

    def _words(self, piece: Piece) -> tuple[Word, ...]:
        """What the model heard in a piece, at the times of the piece's sound."""
        segments = _asked(self._segments, piece)
        words = tuple(
            # numpy's floats go no further than here: JSON and SQL know them not
            Word(word.word, float(word.start), float(word.end), float(word.probability))
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
            hotwords=self._expected or None,
        )
        return list(segments)

    def _utterances(self, piece: Piece, words: Sequence[Word]) -> Iterator[Utterance]:
        """The words of each voice in the piece, at the times of the memo."""
        spoken: list[list[Word]] = [[] for _ in piece.voices]
        borders = [
            (before.at + before.end - before.start + after.at) / 2
            for before, after in zip(piece.voices, piece.voices[1:], strict=False)
        ]
        for word in words:
            middle = (word.start + word.end) / 2
            at = sum(border <= middle for border in borders)
            spoken[at].append(_placed(word, piece.voices[at]))
        for said in spoken:
            if said:
                start, end = said[0].start, said[-1].end
                yield Utterance(
                    *(start, end, tuple(said)),
                    pause=max(0.0, start - self._spoken_until),
                    model=self._listener.model,
                    settings=settings.tag(self._listener.cutting),
                )
                self._spoken_until = end


def _asked(question: Any, sound: Any) -> Any:
    try:
        return question(sound)
    except RuntimeError as error:  # how CTranslate2 says everything, lack of memory included
        raise Problem(
            Trouble.SPEECH_FAILED,
            "The speech model failed on this memo. Try again, or choose a smaller model.",
        ) from error


def _placed(word: Word, voice: Voice) -> Word:
    """The word at its time in the memo, which is never outside the voice that spoke it."""
    later = voice.start - voice.at
    start = min(max(word.start + later, voice.start), voice.end)
    return replace(word, start=start, end=min(max(word.end + later, start), voice.end))
