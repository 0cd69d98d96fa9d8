"""The small model hears memos through the real Whisper library; a stand-in plays its bad days."""

from collections.abc import Iterable
from dataclasses import replace
from itertools import pairwise
from types import SimpleNamespace
from typing import Any, ClassVar

import numpy as np
import pytest

from kdesk.domain.problem import Problem, Trouble
from kdesk.domain.transcript import Utterance
from kdesk.speech import listener as listeners
from kdesk.speech import settings
from kdesk.speech.cutter import Cutter
from kdesk.speech.listener import Listener
from kdesk.speech.settings import Cutting
from kdesk.speech.wish import Wish
from tests.speech.sounds import RATE, SAID, SMALL, blocks, noise, sample, silence
from tests.words_right import share_right

APART = Cutting(20, join_silences=0, language="en")


@pytest.fixture(scope="module")
def listener() -> Listener:
    return Listener.load(SMALL)


def heard(listener: Listener, pcm: bytes) -> list[Utterance]:
    return [said for one in listener.listen(blocks(pcm)) for said in one]


def text(utterances: Iterable[Utterance]) -> str:
    return " ".join(utterance.text for utterance in utterances)


def test_every_word_of_the_sample_memo_comes_back(listener: Listener) -> None:
    found = heard(listener, sample())
    assert share_right(SAID, text(found)) == 1.0
    assert [utterance.text for utterance in found] == SAID.splitlines()


def test_times_are_those_of_the_memo(listener: Listener) -> None:
    """Four seconds of silence in front move every word by four seconds."""
    plain = heard(listener, sample())
    later = heard(listener, silence(4) + sample())
    for before, after in zip(plain, later, strict=True):
        assert after.start - before.start == pytest.approx(4, abs=0.25)
        assert after.end - before.end == pytest.approx(4, abs=0.25)


def test_words_follow_each_other_within_their_utterance(listener: Listener) -> None:
    for utterance in heard(listener, sample()):
        words = utterance.words
        assert utterance.start == words[0].start
        assert utterance.end == words[-1].end
        assert all(word.start <= word.end for word in words)
        assert all(one.end <= other.start + 0.011 for one, other in pairwise(words))
        assert all(0 <= word.probability <= 1 for word in words)


def test_numbers_are_pythons_own(listener: Listener) -> None:
    for utterance in heard(listener, sample()):
        for word in utterance.words:
            assert {type(word.start), type(word.end), type(word.probability)} == {float}


@pytest.mark.parametrize("pcm", [b"", silence(0.01), silence(5), noise(5), b"\x01"], ids=len)
def test_sound_without_a_voice_gives_no_words(listener: Listener, pcm: bytes) -> None:
    assert heard(listener, pcm) == []


def test_how_far_the_listening_is_grows_with_each_piece(listener: Listener) -> None:
    hearing = listener.begin()
    until = [hearing.until for block in blocks(sample()) for _ in hearing.feed(block)]
    until += [hearing.until for _ in hearing.finish()]
    assert len(until) == 5
    assert until == sorted(until)
    assert until[-1] <= len(sample()) / 2 / RATE


class StandIn:
    """Answers as faster-whisper does, with what it is told to say."""

    def __init__(self, said: list[str], compression_ratio: float = 1.0) -> None:
        self.said, self.ratio = said, compression_ratio
        self.asked: list[dict[str, Any]] = []
        self.sounds: list[float] = []

    supported_languages: ClassVar = ["en", "de", "fr"]
    hf_tokenizer: ClassVar = Listener.load(SMALL).whisper.hf_tokenizer

    def transcribe(self, audio: Any, **options: Any) -> tuple[Iterable[Any], Any]:
        self.asked.append(options)
        self.sounds.append(len(audio) / RATE)
        step = len(audio) / RATE / max(1, len(self.said))
        words = [
            SimpleNamespace(
                word=f" {word}",
                start=np.float64(at * step),
                end=np.float64((at + 1) * step),
                probability=np.float32(0.5),
            )
            for at, word in enumerate(self.said)
        ]
        return [SimpleNamespace(words=words, compression_ratio=self.ratio)], None

    def detect_language(self, audio: Any) -> tuple[str, float, Any]:
        self.sounds.append(-len(audio) / RATE)
        return "fr", 0.9, []


def test_each_piece_is_heard_by_itself_without_chance_or_context() -> None:
    whisper = StandIn(["yes"])
    heard(Listener(whisper, APART), sample())
    assert len(whisper.asked) == 5
    for asked in whisper.asked:
        assert asked["condition_on_previous_text"] is False
        assert asked["temperature"] == 0.0
        assert asked["word_timestamps"] is True
        assert asked["language"] == "en"


def test_a_model_expects_as_many_names_as_it_has_room_for() -> None:
    names = tuple(f"Quillfeather {number}" for number in range(200))
    whisper = StandIn(["yes"])
    list(Listener(whisper, APART).listen([sample()], Wish(words=names)))
    told = whisper.asked[0]["hotwords"].split(", ")
    assert 10 < len(told) < 200
    assert tuple(told) == names[: len(told)]
    small = Listener.load(SMALL)
    small.cutting = replace(small.cutting, expects_words=True)
    assert list(small.listen([sample()], Wish(words=names)))  # Whisper would refuse more


def test_neighbours_share_a_piece_up_to_its_length_and_long_silences_are_left_out() -> None:
    whisper = StandIn(["one"])
    together = Cutting(24.0, joined_piece=20.0, language="en")
    heard(Listener(whisper, together), sample() + silence(9) + sample())
    assert [round(seconds) for seconds in whisper.sounds] == [16, 16]
    apart = StandIn(["one"])
    heard(Listener(apart, APART), sample())
    assert len(apart.sounds) == 5
    kept = settings.Cutting().kept_silence
    assert whisper.sounds[0] == pytest.approx(sum(apart.sounds) + 4 * kept, abs=1)


def test_a_shared_piece_is_told_as_one_utterance_for_each_voice() -> None:
    listener = Listener.load(SMALL)
    near = Cutting(20, join_silences=1.5, language="en")
    together = Listener(listener.whisper, near)
    voices = Listener(StandIn([f"w{n}" for n in range(40)]), near)
    assert len(heard(together, sample())) >= 2
    assert len(heard(voices, sample())) == 5


def test_speech_without_a_silence_is_still_cut_short_enough() -> None:
    whisper = StandIn(["on"])
    sound = sample()
    unbroken = (sound[2 * 7000 : 2 * 50_000]) * 30  # the first sentence over and over
    heard(Listener(whisper, Cutting(language="en")), unbroken)
    assert len(whisper.sounds) >= 2
    assert max(whisper.sounds) <= settings.LONGEST_PIECE
    assert sum(whisper.sounds) >= 0.9 * len(unbroken) / 2 / RATE


def test_the_language_is_decided_once_by_the_first_piece_that_tells_it() -> None:
    whisper = StandIn(["oui"])
    listener = Listener(whisper, Cutting(24.0, joined_piece=20.0))
    heard(listener, sample() + silence(11) + sample())
    assert [seconds < 0 for seconds in whisper.sounds] == [True, False, False]
    assert {asked["language"] for asked in whisper.asked} == {"fr"}


def test_short_pieces_wait_for_each_other_until_the_language_is_told() -> None:
    """Of a word or two it often errs; the sound of some together decides, or the memo's end."""
    whisper = StandIn(["oui"])
    hearing = Listener(whisper, Cutting(20, join_silences=0)).begin()
    assert [one for block in blocks(sample()) for one in hearing.feed(block)] == []
    assert hearing.language == ""
    assert hearing.until < 1
    assert len(list(hearing.finish())) == 5
    assert [seconds < 0 for seconds in whisper.sounds] == [True] * 5 + [False] * 5
    waiting = Listener(StandIn(["oui"]), Cutting(20, join_silences=0)).begin()
    assert list(waiting.feed(sample() * 3)) != []


def test_a_wished_language_is_heard_if_the_model_knows_it_and_found_out_if_not() -> None:
    for wished, used in (("de", "de"), ("xx", "fr")):
        whisper = StandIn(["ja"])
        list(Listener(whisper, Cutting()).listen([sample()], Wish(wished)))
        assert {asked["language"] for asked in whisper.asked} == {used}
    whisper = StandIn(["yes"])
    list(Listener(whisper, APART).listen([sample()], Wish("de")))
    assert {asked["language"] for asked in whisper.asked} == {"en"}


def test_expected_words_are_told_to_a_model_that_can_be_told() -> None:
    whisper = StandIn(["yes"])
    wish = Wish(words=("Imke", "Ålesund"))
    list(Listener(whisper, APART).listen([sample()], wish))
    assert {asked["hotwords"] for asked in whisper.asked} == {"Imke, Ålesund"}
    deaf = StandIn(["yes"])
    list(Listener(deaf, replace(APART, expects_words=False)).listen([sample()], wish))
    assert {asked["hotwords"] for asked in deaf.asked} == {None}


def test_each_utterance_knows_its_pause_its_model_and_its_settings(listener: Listener) -> None:
    found = heard(listener, silence(3) + sample())
    ends = [0.0, *(one.end for one in found)]
    for before, one in zip(ends, found, strict=False):
        assert one.pause == pytest.approx(one.start - before)
        assert one.model == "speech-model"
        assert one.settings == settings.tag(listener.cutting)
    assert found[0].pause >= 3
    (resumed, *_) = [
        one
        for heard_ in listener.listen([sample()], Wish(start=100.0, silent=7.0))
        for one in heard_
    ]
    assert resumed.pause == pytest.approx(resumed.start - 93)


def test_a_hearing_can_end_anywhere_and_another_go_on_from_what_is_settled(
    listener: Listener,
) -> None:
    memo = sample() + silence(1) + sample()
    whole = heard(listener, memo)
    for cut in (3.3, 9.0, 17.5, 25.1):
        first = listener.begin()
        told = [
            said
            for block in blocks(memo[: 2 * int(cut * RATE)])
            for one in first.feed(block)
            for said in one
        ]
        rest = memo[2 * int(first.until * RATE) :]
        wish = Wish(start=first.until)
        told += [said for one in listener.listen(blocks(rest), wish) for said in one]
        assert text(told) == text(whole)
        for one, other in zip(told, whole, strict=True):
            assert one.start == pytest.approx(other.start, abs=0.1)


def test_what_is_to_be_heard_again_begins_half_a_second_before_its_voice_and_after_what_is_settled(
    listener: Listener,
) -> None:
    """The filter needs a moment to find its way, but no word may be heard twice."""
    begun = silence(4) + sample()[: 2 * RATE]
    cutter = Cutter(listener.cutting)
    (piece,) = [*cutter.feed(begun), *cutter.finish()]
    hearing = listener.begin()
    assert list(hearing.feed(begun)) == []
    assert hearing.until == pytest.approx(piece.start - 0.5)
    rest = sample()[2 * RATE :] + silence(0.3)
    ends = [piece.end for piece in Cutter(listener.cutting).feed(begun + rest)]
    assert len(list(hearing.feed(rest))) == len(ends) > 0
    assert hearing.until >= ends[-1]


def test_what_was_not_asked_for_comes_with_the_next_block(listener: Listener) -> None:
    hearing = listener.begin()
    for block in blocks(sample()):
        hearing.feed(block)
    assert hearing.until < 1
    assert text(said for one in hearing.finish() for said in one) == text(heard(listener, sample()))


def test_a_repetition_loop_is_dropped_and_an_honest_repeat_stays() -> None:
    looping = StandIn(["thank", "you."] * 30, compression_ratio=9.0)
    (first, *_) = heard(Listener(looping, APART), sample())
    assert first.text == "thank you."
    honest = StandIn(["no", "no", "no", "no"], compression_ratio=1.3)
    (first, *_) = heard(Listener(honest, APART), sample())
    assert first.text == "no no no no"


def test_a_word_outside_its_piece_is_brought_back_into_it() -> None:
    class Beside(StandIn):
        def transcribe(self, audio: Any, **options: Any) -> tuple[Iterable[Any], Any]:
            segments, info = super().transcribe(audio, **options)
            for word in segments[0].words:  # type: ignore[index]
                word.start, word.end = word.start - 50, word.end + 50
            return segments, info

    pcm = sample()
    for utterance in heard(Listener(Beside(["here"]), APART), pcm):
        assert 0 <= utterance.start <= utterance.end <= len(pcm) / 2 / RATE
        assert utterance.end - utterance.start < 5


def test_a_model_that_fails_is_a_problem_with_a_sentence() -> None:
    class Broken(StandIn):
        def transcribe(self, audio: Any, **options: Any) -> tuple[Iterable[Any], Any]:
            raise RuntimeError("mkl_malloc: failed to allocate memory")

    with pytest.raises(Problem) as told:
        heard(Listener(Broken([]), APART), sample())
    assert told.value.trouble is Trouble.SPEECH_FAILED
    assert "malloc" not in told.value.sentence


def test_a_model_that_cannot_be_loaded_is_a_problem_with_a_sentence(tmp_path: Any) -> None:
    for file in SMALL.iterdir():
        (tmp_path / file.name).write_bytes(file.read_bytes())
    (tmp_path / "tokenizer.json").write_text("{}")
    with pytest.raises(Problem) as told:
        Listener.load(tmp_path)
    assert told.value.trouble is Trouble.BAD_MODEL


@pytest.mark.parametrize(
    "error",
    [
        MemoryError(),
        RuntimeError("mkl_malloc: failed to allocate memory"),
        RuntimeError("CUDA failed with error out of memory"),
        ImportError("_umath.so: failed to map segment from shared object"),
    ],
)
def test_too_little_memory_to_load_a_model_does_not_make_it_a_damaged_one(
    error: Exception, monkeypatch: pytest.MonkeyPatch
) -> None:
    def load(*_: Any, **__: Any) -> None:
        raise error

    monkeypatch.setattr(listeners, "WhisperModel", load)
    with pytest.raises(Problem) as told:
        Listener.load(SMALL)
    assert told.value.trouble is Trouble.SPEECH_FAILED
    assert "smaller" in told.value.sentence


def test_a_click_is_no_voice_and_a_short_word_is_one() -> None:
    """Three hundredths of a second of a vowel, and the two tenths that a spoken "no" takes."""
    vowel = sample()[2 * 25_000 :]
    for seconds, pieces in ((0.03, 0), (0.05, 0), (0.2, 1)):
        whisper = StandIn(["no"])
        sound = silence(1) + vowel[: 2 * int(seconds * RATE)] + silence(1)
        heard(Listener(whisper, Cutting(language="en")), sound)
        assert len(whisper.sounds) == pieces
