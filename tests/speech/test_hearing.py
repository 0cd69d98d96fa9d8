"""What a hearing asks of a model: which language, with what, and from where on."""

import shutil
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, ClassVar

import pytest

from kdesk.speech import listener, settings
from kdesk.speech.listener import Listener
from kdesk.speech.settings import CUTTING_FILE, Cutting
from kdesk.speech.wish import Wish
from tests.speech.sounds import RATE, SMALL, sample, silence

APART = Cutting(20, join_silences=0)
TOGETHER = Cutting(24.0, joined_piece=20.0)


class Linguist:
    """Guesses a language by how long the sound is, and hears no words."""

    supported_languages: ClassVar = ["en", "de", "fr"]
    hf_tokenizer: ClassVar = None

    def __init__(self, guess: Callable[[float], tuple[str, float]]) -> None:
        self._guess = guess
        self.asked: list[dict[str, Any]] = []

    def transcribe(self, audio: Any, **options: Any) -> tuple[Iterable[Any], Any]:
        self.asked.append(options)
        return [], None

    def detect_language(self, audio: Any) -> tuple[str, float, Any]:
        return *self._guess(len(audio) / RATE), []

    @property
    def heard_in(self) -> set[str]:
        return {asked["language"] for asked in self.asked}


def test_a_model_is_loaded_small_and_from_its_folder_alone(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked: list[dict[str, Any]] = []
    monkeypatch.setattr(listener, "WhisperModel", lambda _, **options: asked.append(options))
    Listener.load(SMALL, threads=3)
    assert asked == [
        {"device": "cpu", "compute_type": "int8", "cpu_threads": 3, "local_files_only": True}
    ]


def test_a_model_that_knows_english_alone_is_not_asked_which_language_it_is(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    shutil.copytree(SMALL, tmp_path / "small", ignore=shutil.ignore_patterns(CUTTING_FILE))
    monkeypatch.setattr(listener, "WhisperModel", lambda *_, **__: Linguist(lambda _: ("de", 1.0)))
    found = Listener.load(tmp_path / "small")
    assert found.begin(Wish("de")).language == "en"


def test_a_long_piece_that_leaves_doubt_waits_for_one_that_does_not() -> None:
    guesses = iter([("fr", 0.49), ("de", 0.5)])
    whisper = Linguist(lambda _: next(guesses))
    hearing = Listener(whisper, TOGETHER).begin()
    assert list(hearing.feed(sample() + silence(11))) == []
    assert hearing.language == ""
    assert len(list(hearing.feed(sample() + silence(11)))) == 2
    assert whisper.heard_in == {"de"}


def test_where_all_are_short_much_sound_counts_for_more_than_a_sure_word() -> None:
    whisper = Linguist(lambda seconds: ("de", 0.6) if seconds > 2.5 else ("fr", 0.8))
    list(Listener(whisper, APART).listen([sample()]))
    assert whisper.heard_in == {"de"}


def test_nothing_before_its_beginning_is_wanted_again() -> None:
    """It was heard, and may be gone."""
    hearing = Listener(Linguist(lambda _: ("en", 1.0)), APART).begin(Wish(start=100.0))
    assert hearing.until == 100.0
    list(hearing.feed(silence(0.3) + sample()[: 2 * RATE]))
    assert hearing.until >= 100.0


@pytest.mark.parametrize(
    ("option", "figure"),
    [
        ("beam_size", settings.BEAM),
        ("max_new_tokens", settings.MOST_TOKENS),
        ("no_speech_threshold", settings.NO_SPEECH),
        ("log_prob_threshold", settings.LOG_PROBABILITY),
    ],
)
def test_a_model_is_asked_with_our_figures_whatever_the_library_thinks_best(
    option: str, figure: float
) -> None:
    whisper = Linguist(lambda _: ("en", 1.0))
    list(Listener(whisper, APART).listen([sample()]))
    assert {asked[option] for asked in whisper.asked} == {figure}
